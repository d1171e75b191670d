// Reader of Hugging Face model folders: config.json, model.safetensors or the shards that
// model.safetensors.index.json lists, and, where they are there, generation_config.json,
// tokenizer.json, tokenizer_config.json, tokenizer.model and chat_template.jinja. Nothing outside
// the folder is opened, and nothing in it is run.
#pragma once

#include "core/base/result.h"
#include "core/formats/model_file.h"

#include <filesystem>
#include <memory>

namespace core {

// Errors begin with the path of the file they are about.
Result<std::shared_ptr<const ModelFile>> openHuggingFace(const std::filesystem::path& folder);

} // namespace core
