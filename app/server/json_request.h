// A request body as JSON, read with bounds, and its fields, read with names.
//
// Pure functions, thread-safe. Messages name the field and what was expected of it.
#pragma once

#include "app/server/api_error.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace app {

using Json = nlohmann::ordered_json; // templates see tools as the client ordered them

struct JsonLimits
{
    int depth = 64;
    std::size_t values = 500'000;
    std::size_t members = 1'024; // of one object; ordered_json searches them one by one
};

// The body as a JSON object. Refuses invalid UTF-8, NaN, duplicate keys and what exceeds the
// limits.
ApiResult<Json> parseJsonObject(std::string_view body, const JsonLimits& limits = {});

// Reads optional fields of one object and remembers the first that is wrong; the rest reads as
// absent then. null counts as absent everywhere.
class FieldReader
{
public:
    // prefix: path of the object in messages, "messages[0]"; empty for the body itself. Keeps a
    // reference to object.
    explicit FieldReader(const Json& object, std::string prefix = {});

    const Json* find(const char* name) const; // null: absent or null
    std::optional<bool> boolean(const char* name);
    std::optional<double> number(const char* name, double lowest, double highest);
    std::optional<std::int64_t>
    integer(const char* name, std::int64_t lowest, std::int64_t highest); // also 1.0
    std::optional<std::string> string(const char* name);

    void fail(const char* name, std::string expectation); // "must be …"
    void fail(ApiError error);
    const std::optional<ApiError>& error() const { return m_error; }
    std::string path(const char* name) const;

private:
    const Json& m_object;
    std::string m_prefix;
    std::optional<ApiError> m_error;
};

// 400: the field at this path is not as expected, "must be …".
tl::unexpected<ApiError> wrongField(const std::string& path, std::string_view expectation);

// A whole number, however it is written; empty where it is none or does not fit.
std::optional<std::int64_t> wholeNumber(const Json& value);

} // namespace app
