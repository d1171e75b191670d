// Writes GGUF files, version 3, little-endian; gguf.h describes the layout.
#pragma once

#include "core/base/result.h"
#include "core/formats/model_file.h"

#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace core {

struct GgufTensor
{
    std::string name;
    DType dtype = DType::F32;
    std::vector<std::size_t> shape; // outermost first; the innermost a whole number of blocks

    std::size_t sizeBytes() const;
};

// Fills the bytes of the tensor with this index; called once for each, in order, on the calling
// thread. What it fails with ends the writing.
using FillTensor = std::function<Status(std::size_t index, std::span<std::byte> data)>;

// Writes beside path and renames when all is on the disk, so that path is whole or untouched. Whole
// numbers are written as U32 where they fit, else I32, I64 or U64, arrays of them as I32 where they
// fit, other numbers as F32. Holds one tensor in memory at a time. Fails with Io, which says what
// is left to do, or with what fill failed with.
Status writeGguf(const std::filesystem::path& path,
                 const std::map<std::string, MetaValue, std::less<>>& metadata,
                 const std::vector<GgufTensor>& tensors,
                 const FillTensor& fill);

} // namespace core
