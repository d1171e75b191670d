// The tests of {% if value is name(arguments) %}.
#pragma once

#include "core/prompt/jinja/arguments.h"
#include "core/prompt/jinja/runtime.h"
#include "core/prompt/jinja/value.h"

#include <string_view>

namespace core::jinja {

using Test = bool (*)(Runtime& runtime, const Value& value, const CallArguments& arguments);

// Null when there is none of that name.
Test findTest(std::string_view name);

} // namespace core::jinja
