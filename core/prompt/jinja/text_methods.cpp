#include "core/prompt/jinja/text_methods.h"

#include "core/prompt/jinja/brace_format.h"
#include "core/prompt/jinja/format_spec.h"
#include "core/prompt/jinja/operators.h"
#include "core/prompt/jinja/printing.h"
#include "core/prompt/jinja/unicode.h"

#include <algorithm>
#include <limits>

namespace core::jinja {

namespace {

constexpr auto kNotFound = std::string_view::npos;

// A result keeps the markup flag of the text it was made from, as Markup's methods do.
Value like(Runtime& runtime, const Value& self, std::string_view bytes)
{
    return runtime.text(std::string(bytes), self.text().markup);
}

const std::string& expectText(std::string_view function, const Value& value)
{
    expectDefined(value);
    if (!value.isText())
        raise("{}() wants a str, not {}", function, value.typeName());
    return value.bytes();
}

template <std::string (*convert)(std::string_view)>
Value converted(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    expectNoArguments("this method of str", arguments);
    runtime.chargeBytes(8 * self.bytes().size());
    return like(runtime, self, convert(self.bytes()));
}

template <bool left, bool right>
Value strip(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    const auto [chars] = bindArguments("strip", arguments, {"chars"});
    std::string_view text = self.bytes();
    if (chars == nullptr || chars->isNone()) {
        text = left ? stripLeft(text) : text;
        text = right ? stripRight(text) : text;
    } else {
        const std::string& characters = expectText("strip", *chars);
        // Each stripped character may be looked for in the whole set.
        runtime.charge(characters.size() < 64 ? 1 : self.bytes().size() * (characters.size() / 64));
        text = left ? stripLeft(text, characters) : text;
        text = right ? stripRight(text, characters) : text;
    }
    return like(runtime, self, text);
}

// str.split and rsplit with a separator.
std::vector<std::string_view>
splitBy(std::string_view text, std::string_view separator, std::int64_t limit, bool fromRight)
{
    std::vector<std::string_view> parts;
    while (limit != 0) {
        const std::size_t at =
            fromRight ? findLastText(text, separator) : findText(text, separator);
        if (at == kNotFound)
            break;
        parts.push_back(fromRight ? text.substr(at + separator.size()) : text.substr(0, at));
        text = fromRight ? text.substr(0, at) : text.substr(at + separator.size());
        --limit;
    }
    parts.push_back(text);
    return parts;
}

// str.split and rsplit at white space; no empty parts.
std::vector<std::string_view> splitWords(std::string_view text, std::int64_t limit, bool fromRight)
{
    std::vector<std::string_view> parts;
    text = fromRight ? stripRight(text) : stripLeft(text);
    while (!text.empty() && limit != 0) {
        std::size_t at = fromRight ? text.size() : 0;
        const auto size = [&] {
            return fromRight ? codePointSizeBefore(text, at) : codePointAt(text, at).size;
        };
        while (fromRight ? at > 0 : at < text.size()) {
            const std::size_t step = size();
            if (spaceAt(text, fromRight ? at - step : at) != 0)
                break;
            at = fromRight ? at - step : at + step;
        }
        parts.push_back(fromRight ? text.substr(at) : text.substr(0, at));
        text = fromRight ? stripRight(text.substr(0, at)) : stripLeft(text.substr(at));
        --limit;
    }
    if (!text.empty())
        parts.push_back(text);
    return parts;
}

template <bool fromRight>
Value split(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    const auto [separator, maxSplit] = bindArguments("split", arguments, {"sep", "maxsplit"});
    const std::int64_t limit = integerOr(maxSplit, -1);
    const bool atSpace = separator == nullptr || separator->isNone();
    const std::string_view by = atSpace ? std::string_view() : expectText("split", *separator);
    if (!atSpace && by.empty())
        raise("empty separator");
    runtime.chargeBytes(8 * self.bytes().size());
    auto parts = atSpace ? splitWords(self.bytes(), limit, fromRight)
                         : splitBy(self.bytes(), by, limit, fromRight);
    if (fromRight)
        std::reverse(parts.begin(), parts.end());
    std::vector<Value> items;
    items.reserve(parts.size());
    for (const std::string_view part : parts)
        items.push_back(like(runtime, self, part));
    return runtime.list(std::move(items));
}

Value splitLines(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    const auto [keepEnds] = bindArguments("splitlines", arguments, {"keepends"});
    const bool keeps = truthOr(keepEnds, false);
    std::vector<Value> lines;
    const std::string_view text = self.bytes();
    for (std::size_t start = 0; start < text.size();) {
        std::size_t end = start;
        std::size_t breakSize = 0;
        while (end < text.size() && breakSize == 0) {
            const CodePoint c = codePointAt(text, end);
            const bool isBreak = (c.value >= 0x0A && c.value <= 0x0D) ||
                                 (c.value >= 0x1C && c.value <= 0x1E) || c.value == 0x85 ||
                                 c.value == 0x2028 || c.value == 0x2029;
            if (isBreak)
                breakSize = text.substr(end).starts_with("\r\n") ? 2 : c.size;
            else
                end += c.size;
        }
        lines.push_back(
            like(runtime, self, text.substr(start, end - start + (keeps ? breakSize : 0))));
        start = end + breakSize;
    }
    return runtime.list(std::move(lines));
}

// startswith and endswith: an affix or a tuple of them, within [start, end).
template <bool atEnd>
Value hasAffix(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    constexpr std::string_view kName = atEnd ? "endswith" : "startswith";
    const auto [affix, start, end] = bindArguments(kName, arguments, {"affix", "start", "end"}, 1);
    const Value part = start == nullptr && end == nullptr
                           ? self
                           : slice(runtime,
                                   self,
                                   start == nullptr ? Value() : *start,
                                   end == nullptr ? Value() : *end,
                                   Value());
    const std::string_view text = part.bytes();
    const auto matches = [&](const Value& candidate) {
        const std::string& wanted = expectText(kName, candidate);
        runtime.chargeBytes(wanted.size());
        return atEnd ? text.ends_with(wanted) : text.starts_with(wanted);
    };
    if (!affix->isSequence(SequenceKind::Tuple))
        return Value(matches(*affix));
    const auto& candidates = affix->sequence()->items;
    return Value(std::any_of(candidates.begin(), candidates.end(), matches));
}

Value replace(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    const auto [from, to, count] = bindArguments("replace", arguments, {"old", "new", "count"}, 2);
    const std::string& wanted = expectText("replace", *from);
    std::string substitute = expectText("replace", *to);
    if (self.text().markup && !to->text().markup)
        substitute = escapeHtml(runtime, substitute);
    return like(runtime,
                self,
                replaceText(runtime, self.bytes(), wanted, substitute, integerOr(count, -1)));
}

// The slice of text that find, rfind, index and count look at, and the code points before it.
struct Window
{
    Value text;
    std::int64_t before = 0;
};

Window windowOf(Runtime& runtime, const Value& self, const Value* start, const Value* end)
{
    if (start == nullptr && end == nullptr)
        return {self, 0};
    const Value from = start == nullptr ? Value() : *start;
    Window window{slice(runtime, self, from, end == nullptr ? Value() : *end, Value()), 0};
    const auto count = static_cast<std::int64_t>(codePointCount(self.bytes()));
    const std::int64_t place = integerOr(start, 0);
    window.before = place < 0 ? std::max<std::int64_t>(place < -count ? 0 : place + count, 0)
                              : std::min(place, count);
    return window;
}

template <bool last, bool mustExist>
Value find(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    const auto [wanted, start, end] = bindArguments("find", arguments, {"sub", "start", "end"}, 1);
    const std::string& needle = expectText("find", *wanted);
    const Window window = windowOf(runtime, self, start, end);
    const std::string_view text = window.text.bytes();
    runtime.chargeBytes(text.size() + needle.size());
    const std::size_t at = last ? findLastText(text, needle) : findText(text, needle);
    if (at == kNotFound) {
        if (mustExist)
            raise("substring not found");
        return Value(std::int64_t{-1});
    }
    return Value(window.before + static_cast<std::int64_t>(codePointCount(text.substr(0, at))));
}

Value count(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    const auto [wanted, start, end] = bindArguments("count", arguments, {"sub", "start", "end"}, 1);
    const std::string& needle = expectText("count", *wanted);
    const Window window = windowOf(runtime, self, start, end);
    const std::string_view text = window.text.bytes();
    runtime.chargeBytes(text.size() + needle.size());
    if (needle.empty())
        return Value::integer(codePointCount(text) + 1);
    std::size_t found = 0;
    for (std::size_t at = findText(text, needle); at != kNotFound;
         at = findText(text, needle, at + needle.size()))
        ++found;
    return Value::integer(found);
}

Value join(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    const auto [items] = bindArguments("join", arguments, {"iterable"}, 1);
    TextBuilder out(runtime);
    bool isFirst = true;
    for (const Value& item : iterate(runtime, *items)) {
        if (!std::exchange(isFirst, false))
            out.append(self.bytes());
        out.append(expectText("join", item));
    }
    return like(runtime, self, out.bytes());
}

Value partition(Runtime& runtime, const Value& self, const CallArguments& arguments, bool last)
{
    const auto [separator] = bindArguments("partition", arguments, {"sep"}, 1);
    const std::string& by = expectText("partition", *separator);
    if (by.empty())
        raise("empty separator");
    const std::string_view text = self.bytes();
    runtime.chargeBytes(text.size() + by.size());
    const std::size_t at = last ? findLastText(text, by) : findText(text, by);
    if (at == kNotFound) {
        const Value nothing = like(runtime, self, "");
        return runtime.tuple(last ? std::vector<Value>{nothing, nothing, self}
                                  : std::vector<Value>{self, nothing, nothing});
    }
    return runtime.tuple({like(runtime, self, text.substr(0, at)),
                          like(runtime, self, by),
                          like(runtime, self, text.substr(at + by.size()))});
}

template <bool last>
Value partitionAt(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    return partition(runtime, self, arguments, last);
}

template <bool atEnd>
Value removeAffix(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    const auto [affix] = bindArguments("removeprefix", arguments, {"affix"}, 1);
    const std::string& wanted = expectText("removeprefix", *affix);
    std::string_view text = self.bytes();
    if (atEnd && text.ends_with(wanted))
        text.remove_suffix(wanted.size());
    else if (!atEnd && text.starts_with(wanted))
        text.remove_prefix(wanted.size());
    return like(runtime, self, text);
}

template <char align>
Value justify(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    const auto [widthValue, fillValue] =
        bindArguments("ljust", arguments, {"width", "fillchar"}, 1);
    const std::string_view fill = textOr(fillValue, " ");
    if (codePointCount(fill) != 1)
        raise("the fill character must be exactly one character long");
    const auto width =
        static_cast<std::size_t>(std::max<std::int64_t>(integerOr(widthValue, 0), 0));
    runtime.expectText(width);
    const std::size_t size = codePointCount(self.bytes());
    const std::size_t missing = width > size ? width - size : 0;
    std::size_t before = align == '>' ? missing : 0;
    if (align == '^') // the odd one goes where Python puts it
        before = missing / 2 + (missing & width & 1);
    TextBuilder out(runtime);
    for (std::size_t i = 0; i < before; ++i)
        out.append(fill);
    out.append(self.bytes());
    for (std::size_t i = before; i < missing; ++i)
        out.append(fill);
    return like(runtime, self, out.bytes());
}

Value zeroFill(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    const auto [width] = bindArguments("zfill", arguments, {"width"}, 1);
    FormatSpec spec;
    spec.fill.assign(1, '0');
    spec.align = '>';
    spec.width = static_cast<std::size_t>(std::max<std::int64_t>(integerOr(width, 0), 0));
    runtime.expectText(spec.width);
    std::string_view digits = self.bytes();
    const bool isSigned = digits.starts_with('-') || digits.starts_with('+');
    const std::string prefix(digits.substr(0, isSigned ? 1 : 0));
    digits.remove_prefix(prefix.size());
    spec.width -= std::min(spec.width, prefix.size());
    return like(runtime, self, prefix + pad(runtime, std::string(digits), spec, '>'));
}

// isalpha and its kin: every code point passes, and there is one.
template <bool (*accepts)(std::int32_t)>
Value allAre(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    expectNoArguments("this method of str", arguments);
    runtime.chargeBytes(8 * self.bytes().size());
    const std::string& text = self.bytes();
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint c = codePointAt(text, at);
        if (!accepts(c.value))
            return Value(false);
        at += c.size;
    }
    return Value(!text.empty());
}

// islower and isupper: some letter has the case, and none has the other.
template <bool wantsLower>
Value hasCase(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    expectNoArguments("this method of str", arguments);
    runtime.chargeBytes(8 * self.bytes().size());
    return Value(wantsLower ? isLowerText(self.bytes()) : isUpperText(self.bytes()));
}

bool isLetterOrDigit(std::int32_t value)
{
    return isLetter(value) || isDigit(value);
}

Value swapCase(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    expectNoArguments("swapcase", arguments);
    runtime.chargeBytes(8 * self.bytes().size());
    std::string out;
    const std::string_view text = self.bytes();
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint c = codePointAt(text, at);
        const std::string_view one = text.substr(at, c.size);
        out += isUpperCase(c.value) ? toLower(one) : toUpper(one);
        at += c.size;
    }
    return like(runtime, self, out);
}

