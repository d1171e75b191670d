// Filters on single values, and the table of all filters.
#include "core/prompt/jinja/filters.h"

#include "core/prompt/jinja/json.h"
#include "core/prompt/jinja/operators.h"
#include "core/prompt/jinja/printing.h"
#include "core/prompt/jinja/unicode.h"

#include <charconv>
#include <cmath>

namespace core::jinja {

namespace {

Value defaultFilter(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    const auto [fallback, boolean] =
        bindArguments("default", arguments, {"default_value", "boolean"});
    if (!input.isUndefined() && (!truthOr(boolean, false) || input.truthy()))
        return input;
    return fallback == nullptr ? runtime.text("") : *fallback;
}

Value attributeFilter(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    const auto [name] = bindArguments("attr", arguments, {"name"}, 1);
    if (input.isDict()) // attributes only, never keys
        return Value::undefined("'dict object' has no such attribute");
    return attribute(runtime, input, textOr(name, ""));
}

// A number as Python reads it from text: white space around it, underscores between digits.
std::string numberText(std::string_view text)
{
    text = stripRight(stripLeft(text));
    if (text.starts_with('+') && !text.starts_with("+-"))
        text.remove_prefix(1);
    std::string digits;
    for (const char c : text) {
        if (c != '_')
            digits += c;
    }
    return digits;
}

std::optional<double> readFloat(std::string_view text)
{
    const std::string digits = numberText(text);
    double value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size())
        return std::nullopt;
    return value;
}

std::optional<std::int64_t> wholePart(double value)
{
    if (!(std::abs(value) < 9.2e18))
        return std::nullopt;
    return static_cast<std::int64_t>(value);
}

std::optional<std::int64_t> readInteger(std::string_view text, std::int64_t base)
{
    std::string digits = numberText(text);
    const bool isNegative = digits.starts_with('-');
    if (isNegative)
        digits.erase(0, 1);
    const char mark =
        digits.size() > 2 && digits[0] == '0' ? static_cast<char>(digits[1] | 0x20) : '\0';
    if ((base == 16 && mark == 'x') || (base == 8 && mark == 'o') || (base == 2 && mark == 'b'))
        digits.erase(0, 2);
    if (isNegative)
        digits.insert(digits.begin(), '-');
    std::int64_t value = 0;
    const char* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, value, static_cast<int>(base));
    if (read.ec != std::errc() || read.ptr != end)
        return std::nullopt;
    return value;
}

Value intFilter(Runtime&, const Value& input, const CallArguments& arguments)
{
    const auto [fallback, baseValue] = bindArguments("int", arguments, {"default", "base"});
    const std::int64_t base = integerOr(baseValue, 10);
    if (base < 2 || base > 36)
        raise("int() base must be from 2 to 36");
    expectDefined(input);
    std::optional<std::int64_t> whole;
    if (input.isText()) {
        whole = readInteger(input.bytes(), base);
        if (const auto number = whole ? std::nullopt : readFloat(input.bytes()))
            whole = wholePart(*number);
    } else if (input.isNumber()) {
        whole = input.isFloat() ? wholePart(input.asFloat()) : input.toInteger();
    }
    if (whole)
        return Value(*whole);
    return fallback == nullptr ? Value(std::int64_t{0}) : *fallback;
}

Value floatFilter(Runtime&, const Value& input, const CallArguments& arguments)
{
    const auto [fallback] = bindArguments("float", arguments, {"default"});
    expectDefined(input);
    if (input.isNumber())
        return Value(input.toDouble());
    if (const auto number = input.isText() ? readFloat(input.bytes()) : std::nullopt)
        return Value(*number);
    return fallback == nullptr ? Value(0.0) : *fallback;
}

Value absFilter(Runtime&, const Value& input, const CallArguments& arguments)
{
    expectNoArguments("abs", arguments);
    expectDefined(input);
    if (!input.isNumber())
        raise("bad operand type for abs(): '{}'", input.typeName());
    return input.toDouble() < 0 || (input.isFloat() && std::signbit(input.asFloat()))
               ? sign(/*isMinus=*/true, input)
               : sign(/*isMinus=*/false, input);
}

// A float rounded to decimals, halves to even on the exact binary value, as Python does.
double roundTo(double value, std::int64_t decimals)
{
    if (!std::isfinite(value) || decimals > 300)
        return value;
    if (decimals < -300)
        return 0.0;
    if (decimals < 0) {
        const double scale = std::pow(10.0, static_cast<double>(-decimals));
        return std::nearbyint(value / scale) * scale;
    }
    const std::string digits = fmt::format("{:.{}f}", value, static_cast<int>(decimals));
    double rounded = value;
    std::from_chars(digits.data(), digits.data() + digits.size(), rounded);
    return rounded;
}

