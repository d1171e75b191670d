// How a template fails inside the interpreter: an exception, because an error ends the whole parse
// or render from any depth. It never leaves ChatTemplate, which turns it into an Error.
#pragma once

#include "core/base/result.h"

#include <fmt/core.h>

#include <string>
#include <utility>

namespace core::jinja {

struct TemplateError
{
    ErrorCode code = ErrorCode::InvalidArgument;
    std::string message;
    int line = 0; // from 1; 0 where the thrower does not know it
};

// An operation that the values' types do not allow, or that the template itself asked to fail.
template <class... Args>
[[noreturn]] void raise(fmt::format_string<Args...> format, Args&&... args)
{
    throw TemplateError{ErrorCode::InvalidArgument,
                        fmt::format(format, std::forward<Args>(args)...)};
}

template <class... Args>
[[noreturn]] void raiseSyntax(int line, fmt::format_string<Args...> format, Args&&... args)
{
    throw TemplateError{
        ErrorCode::Malformed, fmt::format(format, std::forward<Args>(args)...), line};
}

template <class... Args>
[[noreturn]] void raiseLimit(fmt::format_string<Args...> format, Args&&... args)
{
    throw TemplateError{ErrorCode::Limit, fmt::format(format, std::forward<Args>(args)...)};
}

} // namespace core::jinja
