// POST /v1/messages of Anthropic's Messages API: from the body's bytes to a checked request.
//
// Pure functions, thread-safe; as tolerant and as strict as completion_request.h. An assistant's
// message at the end is the beginning of the answer.
#pragma once

#include "app/server/completion_request.h"

#include <string_view>

namespace app {

ApiResult<CompletionRequest> parseAnthropicMessages(std::string_view body);

} // namespace app
