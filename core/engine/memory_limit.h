// How much memory there is, and whether a model fits into it: asked before anything large is
// allocated.
#pragma once

#include "core/base/result.h"
#include "core/formats/model_file.h"

#include <cstddef>

namespace core {

// Bytes this process may use: the machine's memory, or less where a control group (cgroup v2) says
// so.
std::size_t usableMemory();

// Fails with OutOfMemory where the file's weights take more than `memory` bytes; the sentence names
// both figures and, where there is one, the quantisation in which this model would fit.
Status checkWeightsFit(const ModelFile& file, std::size_t memory);

} // namespace core
