#include "core/tokenizer/character_map.h"

#include "core/base/utf8.h"

#include <utf8proc.h>

namespace core {

namespace {

constexpr std::size_t kUnitBytes = 4;
constexpr std::size_t kLongestKnownGrapheme = 5; // bytes; longer ones are taken apart unseen

std::uint32_t littleEndian32(std::string_view bytes, std::size_t at)
{
    std::uint32_t value = 0;
    for (std::size_t i = kUnitBytes; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

bool hasValue(std::uint32_t unit)
{
    return (unit >> 8 & 1) != 0;
}

std::uint32_t valueOf(std::uint32_t unit)
{
    return unit & 0x7FFFFFFFU;
}

// Of no byte where the unit is a value.
std::uint32_t labelOf(std::uint32_t unit)
{
    return unit & 0x800000FFU;
}

std::size_t offsetOf(std::uint32_t unit)
{
    return static_cast<std::size_t>(unit >> 10) << ((unit & 0x200U) >> 6);
}

} // namespace

// A walk begins with the first unit, whatever it is. Where it stands on a unit, it looks at any
// unit of a block of 256 next; where a value follows, it takes the block's first unit for it,
// whether that says that it is one or not.
bool CharacterMap::isSafe() const
{
    const std::size_t count = trie().size() / kUnitBytes;
    if (texts().empty() || texts().back() != '\0')
        return false;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t here = *unit(i);
        if (here >> 31 != 0) { // no walk stands on it
            if (i == 0 || valueOf(here) >= texts().size())
                return false;
            continue;
        }
        const std::size_t next = i ^ offsetOf(here);
        if ((next | 0xFFU) >= count || (hasValue(here) && valueOf(*unit(next)) >= texts().size()))
            return false;
    }
    return true;
}

std::string_view CharacterMap::trie() const
{
    return std::string_view(m_bytes).substr(kUnitBytes, m_trieBytes);
}

std::string_view CharacterMap::texts() const
{
    return std::string_view(m_bytes).substr(kUnitBytes + m_trieBytes);
}

Result<CharacterMap> CharacterMap::read(std::string bytes)
{
    const std::size_t size = bytes.size();
    const std::size_t trieBytes = size < kUnitBytes ? 0 : littleEndian32(bytes, 0);
    const bool fits =
        trieBytes >= kUnitBytes && trieBytes % kUnitBytes == 0 && trieBytes <= size - kUnitBytes;
    CharacterMap map(std::move(bytes), trieBytes);
    if (!fits || !map.isSafe())
        return fail(ErrorCode::Malformed,
                    "expected a precompiled map of characters, found {} bytes that are none; "
                    "download the model again.",
                    size);
    return map;
}

std::optional<std::uint32_t> CharacterMap::unit(std::size_t index) const
{
    if (index >= trie().size() / kUnitBytes)
        return std::nullopt;
    return littleEndian32(trie(), index * kUnitBytes);
}

// What the shortest beginning of text that the map knows becomes.
std::optional<std::string_view> CharacterMap::find(std::string_view text) const
{
    std::optional<std::uint32_t> node = unit(0);
    std::size_t position = offsetOf(*node);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        position ^= byte;
        node = unit(position);
        if (!node || labelOf(*node) != byte)
            return std::nullopt;
        position ^= offsetOf(*node);
        if (!hasValue(*node))
            continue;
        const std::optional<std::uint32_t> value = unit(position);
        if (!value || valueOf(*value) >= texts().size())
            return std::nullopt;
        const std::string_view found = texts().substr(valueOf(*value));
        return found.substr(0, found.find('\0'));
    }
    return std::nullopt;
}

void CharacterMap::append(std::string_view grapheme, std::string& result) const
{
    if (grapheme.size() <= kLongestKnownGrapheme)
        if (const auto known = find(grapheme)) {
            result += *known;
            return;
        }
    while (!grapheme.empty()) {
        const std::string_view character = grapheme.substr(0, decodeUtf8(grapheme).length);
        result += find(character).value_or(character);
        grapheme.remove_prefix(character.size());
    }
}

std::string CharacterMap::apply(std::string_view text) const
{
    std::string result;
    result.reserve(text.size());
    utf8proc_int32_t before = 0, state = 0;
    std::size_t begin = 0; // of the grapheme
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Character character = decodeUtf8(text.substr(at));
        const auto codePoint = static_cast<utf8proc_int32_t>(character.codePoint);
        if (at > 0 && utf8proc_grapheme_break_stateful(before, codePoint, &state)) {
            append(text.substr(begin, at - begin), result);
            begin = at;
        }
        before = codePoint;
        at += character.length;
    }
    append(text.substr(begin), result);
    return result;
}

std::optional<std::string> fromBase64(std::string_view text)
{
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (text.size() % 4 != 0)
        return std::nullopt;
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding)
        text.remove_suffix(1);
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const std::size_t digit = kDigits.find(c);
        if (digit == std::string_view::npos)
            return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count < 8)
            continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count & 0xFFU);
    }
    return bytes;
}

} // namespace core
