#include "core/tokenizer/text_steps.h"

#include "core/base/utf8.h"
#include "core/tokenizer/character_map.h"
#include "core/tokenizer/unicode_versions.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace core {

namespace {

std::string replaced(std::string_view text, std::string_view from, std::string_view to)
{
    if (from.empty())
        return std::string(text);
    std::string result;
    result.reserve(text.size());
    std::size_t done = 0;
    for (std::size_t at = text.find(from); at != std::string_view::npos;
         at = text.find(from, done)) {
        result.append(text, done, at - done).append(to);
        done = at + from.size();
    }
    return result.append(text, done);
}

int combiningClass(utf8proc_int32_t codePoint)
{
    return utf8proc_get_property(codePoint)->combining_class;
}

// utf8proc_map() would do, but it sorts combining marks by swapping neighbours: a megabyte of them
// would take hours.
void appendNormalized(std::string& result, std::string_view text, bool compatibility, bool compose)
{
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
                                                        (compatibility ? UTF8PROC_COMPAT : 0));
    std::vector<utf8proc_int32_t> codePoints;
    codePoints.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Character character = decodeUtf8(text.substr(at));
        at += character.length;
        std::array<utf8proc_int32_t, 32> parts = {}; // the longest decomposition has 18
        int boundClass = 0;
        const utf8proc_ssize_t count =
            utf8proc_decompose_char(static_cast<utf8proc_int32_t>(character.codePoint),
                                    parts.data(),
                                    parts.size(),
                                    options,
                                    &boundClass);
        if (count > 0 && count <= static_cast<utf8proc_ssize_t>(parts.size()))
            codePoints.insert(codePoints.end(), parts.begin(), parts.begin() + count);
        else
            codePoints.push_back(static_cast<utf8proc_int32_t>(character.codePoint));
    }

    for (auto begin = codePoints.begin(); begin != codePoints.end();) {
        begin =
            std::find_if(begin, codePoints.end(), [](auto c) { return combiningClass(c) != 0; });
        const auto end =
            std::find_if(begin, codePoints.end(), [](auto c) { return combiningClass(c) == 0; });
        std::stable_sort(
            begin, end, [](auto a, auto b) { return combiningClass(a) < combiningClass(b); });
        begin = end;
    }

    auto count = static_cast<utf8proc_ssize_t>(codePoints.size());
    if (compose)
        count = utf8proc_normalize_utf32(
            codePoints.data(),
            count,
            static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    for (utf8proc_ssize_t i = 0; i < count; ++i)
        appendUtf8(result, static_cast<char32_t>(codePoints[static_cast<std::size_t>(i)]));
}

std::string unicodeNormalized(const std::string& text, bool compatibility, bool compose)
{
    const bool ascii = std::all_of(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (ascii)
        return text;

    std::string result;
    result.reserve(text.size());
    std::size_t begin = 0; // of what is not normalised yet
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Character character = decodeUtf8(std::string_view(text).substr(at));
        if (isUnknownToNormalizers(character.codePoint)) {
            appendNormalized(
                result, std::string_view(text).substr(begin, at - begin), compatibility, compose);
            result.append(text, at, character.length);
            begin = at + character.length;
        }
        at += character.length;
    }
    appendNormalized(result, std::string_view(text).substr(begin), compatibility, compose);
    return result;
}

bool isWhiteSpace(char32_t c)
{
    return (c >= 0x9 && c <= 0xD) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

// What BERT takes for Chinese: the CJK ideographs as far as its authors knew them.
bool isHan(char32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B81F) ||
           (c >= 0x2B920 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x2F800 && c <= 0x2FA1F);
}

