// The interpreter's statements and macros.
#include "core/prompt/jinja/interpreter.h"

#include "core/prompt/jinja/functions.h"
#include "core/prompt/jinja/json.h"
#include "core/prompt/jinja/loop.h"
#include "core/prompt/jinja/operators.h"
#include "core/prompt/jinja/printing.h"

#include <algorithm>

namespace core::jinja {

// Names set while it lives are gone afterwards.
class Interpreter::NewScope
{
public:
    explicit NewScope(Interpreter& interpreter)
        : NewScope(interpreter, interpreter.m_scope)
    {
    }
    NewScope(Interpreter& interpreter, const std::shared_ptr<Scope>& parent)
        : m_interpreter(interpreter)
        , m_outer(std::exchange(interpreter.m_scope, std::make_shared<Scope>(parent)))
    {
    }
    ~NewScope() { m_interpreter.m_scope = std::move(m_outer); }
    NewScope(const NewScope&) = delete;
    NewScope& operator=(const NewScope&) = delete;

private:
    Interpreter& m_interpreter;
    std::shared_ptr<Scope> m_outer;
};

// Output made while it lives is kept apart.
class Interpreter::NewOutput
{
public:
    explicit NewOutput(Interpreter& interpreter)
        : m_interpreter(interpreter)
        , m_outer(std::exchange(interpreter.m_out, &m_text))
        , m_text(interpreter.m_runtime)
    {
    }
    ~NewOutput() { m_interpreter.m_out = m_outer; }
    NewOutput(const NewOutput&) = delete;
    NewOutput& operator=(const NewOutput&) = delete;

