// SentencePiece's precompiled normalisation: a map from short texts to what they become.
//
// The bytes are, little-endian:
//   1. u32: size of the trie in bytes
//   2. the trie, a double array of u32 units (Aoe 1989; the layout of darts-clone): bits 0 to 7 the
//      label, bit 8 whether a value follows, bits 10 to 30 the offset, to be multiplied by 256
//      where bit 9 is set; units with bit 31 are values
//   3. the texts that others become, each ended by a byte of value 0; values are positions here
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace core {

// Keeps the bytes. Thread-safe.
class CharacterMap
{
public:
    // Fails with Malformed where any text could lead out of the bytes: libraries that use the same
    // bytes do not look.
    static Result<CharacterMap> read(std::string bytes);

    // As Hugging Face's tokenizers do it: grapheme by grapheme, and character by character where
    // the map does not know the grapheme. text is valid UTF-8.
    std::string apply(std::string_view text) const;

private:
    CharacterMap(std::string bytes, std::size_t trieBytes)
        : m_bytes(std::move(bytes))
        , m_trieBytes(trieBytes)
    {
    }

    std::string_view trie() const;
    std::string_view texts() const;
    bool isSafe() const;
    std::optional<std::uint32_t> unit(std::size_t index) const;
    std::optional<std::string_view> find(std::string_view text) const;
    void append(std::string_view grapheme, std::string& result) const;

    std::string m_bytes;
    std::size_t m_trieBytes;
};

// What standard base64 stands for; empty where it is none.
std::optional<std::string> fromBase64(std::string_view text);

} // namespace core
