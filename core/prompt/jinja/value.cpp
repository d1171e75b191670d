#include "core/prompt/jinja/value.h"

#include "core/prompt/jinja/runtime.h"

#include <cmath>

namespace core::jinja {

MemoryMeter::Share MemoryMeter::take(std::size_t bytes)
{
    if (bytes > m_limit - m_used)
        raiseLimit("the template needs more than {} MiB of memory", m_limit >> 20);
    m_used += bytes;
    return Share(this, bytes);
}

Value Value::undefined(std::string reason)
{
    Value value;
    value.m_data = Undefined{std::make_shared<const std::string>(std::move(reason))};
    return value;
}

Value Value::constantText(std::string bytes)
{
    return Value(std::make_shared<const Text>(Text{std::move(bytes)}));
}

bool Value::isSequence(SequenceKind kind) const
{
    return isSequence() && sequence()->kind == kind;
}

std::optional<std::int64_t> Value::toInteger() const
{
    if (isInt())
        return std::get<std::int64_t>(m_data);
    if (isBool())
        return asBool() ? 1 : 0;
    return std::nullopt;
}

double Value::toDouble() const
{
    return isFloat() ? asFloat() : static_cast<double>(*toInteger());
}

bool Value::truthy() const
{
    if (isNone() || isUndefined())
        return false;
    if (isNumber())
        return toDouble() != 0.0;
    if (isText())
        return !bytes().empty();
    if (isSequence())
        return sequence()->kind == SequenceKind::Generator || !sequence()->items.empty();
    if (isDict())
        return !dict()->entries.empty();
    return true;
}

int Value::depth() const
{
    if (isSequence())
        return sequence()->depth;
    return isDict() ? dict()->depth : 0;
}

std::string Value::typeName() const
{
    if (isNone())
        return "NoneType";
    if (isUndefined())
        return "Undefined";
    if (isBool())
        return "bool";
    if (isInt())
        return "int";
    if (isFloat())
        return "float";
    if (isText())
        return text().markup ? "Markup" : "str";
    if (isDict())
        return "dict";
    if (isObject())
        return object()->typeName();
    switch (sequence()->kind) {
    case SequenceKind::List:
        return "list";
    case SequenceKind::Tuple:
        return "tuple";
    case SequenceKind::Generator:
        return "generator";
    case SequenceKind::Range:
        return "range";
    case SequenceKind::Keys:
        return "dict_keys";
    case SequenceKind::Values:
        return "dict_values";
    case SequenceKind::Items:
        break;
    }
    return "dict_items";
}

bool Value::identicalTo(const Value& other) const
{
    if (m_data.index() != other.m_data.index())
        return false;
    if (isNone() || isUndefined())
        return true;
    if (isText())
        return std::get<TextPtr>(m_data) == std::get<TextPtr>(other.m_data);
    if (isSequence())
        return sequence() == other.sequence();
    if (isDict())
        return dict() == other.dict();
    if (isObject())
        return object() == other.object();
    return toDouble() == other.toDouble();
}

namespace {

constexpr char kNotText = '\0'; // starts every hash key that is not a plain text's own bytes

void appendHashKey(TextBuilder& out, const Value& key)
{
    if (key.isNumber()) {
        const auto whole = key.toInteger();
        // 1, 1.0 and True are one key in Python.
        if (whole)
            out.append(fmt::format("{}i{}", kNotText, *whole));
        else if (std::abs(key.asFloat()) < 9e15 && std::trunc(key.asFloat()) == key.asFloat())
            out.append(fmt::format("{}i{}", kNotText, static_cast<std::int64_t>(key.asFloat())));
        else
            out.append(fmt::format("{}f{}", kNotText, key.asFloat()));
    } else if (key.isText()) {
        out.append(fmt::format("{}s{}:", kNotText, key.bytes().size()));
        out.append(key.bytes());
    } else if (key.isNone()) {
        out.append(std::string_view("\0n", 2));
    } else if (key.isUndefined()) {
        out.append(std::string_view("\0u", 2));
    } else if (key.isSequence(SequenceKind::Tuple)) {
        out.append(fmt::format("{}t{}:", kNotText, key.sequence()->items.size()));
        for (const Value& item : key.sequence()->items)
            appendHashKey(out, item);
    } else if (key.isObject()) {
        out.append(fmt::format("{}o{}", kNotText, static_cast<const void*>(key.object().get())));
    } else {
        raise("unhashable type: '{}'", key.typeName());
    }
}

} // namespace

std::string hashKey(Runtime& runtime, const Value& key)
{
    if (key.isText() && !key.bytes().starts_with(kNotText))
        return key.bytes();
    TextBuilder out(runtime);
    appendHashKey(out, key);
    return out.take();
}

const Value* Dict::find(std::string_view key) const
{
    const auto found = index.find(key);
    return found == index.end() ? nullptr : &entries[found->second].second;
}

const Value* Dict::find(Runtime& runtime, const Value& key) const
{
    return find(hashKey(runtime, key));
}

std::optional<Value> Object::attribute(Runtime&, std::string_view)
{
    return std::nullopt;
}

Value Object::call(Runtime&, const CallArguments&)
{
    raise("'{}' object is not callable", typeName());
}

} // namespace core::jinja
