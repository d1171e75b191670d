// What Python's operators do with two values, and how values are iterated, compared and indexed.
// Every function fails (InvalidArgument) where Python raises TypeError, ValueError or
// ZeroDivisionError, and where an integer would not fit 64 bits.
#pragma once

#include "core/prompt/jinja/ast.h"
#include "core/prompt/jinja/runtime.h"
#include "core/prompt/jinja/value.h"

#include <optional>
#include <string_view>
#include <vector>

namespace core::jinja {

Value arithmetic(Runtime& runtime, ArithmeticOperator op, const Value& left, const Value& right);
Value sign(bool isMinus, const Value& operand);
// left ~ right ~ …: what the operands print, joined.
Value concatenate(Runtime& runtime, const std::vector<Value>& operands);

bool equals(Runtime& runtime, const Value& left, const Value& right);
// Below 0, 0 or above 0. symbol is for the error: "<".
int compareOrder(Runtime& runtime, const Value& left, const Value& right, std::string_view symbol);
// needle in haystack.
bool contains(Runtime& runtime, const Value& haystack, const Value& needle);
bool compare(Runtime& runtime, ComparisonOperator op, const Value& left, const Value& right);

// Items to go over, kept alive as long as this is: for (const Value& item : iterate(runtime,
// value)).
class Items
{
public:
    explicit Items(SequencePtr sequence)
        : m_sequence(std::move(sequence))
    {
    }

    auto begin() const { return m_sequence->items.begin(); }
    auto end() const { return m_sequence->items.end(); }
    const std::vector<Value>& all() const& { return m_sequence->items; }
    const std::vector<Value>& all() && = delete; // would outlive its items
    std::vector<Value> copy() const { return m_sequence->items; }
    const SequencePtr& sequence() const { return m_sequence; }

private:
    SequencePtr m_sequence;
};

// What a for loop goes over: a list's items, a dict's keys, a text's characters. A generator is
// used up by it.
Items iterate(Runtime& runtime, const Value& value);
bool isIterable(const Value& value);
// len(value), or nothing where Python has none.
std::optional<std::size_t> length(Runtime& runtime, const Value& value);

// value.name: a method before a dict's key, then the key; undefined where there is neither.
Value attribute(Runtime& runtime, const Value& value, std::string_view name);
// value[key]: an index or a dict's key before a method.
Value subscript(Runtime& runtime, const Value& value, const Value& key);
// value[start:stop:step]; a bound of None is left out.
Value slice(
    Runtime& runtime, const Value& value, const Value& start, const Value& stop, const Value& step);

} // namespace core::jinja
