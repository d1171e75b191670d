#include "core/prompt/jinja/format_spec.h"

#include "core/prompt/jinja/printing.h"
#include "core/prompt/jinja/unicode.h"

#include <cmath>
#include <cstdio>

namespace core::jinja {

namespace {

constexpr std::size_t kMaxFormatNumber = 1'000'000;
constexpr std::size_t kMaxPrecision = 400; // more digits than any double has

bool isAlign(char c)
{
    return c == '<' || c == '>' || c == '^' || c == '=';
}

std::string integerDigits(std::uint64_t magnitude, char type)
{
    switch (type) {
    case 'x':
        return fmt::format("{:x}", magnitude);
    case 'X':
        return fmt::format("{:X}", magnitude);
    case 'o':
        return fmt::format("{:o}", magnitude);
    case 'b':
        return fmt::format("{:b}", magnitude);
    default:
        return fmt::format("{}", magnitude);
    }
}

std::string floatDigits(double magnitude, const FormatSpec& spec)
{
    const std::size_t precision = spec.precision.value_or(6);
    if (precision > kMaxPrecision)
        raise("a precision of {} is too large (limit {})", precision, kMaxPrecision);
    const bool isPercent = spec.type == '%';
    const char pattern[] = {'%', '.', '*', isPercent ? 'f' : spec.type, '\0'};
    const double scaled = isPercent ? magnitude * 100 : magnitude;
    const int size = std::snprintf(nullptr, 0, pattern, static_cast<int>(precision), scaled);
    std::string digits(static_cast<std::size_t>(size) + 1, '\0');
    std::snprintf(digits.data(), digits.size(), pattern, static_cast<int>(precision), scaled);
    digits.pop_back();
    return isPercent ? digits + '%' : digits;
}

std::string withThousands(const std::string& digits)
{
    std::size_t whole = 0;
    while (whole < digits.size() && digits[whole] >= '0' && digits[whole] <= '9')
        ++whole;
    std::string out;
    for (std::size_t i = 0; i < whole; ++i) {
        if (i > 0 && (whole - i) % 3 == 0)
            out += ',';
        out += digits[i];
    }
    return out + digits.substr(whole);
}

} // namespace

std::optional<std::size_t> takeNumber(std::string_view& text)
{
    std::size_t value = 0;
    std::size_t used = 0;
    while (used < text.size() && text[used] >= '0' && text[used] <= '9') {
        value = value * 10 + static_cast<std::size_t>(text[used++] - '0');
        if (value > kMaxFormatNumber)
            raiseLimit("a number in a format is larger than {}", kMaxFormatNumber);
    }
    text.remove_prefix(used);
    return used == 0 ? std::nullopt : std::optional(value);
}

FormatSpec parseFormatSpec(std::string_view text)
{
    FormatSpec spec;
    const std::string_view whole = text;
    const auto skip = [&text](char c) {
        const bool isThere = !text.empty() && text.front() == c;
        if (isThere)
            text.remove_prefix(1);
        return isThere;
    };
    const std::size_t fillSize = text.empty() ? 0 : codePointAt(text, 0).size;
    if (fillSize > 0 && text.size() > fillSize && isAlign(text[fillSize])) {
        spec.fill = text.substr(0, fillSize);
        spec.align = text[fillSize];
        text.remove_prefix(fillSize + 1);
    } else if (!text.empty() && isAlign(text.front())) {
        spec.align = text.front();
        text.remove_prefix(1);
    }
    if (!text.empty() && (text.front() == '+' || text.front() == '-' || text.front() == ' ')) {
        spec.sign = text.front();
        text.remove_prefix(1);
    }
    spec.alternate = skip('#');
    if (skip('0') && spec.align == '\0') {
        spec.fill.assign(1, '0');
        spec.align = '=';
    }
    spec.width = takeNumber(text).value_or(0);
    spec.grouped = skip(',');
    if (skip('.')) {
        spec.precision = takeNumber(text);
        if (!spec.precision)
            raise("format specifier '{}' lacks its precision", whole.substr(0, 40));
    }
    if (!text.empty()) {
        spec.type = text.front();
        text.remove_prefix(1);
    }
    if (!text.empty())
        raise("invalid format specifier '{}'", whole.substr(0, 40));
    return spec;
}

std::string pad(Runtime& runtime, std::string text, const FormatSpec& spec, char defaultAlign)
{
    const std::size_t size = codePointCount(text);
    if (size >= spec.width)
        return text;
    const std::size_t missing = spec.width - size;
    const char align = spec.align == '\0' ? defaultAlign : spec.align;
    const std::size_t before = align == '<' ? 0 : align == '^' ? missing / 2 : missing;
    TextBuilder out(runtime);
    for (std::size_t i = 0; i < before; ++i)
        out.append(spec.fill);
    out.append(text);
    for (std::size_t i = before; i < missing; ++i)
        out.append(spec.fill);
    return out.take();
}

std::string formatNumber(Runtime& runtime, const Value& value, const FormatSpec& spec)
{
    static constexpr std::string_view kIntegerTypes = "dxXobn";
    static constexpr std::string_view kFloatTypes = "eEfFgG%";
    const bool asInteger = spec.type == '\0'
                               ? !value.isFloat()
                               : kIntegerTypes.find(spec.type) != std::string_view::npos;
    std::string digits;
    bool isNegative = false;
    if (asInteger) {
        if (value.isFloat())
            raise("unknown format code '{}' for object of type 'float'", spec.type);
        const std::int64_t number = *value.toInteger();
        isNegative = number < 0;
        const auto magnitude = isNegative ? 0 - static_cast<std::uint64_t>(number)
                                          : static_cast<std::uint64_t>(number);
        digits = integerDigits(magnitude, spec.type);
        if (spec.alternate && spec.type != '\0' &&
            std::string_view("xXob").find(spec.type) != std::string_view::npos)
            digits = fmt::format("0{}{}", spec.type, digits);
    } else {
        const double number = value.toDouble();
        isNegative = std::signbit(number) && !std::isnan(number);
        if (spec.type != '\0' && kFloatTypes.find(spec.type) == std::string_view::npos)
            raise("unknown format code '{}' for a number", spec.type);
        FormatSpec shape = spec;
        if (spec.type == '\0' && spec.precision)
            shape.type = 'g';
        digits =
            shape.type == '\0' ? floatText(std::abs(number)) : floatDigits(std::abs(number), shape);
    }
    if (spec.grouped)
        digits = withThousands(digits);
    const std::string prefix = isNegative ? "-" : spec.sign == '-' ? "" : std::string(1, spec.sign);
    if (spec.align == '=' && prefix.size() + digits.size() < spec.width) {
        FormatSpec inner = spec;
        inner.align = '>';
        inner.width = spec.width - prefix.size();
        return prefix + pad(runtime, digits, inner, '>');
    }
    return pad(runtime, prefix + digits, spec, '>');
}

std::string formatValue(Runtime& runtime, const Value& value, const FormatSpec& spec)
{
    if (value.isNumber())
        return formatNumber(runtime, value, spec);
    if (spec.type != '\0' && spec.type != 's')
        raise("unknown format code '{}' for object of type '{}'", spec.type, value.typeName());
    if (spec.align == '=' && value.isText() && spec.fill != "0")
        raise("'=' alignment is not allowed for text");
    std::string text = toText(runtime, value);
    if (spec.precision) {
        const auto offsets = codePointOffsets(text);
        if (*spec.precision < offsets.size())
            text.resize(offsets[*spec.precision]);
    }
    FormatSpec shape = spec;
    if (shape.align == '=')
        shape.align = '<';
    return pad(runtime, std::move(text), shape, '<');
}

} // namespace core::jinja
