#pragma once

#include "core/tokenizer/tokenizer_spec.h"

namespace core {

// Adds the tokens that end an answer by their well-known texts ("<|im_end|>", "<|eot_id|>"): files
// often name one of several. Such tokens become control tokens, whatever the file says, so that
// they never are shown; so do the marks of pictures that a file calls user defined. tokens and
// types must be of equal length, or types empty.
void nameWellKnownTokens(TokenizerSpec& spec);

} // namespace core
