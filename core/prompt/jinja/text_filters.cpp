// Filters on text.
#include "core/prompt/jinja/filters.h"

#include "core/prompt/jinja/format_spec.h"
#include "core/prompt/jinja/operators.h"
#include "core/prompt/jinja/percent_format.h"
#include "core/prompt/jinja/printing.h"
#include "core/prompt/jinja/text_methods.h"
#include "core/prompt/jinja/unicode.h"

#include <algorithm>

namespace core::jinja {

namespace {

// The method of the same purpose, on whatever the input prints as.
Value callTextMethod(Runtime& runtime,
                     std::string_view method,
                     const Value& input,
                     const CallArguments& arguments)
{
    return findTextMethod(method)(runtime, toTextValue(runtime, input), arguments);
}

Value upper(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    return callTextMethod(runtime, "upper", input, arguments);
}

Value lower(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    return callTextMethod(runtime, "lower", input, arguments);
}

Value capitalize(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    return callTextMethod(runtime, "capitalize", input, arguments);
}

Value trim(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    return callTextMethod(runtime, "strip", input, arguments);
}

Value center(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    if (!arguments.positional.empty() || !arguments.named.empty())
        return callTextMethod(runtime, "center", input, arguments);
    return callTextMethod(runtime, "center", input, {{Value(std::int64_t{80})}, {}});
}

// Unlike str.title, only white space and opening brackets begin a word.
Value title(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    expectNoArguments("title", arguments);
    const Value text = toTextValue(runtime, input);
    runtime.chargeBytes(8 * text.bytes().size());
    std::string out;
    bool startsWord = true;
    const std::string_view bytes = text.bytes();
    for (std::size_t at = 0; at < bytes.size();) {
        const CodePoint c = codePointAt(bytes, at);
        const std::string_view one = bytes.substr(at, c.size);
        out += startsWord ? toUpper(one) : toLower(one);
        startsWord = (c.value >= 0 && isSpace(c.value)) ||
                     (c.size == 1 && std::string_view("-({[<").find(one) != std::string_view::npos);
        at += c.size;
    }
    return runtime.text(std::move(out), text.text().markup);
}

Value replace(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    const auto [from, to, count] = bindArguments("replace", arguments, {"old", "new", "count"}, 2);
    CallArguments texts{{toTextValue(runtime, *from), toTextValue(runtime, *to)}, {}};
    if (count != nullptr && !count->isNone())
        texts.positional.push_back(*count);
    return callTextMethod(runtime, "replace", input, texts);
}

Value indent(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    const auto [width, first, blank] =
        bindArguments("indent", arguments, {"width", "first", "blank"});
    std::string margin;
    if (width != nullptr && width->isText()) {
        margin = width->bytes();
    } else {
        const auto size = static_cast<std::size_t>(std::max<std::int64_t>(integerOr(width, 4), 0));
        runtime.expectText(size);
        margin.assign(size, ' ');
    }
    expectDefined(input);
    if (!input.isText())
        raise("indent wants a str, not {}", input.typeName());
    // Jinja adds a line break so that a trailing one counts as an empty last line, and takes it off
    // again.
    const auto lines =
        findTextMethod("splitlines")(runtime, runtime.text(input.bytes() + "\n"), CallArguments{});
    TextBuilder out(runtime);
    bool isFirst = true;
    for (const Value& line : lines.sequence()->items) {
        const bool isFirstLine = std::exchange(isFirst, false);
        if (!isFirstLine)
            out.append("\n");
        const bool wanted =
            isFirstLine ? truthOr(first, false) : truthOr(blank, false) || !line.bytes().empty();
        if (wanted)
            out.append(margin);
        out.append(line.bytes());
    }
    return runtime.text(out.take(), input.text().markup);
}

Value format(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    if (!arguments.positional.empty() && !arguments.named.empty())
        raise("format takes positional or keyword arguments, not both");
    DictEntries named;
    for (const auto& [name, value] : arguments.named)
        named.emplace_back(runtime.text(name), value);
    const Value values = arguments.named.empty() ? runtime.tuple(arguments.positional)
                                                 : runtime.dict(std::move(named));
    return formatPercent(runtime, toTextValue(runtime, input), values);
}

Value truncate(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    const auto [lengthValue, killWords, endValue, leewayValue] =
        bindArguments("truncate", arguments, {"length", "killwords", "end", "leeway"});
    const std::int64_t wanted = integerOr(lengthValue, 255);
    const std::string_view end = textOr(endValue, "...");
    const std::int64_t leeway = integerOr(leewayValue, 5);
    const auto endSize = static_cast<std::int64_t>(codePointCount(end));
    if (wanted < endSize || leeway < 0)
        raise("truncate: expected length >= {} and leeway >= 0", endSize);
    const auto inputLength = length(runtime, input);
    if (!inputLength)
        raise("object of type '{}' has no len()", input.typeName());
    const auto size = static_cast<std::int64_t>(*inputLength);
    if (size - leeway <= wanted)
        return input;
    if (!input.isText())
        raise("truncate cuts texts, not {}", input.typeName());
    const auto offsets = codePointOffsets(input.bytes());
    std::string_view kept = std::string_view(input.bytes())
                                .substr(0, offsets[static_cast<std::size_t>(wanted - endSize)]);
    if (!truthOr(killWords, false))
        kept = kept.substr(0, kept.rfind(' ')); // all of it where there is no space
    return runtime.text(std::string(kept) + std::string(end), input.text().markup);
}

Value wordCount(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    expectNoArguments("wordcount", arguments);
    const std::string text = toText(runtime, input);
    runtime.chargeBytes(8 * text.size());
    std::size_t words = 0;
    bool insideWord = false;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint c = codePointAt(text, at);
        const bool isWordPart = isLetter(c.value) || isDigit(c.value) || c.value == '_';
        words += isWordPart && !insideWord ? 1 : 0;
        insideWord = isWordPart;
        at += c.size;
    }
    return Value::integer(words);
}

Value urlEncode(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    expectNoArguments("urlencode", arguments);
    const auto quote = [&](TextBuilder& out, const Value& value, std::string_view safe) {
        for (const char c : toText(runtime, value)) {
            const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                 (c >= '0' && c <= '9') ||
                                 std::string_view("_.-~").find(c) != std::string_view::npos ||
                                 safe.find(c) != std::string_view::npos;
            if (isPlain)
                out.append(1, c);
            else if (c == ' ' && safe.empty()) // as forms do
                out.append("+");
            else
                out.append(fmt::format("%{:02X}", static_cast<unsigned char>(c)));
        }
    };
    TextBuilder out(runtime);
    if (!input.isDict() && !input.isSequence()) {
        quote(out, input, "/");
        return runtime.text(out.take());
    }
    const auto pair = [&](const Value& key, const Value& value) {
        if (!out.bytes().empty())
            out.append("&");
        quote(out, key, "");
        out.append("=");
        quote(out, value, "");
    };
    if (input.isDict()) {
        for (const auto& [key, value] : input.dict()->entries)
            pair(key, value);
        return runtime.text(out.take());
    }
    for (const Value& item : iterate(runtime, input)) {
        const Items parts = iterate(runtime, item);
        if (parts.all().size() != 2)
            raise("urlencode wants pairs, found {} items", parts.all().size());
        pair(parts.all()[0], parts.all()[1]);
    }
    return runtime.text(out.take());
}

constexpr NamedFilter kFilters[] = {
    {"upper", upper},
    {"lower", lower},
    {"capitalize", capitalize},
    {"title", title},
    {"trim", trim},
    {"center", center},
    {"replace", replace},
    {"indent", indent},
    {"format", format},
    {"truncate", truncate},
    {"wordcount", wordCount},
    {"urlencode", urlEncode},
};

} // namespace

Filter findTextFilter(std::string_view name)
{
    return findIn(kFilters, name);
}

} // namespace core::jinja