Value roundFilter(Runtime&, const Value& input, const CallArguments& arguments)
{
    const auto [precision, methodValue] =
        bindArguments("round", arguments, {"precision", "method"});
    const std::int64_t decimals = integerOr(precision, 0);
    const std::string_view method = textOr(methodValue, "common");
    expectDefined(input);
    if (!input.isNumber())
        raise("type {} cannot be rounded", input.typeName());
    if (method == "common")
        return input.isFloat() || decimals < 0 ? Value(roundTo(input.toDouble(), decimals))
                                               : Value(*input.toInteger());
    if (method != "ceil" && method != "floor")
        raise("method must be common, ceil or floor");
    const double scale = std::pow(10.0, static_cast<double>(decimals));
    const double scaled = input.toDouble() * scale;
    return Value((method == "ceil" ? std::ceil(scaled) : std::floor(scaled)) / scale);
}

Value stringFilter(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    expectNoArguments("string", arguments);
    return toTextValue(runtime, input);
}

Value tojsonFilter(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    const auto [ascii, indent, separators, sortKeys] =
        bindArguments("tojson", arguments, {"ensure_ascii", "indent", "separators", "sort_keys"});
    JsonStyle style;
    style.asciiOnly = truthOr(ascii, false);
    style.sortKeys = truthOr(sortKeys, false);
    if (indent != nullptr && !indent->isNone()) {
        if (indent->isText()) {
            style.indent.emplace(indent->bytes());
        } else {
            const auto width =
                static_cast<std::size_t>(std::max<std::int64_t>(integerOr(indent, 0), 0));
            runtime.expectText(width);
            style.indent.emplace(width, ' ');
        }
        style.itemSeparator.assign(1, ',');
    }
    if (separators != nullptr && !separators->isNone()) {
        const auto pair = iterate(runtime, *separators);
        if (pair.all().size() != 2 || !pair.all()[0].isText() || !pair.all()[1].isText())
            raise("separators must be two texts");
        style.itemSeparator = pair.all()[0].bytes();
        style.keySeparator = pair.all()[1].bytes();
    }
    return runtime.text(toJson(runtime, input, style));
}

Value safeFilter(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    expectNoArguments("safe", arguments);
    return runtime.text(toText(runtime, input), /*markup=*/true);
}

Value escapeFilter(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    expectNoArguments("escape", arguments);
    if (input.isText() && input.text().markup)
        return input;
    return runtime.text(escapeHtml(runtime, toText(runtime, input)), /*markup=*/true);
}

Value forceEscapeFilter(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    expectNoArguments("forceescape", arguments);
    return runtime.text(escapeHtml(runtime, toText(runtime, input)), /*markup=*/true);
}

constexpr NamedFilter kFilters[] = {
    {"default", defaultFilter},
    {"d", defaultFilter},
    {"tojson", tojsonFilter},
    {"string", stringFilter},
    {"int", intFilter},
    {"float", floatFilter},
    {"abs", absFilter},
    {"round", roundFilter},
    {"attr", attributeFilter},
    {"safe", safeFilter},
    {"escape", escapeFilter},
    {"e", escapeFilter},
    {"forceescape", forceEscapeFilter},
};

} // namespace

Filter findFilter(std::string_view name)
{
    for (const auto find : {findTextFilter, findSequenceFilter, findSelectionFilter}) {
        if (const Filter found = find(name))
            return found;
    }
    return findIn(kFilters, name);
}

Value itemAttribute(Runtime& runtime, const Value& item, const Value* path)
{
    if (path == nullptr || path->isNone())
        return item;
    if (!path->isText())
        return subscript(runtime, item, *path);
    Value current = item;
    std::string_view rest = path->bytes();
    while (true) {
        const std::size_t dot = rest.find('.');
        const std::string_view part = rest.substr(0, dot);
        std::int64_t index = 0;
        const auto read = std::from_chars(part.data(), part.data() + part.size(), index);
        const bool isIndex = !part.empty() && part[0] != '-' && read.ec == std::errc() &&
                             read.ptr == part.data() + part.size();
        runtime.charge();
        current =
            subscript(runtime, current, isIndex ? Value(index) : runtime.text(std::string(part)));
        if (dot == std::string_view::npos)
            return current;
        rest.remove_prefix(dot + 1);
    }
}

} // namespace core::jinja
