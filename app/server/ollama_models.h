// What Ollama's API tells of models, as JSON on one line.
//
// Pure functions, thread-safe. created: Unix time, seconds.
#pragma once

#include "core/engine/types.h"

#include <cstdint>
#include <string>
#include <vector>

namespace app {

std::string ollamaTagsJson(const std::vector<core::ModelInfo>& models, std::int64_t created);
std::string ollamaPsJson(const std::vector<core::ModelInfo>& models);
std::string ollamaShowJson(const core::ModelInfo& model, std::int64_t created);

} // namespace app
