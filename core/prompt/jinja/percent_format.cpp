#include "core/prompt/jinja/percent_format.h"

#include "core/base/utf8.h"
#include "core/prompt/jinja/format_spec.h"
#include "core/prompt/jinja/printing.h"
#include "core/prompt/jinja/unicode.h"

#include <cmath>

namespace core::jinja {

namespace {

// "%…" patterns. The values are a tuple, a dict for %(name)s, or one value.
class PercentFormatter
{
public:
    PercentFormatter(Runtime& runtime, std::string_view pattern, const Value& values)
        : m_runtime(runtime)
        , m_rest(pattern)
        , m_values(values)
        , m_isTuple(values.isSequence(SequenceKind::Tuple))
    {
    }

    std::string run();

private:
    std::string conversion();
    std::string convert(const Value& value, char type, const FormatSpec& spec);
    Value nextValue();
    std::size_t starOrNumber(std::size_t fallback, bool& isGiven);

    Runtime& m_runtime;
    std::string_view m_rest;
    const Value& m_values;
    bool m_isTuple;
    bool m_usesNames = false;
    std::size_t m_used = 0;
};

std::string PercentFormatter::run()
{
    TextBuilder out(m_runtime);
    while (!m_rest.empty()) {
        const std::size_t mark = m_rest.find('%');
        out.append(m_rest.substr(0, mark));
        if (mark == std::string_view::npos)
            break;
        m_rest.remove_prefix(mark + 1);
        out.append(conversion());
    }
    const std::size_t given = m_isTuple ? m_values.sequence()->items.size() : 1;
    const bool mayRemain =
        m_usesNames ||
        (!m_isTuple && (m_values.isDict() || m_values.isSequence() || m_values.isUndefined()));
    if (m_used < given && !mayRemain)
        raise("not all arguments converted during string formatting");
    return out.take();
}

Value PercentFormatter::nextValue()
{
    if (!m_isTuple) {
        if (m_used++ > 0)
            raise("not enough arguments for format string");
        return m_values;
    }
    const auto& items = m_values.sequence()->items;
    if (m_used >= items.size())
        raise("not enough arguments for format string");
    return items[m_used++];
}

std::size_t PercentFormatter::starOrNumber(std::size_t fallback, bool& isGiven)
{
    if (m_rest.starts_with('*')) {
        m_rest.remove_prefix(1);
        const auto number = nextValue().toInteger();
        if (!number || *number < 0)
            raise("* wants a number that is not negative");
        isGiven = true;
        m_runtime.expectText(static_cast<std::size_t>(*number));
        return static_cast<std::size_t>(*number);
    }
    const auto number = takeNumber(m_rest);
    isGiven = number.has_value();
    return number.value_or(fallback);
}

std::string PercentFormatter::conversion()
{
    std::optional<Value> named;
    if (m_rest.starts_with('(')) {
        const std::size_t close = m_rest.find(')');
        if (close == std::string_view::npos)
            raise("incomplete format key");
        if (!m_values.isDict())
            raise("format requires a mapping");
        const Value* found = m_values.dict()->find(m_rest.substr(1, close - 1));
        if (found == nullptr)
            raise("the format's key '{}' is not there", m_rest.substr(1, close - 1));
        named = *found;
        m_usesNames = true;
        m_rest.remove_prefix(close + 1);
    }
    FormatSpec spec;
    bool isZeroPadded = false;
    for (; !m_rest.empty(); m_rest.remove_prefix(1)) {
        const char flag = m_rest.front();
        if (flag == '-')
            spec.align = '<';
        else if (flag == '+' || (flag == ' ' && spec.sign != '+'))
            spec.sign = flag;
        else if (flag == '#')
            spec.alternate = true;
        else if (flag == '0')
            isZeroPadded = true;
        else if (flag != ' ')
            break;
    }
    bool isGiven = false;
    spec.width = starOrNumber(0, isGiven);
    if (m_rest.starts_with('.')) {
        m_rest.remove_prefix(1);
        spec.precision = starOrNumber(0, isGiven);
    }
    if (m_rest.empty())
        raise("incomplete format");
    const char type = m_rest.front();
    m_rest.remove_prefix(1);
    if (type == '%')
        return "%";
    if (isZeroPadded && spec.align != '<' && type != 's' && type != 'r' && type != 'c') {
        spec.align = '=';
        spec.fill.assign(1, '0');
    }
    return convert(named ? *named : nextValue(), type, spec);
}

std::string PercentFormatter::convert(const Value& value, char type, const FormatSpec& spec)
{
    FormatSpec shape = spec;
    switch (type) {
    case 's':
    case 'r':
    case 'a': {
        shape.type = 's';
        if (shape.align == '\0')
            shape.align = '>';
        const std::string text = type == 's' ? toText(m_runtime, value) : repr(m_runtime, value);
        return formatValue(m_runtime, m_runtime.text(text), shape);
    }
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o': {
        expectDefined(value);
        if (!value.isNumber())
            raise("%{} format: a number is required, not {}", type, value.typeName());
        shape.type = type == 'x' || type == 'X' || type == 'o' ? type : 'd';
        shape.precision.reset();
        if (!value.isFloat())
            return formatNumber(m_runtime, value, shape);
        if (shape.type != 'd' || !(std::abs(value.asFloat()) < 9e18))
            raise("%{} format: an integer is required, not {}", type, floatText(value.asFloat()));
        return formatNumber(m_runtime, Value(static_cast<std::int64_t>(value.asFloat())), shape);
    }
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        expectDefined(value);
        if (!value.isNumber())
            raise("must be real number, not {}", value.typeName());
        shape.type = type;
        return formatNumber(m_runtime, Value(value.toDouble()), shape);
    case 'c': {
        std::string character;
        if (const auto code = value.toInteger(); code && *code >= 0 && *code <= 0x10FFFF)
            appendUtf8(character, static_cast<char32_t>(*code));
        else if (value.isText() && codePointCount(value.bytes()) == 1)
            character = value.bytes();
        else
            raise("%c requires an int or one character");
        shape.precision.reset();
        return pad(m_runtime, character, shape, '>');
    }
    default:
        raise("unsupported format character '{}'", type);
    }
}

} // namespace

Value formatPercent(Runtime& runtime, const Value& pattern, const Value& values)
{
    return runtime.text(PercentFormatter(runtime, pattern.bytes(), values).run(),
                        pattern.text().markup);
}

} // namespace core::jinja
