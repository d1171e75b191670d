#include "core/tokenizer/byte_level.h"

#include "core/base/utf8.h"

#include <array>
#include <cstddef>

namespace core {

namespace {

constexpr char32_t kFirstShifted = 0x100;
constexpr std::size_t kShiftedCount = 68;

constexpr bool printsInLatin1(unsigned byte)
{
    return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xFF && byte != 0xAD);
}

constexpr std::array<unsigned char, kShiftedCount> shiftedBytes()
{
    std::array<unsigned char, kShiftedCount> bytes = {};
    std::size_t count = 0;
    for (unsigned byte = 0; byte < 256; ++byte) {
        if (!printsInLatin1(byte))
            bytes[count++] = static_cast<unsigned char>(byte);
    }
    return bytes;
}

constexpr std::array<unsigned char, kShiftedCount> kShifted = shiftedBytes();

} // namespace

std::string byteLevelCharacter(unsigned char byte)
{
    char32_t character = byte;
    if (!printsInLatin1(byte)) {
        character = kFirstShifted;
        while (kShifted[character - kFirstShifted] != byte)
            ++character;
    }
    std::string text;
    appendUtf8(text, character);
    return text;
}

std::optional<std::string> bytesOfByteLevel(std::string_view token)
{
    std::string bytes;
    bytes.reserve(token.size());
    for (std::size_t at = 0; at < token.size();) {
        const Utf8Character character = decodeUtf8(token.substr(at));
        if (!character.valid)
            return std::nullopt;
        if (character.codePoint < kFirstShifted && printsInLatin1(character.codePoint))
            bytes += static_cast<char>(character.codePoint);
        else if (character.codePoint >= kFirstShifted &&
                 character.codePoint < kFirstShifted + kShiftedCount)
            bytes += static_cast<char>(kShifted[character.codePoint - kFirstShifted]);
        else
            return std::nullopt;
        at += character.length;
    }
    return bytes;
}

} // namespace core
