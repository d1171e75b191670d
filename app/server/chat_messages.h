// The messages and tools of a chat request, from JSON to core's conversation.
//
// Pure functions, thread-safe. Errors name the field by its path: "messages[2].content[0].type".
#pragma once

#include "app/server/api_error.h"
#include "app/server/json_request.h"

#include "core/prompt/chat_message.h"

#include <vector>

namespace app {

// Tolerates what clients send: content as text, null (of an assistant) or text parts; the roles
// developer (as system) and function (as tool); tool calls without ids, with arguments as text or
// as an object. System messages that open the conversation become one, because many templates take
// no more.
ApiResult<std::vector<core::ChatMessage>> readMessages(const Json& messages);
// One of them, at this path.
ApiResult<core::ChatMessage> readMessage(const Json& message, const std::string& path);
void addMessage(std::vector<core::ChatMessage>& messages, core::ChatMessage message);

inline constexpr std::size_t kMostMessages = 10'000; // of a request

// The tools the model may see: JSON text of the array; empty where there are none or tool_choice is
// "none".
ApiResult<std::string> readTools(const Json& request);

} // namespace app
