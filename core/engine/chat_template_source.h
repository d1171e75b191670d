#pragma once

#include "core/formats/model_file.h"

#include <string>

namespace core {

// The source of a model's chat template, for ChatTemplate to parse; empty where the model has none.
// Of several named templates the one called "default".
std::string chatTemplateSource(const ModelFile& file);

} // namespace core
