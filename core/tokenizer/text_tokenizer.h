// The tokenizer that makeTokenizer() builds: added tokens, normalisation, pieces, and a model for
// the pieces.
#pragma once

#include "core/tokenizer/added_tokens.h"
#include "core/tokenizer/pre_tokenizer.h"
#include "core/tokenizer/token_model.h"
#include "core/tokenizer/tokenizer.h"
#include "core/tokenizer/tokenizer_spec.h"
#include "core/tokenizer/vocabulary.h"

#include <memory>
#include <unordered_set>

namespace core {

class TextTokenizer : public Tokenizer
{
public:
    // What is built from a checked spec; see makeTokenizer().
    struct Parts
    {
        std::unique_ptr<Vocabulary> vocabulary;
        std::unique_ptr<TokenModel> model; // may borrow from vocabulary
        PreTokenizer preTokenizer;
        AddedTokens added;           // looked for in the text as it is
        AddedTokens normalizedAdded; // looked for in the normalised text
    };

    // Takes over everything of spec but the lists that parts were made of.
    TextTokenizer(TokenizerSpec spec, Parts parts);

    std::vector<TokenId> encode(std::string_view text, const EncodeOptions& options) const override;
    std::string tokenBytes(TokenId id, bool renderSpecial) const override;
    std::string decode(std::span<const TokenId> ids, bool renderSpecial) const override;
    bool dropsFirstSpace() const override { return m_spec.dropsFirstSpace; }
    std::size_t vocabSize() const override { return m_parts.vocabulary->size(); }
    TokenId bos() const override { return m_spec.bos; }
    TokenId eos() const override { return m_spec.eos; }
    bool addsBos() const override;
    bool endsGeneration(TokenId id) const override { return m_ends.contains(id); }
    bool isControl(TokenId id) const override;

private:
    void encodePart(std::string_view text,
                    bool atStart,
                    bool parseSpecial,
                    std::vector<TokenId>& ids) const;

    TokenizerSpec m_spec;
    Parts m_parts;
    std::unordered_set<TokenId> m_ends;
};

} // namespace core
