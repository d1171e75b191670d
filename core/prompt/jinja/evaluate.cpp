// The interpreter's expressions.
#include "core/prompt/jinja/filters.h"
#include "core/prompt/jinja/functions.h"
#include "core/prompt/jinja/interpreter.h"
#include "core/prompt/jinja/operators.h"
#include "core/prompt/jinja/tests.h"

namespace core::jinja {

Value Interpreter::evaluate(const Expression& expression)
{
    m_line = expression.line;
    m_runtime.charge();
    // Leaves cannot nest, so they do not count as a level.
    if (const auto* literal = std::get_if<Literal>(&expression.node))
        return literal->value;
    if (const auto* name = std::get_if<NameExpression>(&expression.node))
        return evaluate(*name);
    const Nesting nesting(m_runtime);
    return std::visit([this](const auto& node) { return evaluate(node); }, expression.node);
}

Value Interpreter::evaluateOr(const ExpressionPtr& expression)
{
    return expression == nullptr ? Value() : evaluate(*expression);
}

Value Interpreter::evaluate(const NameExpression& name)
{
    if (const Value* found = m_scope->find(name.name))
        return *found;
    if (auto function = globalFunction(m_runtime, name.name))
        return std::move(*function);
    return Value::undefined(fmt::format("'{}' is undefined", name.name));
}

Value Interpreter::evaluate(const ListExpression& list)
{
    std::vector<Value> items;
    items.reserve(list.items.size());
    for (const ExpressionPtr& item : list.items)
        items.push_back(evaluate(*item));
    return list.isTuple ? m_runtime.tuple(std::move(items)) : m_runtime.list(std::move(items));
}

Value Interpreter::evaluate(const DictExpression& dict)
{
    DictEntries entries;
    entries.reserve(dict.entries.size());
    for (const auto& [key, value] : dict.entries) {
        Value evaluatedKey = evaluate(*key);
        entries.emplace_back(std::move(evaluatedKey), evaluate(*value));
    }
    return m_runtime.dict(std::move(entries));
}

Value Interpreter::evaluate(const ConditionalExpression& conditional)
{
    if (evaluate(*conditional.test).truthy())
        return evaluate(*conditional.then);
    if (conditional.otherwise != nullptr)
        return evaluate(*conditional.otherwise);
    return Value::undefined(
        "the inline if-expression evaluated to false and no else section was defined");
}

Value Interpreter::evaluate(const LogicalExpression& logical)
{
    Value value;
    for (const ExpressionPtr& operand : logical.operands) {
        value = evaluate(*operand);
        if (value.truthy() != logical.isAnd)
            break;
    }
    return value;
}

Value Interpreter::evaluate(const NotExpression& negation)
{
    return Value(!evaluate(*negation.operand).truthy());
}

Value Interpreter::evaluate(const SignExpression& signExpression)
{
    return sign(signExpression.isMinus, evaluate(*signExpression.operand));
}

Value Interpreter::evaluate(const ArithmeticExpression& chain)
{
    const int line = m_line;
    Value value = evaluate(*chain.first);
    for (const auto& [op, operand] : chain.rest) {
        const Value right = evaluate(*operand);
        m_line = line;
        value = arithmetic(m_runtime, op, value, right);
    }
    return value;
}

Value Interpreter::evaluate(const ConcatExpression& joined)
{
    std::vector<Value> operands;
    operands.reserve(joined.operands.size());
    for (const ExpressionPtr& operand : joined.operands)
        operands.push_back(evaluate(*operand));
    return concatenate(m_runtime, operands);
}

Value Interpreter::evaluate(const ComparisonExpression& compared)
{
    Value left = evaluate(*compared.first);
    for (const auto& [op, operand] : compared.rest) {
        Value right = evaluate(*operand);
        if (!compare(m_runtime, op, left, right))
            return Value(false);
        left = std::move(right);
    }
    return Value(true);
}

Value Interpreter::evaluate(const ChainExpression& chain)
{
    return follow(chain, evaluate(*chain.base), chain.steps.size());
}

Value Interpreter::follow(const ChainExpression& chain, Value value, std::size_t count)
{
    const int line = m_line;
    for (std::size_t i = 0; i < count; ++i) {
        m_line = line;
        m_runtime.charge();
        value = std::visit([&](const auto& step) { return apply(step, value); }, chain.steps[i]);
    }
    return value;
}

Value Interpreter::apply(const AttributeStep& step, const Value& value)
{
    return attribute(m_runtime, value, step.name);
}

Value Interpreter::apply(const SubscriptStep& step, const Value& value)
{
    return subscript(m_runtime, value, evaluate(*step.key));
}

Value Interpreter::apply(const SliceStep& step, const Value& value)
{
    const Value start = evaluateOr(step.start);
    const Value stop = evaluateOr(step.stop);
    return slice(m_runtime, value, start, stop, evaluateOr(step.step));
}

Value Interpreter::apply(const CallStep& step, const Value& value)
{
    return call(value, evaluate(step.arguments));
}

Value Interpreter::apply(const FilterStep& step, const Value& value)
{
    const Filter filter = findFilter(step.name);
    if (filter == nullptr)
        raise("No filter named '{}'.", step.name);
    return filter(m_runtime, value, evaluate(step.arguments));
}

Value Interpreter::apply(const TestStep& step, const Value& value)
{
    const Test test = findTest(step.name);
    if (test == nullptr)
        raise("No test named '{}'.", step.name);
    return Value(test(m_runtime, value, evaluate(step.arguments)) != step.isNegated);
}

CallArguments Interpreter::evaluate(const ArgumentList& list)
{
    CallArguments arguments;
    arguments.positional.reserve(list.positional.size());
    for (const ExpressionPtr& value : list.positional)
        arguments.positional.push_back(evaluate(*value));
    for (const auto& [name, value] : list.named)
        arguments.named.emplace_back(name, evaluate(*value));
    if (list.spreadPositional != nullptr) {
        const auto more = iterate(m_runtime, evaluate(*list.spreadPositional));
        m_runtime.charge(more.all().size());
        arguments.positional.insert(
            arguments.positional.end(), more.all().begin(), more.all().end());
    }
    if (list.spreadNamed != nullptr) {
        const Value more = evaluate(*list.spreadNamed);
        if (!more.isDict())
            raise("the argument after ** must be a mapping, not {}", more.typeName());
        m_runtime.charge(more.dict()->entries.size());
        for (const auto& [name, value] : more.dict()->entries) {
            if (!name.isText())
                raise("keywords must be strings");
            arguments.named.emplace_back(name.bytes(), value);
        }
    }
    return arguments;
}

Value Interpreter::call(const Value& callee, const CallArguments& arguments)
{
    expectDefined(callee);
    if (!callee.isObject() || !callee.object()->callable())
        raise("'{}' object is not callable", callee.typeName());
    const Nesting nesting(m_runtime);
    return callee.object()->call(m_runtime, arguments);
}

} // namespace core::jinja
