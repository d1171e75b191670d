// Writes a sentencepiece model file, so that the library can run a vocabulary that came from
// elsewhere.
#pragma once

#include "core/tokenizer/tokenizer_spec.h"

#include <string>
#include <string_view>

namespace core {

// A model with spec's tokens, scores and types, of equal length; what is normalised is the space
// and what spec's characterMap says. Tokens that the library would refuse (empty, repeated, a
// second unknown token) become control tokens, which text never matches.
std::string sentencePieceProto(const TokenizerSpec& spec);

// Whether the maps of characters in a serialised model, of its normaliser and its denormaliser, are
// sound: the library walks through them without a look at where they end. False also for bytes that
// are no model.
bool hasSafeCharacterMaps(std::string_view serialised);

} // namespace core
