// The most probable segmentation of a text into tokens with a log-probability each, as
// tokenizer.json's "Unigram" has it. Kudo: "Subword Regularization", 2018, arXiv:1804.10959; by the
// Viterbi algorithm, in double precision, since the order of additions decides between equals.
//
// O(n d log v) for a text of n characters, d the length of the longest token, v their number.
#pragma once

#include "core/tokenizer/token_model.h"
#include "core/tokenizer/vocabulary.h"

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace core {

class UnigramModel : public TokenModel
{
public:
    // scores: of the vocabulary's first tokens; those behind are never matched. unknown stands for
    // characters without a token, a run of them together; with byteFallback their bytes' tokens do,
    // where the vocabulary has them all. vocabulary must outlive the model.
    UnigramModel(const Vocabulary& vocabulary,
                 std::vector<double> scores,
                 TokenId unknown,
                 bool byteFallback);

    void encode(std::string_view piece, std::vector<TokenId>& ids) const override;

private:
    // Where the best segmentation of a text's beginning has its last token.
    struct Step
    {
        double score = 0;
        std::size_t start = 0;
        TokenId id = kNoToken;
        bool isReached = false;
    };

    std::vector<Step> bestSteps(std::string_view piece) const;
    void appendUnknown(std::string_view run, std::vector<TokenId>& ids) const;

    const Vocabulary& m_vocabulary;
    std::vector<double> m_scores;
    TokenId m_unknown;
    bool m_byteFallback;
    ByteTokens m_byteTokens;
    double m_unknownScore = 0;
    std::vector<TokenId> m_sorted; // by text
    std::array<std::size_t, 257>
        m_firstBytes{}; // where in m_sorted the texts with each first byte begin
};

} // namespace core
