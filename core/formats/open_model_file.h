// The way in for every model on disk, whatever its format.
#pragma once

#include "core/base/result.h"
#include "core/formats/model_file.h"

#include <filesystem>
#include <memory>

namespace core {

// Opens a GGUF file or a Hugging Face folder. Only headers are read; tensor data stays mapped.
// Fails with NotFound, Io, Malformed or Unsupported, in one sentence that names file, place,
// expectation and advice.
Result<std::shared_ptr<const ModelFile>> openModelFile(const std::filesystem::path& path);

} // namespace core
