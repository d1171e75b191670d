#include "core/tokenizer/utf8_repair.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace core {

namespace {

// text begins with bytes that are not a character.
std::size_t maximalSubpart(std::string_view text)
{
    for (std::size_t length = std::min<std::size_t>(3, text.size()); length > 1; --length) {
        if (incompleteUtf8Suffix(text.substr(0, length)) == length)
            return length;
    }
    return 1;
}

} // namespace

std::string repairedUtf8(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    std::size_t copied = 0;
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Character character = decodeUtf8(text.substr(at));
        if (character.valid) {
            at += character.length;
            continue;
        }
        result.append(text, copied, at - copied);
        appendUtf8(result, kReplacementCharacter);
        at += maximalSubpart(text.substr(at));
        copied = at;
    }
    return result.append(text, copied);
}

} // namespace core
