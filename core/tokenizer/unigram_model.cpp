#include "core/tokenizer/unigram_model.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace core {

namespace {

constexpr double kUnknownPenalty = 10; // below the least probable token

} // namespace

UnigramModel::UnigramModel(const Vocabulary& vocabulary,
                           std::vector<double> scores,
                           TokenId unknown,
                           bool byteFallback)
    : m_vocabulary(vocabulary)
    , m_scores(std::move(scores))
    , m_unknown(unknown)
    , m_byteFallback(byteFallback)
    , m_byteTokens(byteTokensOf(vocabulary))
{
    if (!m_scores.empty())
        m_unknownScore = *std::min_element(m_scores.begin(), m_scores.end()) - kUnknownPenalty;
    for (std::size_t i = 0; i < m_scores.size(); ++i)
        if (const auto id = static_cast<TokenId>(i); !vocabulary.text(id).empty())
            m_sorted.push_back(id);
    const auto text = [&vocabulary](TokenId id) -> std::string_view { return vocabulary.text(id); };
    std::sort(m_sorted.begin(), m_sorted.end(), [&text](TokenId a, TokenId b) {
        return text(a) != text(b) ? text(a) < text(b) : a < b;
    });
    for (const TokenId id : m_sorted)
        ++m_firstBytes[static_cast<unsigned char>(text(id).front()) + 1U];
    for (std::size_t byte = 1; byte < m_firstBytes.size(); ++byte)
        m_firstBytes[byte] += m_firstBytes[byte - 1];
}

std::vector<UnigramModel::Step> UnigramModel::bestSteps(std::string_view piece) const
{
    std::vector<Step> best(piece.size() + 1);
    const auto offer = [&best](std::size_t start, std::size_t end, double score, TokenId id) {
        const double whole = best[start].score + score;
        if (!best[end].isReached || whole > best[end].score)
            best[end] = {whole, start, id, true};
    };
    for (std::size_t start = 0, length = 0; start < piece.size(); start += length) {
        length = decodeUtf8(piece.substr(start)).length;
        const auto first = static_cast<unsigned char>(piece[start]);
        auto from = m_sorted.begin() + static_cast<std::ptrdiff_t>(m_firstBytes[first]);
        auto to = m_sorted.begin() + static_cast<std::ptrdiff_t>(m_firstBytes[first + 1U]);
        bool isKnown = false;
        for (std::size_t end = start + 1; from != to;
             ++end) { // all texts in [from, to) begin like piece[start, end)
            const std::size_t depth = end - start;
            if (m_vocabulary.text(*from).size() == depth) {
                offer(start, end, m_scores[static_cast<std::size_t>(*from)], *from);
                isKnown = isKnown || depth == length;
                while (from != to && m_vocabulary.text(*from).size() == depth)
                    ++from; // the same text again
            }
            if (end == piece.size())
                break;
            const auto byteAt = [&](TokenId id) {
                return static_cast<unsigned char>(m_vocabulary.text(id)[depth]);
            };
            const auto next = static_cast<unsigned char>(piece[end]);
            from = std::lower_bound(
                from, to, next, [&](TokenId id, unsigned char byte) { return byteAt(id) < byte; });
            to = std::upper_bound(
                from, to, next, [&](unsigned char byte, TokenId id) { return byte < byteAt(id); });
        }
        if (!isKnown)
            offer(start, start + length, m_unknownScore, m_unknown);
    }
    return best;
}

void UnigramModel::appendUnknown(std::string_view run, std::vector<TokenId>& ids) const
{
    if (!(m_byteFallback && appendByteTokens(m_byteTokens, run, ids)) && m_unknown != kNoToken)
        ids.push_back(m_unknown);
}

void UnigramModel::encode(std::string_view piece, std::vector<TokenId>& ids) const
{
    const std::vector<Step> best = bestSteps(piece);
    std::vector<std::size_t> ends; // of the tokens, from the last on; an unknown run counts as one
    for (std::size_t end = piece.size(); end > 0; end = best[end].start) {
        const bool goesOn =
            best[end].id == m_unknown && !ends.empty() && best[ends.back()].id == m_unknown;
        if (!goesOn)
            ends.push_back(end);
    }
    std::size_t start = 0;
    for (; !ends.empty(); start = ends.back(), ends.pop_back()) {
        const TokenId id = best[ends.back()].id;
        if (id == m_unknown)
            appendUnknown(piece.substr(start, ends.back() - start), ids);
        else
            ids.push_back(id);
    }
}

} // namespace core
