// What tells one form of stream from another. Plain values.
#pragma once

namespace app {

struct StreamForm
{
    const char* contentType;
    const char* ping; // may stand between pieces and means nothing
};

// Server-sent events; a comment.
inline constexpr StreamForm kEventStream{"text/event-stream", ":\n\n"};
// JSON objects, one a line; a blank, which may stand before any of them.
inline constexpr StreamForm kJsonLines{"application/x-ndjson", " "};

} // namespace app
