// A parser's place in a row of tokens.
#pragma once

#include "core/prompt/jinja/error.h"
#include "core/prompt/jinja/lexer.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core::jinja {

class TokenStream
{
public:
    // tokens end with an End token.
    explicit TokenStream(std::vector<Token> tokens)
        : m_tokens(std::move(tokens))
    {
    }

    const Token& current() const { return m_tokens[m_at]; }
    const Token& following() const { return m_tokens[std::min(m_at + 1, m_tokens.size() - 1)]; }
    int line() const { return current().line; }

    Token next()
    {
        if (current().kind == TokenKind::End)
            return current();
        return std::move(m_tokens[m_at++]);
    }

    bool at(TokenKind kind) const { return current().kind == kind; }
    bool atOperator(std::string_view op) const { return is(current(), TokenKind::Operator, op); }
    bool atName(std::string_view name) const { return is(current(), TokenKind::Name, name); }

    bool skipOperator(std::string_view op) { return skipIf(atOperator(op)); }
    bool skipName(std::string_view name) { return skipIf(atName(name)); }

    void expectOperator(std::string_view op)
    {
        if (!skipOperator(op))
            unexpected(op);
    }
    Token expect(TokenKind kind, std::string_view what)
    {
        if (!at(kind))
            unexpected(what);
        return next();
    }

    [[noreturn]] void unexpected(std::string_view wanted) const
    {
        raiseSyntax(line(), "expected {}, found {}", wanted, describe(current()));
    }

    static bool is(const Token& token, TokenKind kind, std::string_view text)
    {
        return token.kind == kind && token.text == text;
    }

private:
    bool skipIf(bool isWanted)
    {
        if (isWanted)
            ++m_at;
        return isWanted;
    }

    static std::string describe(const Token& token)
    {
        switch (token.kind) {
        case TokenKind::Data:
            return "text";
        case TokenKind::PrintBegin:
            return "'{{'";
        case TokenKind::PrintEnd:
            return "'}}'";
        case TokenKind::BlockBegin:
            return "'{%'";
        case TokenKind::BlockEnd:
            return "'%}'";
        case TokenKind::End:
            return "the end of the template";
        case TokenKind::String:
            return "a string";
        case TokenKind::Name:
        case TokenKind::Integer:
        case TokenKind::Float:
        case TokenKind::Operator:
            break;
        }
        return fmt::format("'{}'", token.text.substr(0, 40));
    }

    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
};

} // namespace core::jinja
