// libFuzzer entry: any bytes as the body of a request to the endpoint.
#include "app/server/anthropic_request.h"
#include "app/server/completion_request.h"
#include "app/server/ollama_request.h"
#include "app/server/responses_request.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    (void)app::parseChatRequest(body);
    (void)app::parseTextRequest(body);
    (void)app::parseResponsesRequest(body);
    (void)app::parseAnthropicMessages(body);
    (void)app::parseOllamaChat(body);
    (void)app::parseOllamaGenerate(body);
    return 0;
}
