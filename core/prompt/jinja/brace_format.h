// Python's newer way to fill a text: "{} of {}".format(values).
#pragma once

#include "core/prompt/jinja/arguments.h"
#include "core/prompt/jinja/runtime.h"
#include "core/prompt/jinja/value.h"

namespace core::jinja {

Value formatBraces(Runtime& runtime, const Value& pattern, const CallArguments& arguments);

} // namespace core::jinja
