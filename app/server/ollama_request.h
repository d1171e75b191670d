// POST /api/chat and /api/generate of Ollama's API: from the body's bytes to a checked request.
//
// Pure functions, thread-safe; as tolerant and as strict as completion_request.h.
#pragma once

#include "app/server/completion_request.h"

#include <string_view>

namespace app {

ApiResult<CompletionRequest> parseOllamaChat(std::string_view body);
ApiResult<CompletionRequest> parseOllamaGenerate(std::string_view body);

// Without messages or prompt, a request asks only that the model be loaded.
bool asksToLoad(const CompletionRequest& request);

} // namespace app
