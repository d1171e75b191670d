// Byte-pair encoding: Sennrich, Haddow, Birch: "Neural Machine Translation of Rare Words with
// Subword Units", 2015, arXiv:1508.07909.
//
// Always merges the pair of neighbours that was learnt first; of equals the leftmost. With a heap,
// O(n log n) for a piece of n characters, O(n) memory.
#pragma once

#include "core/base/result.h"
#include "core/tokenizer/token_model.h"
#include "core/tokenizer/vocabulary.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace core {

class BpeModel : public TokenModel
{
public:
    // Uses kind, merges, ignoreMerges, byteFallback, fuseUnknown and unknown of spec; vocabulary
    // must outlive the model. Fails with Malformed where a merge names a token that the vocabulary
    // lacks.
    static Result<std::unique_ptr<BpeModel>> create(const TokenizerSpec& spec,
                                                    const Vocabulary& vocabulary);

    void encode(std::string_view piece, std::vector<TokenId>& ids) const override;

private:
    struct Merge
    {
        std::uint32_t rank = 0;
        TokenId merged = kNoToken;
    };

    explicit BpeModel(const TokenizerSpec& spec, const Vocabulary& vocabulary);
    const Merge* findMerge(TokenId left, TokenId right) const;
    void appendBytes(std::string_view piece, std::vector<TokenId>& ids) const;
    void appendCharacters(std::string_view piece, std::vector<TokenId>& ids) const;
    void mergeFrom(std::size_t begin, std::vector<TokenId>& ids) const;

    const Vocabulary& m_vocabulary;
    bool m_byteLevel = false;
    bool m_ignoreMerges = false;
    bool m_byteFallback = false;
    bool m_fuseUnknown = false;
    TokenId m_unknown = kNoToken;
    ByteTokens m_byteTokens; // how a byte is written where m_byteLevel or m_byteFallback
    std::unordered_map<std::uint64_t, Merge> m_merges;
};

} // namespace core
