// Log-probabilities of tokens as the protocol's two routes spell them.
//
// Pure, thread-safe.
#pragma once

#include "app/server/completion_request.h"
#include "app/server/json_request.h"

#include "core/engine/types.h"

#include <cstddef>
#include <vector>

namespace app {

// Tokens of one piece of an answer, and how many bytes of tokens came before them.
struct ScoredPiece
{
    std::vector<core::ScoredToken> tokens;
    std::size_t offset = 0;
};

// {"content":[…],"refusal":null} of a chat, {"tokens":[…],…} of a text completion.
Json logProbsJson(CompletionKind kind, const ScoredPiece& piece);

} // namespace app
