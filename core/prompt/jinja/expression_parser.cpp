#include "core/prompt/jinja/expression_parser.h"

#include <charconv>
#include <optional>

namespace core::jinja {

namespace {

constexpr int kMaxNesting = 100;

template <class Node>
ExpressionPtr make(int line, Node node)
{
    return std::make_unique<const Expression>(Expression{line, std::move(node)});
}

} // namespace

ExpressionParser::Level::Level(ExpressionParser& parser)
    : m_parser(parser)
{
    if (parser.m_depth >= kMaxNesting) {
        throw TemplateError{
            ErrorCode::Limit,
            fmt::format("the template is nested too deeply (limit {})", kMaxNesting),
            parser.m_tokens.line()};
    }
    ++parser.m_depth;
}

ExpressionPtr ExpressionParser::expression()
{
    const Level level(*this);
    const int line = m_tokens.line();
    ExpressionPtr value = orExpression();
    if (m_tokens.skipName("if")) {
        ConditionalExpression conditional;
        conditional.then = std::move(value);
        conditional.test = orExpression();
        if (m_tokens.skipName("else"))
            conditional.otherwise = expression();
        value = make(line, std::move(conditional));
        if (m_tokens.atName("if"))
            m_tokens.unexpected("'else' before another 'if'");
    }
    return value;
}

bool ExpressionParser::atTupleEnd() const
{
    return m_tokens.at(TokenKind::PrintEnd) || m_tokens.at(TokenKind::BlockEnd) ||
           m_tokens.atOperator(")") || m_tokens.atName("recursive");
}

ExpressionPtr ExpressionParser::tuple(bool isConditional)
{
    const int line = m_tokens.line();
    if (atTupleEnd() && !m_tokens.atName("recursive"))
        m_tokens.unexpected("an expression");
    const auto element = [&] { return isConditional ? expression() : orExpression(); };
    ExpressionPtr first = element();
    if (!m_tokens.atOperator(","))
        return first;
    ListExpression row{{}, /*isTuple=*/true};
    row.items.push_back(std::move(first));
    while (m_tokens.skipOperator(",") && !atTupleEnd())
        row.items.push_back(element());
    return make(line, std::move(row));
}

ExpressionPtr ExpressionParser::orExpression()
{
    const int line = m_tokens.line();
    ExpressionPtr first = andExpression();
    if (!m_tokens.atName("or"))
        return first;
    LogicalExpression logical{/*isAnd=*/false, {}};
    logical.operands.push_back(std::move(first));
    while (m_tokens.skipName("or"))
        logical.operands.push_back(andExpression());
    return make(line, std::move(logical));
}

ExpressionPtr ExpressionParser::andExpression()
{
    const int line = m_tokens.line();
    ExpressionPtr first = notExpression();
    if (!m_tokens.atName("and"))
        return first;
    LogicalExpression logical{/*isAnd=*/true, {}};
    logical.operands.push_back(std::move(first));
    while (m_tokens.skipName("and"))
        logical.operands.push_back(notExpression());
    return make(line, std::move(logical));
}

ExpressionPtr ExpressionParser::notExpression()
{
    const int line = m_tokens.line();
    if (!m_tokens.skipName("not"))
        return comparison();
    const Level level(*this);
    return make(line, NotExpression{notExpression()});
}

ExpressionPtr ExpressionParser::comparison()
{
    const int line = m_tokens.line();
    ComparisonExpression compared{sum(), {}};
    const auto comparisonOperator = [&]() -> std::optional<ComparisonOperator> {
        static constexpr std::pair<std::string_view, ComparisonOperator> kOperators[] = {
            {"==", ComparisonOperator::Equal},
            {"!=", ComparisonOperator::NotEqual},
            {"<", ComparisonOperator::Less},
            {"<=", ComparisonOperator::LessEqual},
            {">", ComparisonOperator::Greater},
            {">=", ComparisonOperator::GreaterEqual},
        };
        for (const auto& [text, op] : kOperators) {
            if (m_tokens.skipOperator(text))
                return op;
        }
        if (m_tokens.skipName("in"))
            return ComparisonOperator::In;
        if (m_tokens.atName("not") &&
            TokenStream::is(m_tokens.following(), TokenKind::Name, "in")) {
            m_tokens.next();
            m_tokens.next();
            return ComparisonOperator::NotIn;
        }
        return std::nullopt;
    };
    while (const auto op = comparisonOperator())
        compared.rest.emplace_back(*op, sum());
    return compared.rest.empty() ? std::move(compared.first) : make(line, std::move(compared));
}

ExpressionPtr ExpressionParser::sum()
{
    const int line = m_tokens.line();
    ArithmeticExpression chain{concatenation(), {}};
    while (true) {
        if (m_tokens.skipOperator("+"))
            chain.rest.emplace_back(ArithmeticOperator::Add, concatenation());
        else if (m_tokens.skipOperator("-"))
            chain.rest.emplace_back(ArithmeticOperator::Subtract, concatenation());
        else
            break;
    }
    return chain.rest.empty() ? std::move(chain.first) : make(line, std::move(chain));
}

ExpressionPtr ExpressionParser::concatenation()
{
    const int line = m_tokens.line();
    ExpressionPtr first = product();
    if (!m_tokens.atOperator("~"))
        return first;
    ConcatExpression joined;
    joined.operands.push_back(std::move(first));
    while (m_tokens.skipOperator("~"))
        joined.operands.push_back(product());
    return make(line, std::move(joined));
}

ExpressionPtr ExpressionParser::product()
{
    const int line = m_tokens.line();
    ArithmeticExpression chain{power(), {}};
    while (true) {
        if (m_tokens.skipOperator("*"))
            chain.rest.emplace_back(ArithmeticOperator::Multiply, power());
        else if (m_tokens.skipOperator("/"))
            chain.rest.emplace_back(ArithmeticOperator::Divide, power());
        else if (m_tokens.skipOperator("//"))
            chain.rest.emplace_back(ArithmeticOperator::FloorDivide, power());
        else if (m_tokens.skipOperator("%"))
            chain.rest.emplace_back(ArithmeticOperator::Modulo, power());
        else
            break;
    }
    return chain.rest.empty() ? std::move(chain.first) : make(line, std::move(chain));
}

ExpressionPtr ExpressionParser::power()
{
    const int line = m_tokens.line();
    ArithmeticExpression chain{unary(/*withFilters=*/true), {}};
    while (m_tokens.skipOperator("**"))
        chain.rest.emplace_back(ArithmeticOperator::Power, unary(/*withFilters=*/true));
    return chain.rest.empty() ? std::move(chain.first) : make(line, std::move(chain));
}

ExpressionPtr ExpressionParser::unary(bool withFilters)
{
    const int line = m_tokens.line();
    ExpressionPtr base;
    if (m_tokens.atOperator("-") || m_tokens.atOperator("+")) {
        const Level level(*this);
        const bool isMinus = m_tokens.next().text == "-";
        base = make(line, SignExpression{isMinus, unary(/*withFilters=*/false)});
    } else {
        base = primary();
    }
    std::vector<Step> steps;
    postfix(steps);
    if (withFilters)
        filtersAndTests(steps);
    if (steps.empty())
        return base;
    return make(line, ChainExpression{std::move(base), std::move(steps)});
}

ExpressionPtr ExpressionParser::primary()
{
    const int line = m_tokens.line();
    switch (m_tokens.current().kind) {
    case TokenKind::Name:
        return nameOrConstant();
    case TokenKind::String: {
        std::string text = m_tokens.next().text;
        while (m_tokens.at(TokenKind::String))
            text += m_tokens.next().text;
        return make(line, Literal{Value::constantText(std::move(text))});
    }
    case TokenKind::Integer:
        return integer();
    case TokenKind::Float: {
        const std::string text = m_tokens.next().text;
        double value = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
        if (read.ec != std::errc())
            raiseSyntax(line, "the number {} is out of range", text.substr(0, 40));
        return make(line, Literal{Value(value)});
    }
    default:
        break;
    }
    if (m_tokens.atOperator("("))
        return bracketed();
    if (m_tokens.atOperator("["))
        return list();
    if (m_tokens.atOperator("{"))
        return dict();
    m_tokens.unexpected("an expression");
}

ExpressionPtr ExpressionParser::nameOrConstant()
{
    const int line = m_tokens.line();
    std::string name = m_tokens.next().text;
    if (name == "true" || name == "True")
        return make(line, Literal{Value(true)});
    if (name == "false" || name == "False")
        return make(line, Literal{Value(false)});
    if (name == "none" || name == "None")
        return make(line, Literal{Value()});
    m_specialNames.caller += name == "caller";
    m_specialNames.varargs += name == "varargs";
    m_specialNames.kwargs += name == "kwargs";
    return make(line, NameExpression{std::move(name)});
}

ExpressionPtr ExpressionParser::integer()
{
    const int line = m_tokens.line();
    const std::string text = m_tokens.next().text;
    std::string_view digits = text;
    int base = 10;
    if (digits.size() > 2 && digits[0] == '0' && !(digits[1] >= '0' && digits[1] <= '9')) {
        base = digits[1] == 'x' ? 16 : digits[1] == 'o' ? 8 : 2;
        digits.remove_prefix(2);
    }
    std::int64_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (read.ec != std::errc())
        raiseSyntax(line, "the integer {} does not fit 64 bits", text.substr(0, 40));
    if (base == 10 && digits.size() > 1 && digits[0] == '0' && value != 0)
        raiseSyntax(line, "the integer {} starts with a zero", text.substr(0, 40));
    return make(line, Literal{Value(value)});
}

ExpressionPtr ExpressionParser::bracketed()
{
    const int line = m_tokens.line();
    m_tokens.expectOperator("(");
    if (m_tokens.skipOperator(")"))
        return make(line, ListExpression{{}, /*isTuple=*/true});
    ExpressionPtr value = tuple();
    m_tokens.expectOperator(")");
    return value;
}

ExpressionPtr ExpressionParser::list()
{
    const int line = m_tokens.line();
    ListExpression made;
    m_tokens.expectOperator("[");
    while (!m_tokens.atOperator("]")) {
        if (!made.items.empty())
            m_tokens.expectOperator(",");
        if (!m_tokens.atOperator("]"))
            made.items.push_back(expression());
    }
    m_tokens.expectOperator("]");
    return make(line, std::move(made));
}

ExpressionPtr ExpressionParser::dict()
{
    const int line = m_tokens.line();
    DictExpression made;
    m_tokens.expectOperator("{");
    while (!m_tokens.atOperator("}")) {
        if (!made.entries.empty())
            m_tokens.expectOperator(",");
        if (m_tokens.atOperator("}"))
            break;
        ExpressionPtr key = expression();
        m_tokens.expectOperator(":");
        made.entries.emplace_back(std::move(key), expression());
    }
    m_tokens.expectOperator("}");
    return make(line, std::move(made));
}

void ExpressionParser::postfix(std::vector<Step>& steps)
{
    while (true) {
        if (m_tokens.atOperator(".") || m_tokens.atOperator("["))
            steps.push_back(subscript());
        else if (m_tokens.atOperator("("))
            steps.push_back(call());
        else
            return;
    }
}

void ExpressionParser::filtersAndTests(std::vector<Step>& steps)
{
    while (true) {
        if (m_tokens.skipOperator("|"))
            steps.push_back(filter());
        else if (m_tokens.skipName("is"))
            steps.push_back(test());
        else if (m_tokens.atOperator("("))
            steps.push_back(call());
        else
            return;
    }
}

Step ExpressionParser::subscript()
{
    if (m_tokens.skipOperator(".")) {
        if (m_tokens.at(TokenKind::Integer))
            return SubscriptStep{integer()};
        return AttributeStep{m_tokens.expect(TokenKind::Name, "a name or number after '.'").text};
    }
    m_tokens.expectOperator("[");
    ExpressionPtr start;
    if (!m_tokens.atOperator(":")) {
        start = expression();
        if (m_tokens.skipOperator("]"))
            return SubscriptStep{std::move(start)};
    }
    SliceStep slice;
    slice.start = std::move(start);
    const auto part = [this]() -> ExpressionPtr {
        const bool isEmpty = m_tokens.atOperator(":") || m_tokens.atOperator("]");
        return isEmpty ? nullptr : expression();
    };
    m_tokens.expectOperator(":");
    slice.stop = part();
    if (m_tokens.skipOperator(":"))
        slice.step = part();
    m_tokens.expectOperator("]");
    return slice;
}

Step ExpressionParser::call()
{
    return CallStep{arguments()};
}

std::string ExpressionParser::dottedName()
{
    std::string name = m_tokens.expect(TokenKind::Name, "a name").text;
    while (m_tokens.skipOperator("."))
        name.append(1, '.').append(m_tokens.expect(TokenKind::Name, "a name").text);
    return name;
}

Step ExpressionParser::filter()
{
    FilterStep made{dottedName(), {}};
    if (m_tokens.atOperator("("))
        made.arguments = arguments();
    return made;
}

Step ExpressionParser::test()
{
    TestStep made;
    made.isNegated = m_tokens.skipName("not");
    made.name = dottedName();
    const bool takesOperand = (m_tokens.at(TokenKind::Name) && !m_tokens.atName("else") &&
                               !m_tokens.atName("or") && !m_tokens.atName("and")) ||
                              m_tokens.at(TokenKind::String) || m_tokens.at(TokenKind::Integer) ||
                              m_tokens.at(TokenKind::Float) || m_tokens.atOperator("[") ||
                              m_tokens.atOperator("{");
    if (m_tokens.atOperator("(")) {
        made.arguments = arguments();
    } else if (takesOperand) {
        if (m_tokens.atName("is"))
            m_tokens.unexpected("'and' or 'or' between two tests");
        const Level level(*this);
        const int line = m_tokens.line();
        ExpressionPtr operand = primary();
        std::vector<Step> steps;
        postfix(steps);
        if (!steps.empty())
            operand = make(line, ChainExpression{std::move(operand), std::move(steps)});
        made.arguments.positional.push_back(std::move(operand));
    }
    return made;
}

ArgumentList ExpressionParser::arguments()
{
    ArgumentList list;
    m_tokens.expectOperator("(");
    bool isFirst = true;
    while (!m_tokens.atOperator(")")) {
        if (!std::exchange(isFirst, false)) {
            m_tokens.expectOperator(",");
            if (m_tokens.atOperator(")"))
                break;
        }
        const bool isNamed = m_tokens.at(TokenKind::Name) &&
                             TokenStream::is(m_tokens.following(), TokenKind::Operator, "=");
        if (list.spreadNamed != nullptr)
            m_tokens.unexpected("')' after '**'");
        if (m_tokens.skipOperator("**")) {
            list.spreadNamed = expression();
        } else if (isNamed) {
            std::string name = m_tokens.next().text;
            m_tokens.expectOperator("=");
            list.named.emplace_back(std::move(name), expression());
        } else if (list.spreadPositional != nullptr) {
            m_tokens.unexpected("only named arguments after '*'");
        } else if (m_tokens.skipOperator("*")) {
            list.spreadPositional = expression();
        } else if (!list.named.empty()) {
            m_tokens.unexpected("a named argument after a named one");
        } else {
            list.positional.push_back(expression());
        }
    }
    m_tokens.expectOperator(")");
    return list;
}

ExpressionPtr ExpressionParser::filterChain(bool startsWithPipe)
{
    const int line = m_tokens.line();
    ChainExpression chain;
    if (!startsWithPipe)
        chain.steps.push_back(filter());
    while (m_tokens.skipOperator("|"))
        chain.steps.push_back(filter());
    return make(line, std::move(chain));
}

Target ExpressionParser::target(bool allowAttribute)
{
    const auto one = [&]() -> Target {
        if (m_tokens.skipOperator("(")) {
            const Level level(*this);
            Target inner = target(allowAttribute);
            m_tokens.expectOperator(")");
            return inner;
        }
        Target made;
        made.name = m_tokens.expect(TokenKind::Name, "a name to assign to").text;
        for (const std::string_view constant : {"true", "false", "none", "True", "False", "None"}) {
            if (made.name == constant)
                raiseSyntax(m_tokens.line(), "cannot assign to '{}'", constant);
        }
        if (allowAttribute && m_tokens.skipOperator("."))
            made.attribute = m_tokens.expect(TokenKind::Name, "an attribute's name").text;
        return made;
    };
    Target first = one();
    if (!m_tokens.atOperator(","))
        return first;
    Target row;
    row.isTuple = true;
    row.members.push_back(std::move(first));
    while (m_tokens.skipOperator(",")) {
        if (!m_tokens.at(TokenKind::Name) && !m_tokens.atOperator("("))
            break;
        if (m_tokens.atName("in"))
            break;
        row.members.push_back(one());
    }
    return row;
}

} // namespace core::jinja
