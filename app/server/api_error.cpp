#include "app/server/api_error.h"

#include "core/base/json_line.h"

#include <nlohmann/json.hpp>

namespace app {

namespace {

// Anthropic's word for it.
std::string typeFor(const ApiError& error)
{
    if (error.status == 413)
        return "request_too_large";
    if (error.status == 429)
        return "rate_limit_error";
    if (error.type == "server_error")
        return error.status == 503 ? "overloaded_error" : "api_error";
    return error.type;
}

} // namespace

ApiError invalidField(std::string param, std::string message)
{
    ApiError error;
    error.message = std::move(message);
    error.param = std::move(param);
    return error;
}

ApiError apiErrorFrom(core::ErrorCode code, std::string message)
{
    ApiError error;
    error.message = std::move(message);
    switch (code) {
    case core::ErrorCode::InvalidArgument:
        break;
    case core::ErrorCode::Limit:
        error.code = "context_length_exceeded";
        break;
    case core::ErrorCode::NotFound:
        error.status = 404;
        error.type = "not_found_error";
        error.code = "model_not_found";
        break;
    case core::ErrorCode::Busy:
        error.status = 503;
        error.type = "server_error";
        error.code = "server_busy";
        error.retryAfterSeconds = 2;
        break;
    case core::ErrorCode::OutOfMemory:
        error.status = 503;
        error.type = "server_error";
        error.code = "out_of_memory";
        break;
    case core::ErrorCode::Cancelled:
        error.status = 503;
        error.type = "server_error";
        error.code = "generation_cancelled";
        error.retryAfterSeconds = 2;
        break;
    case core::ErrorCode::Unsupported:
        error.code = "unsupported";
        break;
    case core::ErrorCode::Io:
    case core::ErrorCode::Malformed:
        error.status = 500;
        error.type = "server_error";
        break;
    }
    return error;
}

ApiError errorForStatus(int status, std::string message)
{
    ApiError error;
    error.status = status;
    error.message = std::move(message);
    if (status == 401) {
        error.type = "authentication_error";
        error.code = "invalid_api_key";
    } else if (status == 403) {
        error.type = "permission_error";
    } else if (status == 404) {
        error.type = "not_found_error";
    } else if (status >= 500) {
        error.type = "server_error";
    }
    return error;
}

std::string errorJson(const ApiError& error, ErrorForm form)
{
    using Json = nlohmann::ordered_json;
    if (form == ErrorForm::Text)
        return core::jsonLine(Json{{"error", error.message}});
    if (form == ErrorForm::Typed)
        return core::jsonLine(Json{
            {"type", "error"}, {"error", {{"type", typeFor(error)}, {"message", error.message}}}});
    const auto textOrNull = [](const std::string& text) {
        return text.empty() ? Json(nullptr) : Json(text);
    };
    Json body{{"error",
               {{"message", error.message},
                {"type", error.type},
                {"param", textOrNull(error.param)},
                {"code", textOrNull(error.code)}}}};
    if (error.position)
        body["error"]["position"] = *error.position;
    return core::jsonLine(body);
}

} // namespace app
