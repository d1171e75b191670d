// A small file as a string.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <string>

namespace core {

// Fails with NotFound, Io, or Limit where the file is larger than mostBytes; the message names the
// path.
Result<std::string> readFile(const std::filesystem::path& path, std::size_t mostBytes);

} // namespace core