// Appends what the character becomes.
void appendRewritten(std::string& result, char32_t c, TextStep::Kind kind)
{
    const auto codePoint = static_cast<utf8proc_int32_t>(c);
    const utf8proc_category_t category = utf8proc_category(codePoint);
    switch (kind) {
    case TextStep::Kind::Lowercase:
        appendUtf8(result, static_cast<char32_t>(utf8proc_tolower(codePoint)));
        if (c == 0x130) // the one capital letter whose small one is two characters
            appendUtf8(result, 0x307);
        return;
    case TextStep::Kind::StripAccents:
        if (category != UTF8PROC_CATEGORY_MN || isUnknownToNormalizers(c))
            appendUtf8(result, c);
        return;
    case TextStep::Kind::CleanText: {
        const bool isControl =
            c != '\t' && c != '\n' && c != '\r' &&
            (category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
             category == UTF8PROC_CATEGORY_CO);
        if (isControl || c == kReplacementCharacter)
            return;
        if (isWhiteSpace(c))
            result += ' ';
        else
            appendUtf8(result, c);
        return;
    }
    case TextStep::Kind::SpaceHan:
        result.append(isHan(c) ? " " : "");
        appendUtf8(result, c);
        result.append(isHan(c) ? " " : "");
        return;
    default:
        appendUtf8(result, c);
    }
}

std::string rewritten(std::string_view text, TextStep::Kind kind)
{
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Character character = decodeUtf8(text.substr(at));
        at += character.length;
        appendRewritten(result, character.codePoint, kind);
    }
    return result;
}

std::string_view stripped(std::string_view text, bool atBegin, bool atEnd)
{
    while (atBegin && !text.empty()) {
        const Utf8Character first = decodeUtf8(text);
        if (!isWhiteSpace(first.codePoint))
            break;
        text.remove_prefix(first.length);
    }
    std::size_t end = 0; // of the last character that is no white space
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Character character = decodeUtf8(text.substr(at));
        at += character.length;
        if (!isWhiteSpace(character.codePoint))
            end = at;
    }
    return atEnd ? text.substr(0, end) : text;
}

std::string withJoinedSpaces(std::string_view text, std::string_view joined)
{
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && text[end] == ' ')
            ++end;
        if (end - at >= 2) {
            result += joined;
            at = end;
        } else {
            result += text[at++];
        }
    }
    return result;
}

std::string withJoinedWords(std::string_view text, std::string_view joint)
{
    std::string result;
    bool inWord = false;
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Character character = decodeUtf8(text.substr(at));
        const bool isSpace = isWhiteSpace(character.codePoint);
        if (!isSpace && !inWord)
            result += joint;
        if (!isSpace)
            result.append(text, at, character.length);
        inWord = !isSpace;
        at += character.length;
    }
    return result;
}

std::string applied(const TextStep& step, std::string text, bool atStart)
{
    switch (step.kind) {
    case TextStep::Kind::Prepend:
        return step.to + text;
    case TextStep::Kind::PrependUnlessPresent:
        return text.starts_with(step.to) ? text : step.to + text;
    case TextStep::Kind::PrependAtStart:
        return !atStart || text.starts_with(step.to) ? text : step.to + text;
    case TextStep::Kind::Replace:
        return replaced(text, step.from, step.to);
    case TextStep::Kind::Nfc:
        return unicodeNormalized(text, /*compatibility=*/false, /*compose=*/true);
    case TextStep::Kind::Nfd:
        return unicodeNormalized(text, /*compatibility=*/false, /*compose=*/false);
    case TextStep::Kind::Nfkc:
        return unicodeNormalized(text, /*compatibility=*/true, /*compose=*/true);
    case TextStep::Kind::Nfkd:
        return unicodeNormalized(text, /*compatibility=*/true, /*compose=*/false);
    case TextStep::Kind::Lowercase:
    case TextStep::Kind::StripAccents:
    case TextStep::Kind::CleanText:
    case TextStep::Kind::SpaceHan:
        return rewritten(text, step.kind);
    case TextStep::Kind::Strip:
        return std::string(stripped(text, !step.from.empty(), !step.to.empty()));
    case TextStep::Kind::JoinSpaces:
        return withJoinedSpaces(text, step.to);
    case TextStep::Kind::JoinWords:
        return withJoinedWords(text, step.to);
    case TextStep::Kind::MapCharacters:
        return step.map->apply(text);
    }
    return text;
}

} // namespace

std::string applyTextSteps(std::span<const TextStep> steps, std::string text, bool atStart)
{
    for (const TextStep& step : steps) {
        if (!text.empty())
            text = applied(step, std::move(text), atStart);
    }
    return text;
}

} // namespace core
