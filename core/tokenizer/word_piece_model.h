// WordPiece: the longest token that begins the word, then the longest that goes on, and so forth.
// Schuster, Nakajima: "Japanese and Korean Voice Search", 2012; as in BERT, Devlin et al. 2018,
// arXiv:1810.04805.
#pragma once

#include "core/tokenizer/token_model.h"
#include "core/tokenizer/vocabulary.h"

#include <cstddef>
#include <string_view>

namespace core {

inline constexpr std::string_view kWordPieceContinuation = "##"; // begins the tokens that go on

class WordPieceModel : public TokenModel
{
public:
    // unknown stands for a word that has no such tokens, or more than a hundred characters;
    // kNoToken: it is dropped. vocabulary must outlive the model.
    WordPieceModel(const Vocabulary& vocabulary, TokenId unknown);

    void encode(std::string_view word, std::vector<TokenId>& ids) const override;

private:
    TokenId longestAt(std::string_view word, std::size_t& at) const;

    const Vocabulary& m_vocabulary;
    TokenId m_unknown;
    std::size_t m_longestToken = 0; // bytes
};

} // namespace core
