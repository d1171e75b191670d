// The methods of Python's str.
#pragma once

#include "core/prompt/jinja/arguments.h"
#include "core/prompt/jinja/runtime.h"
#include "core/prompt/jinja/value.h"

#include <string_view>

namespace core::jinja {

using Method = Value (*)(Runtime& runtime, const Value& self, const CallArguments& arguments);

// Null when there is none of that name.
Method findTextMethod(std::string_view name);

// text with the first limit occurrences of from replaced; a negative limit means all.
std::string replaceText(Runtime& runtime,
                        std::string_view text,
                        std::string_view from,
                        std::string_view to,
                        std::int64_t limit);

} // namespace core::jinja
