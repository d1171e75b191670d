// Walks a parsed template and writes its output. One Interpreter renders once, on one thread.
#pragma once

#include "core/prompt/jinja/arguments.h"
#include "core/prompt/jinja/ast.h"
#include "core/prompt/jinja/runtime.h"
#include "core/prompt/jinja/scope.h"
#include "core/prompt/jinja/value.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <vector>

namespace core::jinja {

class Macro;

class Interpreter
{
public:
    // runtime must outlive it, and every value it made.
    Interpreter(Runtime& runtime, const nlohmann::ordered_json& variables);

    // Fails (TemplateError) with the line where it can tell.
    std::string render(const Block& block);

    Value callMacro(const Macro& macro, const CallArguments& arguments);

private:
    enum class Flow
    {
        Next,
        Break,
        Continue
    };

    class NewScope;
    class NewOutput;

    // Statements
    Flow execute(const Block& block);
    Flow execute(const Statement& statement);
    Flow run(const DataStatement& statement);
    Flow run(const PrintStatement& statement);
    Flow run(const IfStatement& statement);
    Flow run(const ForStatement& statement);
    Flow run(const SetStatement& statement);
    Flow run(const SetBlockStatement& statement);
    Flow run(const MacroStatement& statement);
    Flow run(const CallStatement& statement);
    Flow run(const FilterStatement& statement);
    Flow run(const WithStatement& statement);
    Flow run(const ScopeStatement& statement);
    Flow run(const BreakStatement&) { return Flow::Break; }
    Flow run(const ContinueStatement&) { return Flow::Continue; }
    Flow runLoop(const ForStatement& statement, const Value& items, std::int64_t depth0);
    void assign(const Target& target, const Value& value);
    Value makeMacro(const MacroDefinition& definition);
    // Where a missing argument's default is worked out; the value is bound to the parameter's name.
    void bindParameters(const MacroDefinition& definition, const CallArguments& arguments);

    // Expressions
    Value evaluate(const Expression& expression);
    Value evaluateOr(const ExpressionPtr& expression); // None for null
    Value evaluate(const Literal& literal) { return literal.value; }
    Value evaluate(const NameExpression& name);
    Value evaluate(const ListExpression& list);
    Value evaluate(const DictExpression& dict);
    Value evaluate(const ConditionalExpression& conditional);
    Value evaluate(const LogicalExpression& logical);
    Value evaluate(const NotExpression& negation);
    Value evaluate(const SignExpression& signExpression);
    Value evaluate(const ArithmeticExpression& chain);
    Value evaluate(const ConcatExpression& joined);
    Value evaluate(const ComparisonExpression& compared);
    Value evaluate(const ChainExpression& chain);
    // The first count steps of a chain, from a value on.
    Value follow(const ChainExpression& chain, Value value, std::size_t count);
    Value apply(const AttributeStep& step, const Value& value);
    Value apply(const SubscriptStep& step, const Value& value);
    Value apply(const SliceStep& step, const Value& value);
    Value apply(const CallStep& step, const Value& value);
    Value apply(const FilterStep& step, const Value& value);
    Value apply(const TestStep& step, const Value& value);
    CallArguments evaluate(const ArgumentList& list);
    Value call(const Value& callee, const CallArguments& arguments);

    Runtime& m_runtime;
    std::shared_ptr<Scope> m_scope;
    TextBuilder* m_out = nullptr;
    int m_line = 0;
};

// A macro or the body of a call block, with the scope it was made in.
class Macro : public Object
{
public:
    Macro(Interpreter& interpreter, const MacroDefinition& definition, std::shared_ptr<Scope> scope)
        : m_interpreter(interpreter)
        , m_definition(definition)
        , m_scope(std::move(scope))
    {
    }

    const MacroDefinition& definition() const { return m_definition; }
    const std::shared_ptr<Scope>& scope() const { return m_scope; }

    std::string typeName() const override { return "Macro"; }
    bool callable() const override { return true; }
    std::optional<Value> attribute(Runtime& runtime, std::string_view name) override
    {
        return name == "name" ? std::optional(runtime.text(m_definition.name)) : std::nullopt;
    }
    Value call(Runtime&, const CallArguments& arguments) override
    {
        return m_interpreter.callMacro(*this, arguments);
    }
    void unlink() override { m_scope.reset(); }

private:
    Interpreter& m_interpreter;
    const MacroDefinition& m_definition;
    std::shared_ptr<Scope> m_scope;
};

} // namespace core::jinja
