// Values as text: Python's str() and repr(), and JSON as json.dumps writes it.
#pragma once

#include "core/prompt/jinja/runtime.h"
#include "core/prompt/jinja/value.h"

#include <string>
#include <string_view>

namespace core::jinja {

// What {{ value }} prints.
void appendText(TextBuilder& out, const Value& value);
std::string toText(Runtime& runtime, const Value& value);
// str(value), keeping the markup flag of a text.
Value toTextValue(Runtime& runtime, const Value& value);

void appendRepr(TextBuilder& out, const Value& value);
std::string repr(Runtime& runtime, const Value& value);

// Shortest digits that read back as the same number, as Python prints floats: "0.1", "1e+16",
// "nan".
std::string floatText(double value);

// & < > ' " as HTML entities.
std::string escapeHtml(Runtime& runtime, std::string_view text);

} // namespace core::jinja
