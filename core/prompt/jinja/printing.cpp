#include "core/prompt/jinja/printing.h"

#include "core/prompt/jinja/unicode.h"

#include <utf8proc.h>

#include <charconv>
#include <cmath>

namespace core::jinja {

namespace {

bool isPrintable(std::int32_t value)
{
    switch (utf8proc_category(value)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return false;
    case UTF8PROC_CATEGORY_ZS:
        return value == ' ';
    default:
        return true;
    }
}

// One code point as a Python literal writes it; byte stands for what is not UTF-8.
std::string escaped(const CodePoint& c, char byte)
{
    switch (c.value) {
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    case '\\':
    case '\'':
    case '"':
        return fmt::format("\\{}", static_cast<char>(c.value));
    default:
        break;
    }
    if (c.value < 0x100)
        return fmt::format("\\x{:02x}", static_cast<unsigned char>(c.value < 0 ? byte : c.value));
    return c.value < 0x10000 ? fmt::format("\\u{:04x}", c.value)
                             : fmt::format("\\U{:08x}", c.value);
}

void appendTextRepr(TextBuilder& out, std::string_view text)
{
    const bool hasSingle = text.find('\'') != std::string_view::npos;
    const char quote = hasSingle && text.find('"') == std::string_view::npos ? '"' : '\'';
    out.append(1, quote);
    std::size_t plainFrom = 0; // what needs no escape goes out in one piece
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint c = codePointAt(text, at);
        const bool isPlain =
            c.value >= 0 && c.value != '\\' && c.value != quote && isPrintable(c.value);
        if (!isPlain) {
            out.append(text.substr(plainFrom, at - plainFrom));
            plainFrom = at + c.size;
            out.append(escaped(c, text[at]));
        }
        at += c.size;
    }
    out.append(text.substr(plainFrom));
    out.append(1, quote);
}

void appendDictRepr(TextBuilder& out, const DictEntries& entries)
{
    out.append("{");
    bool isFirst = true;
    for (const auto& [key, value] : entries) {
        if (!std::exchange(isFirst, false))
            out.append(", ");
        appendRepr(out, key);
        out.append(": ");
        appendRepr(out, value);
    }
    out.append("}");
}

void appendItems(TextBuilder& out, const std::vector<Value>& items)
{
    bool isFirst = true;
    for (const Value& item : items) {
        if (!std::exchange(isFirst, false))
            out.append(", ");
        appendRepr(out, item);
    }
}

void appendSequenceRepr(TextBuilder& out, const Value& value)
{
    const Sequence& sequence = *value.sequence();
    switch (sequence.kind) {
    case SequenceKind::List:
        out.append("[");
        appendItems(out, sequence.items);
        out.append("]");
        break;
    case SequenceKind::Tuple:
        out.append("(");
        appendItems(out, sequence.items);
        out.append(sequence.items.size() == 1 ? ",)" : ")");
        break;
    case SequenceKind::Range:
        out.append(sequence.label);
        break;
    case SequenceKind::Generator:
        out.append(fmt::format("<generator object {}>", sequence.label));
        break;
    case SequenceKind::Keys:
    case SequenceKind::Values:
    case SequenceKind::Items:
        out.append(value.typeName());
        out.append("([");
        appendItems(out, sequence.items);
        out.append("])");
        break;
    }
}

} // namespace

std::string floatText(double value)
{
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value > 0 ? "inf" : "-inf";
    char buffer[40];
    const auto written =
        std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
    const std::string_view text(buffer, static_cast<std::size_t>(written.ptr - buffer));
    const std::size_t mark = text.find('e');
    int exponent = 0;
    const std::size_t exponentStart = mark + (text[mark + 1] == '+' ? 2 : 1);
    std::from_chars(text.data() + exponentStart, text.data() + text.size(), exponent);
    if (exponent < -4 || exponent >= 16)
        return std::string(text);
    const auto fixed =
        std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed);
    std::string plain(buffer, fixed.ptr);
    if (plain.find('.') == std::string::npos)
        plain += ".0";
    return plain;
}

void appendRepr(TextBuilder& out, const Value& value)
{
    const Nesting nesting(out.runtime());
    out.runtime().charge();
    if (value.isUndefined())
        out.append("Undefined");
    else if (value.isText() && value.text().markup) {
        out.append("Markup(");
        appendTextRepr(out, value.bytes());
        out.append(")");
    } else if (value.isText())
        appendTextRepr(out, value.bytes());
    else if (value.isSequence())
        appendSequenceRepr(out, value);
    else if (value.isDict())
        appendDictRepr(out, value.dict()->entries);
    else if (value.isObject())
        out.append(fmt::format("<{}>", value.object()->typeName()));
    else
        appendText(out, value);
}

void appendText(TextBuilder& out, const Value& value)
{
    if (value.isNone())
        out.append("None");
    else if (value.isBool())
        out.append(value.asBool() ? "True" : "False");
    else if (value.isInt())
        out.append(fmt::format("{}", *value.toInteger()));
    else if (value.isFloat())
        out.append(floatText(value.asFloat()));
    else if (value.isText())
        out.append(value.bytes());
    else if (!value.isUndefined())
        appendRepr(out, value);
}

std::string toText(Runtime& runtime, const Value& value)
{
    TextBuilder out(runtime);
    appendText(out, value);
    return out.take();
}

Value toTextValue(Runtime& runtime, const Value& value)
{
    return value.isText() ? value : runtime.text(toText(runtime, value));
}

std::string repr(Runtime& runtime, const Value& value)
{
    TextBuilder out(runtime);
    appendRepr(out, value);
    return out.take();
}

std::string escapeHtml(Runtime& runtime, std::string_view text)
{
    TextBuilder out(runtime);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t special = text.find_first_of("&<>'\"", at);
        out.append(text.substr(at, special - at));
        if (special == std::string_view::npos)
            break;
        switch (text[special]) {
        case '&':
            out.append("&amp;");
            break;
        case '<':
            out.append("&lt;");
            break;
        case '>':
            out.append("&gt;");
            break;
        case '\'':
            out.append("&#39;");
            break;
        default:
            out.append("&#34;");
            break;
        }
        at = special + 1;
    }
    return out.take();
}

} // namespace core::jinja
