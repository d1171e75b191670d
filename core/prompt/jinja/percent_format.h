// Python's older way to fill a text: "%s of %d" % values.
#pragma once

#include "core/prompt/jinja/runtime.h"
#include "core/prompt/jinja/value.h"

namespace core::jinja {

Value formatPercent(Runtime& runtime, const Value& pattern, const Value& values);

} // namespace core::jinja
