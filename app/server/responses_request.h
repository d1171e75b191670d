// POST /v1/responses of the OpenAI protocol: from the body's bytes to a checked request.
//
// Pure functions, thread-safe; as tolerant and as strict as completion_request.h. Nothing is stored
// between requests: previous_response_id and conversation are refused.
#pragma once

#include "app/server/completion_request.h"

#include <string_view>

namespace app {

ApiResult<CompletionRequest> parseResponsesRequest(std::string_view body);

} // namespace app
