// The heart of a tokenizer: one piece of text to token ids.
#pragma once

#include "core/base/token.h"

#include <string_view>
#include <vector>

namespace core {

// Implementations are immutable and thread-safe.
class TokenModel
{
public:
    virtual ~TokenModel() = default;

    // Appends the ids of one piece of valid UTF-8.
    virtual void encode(std::string_view piece, std::vector<TokenId>& ids) const = 0;
};

} // namespace core
