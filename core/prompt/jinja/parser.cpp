#include "core/prompt/jinja/parser.h"

#include "core/prompt/jinja/expression_parser.h"
#include "core/prompt/jinja/lexer.h"
#include "core/prompt/jinja/token_stream.h"

#include <initializer_list>

namespace core::jinja {

namespace {

class Parser
{
public:
    explicit Parser(std::vector<Token> tokens)
        : m_tokens(std::move(tokens))
        , m_expressions(m_tokens)
    {
    }

    Block parse() { return block({}); }

private:
    using Names = std::initializer_list<std::string_view>;

    // Statements up to a tag that starts with one of ends, which is left as the current token; or
    // to the end of the source.
    Block block(Names ends);
    // The same with the tags around it: "%}", statements, "{% end %}".
    Block body(std::string_view end);
    bool atAny(Names names) const;
    void expectBlockEnd();

    void statement(Block& into);
    IfStatement ifStatement();
    ForStatement forStatement();
    void setStatement(Block& into, int line);
    MacroStatement macroStatement();
    CallStatement callStatement();
    FilterStatement filterStatement();
    WithStatement withStatement();
    std::vector<Parameter> parameters();
    std::shared_ptr<const MacroDefinition>
    definition(std::string name, std::vector<Parameter> parameters, std::string_view end);
    void expectLoop(std::string_view word) const;

