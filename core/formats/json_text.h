// JSON from files that nobody vouches for.
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string_view>

namespace core {

inline constexpr std::size_t kDeepestJson = 64;

// Parses one JSON value with nothing but white space around it, at most kDeepestJson containers
// deep: later code may walk the result recursively. Where an object names a key twice the last
// value holds, as in Python. Fails with Malformed or Limit; the message does not name the file.
Result<nlohmann::json> parseJson(std::string_view text);

// Feeds text to a nlohmann SAX handler and turns its refusal into an error. Handler: see
// nlohmann::json_sax, with a member `Error failure` that it fills before it returns false. Bytes of
// value 0, which the library takes for the end of the text, are refused here.
template <class Handler>
Status walkJson(std::string_view text, Handler& handler)
{
    if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos)
        return fail(ErrorCode::Malformed,
                    "expected JSON, found a byte of value 0 at byte {}: the file is damaged; "
                    "download it again",
                    zero);
    if (nlohmann::json::sax_parse(text.begin(), text.end(), &handler))
        return {};
    return fail(handler.failure);
}

// What a handler's parse_error() makes of the library's report.
Error jsonSyntaxError(std::size_t position);

} // namespace core
