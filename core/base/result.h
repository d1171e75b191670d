// Errors as values: every core function that can fail because the world is wrong returns a Result.
#pragma once

#include <fmt/core.h>
#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace core {

enum class ErrorCode
{
    InvalidArgument, // the caller's request makes no sense: a parameter out of range, a malformed
                     // prompt
    NotFound,        // no such file, tensor or model
    Io,              // the operating system refused a read, a write or a map
    Malformed,       // a file's bytes contradict its format
    Unsupported,     // well-formed, but an architecture, type or feature that this version does not
                     // know
    OutOfMemory,     // needs more than the machine or the budget has
    Limit,           // a bound on time, size or depth was reached
    Cancelled,
    Busy, // the queue is full; try again later
};

// message is one sentence for a person (what was expected, what was found, what to do); code is for
// the program.
struct Error
{
    ErrorCode code = ErrorCode::InvalidArgument;
    std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

// return fail(ErrorCode::Malformed, "{}: expected {} bytes, found {}", name, expected, found);
template <class... Args>
tl::unexpected<Error> fail(ErrorCode code, fmt::format_string<Args...> format, Args&&... args)
{
    return tl::unexpected<Error>(Error{code, fmt::format(format, std::forward<Args>(args)...)});
}

inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

} // namespace core
