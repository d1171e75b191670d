// The part of a format that says how one value looks: fill, alignment, sign, width, precision,
// type.
#pragma once

#include "core/prompt/jinja/runtime.h"
#include "core/prompt/jinja/value.h"

#include <optional>
#include <string>
#include <string_view>

namespace core::jinja {

struct FormatSpec
{
    std::string fill = " ";
    char align = '\0'; // < > ^ = or none given
    char sign = '-';   // + - or space
    bool alternate = false;
    bool grouped = false; // thousands with ','
    std::size_t width = 0;
    std::optional<std::size_t> precision;
    char type = '\0';
};

// Reads Python's mini-language: [[fill]align][sign][#][0][width][,][.precision][type].
FormatSpec parseFormatSpec(std::string_view text);

// format(value, spec).
std::string formatValue(Runtime& runtime, const Value& value, const FormatSpec& spec);
// A number's digits with sign, width and padding applied. Also what % formatting ends in.
std::string formatNumber(Runtime& runtime, const Value& value, const FormatSpec& spec);
std::string pad(Runtime& runtime, std::string text, const FormatSpec& spec, char defaultAlign);

// Decimal digits at the front of text, taken off it. Fails above a million.
std::optional<std::size_t> takeNumber(std::string_view& text);

} // namespace core::jinja
