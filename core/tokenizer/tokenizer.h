// Text to token ids and back, exactly as the model's own tokenizer does it.
//
// Immutable after creation and thread-safe. Input is UTF-8; invalid bytes are treated as U+FFFD and
// never crash.
#pragma once

#include "core/base/result.h"
#include "core/base/token.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace core {

struct EncodeOptions
{
    bool addBos = true; // put BOS (and EOS, where the model says so) around, if the model's own
                        // tokenizer does
    bool parseSpecial = true; // "<|im_end|>" in the text becomes its token; false: special tokens'
                              // text is plain text
};

class Tokenizer
{
public:
    virtual ~Tokenizer() = default;

    virtual std::vector<TokenId> encode(std::string_view text,
                                        const EncodeOptions& options) const = 0;

    // The bytes a token stands for when it comes out of the model; may be part of a UTF-8
    // character. Control tokens (BOS, end of turn) give their text only if renderSpecial. Ids
    // outside the vocabulary give nothing.
    virtual std::string tokenBytes(TokenId id, bool renderSpecial) const = 0;

    // Whole sequence to text, as the model's tokenizer decodes it (SentencePiece drops the first
    // space).
    virtual std::string decode(std::span<const TokenId> ids, bool renderSpecial) const = 0;

    // Whether a text's first space was put there by encode(), so that decode() drops it.
    virtual bool dropsFirstSpace() const { return false; }

    virtual std::size_t vocabSize() const = 0;
    virtual TokenId bos() const = 0; // kNoToken where the model has none
    virtual TokenId eos() const = 0;
    virtual bool addsBos() const = 0; // what addBos means for this model

    // EOS, end of turn and whatever else ends an answer for this model.
    virtual bool endsGeneration(TokenId id) const = 0;
    virtual bool isControl(TokenId id) const = 0;
};

} // namespace core
