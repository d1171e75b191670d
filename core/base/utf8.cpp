#include "core/base/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace core {

namespace {

bool isContinuation(unsigned char byte)
{
    return (byte & 0xc0U) == 0x80U;
}

// Length that a leading byte announces; 0 for bytes that never lead.
std::size_t announcedLength(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xc2)
        return 0;
    if (lead < 0xe0)
        return 2;
    if (lead < 0xf0)
        return 3;
    return lead < 0xf5 ? 4 : 0;
}

// The second byte's range excludes overlong forms, surrogates and values above U+10FFFF (Unicode
// 15, table 3-7).
bool secondByteFits(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xe0:
        return second >= 0xa0 && second <= 0xbf;
    case 0xed:
        return second >= 0x80 && second <= 0x9f;
    case 0xf0:
        return second >= 0x90 && second <= 0xbf;
    case 0xf4:
        return second >= 0x80 && second <= 0x8f;
    default:
        return isContinuation(second);
    }
}

} // namespace

Utf8Character decodeUtf8(std::string_view text)
{
    if (text.empty())
        return {};
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t length = announcedLength(lead);
    if (length == 1)
        return {lead, 1, true};
    if (length == 0 || text.size() < length ||
        !secondByteFits(lead, static_cast<unsigned char>(text[1])))
        return {kReplacementCharacter, 1, false};
    char32_t codePoint = lead & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (!isContinuation(byte))
            return {kReplacementCharacter, 1, false};
        codePoint = codePoint << 6 | (byte & 0x3fU);
    }
    return {codePoint, length, true};
}

bool isValidUtf8(std::string_view text)
{
    while (!text.empty()) {
        const Utf8Character character = decodeUtf8(text);
        if (!character.valid)
            return false;
        text.remove_prefix(character.length);
    }
    return true;
}

void appendUtf8(std::string& text, char32_t codePoint)
{
    if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff))
        codePoint = kReplacementCharacter;
    const auto continuation = [codePoint](int shift) {
        return static_cast<char>(0x80U | (codePoint >> shift & 0x3fU));
    };
    if (codePoint < 0x80) {
        text += static_cast<char>(codePoint);
    } else if (codePoint < 0x800) {
        text += static_cast<char>(0xc0U | codePoint >> 6);
        text += continuation(0);
    } else if (codePoint < 0x10000) {
        text += static_cast<char>(0xe0U | codePoint >> 12);
        text += continuation(6);
        text += continuation(0);
    } else {
        text += static_cast<char>(0xf0U | codePoint >> 18);
        text += continuation(12);
        text += continuation(6);
        text += continuation(0);
    }
}

std::size_t incompleteUtf8Suffix(std::string_view text)
{
    const std::size_t longest = std::min<std::size_t>(3, text.size());
    for (std::size_t length = 1; length <= longest; ++length) {
        const std::string_view suffix = text.substr(text.size() - length);
        const auto lead = static_cast<unsigned char>(suffix[0]);
        if (isContinuation(lead))
            continue;
        if (announcedLength(lead) <= length)
            return 0;
        const bool promising =
            length == 1 || secondByteFits(lead, static_cast<unsigned char>(suffix[1]));
        return promising ? length : 0;
    }
    return 0;
}

std::string inQuotes(std::string_view text)
{
    constexpr std::size_t kLongest = 80;
    std::string result = "\"";
    bool cut = false;
    for (std::size_t i = 0; i < text.size();) {
        const Utf8Character character = decodeUtf8(text.substr(i));
        if (i + character.length > kLongest) {
            cut = true;
            break;
        }
        const bool control = character.codePoint < 0x20 ||
                             (character.codePoint >= 0x7f && character.codePoint < 0xa0);
        if (character.valid && !control)
            result += text.substr(i, character.length);
        else
            for (const char byte : text.substr(i, character.length))
                fmt::format_to(
                    std::back_inserter(result), "\\x{:02x}", static_cast<unsigned char>(byte));
        i += character.length;
    }
    result += cut ? "…\"" : "\"";
    return result;
}

} // namespace core
