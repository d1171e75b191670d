// ggufForm() of a Hugging Face folder.
#pragma once

#include "core/base/result.h"
#include "core/model/gguf_form.h"

namespace core {

Result<GgufForm> huggingFaceForm(const ModelFile& file);

} // namespace core
