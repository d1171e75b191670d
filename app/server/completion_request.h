// POST /v1/chat/completions and /v1/completions: from the body's bytes to a checked request.
// Nothing beyond these functions sees the client's JSON.
//
// Pure functions, thread-safe. Unknown fields are ignored and null counts as absent, as clients
// expect; a known field with a wrong value, or one that asks for what this version cannot do, is
// refused by name.
#pragma once

#include "app/server/api_error.h"
#include "app/server/json_request.h"

#include "core/engine/types.h"

#include <string>
#include <string_view>

namespace app {

enum class CompletionKind
{
    Chat,
    Text
};

// What the answer is spelled in.
enum class WireFormat
{
    Completions,
    OllamaChat,
    OllamaGenerate,
    AnthropicMessages,
    Responses
};

// What the field "fireside" of an answer holds: {"fireside": {"receipt": "none" | "summary" |
// "whole"}}
enum class ReceiptWish
{
    None,
    Summary,
    Whole
};

struct CompletionRequest
{
    CompletionKind kind = CompletionKind::Chat;
    WireFormat format = WireFormat::Completions;
    core::GenerationRequest generation; // priority Background
    bool hasSeed = false;               // else the caller chooses one
    std::string model;                  // as the client named it; may be empty
    bool stream = false;
    bool includeUsage = false; // a chunk with usage before the end of the stream
    bool echo = false;         // Text: the answer begins with the prompt
    int choices = 1;           // answers to compute, each with the next seed
    ReceiptWish receipt = ReceiptWish::Summary;
};

ApiResult<CompletionRequest> parseChatRequest(std::string_view body);
ApiResult<CompletionRequest> readChatRequest(const Json& body);
// All but the messages, which the body need not have.
ApiResult<CompletionRequest> readChatSettings(const Json& body);
ApiResult<CompletionRequest> parseTextRequest(std::string_view body);

// For the protocols of other routes, which share these fields: model, "fireside" and, where they
// belong, temperature and its kin, seed and the stop strings, whatever they are called there.
void readIdentity(FieldReader& fields, CompletionRequest& request);
void readSampling(FieldReader& fields, CompletionRequest& request, const char* stopName = "stop");

// Those, "stream" and the limit of tokens, under the names that the protocol gives to the last two.
struct FieldNames
{
    const char* stop;
    const char* limit;
};
void readSettings(FieldReader& fields, CompletionRequest& request, const FieldNames& names);

// Bytes of text in the prompt, for a first bound before anything is computed.
std::size_t promptBytes(const core::GenerationRequest& request);

} // namespace app
