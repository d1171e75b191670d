#include "core/tokenizer/word_piece_model.h"

#include <algorithm>
#include <string>

namespace core {

namespace {

constexpr std::ptrdiff_t kLongestWord = 100; // characters

bool isBoundary(std::string_view text, std::size_t at)
{
    return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

} // namespace

WordPieceModel::WordPieceModel(const Vocabulary& vocabulary, TokenId unknown)
    : m_vocabulary(vocabulary)
    , m_unknown(unknown)
{
    for (std::size_t id = 0; id < vocabulary.size(); ++id)
        m_longestToken = std::max(m_longestToken, vocabulary.text(static_cast<TokenId>(id)).size());
}

// Moves at behind the token.
TokenId WordPieceModel::longestAt(std::string_view word, std::size_t& at) const
{
    const std::string_view mark = at == 0 ? std::string_view() : kWordPieceContinuation;
    std::string token;
    for (std::size_t end = std::min(word.size(), at + m_longestToken); end > at; --end) {
        if (!isBoundary(word, end))
            continue;
        token.assign(mark).append(word.substr(at, end - at));
        if (const TokenId id = m_vocabulary.find(token); id != kNoToken) {
            at = end;
            return id;
        }
    }
    return kNoToken;
}

void WordPieceModel::encode(std::string_view word, std::vector<TokenId>& ids) const
{
    const std::size_t before = ids.size();
    const auto characters = std::count_if(word.begin(), word.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    });
    for (std::size_t at = 0; characters <= kLongestWord && at < word.size();) {
        const TokenId id = longestAt(word, at);
        if (id == kNoToken) {
            ids.resize(before);
            break;
        }
        ids.push_back(id);
    }
    if (ids.size() == before && m_unknown != kNoToken && !word.empty())
        ids.push_back(m_unknown);
}

} // namespace core
