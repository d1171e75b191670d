#include "core/prompt/jinja/operators.h"

#include "core/prompt/jinja/percent_format.h"
#include "core/prompt/jinja/printing.h"
#include "core/prompt/jinja/unicode.h"

#include <algorithm>
#include <cmath>

namespace core::jinja {

namespace {

std::string_view symbolOf(ArithmeticOperator op)
{
    switch (op) {
    case ArithmeticOperator::Add:
        return "+";
    case ArithmeticOperator::Subtract:
        return "-";
    case ArithmeticOperator::Multiply:
        return "*";
    case ArithmeticOperator::Divide:
        return "/";
    case ArithmeticOperator::FloorDivide:
        return "//";
    case ArithmeticOperator::Modulo:
        return "%";
    case ArithmeticOperator::Power:
        break;
    }
    return "**";
}

[[noreturn]] void raiseOverflow()
{
    raise("the result of an integer operation does not fit 64 bits");
}

Value integerPower(std::int64_t base, std::int64_t exponent)
{
    if (exponent < 0) {
        if (base == 0)
            raise("0.0 cannot be raised to a negative power");
        return Value(std::pow(static_cast<double>(base), static_cast<double>(exponent)));
    }
    std::int64_t result = 1;
    // Squaring: 63 rounds at most. The square is only needed while bits remain.
    while (true) {
        if ((exponent & 1) != 0 && __builtin_mul_overflow(result, base, &result))
            raiseOverflow();
        exponent >>= 1;
        if (exponent == 0)
            return Value(result);
        if (__builtin_mul_overflow(base, base, &base))
            raiseOverflow();
    }
}

Value integerArithmetic(ArithmeticOperator op, std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    bool overflows = false;
    switch (op) {
    case ArithmeticOperator::Add:
        overflows = __builtin_add_overflow(a, b, &result);
        break;
    case ArithmeticOperator::Subtract:
        overflows = __builtin_sub_overflow(a, b, &result);
        break;
    case ArithmeticOperator::Multiply:
        overflows = __builtin_mul_overflow(a, b, &result);
        break;
    case ArithmeticOperator::Divide:
        if (b == 0)
            raise("division by zero");
        return Value(static_cast<double>(a) / static_cast<double>(b));
    case ArithmeticOperator::FloorDivide:
    case ArithmeticOperator::Modulo: {
        if (b == 0)
            raise("integer division or modulo by zero");
        const bool isDivision = op == ArithmeticOperator::FloorDivide;
        if (b == -1) { // the one divisor whose quotient can overflow
            overflows = isDivision && __builtin_sub_overflow(std::int64_t{0}, a, &result);
            break;
        }
        const std::int64_t rest = a % b;
        const bool roundsDown = rest != 0 && (rest < 0) != (b < 0);
        result = isDivision ? a / b - (roundsDown ? 1 : 0) : rest + (roundsDown ? b : 0);
        break;
    }
    case ArithmeticOperator::Power:
        return integerPower(a, b);
    }
    if (overflows)
        raiseOverflow();
    return Value(result);
}

Value floatArithmetic(ArithmeticOperator op, double a, double b)
{
    switch (op) {
    case ArithmeticOperator::Add:
        return Value(a + b);
    case ArithmeticOperator::Subtract:
        return Value(a - b);
    case ArithmeticOperator::Multiply:
        return Value(a * b);
    case ArithmeticOperator::Power:
        if (a == 0 && b < 0)
            raise("0.0 cannot be raised to a negative power");
        if (a < 0 && std::isfinite(b) && std::trunc(b) != b)
            raise("a negative number has no real power of {}", b);
        return Value(std::pow(a, b));
    case ArithmeticOperator::Divide:
    case ArithmeticOperator::FloorDivide:
    case ArithmeticOperator::Modulo:
        break;
    }
    if (b == 0)
        raise("float division by zero");
    if (op == ArithmeticOperator::Divide)
        return Value(a / b);
    double rest = std::fmod(a, b);
    if (rest != 0 && (rest < 0) != (b < 0))
        rest += b;
    return Value(op == ArithmeticOperator::Modulo ? rest : std::floor((a - rest) / b + 0.5));
}

Value repeatText(Runtime& runtime, const Text& text, std::int64_t times)
{
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(times, 0));
    if (count > 0 && !text.bytes.empty())
        runtime.expectText(count > SIZE_MAX / text.bytes.size() ? SIZE_MAX
                                                                : count * text.bytes.size());
    TextBuilder out(runtime);
    if (text.bytes.size() == 1) {
        out.append(count, text.bytes[0]);
    } else {
        for (std::size_t i = 0; i < count && !text.bytes.empty(); ++i)
            out.append(text.bytes);
    }
    return runtime.text(out.take(), text.markup);
}

Value repeatItems(Runtime& runtime, const Sequence& sequence, std::int64_t times)
{
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(times, 0));
    if (count > 0 && !sequence.items.empty())
        runtime.expectItems(
            count > SIZE_MAX / sequence.items.size() ? SIZE_MAX : count * sequence.items.size());
    std::vector<Value> items;
    for (std::size_t i = 0; i < count && !sequence.items.empty(); ++i) {
        runtime.charge(sequence.items.size());
        items.insert(items.end(), sequence.items.begin(), sequence.items.end());
    }
    return runtime.sequence(sequence.kind, std::move(items));
}

