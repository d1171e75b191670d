#include "core/prompt/jinja/unicode.h"

#include "core/base/utf8.h"

#include <utf8proc.h>

#include <utility>

namespace core::jinja {

namespace {

utf8proc_category_t category(std::int32_t value)
{
    return value < 0 ? UTF8PROC_CATEGORY_CN : utf8proc_category(value);
}

bool isCased(std::int32_t value)
{
    return isUpperCase(value) || isLowerCase(value) || category(value) == UTF8PROC_CATEGORY_LT;
}

template <class Convert>
std::string mapped(std::string_view text, Convert convert)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint c = codePointAt(text, at);
        if (c.value < 0)
            out += text[at];
        else
            appendUtf8(out, static_cast<char32_t>(convert(c.value)));
        at += c.size;
    }
    return out;
}

} // namespace

CodePoint codePointAt(std::string_view text, std::size_t offset)
{
    const auto first = static_cast<unsigned char>(text[offset]);
    if (first < 0x80)
        return {first, 1};
    const Utf8Character character = decodeUtf8(text.substr(offset));
    return {character.valid ? static_cast<std::int32_t>(character.codePoint) : -1,
            character.length};
}

std::size_t codePointSizeBefore(std::string_view text, std::size_t offset)
{
    for (std::size_t size = 2; size <= 4 && size <= offset; ++size) {
        const CodePoint c = codePointAt(text.substr(0, offset), offset - size);
        if (c.value >= 0 && c.size == size)
            return size;
    }
    return 1;
}

std::size_t codePointCount(std::string_view text)
{
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); at += codePointAt(text, at).size)
        ++count;
    return count;
}

std::vector<std::size_t> codePointOffsets(std::string_view text)
{
    std::vector<std::size_t> offsets;
    for (std::size_t at = 0; at < text.size(); at += codePointAt(text, at).size)
        offsets.push_back(at);
    offsets.push_back(text.size());
    return offsets;
}

bool isSpace(std::int32_t value)
{
    if (value < 0x80)
        return (value >= 0x09 && value <= 0x0D) || (value >= 0x1C && value <= 0x20);
    return value == 0x85 || category(value) == UTF8PROC_CATEGORY_ZS || value == 0x2028 ||
           value == 0x2029;
}

std::size_t spaceAt(std::string_view text, std::size_t offset)
{
    if (offset >= text.size())
        return 0;
    const CodePoint c = codePointAt(text, offset);
    return c.value >= 0 && isSpace(c.value) ? c.size : 0;
}

std::string_view stripLeft(std::string_view text)
{
    std::size_t at = 0;
    while (const std::size_t size = spaceAt(text, at))
        at += size;
    return text.substr(at);
}

std::string_view stripRight(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t size = codePointSizeBefore(text, text.size());
        if (spaceAt(text, text.size() - size) == 0)
            break;
        text.remove_suffix(size);
    }
    return text;
}

std::string_view stripLeft(std::string_view text, std::string_view characters)
{
    while (!text.empty()) {
        const std::size_t size = codePointAt(text, 0).size;
        if (findText(characters, text.substr(0, size)) == std::string_view::npos)
            break;
        text.remove_prefix(size);
    }
    return text;
}

std::string_view stripRight(std::string_view text, std::string_view characters)
{
    while (!text.empty()) {
        const std::size_t size = codePointSizeBefore(text, text.size());
        if (findText(characters, text.substr(text.size() - size)) == std::string_view::npos)
            break;
        text.remove_suffix(size);
    }
    return text;
}

std::string toUpper(std::string_view text)
{
    return mapped(text, [](std::int32_t value) { return utf8proc_toupper(value); });
}

std::string toLower(std::string_view text)
{
    return mapped(text, [](std::int32_t value) { return utf8proc_tolower(value); });
}

std::string toTitle(std::string_view text)
{
    bool insideWord = false;
    return mapped(text, [&insideWord](std::int32_t value) {
        const auto converted = insideWord ? utf8proc_tolower(value) : utf8proc_totitle(value);
        insideWord = isCased(value);
        return converted;
    });
}

std::string toCapital(std::string_view text)
{
    bool isFirst = true;
    return mapped(text, [&isFirst](std::int32_t value) {
        return std::exchange(isFirst, false) ? utf8proc_totitle(value) : utf8proc_tolower(value);
    });
}

bool isLetter(std::int32_t value)
{
    const auto kind = category(value);
    return kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO;
}

bool isDigit(std::int32_t value)
{
    return category(value) == UTF8PROC_CATEGORY_ND;
}

bool isMark(std::int32_t value)
{
    return category(value) == UTF8PROC_CATEGORY_MN || category(value) == UTF8PROC_CATEGORY_MC;
}

bool isUpperCase(std::int32_t value)
{
    return category(value) == UTF8PROC_CATEGORY_LU;
}

bool isLowerCase(std::int32_t value)
{
    return category(value) == UTF8PROC_CATEGORY_LL;
}

namespace {

bool hasOnlyCase(std::string_view text, bool (*wanted)(std::int32_t), bool (*other)(std::int32_t))
{
    bool isFound = false;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint c = codePointAt(text, at);
        if (other(c.value))
            return false;
        isFound = isFound || wanted(c.value);
        at += c.size;
    }
    return isFound;
}

} // namespace

bool isUpperText(std::string_view text)
{
    return hasOnlyCase(text, isUpperCase, isLowerCase);
}

bool isLowerText(std::string_view text)
{
    return hasOnlyCase(text, isLowerCase, isUpperCase);
}

namespace {

// Knuth, Morris and Pratt: never looks at a byte of the text twice.
std::size_t findLong(std::string_view text, std::string_view needle, std::size_t from)
{
    std::vector<std::size_t> border(needle.size(), 0);
    for (std::size_t i = 1, matched = 0; i < needle.size(); ++i) {
        while (matched > 0 && needle[i] != needle[matched])
            matched = border[matched - 1];
        if (needle[i] == needle[matched])
            ++matched;
        border[i] = matched;
    }
    for (std::size_t i = from, matched = 0; i < text.size(); ++i) {
        while (matched > 0 && text[i] != needle[matched])
            matched = border[matched - 1];
        if (text[i] == needle[matched])
            ++matched;
        if (matched == needle.size())
            return i + 1 - needle.size();
    }
    return std::string_view::npos;
}

constexpr std::size_t kShortNeedle = 32; // up to here the plain search is fast whatever the text

} // namespace

std::size_t findText(std::string_view text, std::string_view needle, std::size_t from)
{
    if (needle.size() <= kShortNeedle)
        return text.find(needle, from);
    return findLong(text, needle, from);
}

std::size_t findLastText(std::string_view text, std::string_view needle)
{
    if (needle.size() <= kShortNeedle)
        return text.rfind(needle);
    const std::string reversedText(text.rbegin(), text.rend());
    const std::string reversedNeedle(needle.rbegin(), needle.rend());
    const std::size_t found = findLong(reversedText, reversedNeedle, 0);
    return found == std::string_view::npos ? found : text.size() - found - needle.size();
}

} // namespace core::jinja
