#include "core/tokenizer/added_tokens.h"

#include "core/base/utf8.h"

#include <utf8proc.h>

namespace core {

namespace {

std::uint64_t edge(std::size_t node, char byte)
{
    return (static_cast<std::uint64_t>(node) << 8) | static_cast<unsigned char>(byte);
}

Utf8Character characterAt(std::string_view text, std::size_t at)
{
    return decodeUtf8(text.substr(at));
}

bool isWhiteSpace(char32_t c)
{
    return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

bool isWordCharacter(char32_t c)
{
    const utf8proc_category_t category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
    return c == U'_' || (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO);
}

std::size_t startOfCharacterBefore(std::string_view text, std::size_t at)
{
    do {
        --at;
    } while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
    return at;
}

bool standsAlone(std::string_view text, std::size_t begin, std::size_t end)
{
    const bool wordBefore =
        begin > 0 &&
        isWordCharacter(characterAt(text, startOfCharacterBefore(text, begin)).codePoint);
    return !wordBefore &&
           (end == text.size() || !isWordCharacter(characterAt(text, end).codePoint));
}

} // namespace

void AddedTokens::add(const AddedToken& token, const std::string& content)
{
    if (content.empty())
        return;
    std::size_t node = 0;
    for (const char byte : content) {
        const auto [found, isNew] = m_children.try_emplace(edge(node, byte), m_tokenOfNode.size());
        if (isNew)
            m_tokenOfNode.push_back(kNone);
        node = found->second;
    }
    if (m_tokenOfNode[node] != kNone)
        return;
    m_tokenOfNode[node] = m_tokens.size();
    m_tokens.push_back(token);
}

std::vector<AddedTokens::Part> AddedTokens::split(std::string_view text, bool parseSpecial) const
{
    std::vector<Part> parts;
    std::size_t done = 0;
    for (std::size_t at = 0; at < text.size();) {
        const Match match = longestAt(text, at, parseSpecial);
        if (match.token == nullptr) {
            ++at;
            continue;
        }
        std::size_t begin = at;
        std::size_t end = at + match.size;
        while (match.token->leftStrip && begin > done) {
            const std::size_t before = startOfCharacterBefore(text, begin);
            if (before < done || !isWhiteSpace(characterAt(text, before).codePoint))
                break;
            begin = before;
        }
        while (match.token->rightStrip && end < text.size()) {
            const Utf8Character next = characterAt(text, end);
            if (!isWhiteSpace(next.codePoint))
                break;
            end += next.length;
        }
        if (begin > done)
            parts.push_back({text.substr(done, begin - done), kNoToken});
        parts.push_back({text.substr(begin, end - begin), match.token->id});
        done = at = end;
    }
    if (done < text.size())
        parts.push_back({text.substr(done), kNoToken});
    return parts;
}

AddedTokens::Match
AddedTokens::longestAt(std::string_view text, std::size_t at, bool parseSpecial) const
{
    Match longest;
    std::size_t node = 0;
    for (std::size_t end = at; end < text.size();) {
        node = child(node, text[end]);
        if (node == 0)
            break;
        ++end;
        if (m_tokenOfNode[node] == kNone)
            continue;
        const AddedToken& token = m_tokens[m_tokenOfNode[node]];
        if ((token.special && !parseSpecial) || (token.singleWord && !standsAlone(text, at, end)))
            continue;
        longest = {&token, end - at};
    }
    return longest;
}

std::size_t AddedTokens::child(std::size_t node, char byte) const
{
    const auto found = m_children.find(edge(node, byte));
    return found == m_children.end() ? 0 : found->second;
}

} // namespace core
