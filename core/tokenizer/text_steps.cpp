#include "core/tokenizer/text_steps.h"

#include "core/base/utf8.h"
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
