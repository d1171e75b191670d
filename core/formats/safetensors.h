// Reader of safetensors files:
//
//   1. u64 little-endian: bytes of the header
//   2. the header, JSON: {"NAME": {"dtype": "F32", "shape": [2, 3], "data_offsets": [BEGIN, END]},
//   …}, offsets counted
//      from the end of the header; "__metadata__" maps strings to strings; spaces may pad the end
//   3. tensor data: the tensors cover it without gaps and without overlap
//
// Stricter than the format's reference where a file could mean two things: no duplicate names, "{"
// comes first.
#pragma once

#include "core/base/result.h"
#include "core/formats/model_file.h"
#include "core/formats/safetensors_limits.h"

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace core::safetensors {

struct Contents
{
    std::vector<TensorInfo> tensors; // data borrows from the parsed bytes
    std::map<std::string, std::string, std::less<>>
        unread; // name -> type that DType does not have, as "I64"
    std::vector<std::string> notes;
};

// Parses a whole file held in memory. Fails with Malformed, Unsupported or Limit; the message does
// not name the file.
Result<Contents> parse(std::span<const std::byte> file);

} // namespace core::safetensors
