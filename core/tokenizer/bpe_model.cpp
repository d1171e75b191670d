#include "core/tokenizer/bpe_model.h"

#include "core/base/utf8.h"
#include "core/tokenizer/byte_level.h"

#include <optional>
#include <queue>
#include <string>
#include <utility>

namespace core {

namespace {

constexpr std::size_t kEnd = static_cast<std::size_t>(-1);

struct Symbol
{
    TokenId id = kNoToken; // kNoToken: merged into the symbol before it
    std::size_t previous = kEnd;
    std::size_t next = kEnd;
};

// A pair of neighbours that may be merged; out of date once either of them changed.
struct Pair
{
    std::uint32_t rank = 0;
    TokenId left = kNoToken;
    TokenId right = kNoToken;
    TokenId merged = kNoToken;
    std::size_t at = 0; // index of the left symbol

    bool operator<(const Pair& other) const // the queue's top is its greatest
    {
        return rank != other.rank ? rank > other.rank : at > other.at;
    }
};

std::uint64_t keyOf(TokenId left, TokenId right)
{
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32) |
           static_cast<std::uint32_t>(right);
}

} // namespace

Result<std::unique_ptr<BpeModel>> BpeModel::create(const TokenizerSpec& spec,
                                                   const Vocabulary& vocabulary)
{
    auto model = std::unique_ptr<BpeModel>(new BpeModel(spec, vocabulary));
    model->m_merges.reserve(spec.merges.size());
    std::uint32_t rank = 0;
    for (const auto& [leftText, rightText] : spec.merges) {
        const TokenId left = vocabulary.find(leftText);
        const TokenId right = vocabulary.find(rightText);
        const TokenId merged = vocabulary.find(leftText + rightText);
        if (left == kNoToken || right == kNoToken || merged == kNoToken)
            return fail(ErrorCode::Malformed,
                        "Tokenizer merge {} joins \"{}\" and \"{}\", but not all of them and their "
                        "union are tokens; the "
                        "file may be damaged, download it again.",
                        rank,
                        leftText,
                        rightText);
        model->m_merges.try_emplace(keyOf(left, right), Merge{rank, merged});
        ++rank;
    }
    return model;
}

BpeModel::BpeModel(const TokenizerSpec& spec, const Vocabulary& vocabulary)
    : m_vocabulary(vocabulary)
    , m_byteLevel(spec.kind == TokenizerKind::ByteLevelBpe)
    , m_ignoreMerges(spec.ignoreMerges)
    , m_byteFallback(spec.byteFallback)
    , m_fuseUnknown(spec.fuseUnknown)
    , m_unknown(spec.unknown)
    , m_byteTokens(byteTokensOf(vocabulary))
{
    for (unsigned byte = 0; m_byteLevel && byte < m_byteTokens.size(); ++byte)
        m_byteTokens[byte] = vocabulary.find(byteLevelCharacter(static_cast<unsigned char>(byte)));
}

void BpeModel::encode(std::string_view piece, std::vector<TokenId>& ids) const
{
    if (m_ignoreMerges) {
        std::string text;
        if (m_byteLevel) {
            for (const char byte : piece)
                text += byteLevelCharacter(static_cast<unsigned char>(byte));
        }
        if (const TokenId whole = m_vocabulary.find(m_byteLevel ? text : piece);
            whole != kNoToken) {
            ids.push_back(whole);
            return;
        }
    }
    const std::size_t begin = ids.size();
    if (m_byteLevel)
        appendBytes(piece, ids);
    else
        appendCharacters(piece, ids);
    mergeFrom(begin, ids);
}

const BpeModel::Merge* BpeModel::findMerge(TokenId left, TokenId right) const
{
    const auto found = m_merges.find(keyOf(left, right));
    return found == m_merges.end() ? nullptr : &found->second;
}

void BpeModel::appendBytes(std::string_view piece, std::vector<TokenId>& ids) const
{
    for (const char byte : piece) {
        TokenId id = m_byteTokens[static_cast<unsigned char>(byte)];
        if (id == kNoToken)
            id = m_unknown;
        if (id != kNoToken)
            ids.push_back(id);
    }
}

void BpeModel::appendCharacters(std::string_view piece, std::vector<TokenId>& ids) const
{
    bool afterUnknown = false;
    for (std::size_t at = 0; at < piece.size();) {
        const std::string_view character = piece.substr(at, decodeUtf8(piece.substr(at)).length);
        at += character.size();
        if (const TokenId id = m_vocabulary.find(character); id != kNoToken) {
            ids.push_back(id);
            afterUnknown = false;
            continue;
        }
        if (m_byteFallback && appendByteTokens(m_byteTokens, character, ids)) {
            afterUnknown = false;
        } else if (m_unknown != kNoToken) {
            if (!afterUnknown || !m_fuseUnknown)
                ids.push_back(m_unknown);
            afterUnknown = true;
        }
    }
}

void BpeModel::mergeFrom(std::size_t begin, std::vector<TokenId>& ids) const
{
    const std::size_t count = ids.size() - begin;
    if (count < 2)
        return;
    std::vector<Symbol> symbols(count);
    for (std::size_t i = 0; i < count; ++i)
        symbols[i] = {ids[begin + i], i > 0 ? i - 1 : kEnd, i + 1 < count ? i + 1 : kEnd};

    const auto pairAt = [&](std::size_t left) -> std::optional<Pair> {
        if (left == kEnd || symbols[left].next == kEnd)
            return std::nullopt;
        const TokenId leftId = symbols[left].id;
        const TokenId rightId = symbols[symbols[left].next].id;
        const Merge* merge = findMerge(leftId, rightId);
        if (merge == nullptr)
            return std::nullopt;
        return Pair{merge->rank, leftId, rightId, merge->merged, left};
    };
    std::vector<Pair> pairs;
    pairs.reserve(count);
    for (std::size_t i = 0; i + 1 < count; ++i) {
        if (const std::optional<Pair> pair = pairAt(i))
            pairs.push_back(*pair);
    }
    std::priority_queue<Pair> queue({}, std::move(pairs)); // a heap of n at once takes O(n)

    while (!queue.empty()) {
        const Pair best = queue.top();
        queue.pop();
        Symbol& left = symbols[best.at];
        if (left.id != best.left || left.next == kEnd || symbols[left.next].id != best.right)
            continue;
        Symbol& right = symbols[left.next];
        left.id = best.merged;
        left.next = right.next;
        right.id = kNoToken;
        if (left.next != kEnd)
            symbols[left.next].previous = best.at;
        for (const std::size_t at : {left.previous, best.at}) {
            if (const std::optional<Pair> pair = pairAt(at))
                queue.push(*pair);
        }
    }

    std::size_t out = begin;
    for (std::size_t i = 0; i != kEnd; i = symbols[i].next)
        ids[out++] = symbols[i].id;
    ids.resize(out);
}

} // namespace core
