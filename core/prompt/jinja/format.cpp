#include "core/prompt/jinja/format.h"

#include "core/base/utf8.h"
#include "core/prompt/jinja/format_spec.h"
#include "core/prompt/jinja/operators.h"
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

// "{…}" patterns.
class BraceFormatter
{
public:
    BraceFormatter(Runtime& runtime, const CallArguments& arguments)
        : m_runtime(runtime)
        , m_arguments(arguments)
    {
    }

    std::string run(std::string_view pattern, int level);

private:
    std::string field(std::string_view text, int level);
    Value lookUp(std::string_view name);
    const Value& argument(std::string_view name);

    Runtime& m_runtime;
    const CallArguments& m_arguments;
    std::size_t m_automatic = 0; // the next number for "{}"
};

std::string BraceFormatter::run(std::string_view pattern, int level)
{
    if (level > 2)
        raise("a format's fields are nested too deeply");
    TextBuilder out(m_runtime);
    for (std::size_t at = 0; at < pattern.size();) {
        const std::size_t brace = pattern.find_first_of("{}", at);
        out.append(pattern.substr(at, brace - at));
        if (brace == std::string_view::npos)
            break;
        if (brace + 1 < pattern.size() && pattern[brace + 1] == pattern[brace]) {
            out.append(1, pattern[brace]);
            at = brace + 2;
            continue;
        }
        if (pattern[brace] == '}')
            raise("single '}}' encountered in format string");
        std::size_t end = brace + 1;
        for (int open = 1; open > 0; ++end) {
            if (end >= pattern.size())
                raise("expected '}}' before end of format string");
            open += pattern[end] == '{' ? 1 : pattern[end] == '}' ? -1 : 0;
        }
        out.append(field(pattern.substr(brace + 1, end - brace - 2), level));
        at = end;
    }
    return out.take();
}

std::string BraceFormatter::field(std::string_view text, int level)
{
    const std::size_t nameEnd = std::min(text.find_first_of("!:"), text.size());
    Value value = lookUp(text.substr(0, nameEnd));
    std::string_view rest = text.substr(nameEnd);
    if (rest.starts_with('!')) {
        if (rest.size() < 2 || (rest.size() > 2 && rest[2] != ':'))
            raise("expected ':' after conversion specifier");
        if (rest[1] != 's' && rest[1] != 'r' && rest[1] != 'a')
            raise("unknown conversion specifier '{}'", rest[1]);
        value = m_runtime.text(rest[1] == 's' ? toText(m_runtime, value) : repr(m_runtime, value));
        rest.remove_prefix(2);
    }
    if (rest.empty())
        return toText(m_runtime, value);
    const std::string spec = run(rest.substr(1), level + 1);
    return spec.empty() ? toText(m_runtime, value)
                        : formatValue(m_runtime, value, parseFormatSpec(spec));
}

const Value& BraceFormatter::argument(std::string_view name)
{
    std::string_view digits = name;
    const auto number = name.empty() ? std::optional(m_automatic++) : takeNumber(digits);
    if (number && digits.empty()) {
        if (*number >= m_arguments.positional.size())
            raise("replacement index {} is out of range for the positional arguments", *number);
        return m_arguments.positional[*number];
    }
    for (const auto& [key, value] : m_arguments.named) {
        if (key == name)
            return value;
    }
    raise("the format's key '{}' is not among the arguments", name.substr(0, 40));
}

Value BraceFormatter::lookUp(std::string_view name)
{
    const std::size_t firstEnd = std::min(name.find_first_of(".["), name.size());
    Value value = argument(name.substr(0, firstEnd));
    for (std::string_view rest = name.substr(firstEnd); !rest.empty();) {
        const bool isItem = rest.front() == '[';
        rest.remove_prefix(1);
        std::size_t end = isItem ? rest.find(']') : rest.find_first_of(".[");
        if (isItem && end == std::string_view::npos)
            raise("missing ']' in format string");
        end = std::min(end, rest.size());
        const std::string_view key = rest.substr(0, end);
        if (key.empty())
            raise("empty attribute in format string");
        std::string_view digits = key;
        const auto number = isItem ? takeNumber(digits) : std::nullopt;
        if (number && digits.empty())
            value = subscript(m_runtime, value, Value::integer(*number));
        else
            value = isItem ? subscript(m_runtime, value, m_runtime.text(std::string(key)))
                           : attribute(m_runtime, value, key);
        expectDefined(value);
        rest.remove_prefix(std::min(rest.size(), end + (isItem ? 1 : 0)));
    }
    return value;
}

} // namespace

Value formatPercent(Runtime& runtime, const Value& pattern, const Value& values)
{
    return runtime.text(PercentFormatter(runtime, pattern.bytes(), values).run(),
                        pattern.text().markup);
}

Value formatBraces(Runtime& runtime, const Value& pattern, const CallArguments& arguments)
{
    return runtime.text(BraceFormatter(runtime, arguments).run(pattern.bytes(), 1),
                        pattern.text().markup);
}

} // namespace core::jinja
