#include "core/prompt/jinja/tests.h"

#include "core/prompt/jinja/filters.h"
#include "core/prompt/jinja/operators.h"
#include "core/prompt/jinja/printing.h"
#include "core/prompt/jinja/unicode.h"

namespace core::jinja {

namespace {

// A test on the value alone.
template <bool (*holds)(const Value&)>
bool plain(Runtime&, const Value& value, const CallArguments& arguments)
{
    expectNoArguments("this test", arguments);
    return holds(value);
}

bool isDefined(const Value& value)
{
    return !value.isUndefined();
}
bool isUndefined(const Value& value)
{
    return value.isUndefined();
}
bool isNone(const Value& value)
{
    return value.isNone();
}
bool isBoolean(const Value& value)
{
    return value.isBool();
}
bool isTrue(const Value& value)
{
    return value.isBool() && value.asBool();
}
bool isFalse(const Value& value)
{
    return value.isBool() && !value.asBool();
}
bool isInteger(const Value& value)
{
    return value.isInt();
}
bool isFloat(const Value& value)
{
    return value.isFloat();
}
bool isNumber(const Value& value)
{
    return value.isNumber();
}
bool isString(const Value& value)
{
    return value.isText();
}
bool isMapping(const Value& value)
{
    return value.isDict();
}
bool isCallable(const Value& value)
{
    return value.isUndefined() || (value.isObject() && value.object()->callable());
}
bool isEscaped(const Value& value)
{
    return value.isText() && value.text().markup;
}

// Has a length and items by index or key; an undefined value passes for one.
bool isSequence(const Value& value)
{
    return value.isUndefined() || value.isText() || value.isDict() ||
           value.isSequence(SequenceKind::List) || value.isSequence(SequenceKind::Tuple) ||
           value.isSequence(SequenceKind::Range);
}

template <ComparisonOperator op>
bool comparison(Runtime& runtime, const Value& value, const CallArguments& arguments)
{
    const auto [other] = bindArguments("this test", arguments, {"other"}, 1);
    return compare(runtime, op, value, *other);
}

template <std::int64_t rest>
bool parity(Runtime& runtime, const Value& value, const CallArguments& arguments)
{
    expectNoArguments("this test", arguments);
    const Value left =
        arithmetic(runtime, ArithmeticOperator::Modulo, value, Value(std::int64_t{2}));
    return equals(runtime, left, Value(rest));
}

bool divisibleBy(Runtime& runtime, const Value& value, const CallArguments& arguments)
{
    const auto [divisor] = bindArguments("divisibleby", arguments, {"num"}, 1);
    const Value left = arithmetic(runtime, ArithmeticOperator::Modulo, value, *divisor);
    return equals(runtime, left, Value(std::int64_t{0}));
}

bool sameAs(Runtime&, const Value& value, const CallArguments& arguments)
{
    const auto [other] = bindArguments("sameas", arguments, {"other"}, 1);
    return value.identicalTo(*other);
}

template <bool wantsLower>
bool hasCase(Runtime& runtime, const Value& value, const CallArguments& arguments)
{
    expectNoArguments("this test", arguments);
    const std::string text = toText(runtime, value);
    runtime.chargeBytes(8 * text.size());
    return wantsLower ? isLowerText(text) : isUpperText(text);
}

bool isFilter(Runtime&, const Value& value, const CallArguments& arguments)
{
    expectNoArguments("filter", arguments);
    return value.isText() && findFilter(value.bytes()) != nullptr;
}

bool isTest(Runtime&, const Value& value, const CallArguments& arguments)
{
    expectNoArguments("test", arguments);
    return value.isText() && findTest(value.bytes()) != nullptr;
}

struct NamedTest
{
    std::string_view name;
    Test test;
};

constexpr NamedTest kTests[] = {
    {"defined", plain<isDefined>},
    {"undefined", plain<isUndefined>},
    {"none", plain<isNone>},
    {"boolean", plain<isBoolean>},
    {"true", plain<isTrue>},
    {"false", plain<isFalse>},
    {"integer", plain<isInteger>},
    {"float", plain<isFloat>},
    {"number", plain<isNumber>},
    {"string", plain<isString>},
    {"mapping", plain<isMapping>},
    {"sequence", plain<isSequence>},
    {"iterable", plain<isIterable>},
    {"callable", plain<isCallable>},
    {"escaped", plain<isEscaped>},
    {"sameas", sameAs},
    {"odd", parity<1>},
    {"even", parity<0>},
    {"divisibleby", divisibleBy},
    {"lower", hasCase<true>},
    {"upper", hasCase<false>},
    {"filter", isFilter},
    {"test", isTest},
    {"eq", comparison<ComparisonOperator::Equal>},
    {"equalto", comparison<ComparisonOperator::Equal>},
    {"==", comparison<ComparisonOperator::Equal>},
    {"ne", comparison<ComparisonOperator::NotEqual>},
    {"!=", comparison<ComparisonOperator::NotEqual>},
    {"lt", comparison<ComparisonOperator::Less>},
    {"lessthan", comparison<ComparisonOperator::Less>},
    {"<", comparison<ComparisonOperator::Less>},
    {"le", comparison<ComparisonOperator::LessEqual>},
    {"<=", comparison<ComparisonOperator::LessEqual>},
    {"gt", comparison<ComparisonOperator::Greater>},
    {"greaterthan", comparison<ComparisonOperator::Greater>},
    {">", comparison<ComparisonOperator::Greater>},
    {"ge", comparison<ComparisonOperator::GreaterEqual>},
    {">=", comparison<ComparisonOperator::GreaterEqual>},
    {"in", comparison<ComparisonOperator::In>},
};

} // namespace

Test findTest(std::string_view name)
{
    for (const NamedTest& entry : kTests) {
        if (entry.name == name)
            return entry.test;
    }
    return nullptr;
}

} // namespace core::jinja