bool isListOrTuple(const Value& value)
{
    return value.isSequence(SequenceKind::List) || value.isSequence(SequenceKind::Tuple);
}

// Markup escapes the plain text that is added to it.
Value addTexts(Runtime& runtime, const Value& left, const Value& right)
{
    const bool hasMarkup = left.text().markup || right.text().markup;
    TextBuilder out(runtime);
    for (const Value* part : {&left, &right}) {
        if (hasMarkup && !part->text().markup)
            out.append(escapeHtml(runtime, part->bytes()));
        else
            out.append(part->bytes());
    }
    return runtime.text(out.take(), hasMarkup);
}

Value add(Runtime& runtime, const Value& left, const Value& right)
{
    if (left.isText()) {
        if (!right.isText())
            raise("can only concatenate str (not \"{}\") to str", right.typeName());
        return addTexts(runtime, left, right);
    }
    if (isListOrTuple(left) && right.isSequence(left.sequence()->kind)) {
        const auto& head = left.sequence()->items;
        const auto& tail = right.sequence()->items;
        runtime.expectItems(head.size() + tail.size());
        runtime.charge(head.size() + tail.size());
        std::vector<Value> items;
        items.reserve(head.size() + tail.size());
        items.insert(items.end(), head.begin(), head.end());
        items.insert(items.end(), tail.begin(), tail.end());
        return runtime.sequence(left.sequence()->kind, std::move(items));
    }
    raise("unsupported operand types for +: '{}' and '{}'", left.typeName(), right.typeName());
}

int orderOf(double a, double b)
{
    return a < b ? -1 : a > b ? 1 : 0;
}

} // namespace

Value arithmetic(Runtime& runtime, ArithmeticOperator op, const Value& left, const Value& right)
{
    runtime.charge();
    expectDefined(left);
    if (op == ArithmeticOperator::Modulo && left.isText())
        return formatPercent(runtime, left, right);
    expectDefined(right);
    if (left.isNumber() && right.isNumber()) {
        const auto a = left.toInteger();
        const auto b = right.toInteger();
        return a && b ? integerArithmetic(op, *a, *b)
                      : floatArithmetic(op, left.toDouble(), right.toDouble());
    }
    if (op == ArithmeticOperator::Add)
        return add(runtime, left, right);
    if (op == ArithmeticOperator::Multiply) {
        const bool timesFirst = left.toInteger().has_value();
        const Value& repeated = timesFirst ? right : left;
        const auto times = timesFirst ? left.toInteger() : right.toInteger();
        if (times && repeated.isText())
            return repeatText(runtime, repeated.text(), *times);
        if (times && isListOrTuple(repeated))
            return repeatItems(runtime, *repeated.sequence(), *times);
    }
    raise("unsupported operand types for {}: '{}' and '{}'",
          symbolOf(op),
          left.typeName(),
          right.typeName());
}

Value sign(bool isMinus, const Value& operand)
{
    expectDefined(operand);
    if (!operand.isNumber())
        raise("bad operand type for unary {}: '{}'", isMinus ? '-' : '+', operand.typeName());
    if (operand.isFloat())
        return isMinus ? Value(-operand.asFloat()) : operand;
    return isMinus ? integerArithmetic(ArithmeticOperator::Subtract, 0, *operand.toInteger())
                   : Value(*operand.toInteger());
}

Value concatenate(Runtime& runtime, const std::vector<Value>& operands)
{
    TextBuilder out(runtime);
    for (const Value& operand : operands)
        appendText(out, operand);
    return runtime.text(out.take());
}

