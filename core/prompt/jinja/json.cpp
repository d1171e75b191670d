#include "core/prompt/jinja/json.h"

#include "core/prompt/jinja/printing.h"
#include "core/prompt/jinja/unicode.h"

#include <algorithm>
#include <cmath>

namespace core::jinja {

namespace {

class JsonWriter
{
public:
    JsonWriter(Runtime& runtime, const JsonStyle& style)
        : m_out(runtime)
        , m_style(style)
    {
    }

    void write(const Value& value, std::size_t level);
    std::string take() { return m_out.take(); }

private:
    void writeText(std::string_view text);
    void writeKey(const Value& key);
    void writeScalar(const Value& value);
    void writeList(const std::vector<Value>& items, std::size_t level);
    void writeDict(const DictEntries& entries, std::size_t level);
    void breakLine(std::size_t level);

    TextBuilder m_out;
    const JsonStyle& m_style;
};

void JsonWriter::writeText(std::string_view text)
{
    static constexpr std::string_view kSpecial = "\"\\\n\r\t\f\b";
    static constexpr std::string_view kLetters = "\"\\nrtfb";
    m_out.append("\"");
    std::size_t plainFrom = 0; // what needs no escape goes out in one piece
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint c = codePointAt(text, at);
        const bool isPlain = c.value >= 0x20 && c.value != '"' && c.value != '\\' &&
                             (!m_style.asciiOnly || c.value < 0x7F);
        if (!isPlain) {
            m_out.append(text.substr(plainFrom, at - plainFrom));
            plainFrom = at + c.size;
            const auto special = c.value > 0 && c.value < 0x80
                                     ? kSpecial.find(static_cast<char>(c.value))
                                     : std::string_view::npos;
            if (special != std::string_view::npos)
                m_out.append(fmt::format("\\{}", kLetters[special]));
            else if (c.value < 0x10000)
                m_out.append(fmt::format("\\u{:04x}", c.value < 0 ? 0xFFFD : c.value));
            else
                m_out.append(fmt::format("\\u{:04x}\\u{:04x}",
                                         0xD800 + ((c.value - 0x10000) >> 10),
                                         0xDC00 + ((c.value - 0x10000) & 0x3FF)));
        }
        at += c.size;
    }
    m_out.append(text.substr(plainFrom));
    m_out.append("\"");
}

void JsonWriter::writeScalar(const Value& value)
{
    if (value.isNone()) {
        m_out.append("null");
    } else if (value.isBool()) {
        m_out.append(value.asBool() ? "true" : "false");
    } else if (value.isFloat() && !std::isfinite(value.asFloat())) {
        const bool isNan = std::isnan(value.asFloat());
        m_out.append(isNan ? "NaN" : value.asFloat() > 0 ? "Infinity" : "-Infinity");
    } else {
        appendText(m_out, value);
    }
}

void JsonWriter::writeKey(const Value& key)
{
    if (key.isText()) {
        writeText(key.bytes());
    } else if (key.isNone() || key.isNumber()) {
        m_out.append("\"");
        writeScalar(key);
        m_out.append("\"");
    } else {
        raise("keys must be str, int, float, bool or None, not {}", key.typeName());
    }
}

void JsonWriter::breakLine(std::size_t level)
{
    if (!m_style.indent)
        return;
    m_out.append("\n");
    for (std::size_t i = 0; i < level; ++i)
        m_out.append(*m_style.indent);
}

void JsonWriter::writeList(const std::vector<Value>& items, std::size_t level)
{
    if (items.empty()) {
        m_out.append("[]");
        return;
    }
    m_out.append("[");
    bool isFirst = true;
    for (const Value& item : items) {
        if (!std::exchange(isFirst, false))
            m_out.append(m_style.itemSeparator);
        breakLine(level + 1);
        write(item, level + 1);
    }
    breakLine(level);
    m_out.append("]");
}

void JsonWriter::writeDict(const DictEntries& entries, std::size_t level)
{
    if (entries.empty()) {
        m_out.append("{}");
        return;
    }
    std::vector<const std::pair<Value, Value>*> order;
    order.reserve(entries.size());
    for (const auto& entry : entries)
        order.push_back(&entry);
    if (m_style.sortKeys) {
        for (const auto* entry : order) {
            if (!entry->first.isText())
                raise("only dicts with text keys can be sorted for JSON");
        }
        std::sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
            return a->first.bytes() < b->first.bytes();
        });
    }
    m_out.append("{");
    bool isFirst = true;
    for (const auto* entry : order) {
        if (!std::exchange(isFirst, false))
            m_out.append(m_style.itemSeparator);
        breakLine(level + 1);
        writeKey(entry->first);
        m_out.append(m_style.keySeparator);
        write(entry->second, level + 1);
    }
    breakLine(level);
    m_out.append("}");
}

void JsonWriter::write(const Value& value, std::size_t level)
{
    m_out.runtime().charge();
    if (value.isText())
        writeText(value.bytes());
    else if (value.isNone() || value.isNumber())
        writeScalar(value);
    else if (value.isSequence(SequenceKind::List) || value.isSequence(SequenceKind::Tuple))
        writeList(value.sequence()->items, level);
    else if (value.isDict())
        writeDict(value.dict()->entries, level);
    else
        raise("Object of type {} is not JSON serializable", value.typeName());
}

constexpr int kMaxJsonDepth =
    150; // below the limit on values, so that a template can still wrap them

Value convert(Runtime& runtime, const nlohmann::ordered_json& json, int depth)
{
    if (depth > kMaxJsonDepth)
        raiseLimit("the template's variables are nested too deeply (limit {})", kMaxJsonDepth);
    switch (json.type()) {
    case nlohmann::json::value_t::boolean:
        return Value(json.get<bool>());
    case nlohmann::json::value_t::number_integer:
        return Value(json.get<std::int64_t>());
    case nlohmann::json::value_t::number_unsigned: {
        const auto number = json.get<std::uint64_t>();
        if (number > static_cast<std::uint64_t>(INT64_MAX))
            return Value(static_cast<double>(number));
        return Value(static_cast<std::int64_t>(number));
    }
    case nlohmann::json::value_t::number_float:
        return Value(json.get<double>());
    case nlohmann::json::value_t::string:
        return runtime.text(json.get_ref<const std::string&>());
    case nlohmann::json::value_t::array: {
        std::vector<Value> items;
        items.reserve(json.size());
        for (const auto& item : json)
            items.push_back(convert(runtime, item, depth + 1));
        return runtime.list(std::move(items));
    }
    case nlohmann::json::value_t::object: {
        DictEntries entries;
        entries.reserve(json.size());
        for (const auto& [key, value] : json.items())
            entries.emplace_back(runtime.text(key), convert(runtime, value, depth + 1));
        return runtime.dict(std::move(entries));
    }
    case nlohmann::json::value_t::null:
    case nlohmann::json::value_t::binary:
    case nlohmann::json::value_t::discarded:
        break;
    }
    return Value();
}

} // namespace

Value fromJson(Runtime& runtime, const nlohmann::ordered_json& json)
{
    return convert(runtime, json, 1);
}

std::string toJson(Runtime& runtime, const Value& value, const JsonStyle& style)
{
    JsonWriter writer(runtime, style);
    writer.write(value, 0);
    return writer.take();
}

} // namespace core::jinja