Value expandTabs(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    const auto [size] = bindArguments("expandtabs", arguments, {"tabsize"});
    const auto width = std::max<std::int64_t>(integerOr(size, 8), 0);
    TextBuilder out(runtime);
    std::int64_t column = 0;
    const std::string_view text = self.bytes();
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint c = codePointAt(text, at);
        if (c.value == '\t' && width > 0) {
            out.append(static_cast<std::size_t>(width - column % width), ' ');
            column = 0;
        } else if (c.value != '\t') {
            out.append(text.substr(at, c.size));
            column = c.value == '\n' || c.value == '\r' ? 0 : column + 1;
        }
        at += c.size;
    }
    return like(runtime, self, out.bytes());
}

constexpr std::pair<std::string_view, Method> kMethods[] = {
    {"capitalize", converted<toCapital>},
    {"casefold", converted<toLower>},
    {"center", justify<'^'>},
    {"count", count},
    {"endswith", hasAffix<true>},
    {"expandtabs", expandTabs},
    {"find", find<false, false>},
    {"format", formatBraces},
    {"index", find<false, true>},
    {"isalnum", allAre<isLetterOrDigit>},
    {"isalpha", allAre<isLetter>},
    {"isdecimal", allAre<isDigit>},
    {"isdigit", allAre<isDigit>},
    {"islower", hasCase<true>},
    {"isnumeric", allAre<isDigit>},
    {"isspace", allAre<isSpace>},
    {"isupper", hasCase<false>},
    {"join", join},
    {"ljust", justify<'<'>},
    {"lower", converted<toLower>},
    {"lstrip", strip<true, false>},
    {"partition", partitionAt<false>},
    {"removeprefix", removeAffix<false>},
    {"removesuffix", removeAffix<true>},
    {"replace", replace},
    {"rfind", find<true, false>},
    {"rindex", find<true, true>},
    {"rjust", justify<'>'>},
    {"rpartition", partitionAt<true>},
    {"rsplit", split<true>},
    {"rstrip", strip<false, true>},
    {"split", split<false>},
    {"splitlines", splitLines},
    {"startswith", hasAffix<false>},
    {"strip", strip<true, true>},
    {"swapcase", swapCase},
    {"title", converted<toTitle>},
    {"upper", converted<toUpper>},
    {"zfill", zeroFill},
};

} // namespace

std::string replaceText(Runtime& runtime,
                        std::string_view text,
                        std::string_view from,
                        std::string_view to,
                        std::int64_t limit)
{
    TextBuilder out(runtime);
    runtime.chargeBytes(text.size() + from.size());
    const auto most = limit < 0 ? std::numeric_limits<std::int64_t>::max() : limit;
    std::size_t at = 0;
    for (std::int64_t done = 0; done < most; ++done) {
        if (from.empty()) { // before every character, and at the end
            out.append(to);
            if (at >= text.size())
                return out.take();
            const std::size_t size = codePointAt(text, at).size;
            out.append(text.substr(at, size));
            at += size;
            continue;
        }
        const std::size_t found = findText(text, from, at);
        if (found == kNotFound)
            break;
        out.append(text.substr(at, found - at));
        out.append(to);
        at = found + from.size();
    }
    out.append(text.substr(std::min(at, text.size())));
    return out.take();
}

Method findTextMethod(std::string_view name)
{
    const auto* found = std::lower_bound(
        std::begin(kMethods),
        std::end(kMethods),
        name,
        [](const auto& entry, std::string_view wanted) { return entry.first < wanted; });
    return found != std::end(kMethods) && found->first == name ? found->second : nullptr;
}

} // namespace core::jinja
