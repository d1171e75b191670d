// Writes a sentencepiece model file, so that the library can run a vocabulary that came from
// elsewhere.
#pragma once

#include "core/tokenizer/tokenizer_spec.h"

#include <string>

namespace core {

// A BPE model with spec's tokens, scores and types, of equal length; nothing is normalised but the
// space. Tokens that the library would refuse (empty, repeated, a second unknown token) become
// control tokens, which text never matches.
std::string sentencePieceProto(const TokenizerSpec& spec);

} // namespace core
