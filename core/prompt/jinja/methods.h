// The methods of texts, dicts and lists that a template may call. Those that would change a value
// are not there.
#pragma once

#include "core/prompt/jinja/runtime.h"
#include "core/prompt/jinja/value.h"

#include <optional>
#include <string_view>

namespace core::jinja {

// The method as a callable bound to its value; nothing when the value's type has none of that name.
std::optional<Value> findMethod(Runtime& runtime, const Value& value, std::string_view name);

} // namespace core::jinja
