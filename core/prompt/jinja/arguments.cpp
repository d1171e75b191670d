#include "core/prompt/jinja/arguments.h"

namespace core::jinja {

std::int64_t integerOr(const Value* argument, std::int64_t fallback)
{
    if (argument == nullptr)
        return fallback;
    expectDefined(*argument);
    if (const auto whole = argument->toInteger())
        return *whole;
    raise("'{}' object cannot be interpreted as an integer", argument->typeName());
}

bool truthOr(const Value* argument, bool fallback)
{
    return argument == nullptr ? fallback : argument->truthy();
}

std::string_view textOr(const Value* argument, std::string_view fallback)
{
    if (argument == nullptr || argument->isNone())
        return fallback;
    expectDefined(*argument);
    if (!argument->isText())
        raise("expected a str argument, found {}", argument->typeName());
    return argument->bytes();
}

} // namespace core::jinja
