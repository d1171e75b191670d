// Which model it is, whatever its file is called.
#pragma once

#include "core/formats/model_file.h"

#include <string>

namespace core {

// "sha256:" and 64 hexadecimal digits, of everything the file says of itself, the names, types and
// shapes of its tensors and bytes from the beginning, the middle and the end of each: enough to
// tell any two models apart that training, merging or quantising has made, in milliseconds instead
// of reading gigabytes. It does not prove that no bit changed.
std::string modelFingerprint(const ModelFile& file);

} // namespace core
