// Python's two ways to fill a text: "%s of %d" % values and "{} of {}".format(values).
#pragma once

#include "core/prompt/jinja/arguments.h"
#include "core/prompt/jinja/runtime.h"
#include "core/prompt/jinja/value.h"

#include <string>
#include <string_view>

namespace core::jinja {

Value formatPercent(Runtime& runtime, const Value& pattern, const Value& values);
Value formatBraces(Runtime& runtime, const Value& pattern, const CallArguments& arguments);

} // namespace core::jinja
