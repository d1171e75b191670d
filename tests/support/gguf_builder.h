// Writes small GGUF files in memory, sound ones and broken ones.
//
// Keys and tensors appear in the order they were added. Whatever a sound file would compute
// (counts, offsets, padding) can be overridden to tell a lie.
#pragma once

#include "core/formats/model_file.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

class GgufBuilder
{
public:
    // Integers are written as U32 where they fit, else I32, I64 or U64; numbers as F32, arrays
    // likewise. A key that is there already gets the new value.
    GgufBuilder& set(std::string_view key, const core::MetaValue& value);
    GgufBuilder& remove(std::string_view key);
    // A value as raw bytes behind a type number, added even where the key is there already.
    GgufBuilder& addRaw(std::string_view key, std::uint32_t type, std::string_view payload);

    // shape: outermost first. data: stored bytes; a tensor of this name is replaced.
    GgufBuilder& tensor(std::string_view name,
                        core::DType dtype,
                        std::vector<std::uint64_t> shape,
                        std::string data);
    GgufBuilder& floats(std::string_view name,
                        std::vector<std::uint64_t> shape,
                        const std::vector<float>& values);
    GgufBuilder& removeTensor(std::string_view name);

    // A tensor description as it is written, with no data of its own. dimensions: innermost first.
    struct RawTensor
    {
        std::string name;
        std::vector<std::uint64_t> dimensions;
        std::uint32_t type = 0;
        std::string data;
        std::optional<std::uint64_t> offset;         // where absent: after the tensor before it
        std::optional<std::uint32_t> dimensionCount; // where absent: dimensions.size()
    };
    GgufBuilder& addRawTensor(RawTensor tensor);

    std::string magic = "GGUF";
    std::uint32_t version = 3;
    std::optional<std::uint64_t> tensorCount;
    std::optional<std::uint64_t> keyCount;
    std::uint64_t alignment = 32; // of the data; "general.alignment" is written only by set()

    std::string build() const;

private:
    struct Entry
    {
        std::string key;
        std::uint32_t type = 0;
        std::string payload;
    };

    std::vector<Entry> m_entries;
    std::vector<RawTensor> m_tensors;
};

// Little-endian pieces for raw payloads.
std::string littleEndian(std::uint64_t value, std::size_t bytes);
std::string ggufString(std::string_view text);

// Replaces the file's contents; false where that failed.
bool writeFile(const std::filesystem::path& path, std::string_view contents);

} // namespace tests
