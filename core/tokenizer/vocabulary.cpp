#include "core/tokenizer/vocabulary.h"

#include "core/base/check.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace core {

namespace {

int hexValue(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    return -1;
}

} // namespace

std::optional<unsigned char> byteOfToken(std::string_view text)
{
    if (text.size() != 6 || !text.starts_with("<0x") || text.back() != '>')
        return std::nullopt;
    const int high = hexValue(text[3]);
    const int low = hexValue(text[4]);
    if (high < 0 || low < 0)
        return std::nullopt;
    return static_cast<unsigned char>(high * 16 + low);
}

std::string byteTokenText(unsigned char byte)
{
    return fmt::format("<0x{:02X}>", byte);
}

Vocabulary::Vocabulary(std::vector<std::string> texts, std::vector<TokenType> types)
    : m_texts(std::move(texts))
    , m_types(std::move(types))
{
    CORE_CHECK(m_texts.size() == m_types.size());
    m_ids.reserve(m_texts.size());
    for (std::size_t id = 0; id < m_texts.size(); ++id) {
        if (!m_texts[id].empty())
            m_ids.try_emplace(m_texts[id], static_cast<TokenId>(id));
    }
}

TokenId Vocabulary::find(std::string_view text) const
{
    const auto found = m_ids.find(text);
    return found == m_ids.end() ? kNoToken : found->second;
}

ByteTokens byteTokensOf(const Vocabulary& vocabulary)
{
    ByteTokens tokens{};
    for (unsigned byte = 0; byte < tokens.size(); ++byte)
        tokens[byte] = vocabulary.find(byteTokenText(static_cast<unsigned char>(byte)));
    return tokens;
}

bool appendByteTokens(const ByteTokens& tokens, std::string_view bytes, std::vector<TokenId>& ids)
{
    const auto tokenOf = [&tokens](char byte) { return tokens[static_cast<unsigned char>(byte)]; };
    if (!std::all_of(
            bytes.begin(), bytes.end(), [&](char byte) { return tokenOf(byte) != kNoToken; }))
        return false;
    std::transform(bytes.begin(), bytes.end(), std::back_inserter(ids), tokenOf);
    return true;
}

} // namespace core
