// The arguments of a call, and matching them to a function's parameters as Python does.
#pragma once

#include "core/prompt/jinja/error.h"
#include "core/prompt/jinja/value.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core::jinja {

struct CallArguments
{
    std::vector<Value> positional;
    std::vector<std::pair<std::string, Value>> named;
};

// One pointer per parameter, null where the call gave nothing; they borrow from the arguments.
// Fails on too many, unknown, doubled or missing arguments (the first required ones must be there).
template <std::size_t Count>
std::array<const Value*, Count> bindArguments(std::string_view function,
                                              const CallArguments& arguments,
                                              const std::string_view (&names)[Count],
                                              std::size_t required = 0)
{
    std::array<const Value*, Count> bound{};
    if (arguments.positional.size() > Count) {
        raise("{}() takes at most {} arguments, {} given",
              function,
              Count,
              arguments.positional.size());
    }
    for (std::size_t i = 0; i < arguments.positional.size(); ++i)
        bound[i] = &arguments.positional[i];
    for (const auto& [name, value] : arguments.named) {
        std::size_t i = 0;
        while (i < Count && names[i] != name)
            ++i;
        if (i == Count)
            raise("{}() got an unexpected keyword argument '{}'", function, name);
        if (bound[i] != nullptr)
            raise("{}() got multiple values for argument '{}'", function, name);
        bound[i] = &value;
    }
    for (std::size_t i = 0; i < required; ++i) {
        if (bound[i] == nullptr)
            raise("{}() is missing the argument '{}'", function, names[i]);
    }
    return bound;
}

// For functions without parameters.
inline void expectNoArguments(std::string_view function, const CallArguments& arguments)
{
    if (!arguments.positional.empty() || !arguments.named.empty())
        raise("{}() takes no arguments", function);
}

// What an optional argument says. Fail where it has another type.
std::int64_t integerOr(const Value* argument, std::int64_t fallback);
bool truthOr(const Value* argument, bool fallback);
std::string_view textOr(const Value* argument, std::string_view fallback); // None counts as absent

} // namespace core::jinja
