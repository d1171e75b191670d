// Reader of GGUF files, versions 2 and 3, little-endian. The layout, every integer little-endian:
//
//   1. "GGUF", u32 version, u64 number of tensors, u64 number of metadata entries
//   2. metadata entries: string key, u32 value type, value. A string is a u64 length and that many
//   bytes; an array is a
//      u32 element type, a u64 count and that many values
//   3. tensor descriptions: string name, u32 number of dimensions, u64 each dimension (innermost
//   first), u32 type,
//      u64 offset from the beginning of part 4
//   4. tensor data, beginning at the next multiple of "general.alignment" (32 where absent), each
//   tensor at one
//
// Nothing in a file is trusted: counts and lengths are compared with the bytes that are left before
// anything is allocated for them, products are checked, and what remains is bounded by the limits
// below.
#pragma once

#include "core/base/result.h"
#include "core/formats/gguf_layout.h"
#include "core/formats/model_file.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace core {

namespace gguf {

struct Contents
{
    std::map<std::string, MetaValue, std::less<>> metadata;
    std::vector<TensorInfo> tensors; // data borrows from the parsed bytes
    std::vector<std::string> notes;
};

// Parses a whole file held in memory. Fails with Malformed, Unsupported or Limit; the message does
// not name the file.
Result<Contents> parse(std::span<const std::byte> file);

} // namespace gguf

// Opens one GGUF file, or all parts of a split one where path names the first. Errors begin with
// the path.
Result<std::shared_ptr<const ModelFile>> openGguf(const std::filesystem::path& path);

} // namespace core