    TokenStream m_tokens;
    ExpressionParser m_expressions;
    int m_loops = 0; // for loops around this point, up to the nearest macro
};

bool Parser::atAny(Names names) const
{
    for (const std::string_view name : names) {
        if (m_tokens.atName(name))
            return true;
    }
    return false;
}

void Parser::expectBlockEnd()
{
    m_tokens.expect(TokenKind::BlockEnd, "'%}'");
}

Block Parser::block(Names ends)
{
    const ExpressionParser::Level level(m_expressions);
    Block statements;
    while (true) {
        const int line = m_tokens.line();
        if (m_tokens.at(TokenKind::End)) {
            if (ends.size() > 0)
                raiseSyntax(line, "a block has no end: expected '{{% {} %}}'", *ends.begin());
            return statements;
        }
        if (m_tokens.at(TokenKind::Data)) {
            statements.push_back({line, DataStatement{m_tokens.next().text}});
        } else if (m_tokens.at(TokenKind::PrintBegin)) {
            m_tokens.next();
            statements.push_back({line, PrintStatement{m_expressions.tuple()}});
            m_tokens.expect(TokenKind::PrintEnd, "'}}'");
        } else {
            m_tokens.expect(TokenKind::BlockBegin, "text or a tag");
            if (atAny(ends))
                return statements;
            statement(statements);
            expectBlockEnd();
        }
    }
}

Block Parser::body(std::string_view end)
{
    expectBlockEnd();
    Block statements = block({end});
    m_tokens.next();
    return statements;
}

void Parser::statement(Block& into)
{
    const int line = m_tokens.line();
    const std::string tag = m_tokens.expect(TokenKind::Name, "a tag's name").text;
    if (tag == "if") {
        into.push_back({line, ifStatement()});
    } else if (tag == "for") {
        into.push_back({line, forStatement()});
    } else if (tag == "set") {
        setStatement(into, line);
    } else if (tag == "macro") {
        into.push_back({line, macroStatement()});
    } else if (tag == "call") {
        into.push_back({line, callStatement()});
    } else if (tag == "filter") {
        into.push_back({line, filterStatement()});
    } else if (tag == "with") {
        into.push_back({line, withStatement()});
    } else if (tag == "generation") {
        const int loops = std::exchange(m_loops, 0);
        into.push_back({line, ScopeStatement{body("endgeneration")}});
        m_loops = loops;
    } else if (tag == "print") {
        into.push_back({line, PrintStatement{m_expressions.tuple()}});
    } else if (tag == "break") {
        expectLoop(tag);
        into.push_back({line, BreakStatement{}});
    } else if (tag == "continue") {
        expectLoop(tag);
        into.push_back({line, ContinueStatement{}});
    } else {
        raiseSyntax(line, "the tag '{}' is not available in a chat template", tag.substr(0, 40));
    }
}

void Parser::expectLoop(std::string_view word) const
{
    if (m_loops == 0)
        raiseSyntax(m_tokens.line(), "'{}' outside a loop", word);
}

IfStatement Parser::ifStatement()
{
    IfStatement made;
    while (true) {
        ExpressionPtr test = m_expressions.tuple(/*isConditional=*/false);
        expectBlockEnd();
        made.branches.emplace_back(std::move(test), block({"endif", "elif", "else"}));
        const std::string tag = m_tokens.next().text;
        if (tag == "endif")
            return made;
        if (tag == "else") {
            made.otherwise = body("endif");
            return made;
        }
    }
}

ForStatement Parser::forStatement()
{
    ForStatement made;
    made.target = m_expressions.target(/*allowAttribute=*/false);
    if (!m_tokens.skipName("in"))
        m_tokens.unexpected("'in'");
    made.items = m_expressions.tuple(/*isConditional=*/false);
    if (m_tokens.skipName("if"))
        made.filter = m_expressions.expression();
    made.isRecursive = m_tokens.skipName("recursive");
    expectBlockEnd();
    ++m_loops;
    made.body = block({"endfor", "else"});
    --m_loops;
    if (m_tokens.next().text == "else")
        made.otherwise = body("endfor");
    return made;
}

void Parser::setStatement(Block& into, int line)
{
    Target target = m_expressions.target(/*allowAttribute=*/true);
    if (m_tokens.skipOperator("=")) {
        into.push_back({line, SetStatement{std::move(target), m_expressions.tuple()}});
        return;
    }
    SetBlockStatement made;
    made.target = std::move(target);
    if (m_tokens.atOperator("|"))
        made.filters = m_expressions.filterChain(/*startsWithPipe=*/true);
    made.body = body("endset");
    into.push_back({line, std::move(made)});
}

std::vector<Parameter> Parser::parameters()
{
    std::vector<Parameter> made;
    m_tokens.expectOperator("(");
    while (!m_tokens.atOperator(")")) {
        if (!made.empty())
            m_tokens.expectOperator(",");
        if (m_tokens.atOperator(")"))
            break;
        Parameter parameter;
        parameter.name = m_tokens.expect(TokenKind::Name, "a parameter's name").text;
        if (m_tokens.skipOperator("="))
            parameter.fallback = m_expressions.expression();
        else if (!made.empty() && made.back().fallback != nullptr)
            m_tokens.unexpected("a default, as the parameter before has one");
        made.push_back(std::move(parameter));
    }
    m_tokens.expectOperator(")");
    return made;
}

std::shared_ptr<const MacroDefinition>
Parser::definition(std::string name, std::vector<Parameter> parameters, std::string_view end)
{
    auto made = std::make_shared<MacroDefinition>();
    made->name = std::move(name);
    made->parameters = std::move(parameters);
    const auto before = m_expressions.specialNames();
    const int loops = std::exchange(m_loops, 0);
    made->body = body(end);
    m_loops = loops;
    const auto& after = m_expressions.specialNames();
    made->usesCaller = after.caller > before.caller;
    made->usesVarargs = after.varargs > before.varargs;
    made->usesKwargs = after.kwargs > before.kwargs;
    return made;
}

MacroStatement Parser::macroStatement()
{
    std::string name = m_tokens.expect(TokenKind::Name, "a macro's name").text;
    auto signature = parameters();
    return {definition(std::move(name), std::move(signature), "endmacro")};
}

CallStatement Parser::callStatement()
{
    CallStatement made;
    auto signature = m_tokens.atOperator("(") ? parameters() : std::vector<Parameter>{};
    const int line = m_tokens.line();
    made.call = m_expressions.expression();
    const auto* chain = std::get_if<ChainExpression>(&made.call->node);
    if (chain == nullptr || !std::holds_alternative<CallStep>(chain->steps.back()))
        raiseSyntax(line, "expected a call after 'call'");
    made.caller = definition("caller", std::move(signature), "endcall");
    return made;
}

FilterStatement Parser::filterStatement()
{
    FilterStatement made;
    made.filters = m_expressions.filterChain(/*startsWithPipe=*/false);
    made.body = body("endfilter");
    return made;
}

WithStatement Parser::withStatement()
{
    WithStatement made;
    while (!m_tokens.at(TokenKind::BlockEnd)) {
        if (!made.bindings.empty())
            m_tokens.expectOperator(",");
        Target target = m_expressions.target(/*allowAttribute=*/false);
        m_tokens.expectOperator("=");
        made.bindings.emplace_back(std::move(target), m_expressions.expression());
    }
    made.body = body("endwith");
    return made;
}

} // namespace

Block parseTemplate(std::string_view source)
{
    return Parser(tokenize(source)).parse();
}

} // namespace core::jinja
