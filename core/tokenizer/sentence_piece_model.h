// SentencePiece models, run by the sentencepiece library.
#pragma once

#include "core/base/result.h"
#include "core/tokenizer/token_model.h"
#include "core/tokenizer/tokenizer_spec.h"

#include <memory>
#include <string>

namespace sentencepiece {
class SentencePieceProcessor;
}

namespace core {

class SentencePieceModel : public TokenModel
{
public:
    // Fails with Malformed, in the library's words, where it refuses the serialised model.
    static Result<std::unique_ptr<SentencePieceModel>> create(const std::string& serialised);

    ~SentencePieceModel() override;

    void encode(std::string_view piece, std::vector<TokenId>& ids) const override;

    // Sets tokens, types, scores, unknown and dropsFirstSpace.
    void describe(TokenizerSpec& spec) const;

private:
    explicit SentencePieceModel(std::unique_ptr<sentencepiece::SentencePieceProcessor> processor);

    std::unique_ptr<sentencepiece::SentencePieceProcessor> m_processor;
};

} // namespace core
