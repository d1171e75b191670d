#include "core/prompt/jinja/brace_format.h"

#include "core/prompt/jinja/format_spec.h"
#include "core/prompt/jinja/operators.h"
#include "core/prompt/jinja/printing.h"

#include <algorithm>

namespace core::jinja {

namespace {

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

Value formatBraces(Runtime& runtime, const Value& pattern, const CallArguments& arguments)
{
    return runtime.text(BraceFormatter(runtime, arguments).run(pattern.bytes(), 1),
                        pattern.text().markup);
}

} // namespace core::jinja
