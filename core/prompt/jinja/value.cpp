#include "core/prompt/jinja/value.h"

#include "core/prompt/jinja/error.h"

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

const Value* Dict::find(std::string_view key) const
{
    const auto found = index.find(key);
    return found == index.end() ? nullptr : &entries[found->second].second;
}

void expectDefined(const Value& value)
{
    if (value.isUndefined())
        raise("{}", value.undefinedReason());
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
