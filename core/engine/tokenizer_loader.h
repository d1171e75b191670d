// Finds a model's tokenizer in its file or folder.
#pragma once

#include "core/base/result.h"
#include "core/formats/model_file.h"
#include "core/tokenizer/tokenizer.h"

#include <memory>

namespace core {

// Fails with Malformed where the parts contradict each other, with Unsupported where this version
// does not know the kind of tokenizer; the message begins with the file's name. The tokenizer does
// not need the file any more.
Result<std::unique_ptr<Tokenizer>> loadTokenizer(const ModelFile& file);

} // namespace core
