// A model as a GGUF file holds it, whatever form it has on disk: metadata by GGUF's keys, tensors
// by GGUF's names and with GGUF's order of rows.
//
// Of a Hugging Face folder matrices stay where they are, mapped, and are described as runs of rows;
// what is small becomes float32 here.
#pragma once

#include "core/formats/model_file.h"

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace core {

// Whole rows that follow each other in the source.
struct RowRun
{
    std::span<const std::byte> data;
    // > 0: rows of so many are one head, whose halves are interleaved: row 2i is the source's row
    // i, row 2i + 1 its row i + headRows / 2.
    std::size_t headRows = 0;
};

struct GgufFormTensor
{
    std::string name;
    DType dtype = DType::F32; // as it is in the source
    std::vector<std::size_t> shape;
    std::vector<RowRun> runs;        // borrow from the file, or from own
    std::vector<std::byte> own = {}; // of tensors that are computed

    std::size_t rowElements() const { return shape.back(); }
    std::size_t rowCount() const;
    std::span<const std::byte> row(std::size_t index) const;
};

using GgufMetadata = std::map<std::string, MetaValue, std::less<>>;

struct GgufForm
{
    GgufMetadata metadata; // without the tokenizer where the file is a folder
    std::vector<GgufFormTensor> tensors;
};

} // namespace core
