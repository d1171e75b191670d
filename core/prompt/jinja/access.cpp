#include "core/prompt/jinja/methods.h"
#include "core/prompt/jinja/operators.h"
#include "core/prompt/jinja/printing.h"
#include "core/prompt/jinja/unicode.h"

#include <algorithm>

namespace core::jinja {

namespace {

bool isSubscriptable(SequenceKind kind)
{
    return kind == SequenceKind::List || kind == SequenceKind::Tuple || kind == SequenceKind::Range;
}

// How Jinja names a value in "… has no attribute …".
std::string describeObject(const Value& value)
{
    return value.isNone() ? "None" : value.typeName() + " object";
}

Value missingAttribute(const Value& value, std::string_view name)
{
    return Value::undefined(fmt::format("'{}' has no attribute '{}'", describeObject(value), name));
}

// A list's or text's item counted from either end; nothing when outside.
std::optional<Value> itemAt(Runtime& runtime, const Value& value, std::int64_t index)
{
    if (value.isText()) {
        const std::string& bytes = value.bytes();
        runtime.chargeBytes(bytes.size());
        const auto offsets = codePointOffsets(bytes);
        const auto count = static_cast<std::int64_t>(offsets.size()) - 1;
        const std::int64_t place = index < 0 ? index + count : index;
        if (place < 0 || place >= count)
            return std::nullopt;
        const auto at = static_cast<std::size_t>(place);
        return runtime.text(bytes.substr(offsets[at], offsets[at + 1] - offsets[at]),
                            value.text().markup);
    }
    const auto& items = value.sequence()->items;
    const auto count = static_cast<std::int64_t>(items.size());
    const std::int64_t place = index < 0 ? index + count : index;
    if (place < 0 || place >= count)
        return std::nullopt;
    return items[static_cast<std::size_t>(place)];
}

std::optional<std::int64_t> sliceBound(const Value& value)
{
    if (value.isNone())
        return std::nullopt;
    expectDefined(value);
    if (const auto whole = value.toInteger())
        return whole;
    raise("slice indices must be integers or None, not {}", value.typeName());
}

// The places that start:stop:step picks out of count items.
std::vector<std::size_t> slicePlaces(Runtime& runtime,
                                     std::size_t itemCount,
                                     const Value& startValue,
                                     const Value& stopValue,
                                     const Value& stepValue)
{
    const auto count = static_cast<std::int64_t>(itemCount);
    const std::int64_t step = sliceBound(stepValue).value_or(1);
    if (step == 0)
        raise("slice step cannot be zero");
    const bool isForward = step > 0;
    const auto clamped = [&](const Value& bound, std::int64_t fallback) {
        auto place = sliceBound(bound);
        if (!place)
            return fallback;
        if (*place < 0)
            *place = *place < -count ? -1 : *place + count;
        return std::clamp<std::int64_t>(*place, isForward ? 0 : -1, isForward ? count : count - 1);
    };
    const std::int64_t start = clamped(startValue, isForward ? 0 : count - 1);
    const std::int64_t stop = clamped(stopValue, isForward ? count : -1);
    std::vector<std::size_t> places;
    if (isForward ? start >= stop : start <= stop)
        return places;
    // step may be as large as an int64: compare distances, never step past the end.
    for (std::int64_t at = start;;) {
        places.push_back(static_cast<std::size_t>(at));
        if (isForward ? step >= stop - at : step <= stop - at)
            break;
        at += step;
    }
    runtime.charge(places.size() / 8);
    return places;
}

} // namespace

bool isIterable(const Value& value)
{
    return value.isUndefined() || value.isText() || value.isSequence() || value.isDict();
}

Items iterate(Runtime& runtime, const Value& value)
{
    static const auto kNothing = std::make_shared<const Sequence>();
    if (value.isUndefined())
        return Items(kNothing);
    if (value.isSequence()) {
        const auto& sequence = value.sequence();
        if (sequence->kind == SequenceKind::Generator && std::exchange(sequence->consumed, true))
            return Items(kNothing);
        runtime.charge(1 + sequence->items.size() / 8);
        return Items(sequence);
    }
    std::vector<Value> items;
    if (value.isDict()) {
        items.reserve(value.dict()->entries.size());
        for (const auto& entry : value.dict()->entries)
            items.push_back(entry.first);
    } else if (value.isText()) {
        const std::string& bytes = value.bytes();
        for (std::size_t at = 0; at < bytes.size();) {
            const std::size_t size = codePointAt(bytes, at).size;
            items.push_back(runtime.text(bytes.substr(at, size), value.text().markup));
            at += size;
        }
    } else {
        raise("'{}' object is not iterable", value.typeName());
    }
    return Items(runtime.list(std::move(items)).sequence());
}

std::optional<std::size_t> length(Runtime& runtime, const Value& value)
{
    if (value.isUndefined())
        return 0;
    if (value.isText()) {
        runtime.chargeBytes(value.bytes().size());
        return codePointCount(value.bytes());
    }
    if (value.isSequence() && value.sequence()->kind != SequenceKind::Generator)
        return value.sequence()->items.size();
    if (value.isDict())
        return value.dict()->entries.size();
    return std::nullopt;
}

Value attribute(Runtime& runtime, const Value& value, std::string_view name)
{
    expectDefined(value);
    if (auto method = findMethod(runtime, value, name))
        return std::move(*method);
    if (value.isDict()) {
        if (const Value* found = value.dict()->find(name))
            return *found;
    }
    if (value.isSequence() && value.sequence()->label == kGroupLabel) {
        if (name == "grouper" || name == "list")
            return value.sequence()->items[name == "list" ? 1 : 0];
    }
    if (value.isObject()) {
        if (auto found = value.object()->attribute(runtime, name))
            return std::move(*found);
    }
    if (name.starts_with("__"))
        raise("access to attribute '{}' of '{}' object is unsafe", name, value.typeName());
    return missingAttribute(value, name);
}

Value subscript(Runtime& runtime, const Value& value, const Value& key)
{
    expectDefined(value);
    const bool hasItems =
        value.isText() || (value.isSequence() && isSubscriptable(value.sequence()->kind));
    if (const auto index = key.toInteger(); index && hasItems) {
        if (auto item = itemAt(runtime, value, *index))
            return std::move(*item);
        return Value::undefined(fmt::format("{} has no element {}", describeObject(value), *index));
    }
    const bool isHashable =
        !key.isDict() && !(key.isSequence() && !key.isSequence(SequenceKind::Tuple));
    if (value.isDict() && isHashable) {
        if (const Value* found = value.dict()->find(runtime, key))
            return *found;
    }
    if (key.isText())
        return attribute(runtime, value, key.bytes());
    return Value::undefined(
        fmt::format("{} has no element {}", describeObject(value), repr(runtime, key)));
}

Value slice(
    Runtime& runtime, const Value& value, const Value& start, const Value& stop, const Value& step)
{
    expectDefined(value);
    if (value.isText()) {
        const std::string& bytes = value.bytes();
        runtime.chargeBytes(bytes.size());
        const auto offsets = codePointOffsets(bytes);
        TextBuilder out(runtime);
        for (const std::size_t place :
             slicePlaces(runtime, offsets.size() - 1, start, stop, step)) {
            out.append(std::string_view(bytes).substr(offsets[place],
                                                      offsets[place + 1] - offsets[place]));
        }
        return runtime.text(out.take(), value.text().markup);
    }
    if (value.isSequence() && isSubscriptable(value.sequence()->kind)) {
        const auto& all = value.sequence()->items;
        std::vector<Value> items;
        for (const std::size_t place : slicePlaces(runtime, all.size(), start, stop, step))
            items.push_back(all[place]);
        const bool isRange = value.sequence()->kind == SequenceKind::Range;
        return runtime.sequence(isRange ? SequenceKind::List : value.sequence()->kind,
                                std::move(items));
    }
    raise("'{}' object is not subscriptable", value.typeName());
}

} // namespace core::jinja
