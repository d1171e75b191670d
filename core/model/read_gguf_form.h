// Any model file in the form that GGUF has.
#pragma once

#include "core/base/result.h"
#include "core/model/gguf_form.h"

namespace core {

// The file must outlive the form. Fails as readHyperparameters() does, with Malformed where a
// tensor is missing or has another shape, and with Unsupported where GGUF has no way to say what
// the folder's config.json says.
Result<GgufForm> ggufForm(const ModelFile& file);

} // namespace core
