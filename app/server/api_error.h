// An error as the OpenAI protocol spells it, with the HTTP status it travels under.
#pragma once

#include "core/base/result.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace app {

struct ApiError
{
    int status = 400;
    std::string message; // one sentence for a person
    std::string type = "invalid_request_error";
    std::string param;         // path of the field at fault, "messages[0].role"; empty: null
    std::string code;          // for programs, "model_not_found"; empty: null
    int retryAfterSeconds = 0; // > 0: worth trying again then
    std::optional<std::int64_t> position = std::nullopt; // of a session that has no such position

    bool operator==(const ApiError&) const = default;
};

template <class T>
using ApiResult = tl::expected<T, ApiError>;

// 400 that names the field.
ApiError invalidField(std::string param, std::string message);

// What the engine reported, on its way out.
ApiError apiErrorFrom(core::ErrorCode code, std::string message);

enum class ErrorForm
{
    Object, // {"error":{"message":…,"type":…,"param":…,"code":…}}
    Text,   // {"error":message}, as Ollama's clients read it
    Typed   // {"type":"error","error":{"type":…,"message":…}}, as Anthropic's do
};
std::string errorJson(const ApiError& error, ErrorForm form = ErrorForm::Object);

// The error that stands for a bare status: of the router, the guard.
ApiError errorForStatus(int status, std::string message);

} // namespace app