    std::string take() { return m_text.take(); }

private:
    Interpreter& m_interpreter;
    TextBuilder* m_outer;
    TextBuilder m_text;
};

Interpreter::Interpreter(Runtime& runtime, const nlohmann::ordered_json& variables)
    : m_runtime(runtime)
    , m_scope(std::make_shared<Scope>(nullptr))
{
    if (variables.is_null())
        return;
    if (!variables.is_object())
        raise("the template's variables must be a JSON object, not {}", variables.type_name());
    for (const auto& [name, value] : variables.items())
        m_scope->set(name, fromJson(runtime, value));
}

std::string Interpreter::render(const Block& block)
{
    try {
        NewOutput output(*this);
        const NewScope scope(*this); // the template's own names hide the variables
        execute(block);
        return output.take();
    } catch (TemplateError& error) {
        if (error.line == 0)
            error.line = m_line;
        throw;
    }
}

Interpreter::Flow Interpreter::execute(const Block& block)
{
    const Nesting nesting(m_runtime);
    for (const Statement& statement : block) {
        const Flow flow = execute(statement);
        if (flow != Flow::Next)
            return flow;
    }
    return Flow::Next;
}

Interpreter::Flow Interpreter::execute(const Statement& statement)
{
    m_line = statement.line;
    m_runtime.charge();
    return std::visit([this](const auto& node) { return run(node); }, statement.node);
}

Interpreter::Flow Interpreter::run(const DataStatement& statement)
{
    m_out->append(statement.text);
    return Flow::Next;
}

Interpreter::Flow Interpreter::run(const PrintStatement& statement)
{
    const Value value = evaluate(*statement.value);
    appendText(*m_out, value);
    return Flow::Next;
}

Interpreter::Flow Interpreter::run(const IfStatement& statement)
{
    for (const auto& [test, block] : statement.branches) {
        if (evaluate(*test).truthy())
            return execute(block);
    }
    return execute(statement.otherwise);
}

Interpreter::Flow Interpreter::run(const ForStatement& statement)
{
    return runLoop(statement, evaluate(*statement.items), 0);
}

Interpreter::Flow
Interpreter::runLoop(const ForStatement& statement, const Value& items, std::int64_t depth0)
{
    const std::shared_ptr<Scope> around = m_scope;
    Loop::Filter filter;
    if (statement.filter != nullptr) {
        filter = [this, &statement, around](const Value& item) {
            const NewScope scope(*this, around);
            assign(statement.target, item);
            return evaluate(*statement.filter).truthy();
        };
    }
    Loop::Recursion recursion;
    if (statement.isRecursive) {
        recursion = [this, &statement, around](const Value& inner, std::int64_t innerDepth) {
            const NewScope scope(*this, around);
            NewOutput output(*this);
            runLoop(statement, inner, innerDepth);
            return m_runtime.text(output.take());
        };
    }
    const auto loop = m_runtime.object<Loop>(
        iterate(m_runtime, items).sequence(), std::move(filter), std::move(recursion), depth0);
    // Also when an error ends the loop: its functions borrow this frame.
    struct Finish
    {
        Loop& loop;
        ~Finish() { loop.finish(); }
    } const finish{*loop};
    while (loop->advance()) {
        m_runtime.charge();
        const NewScope scope(*this);
        m_scope->set("loop", Value(ObjectPtr(loop)));
        assign(statement.target, loop->current());
        if (execute(statement.body) == Flow::Break)
            break;
    }
    if (loop->hasRun() || statement.otherwise.empty())
        return Flow::Next;
    const NewScope scope(*this);
    return execute(statement.otherwise);
}

void Interpreter::assign(const Target& target, const Value& value)
{
    if (target.isTuple) {
        const auto parts = iterate(m_runtime, value);
        if (parts.all().size() != target.members.size()) {
            raise("expected {} values to unpack, found {}",
                  target.members.size(),
                  parts.all().size());
        }
        for (std::size_t i = 0; i < target.members.size(); ++i)
            assign(target.members[i], parts.all()[i]);
        return;
    }
    if (target.attribute.empty()) {
        m_scope->set(target.name, value);
        return;
    }
    const Value* owner = m_scope->find(target.name);
    auto* space = owner != nullptr && owner->isObject()
                      ? dynamic_cast<Namespace*>(owner->object().get())
                      : nullptr;
    if (space == nullptr)
        raise(
            "cannot assign attribute '{}': '{}' is not a namespace", target.attribute, target.name);
    space->set(m_runtime, target.attribute, value);
}

Interpreter::Flow Interpreter::run(const SetStatement& statement)
{
    assign(statement.target, evaluate(*statement.value));
    return Flow::Next;
}

Interpreter::Flow Interpreter::run(const SetBlockStatement& statement)
{
    Value value;
    {
        const NewScope scope(*this);
        NewOutput output(*this);
        const Flow flow = execute(statement.body);
        if (flow != Flow::Next)
            return flow;
        value = m_runtime.text(output.take());
        if (statement.filters != nullptr) {
            const auto& chain = std::get<ChainExpression>(statement.filters->node);
            value = follow(chain, std::move(value), chain.steps.size());
        }
    }
    assign(statement.target, value);
    return Flow::Next;
}

Interpreter::Flow Interpreter::run(const FilterStatement& statement)
{
    const NewScope scope(*this);
    Value value;
    {
        NewOutput output(*this);
        const Flow flow = execute(statement.body);
        if (flow != Flow::Next)
            return flow;
        value = m_runtime.text(output.take());
    }
    const auto& chain = std::get<ChainExpression>(statement.filters->node);
    appendText(*m_out, follow(chain, std::move(value), chain.steps.size()));
    return Flow::Next;
}

Interpreter::Flow Interpreter::run(const WithStatement& statement)
{
    std::vector<Value> values;
    for (const auto& binding : statement.bindings)
        values.push_back(evaluate(*binding.second));
    const NewScope scope(*this);
    for (std::size_t i = 0; i < values.size(); ++i)
        assign(statement.bindings[i].first, values[i]);
    return execute(statement.body);
}

Interpreter::Flow Interpreter::run(const ScopeStatement& statement)
{
    const NewScope scope(*this);
    return execute(statement.body);
}

Value Interpreter::makeMacro(const MacroDefinition& definition)
{
    auto macro = m_runtime.object<Macro>(*this, definition, m_scope);
    m_runtime.adopt(macro); // its scope holds the macro itself
    return Value(ObjectPtr(std::move(macro)));
}

Interpreter::Flow Interpreter::run(const MacroStatement& statement)
{
    m_scope->set(statement.macro->name, makeMacro(*statement.macro));
    return Flow::Next;
}

Interpreter::Flow Interpreter::run(const CallStatement& statement)
{
    const auto& chain = std::get<ChainExpression>(statement.call->node);
    const std::size_t last = chain.steps.size() - 1;
    const Value callee = follow(chain, evaluate(*chain.base), last);
    CallArguments arguments = evaluate(std::get<CallStep>(chain.steps[last]).arguments);
    arguments.named.emplace_back("caller", makeMacro(*statement.caller));
    appendText(*m_out, call(callee, arguments));
    return Flow::Next;
}

Value Interpreter::callMacro(const Macro& macro, const CallArguments& arguments)
{
    const std::shared_ptr<Scope> home = macro.scope();
    const NewScope scope(*this, home);
    NewOutput output(*this);
    bindParameters(macro.definition(), arguments);
    execute(macro.definition().body);
    return m_runtime.text(output.take());
}

void Interpreter::bindParameters(const MacroDefinition& definition, const CallArguments& arguments)
{
    const auto& parameters = definition.parameters;
    const auto& given = arguments.positional;
    const std::size_t direct = std::min(given.size(), parameters.size());
    if (given.size() > direct && !definition.usesVarargs) {
        raise("macro '{}' takes not more than {} argument(s)", definition.name, parameters.size());
    }
    std::vector<const Value*> bound(parameters.size(), nullptr);
    for (std::size_t i = 0; i < direct; ++i)
        bound[i] = &given[i];
    DictEntries extra;
    const Value* caller = nullptr;
    for (const auto& argument : arguments.named) {
        const std::string& name = argument.first;
        const Value& value = argument.second;
        m_runtime.charge(parameters.size() + 1);
        const auto found = std::find_if(
            parameters.begin(), parameters.end(), [&](const auto& p) { return p.name == name; });
        if (found != parameters.end()) {
            const Value*& place = bound[static_cast<std::size_t>(found - parameters.begin())];
            if (place != nullptr)
                raise("macro '{}' got '{}' twice", definition.name, name);
            place = &value;
        } else if (name == "caller" && definition.usesCaller) {
            caller = &value;
        } else if (definition.usesKwargs) {
            extra.emplace_back(m_runtime.text(name), value);
        } else {
            raise("macro '{}' takes no keyword argument '{}'", definition.name, name);
        }
    }
    if (definition.usesCaller)
        m_scope->set("caller", caller == nullptr ? Value::undefined("No caller defined") : *caller);
    if (definition.usesVarargs) {
        m_scope->set(
            "varargs",
            m_runtime.tuple({given.begin() + static_cast<std::ptrdiff_t>(direct), given.end()}));
    }
    if (definition.usesKwargs)
        m_scope->set("kwargs", m_runtime.dict(std::move(extra)));
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const Parameter& parameter = parameters[i];
        if (bound[i] != nullptr)
            m_scope->set(parameter.name, *bound[i]);
        else if (parameter.fallback != nullptr)
            m_scope->set(parameter.name, evaluate(*parameter.fallback));
        else
            m_scope->set(
                parameter.name,
                Value::undefined(fmt::format("parameter '{}' was not provided", parameter.name)));
    }
}

} // namespace core::jinja
