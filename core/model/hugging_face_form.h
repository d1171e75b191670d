// ggufForm() of a Hugging Face folder.
#pragma once

#include "core/model/gguf_form.h"

namespace core {

Result<GgufForm> huggingFaceForm(const ModelFile& file);

} // namespace core