bool equals(Runtime& runtime, const Value& left, const Value& right)
{
    runtime.charge();
    if (left.isNumber() && right.isNumber()) {
        const auto a = left.toInteger();
        const auto b = right.toInteger();
        return a && b ? *a == *b : left.toDouble() == right.toDouble();
    }
    if (left.isText() && right.isText()) {
        runtime.chargeBytes(left.bytes().size());
        return left.bytes() == right.bytes();
    }
    if (left.isSequence() && right.isSequence()) {
        const Sequence& a = *left.sequence();
        const Sequence& b = *right.sequence();
        if (&a == &b)
            return true;
        if (a.kind != b.kind || a.kind == SequenceKind::Generator ||
            a.kind == SequenceKind::Values || a.items.size() != b.items.size())
            return false;
        for (std::size_t i = 0; i < a.items.size(); ++i) {
            if (!equals(runtime, a.items[i], b.items[i]))
                return false;
        }
        return true;
    }
    if (left.isDict() && right.isDict()) {
        const Dict& a = *left.dict();
        const Dict& b = *right.dict();
        if (&a == &b)
            return true;
        if (a.entries.size() != b.entries.size())
            return false;
        for (const auto& [key, value] : a.entries) {
            const Value* other = b.find(runtime, key);
            if (other == nullptr || !equals(runtime, value, *other))
                return false;
        }
        return true;
    }
    return left.identicalTo(right);
}

int compareOrder(Runtime& runtime, const Value& left, const Value& right, std::string_view symbol)
{
    runtime.charge();
    expectDefined(left);
    expectDefined(right);
    if (left.isNumber() && right.isNumber()) {
        const auto a = left.toInteger();
        const auto b = right.toInteger();
        return a && b ? (*a < *b ? -1 : *a > *b) : orderOf(left.toDouble(), right.toDouble());
    }
    if (left.isText() && right.isText()) {
        runtime.chargeBytes(std::min(left.bytes().size(), right.bytes().size()));
        return left.bytes().compare(right.bytes()); // UTF-8 sorts as its code points do
    }
    if (isListOrTuple(left) && right.isSequence(left.sequence()->kind)) {
        const auto& a = left.sequence()->items;
        const auto& b = right.sequence()->items;
        for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
            if (!equals(runtime, a[i], b[i]))
                return compareOrder(runtime, a[i], b[i], symbol);
        }
        return a.size() < b.size() ? -1 : a.size() > b.size();
    }
    raise("'{}' not supported between instances of '{}' and '{}'",
          symbol,
          left.typeName(),
          right.typeName());
}

bool contains(Runtime& runtime, const Value& haystack, const Value& needle)
{
    if (haystack.isText()) {
        if (!needle.isText())
            raise("'in <string>' requires string as left operand, not {}", needle.typeName());
        runtime.chargeBytes(haystack.bytes().size() + needle.bytes().size());
        return findText(haystack.bytes(), needle.bytes()) != std::string_view::npos;
    }
    if (haystack.isDict())
        return haystack.dict()->find(runtime, needle) != nullptr;
    for (const Value& item : iterate(runtime, haystack)) {
        if (equals(runtime, item, needle))
            return true;
    }
    return false;
}

bool compare(Runtime& runtime, ComparisonOperator op, const Value& left, const Value& right)
{
    switch (op) {
    case ComparisonOperator::Equal:
        return equals(runtime, left, right);
    case ComparisonOperator::NotEqual:
        return !equals(runtime, left, right);
    case ComparisonOperator::In:
        return contains(runtime, right, left);
    case ComparisonOperator::NotIn:
        return !contains(runtime, right, left);
    case ComparisonOperator::Less:
    case ComparisonOperator::LessEqual:
    case ComparisonOperator::Greater:
    case ComparisonOperator::GreaterEqual:
        break;
    }
    static constexpr std::string_view kSymbols[] = {"<", "<=", ">", ">="};
    const auto which =
        static_cast<std::size_t>(op) - static_cast<std::size_t>(ComparisonOperator::Less);
    const int order = compareOrder(runtime, left, right, kSymbols[which]);
    const bool isUnordered = (left.isFloat() && std::isnan(left.asFloat())) ||
                             (right.isFloat() && std::isnan(right.asFloat()));
    if (isUnordered)
        return false;
    switch (op) {
    case ComparisonOperator::Less:
        return order < 0;
    case ComparisonOperator::LessEqual:
        return order <= 0;
    case ComparisonOperator::Greater:
        return order > 0;
    default:
        return order >= 0;
    }
}

} // namespace core::jinja
