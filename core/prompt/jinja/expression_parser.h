// The expressions of the template language, by Jinja's precedence: conditional, or, and, not,
// comparison, + -, ~,
// * / // %, **, sign, then attributes, calls, filters and tests.
#pragma once

#include "core/prompt/jinja/ast.h"
#include "core/prompt/jinja/token_stream.h"

#include <string_view>

namespace core::jinja {

class ExpressionParser
{
public:
    explicit ExpressionParser(TokenStream& tokens)
        : m_tokens(tokens)
    {
    }

    ExpressionPtr expression();
    // An expression, or several with commas between them as a tuple. With isConditional unset, "if"
    // ends it.
    ExpressionPtr tuple(bool isConditional = true);
    // The filters of a block: "name(arguments) | name …".
    ExpressionPtr filterChain(bool startsWithPipe);
    Target target(bool allowAttribute);

    // Brackets and blocks open at this point, counted against one limit.
    class Level
    {
    public:
        explicit Level(ExpressionParser& parser);
        ~Level() { --m_parser.m_depth; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;

    private:
        ExpressionParser& m_parser;
    };

    // How often the names that a macro's body may ask for have been read so far.
    struct SpecialNames
    {
        std::size_t caller = 0, varargs = 0, kwargs = 0;
    };
    const SpecialNames& specialNames() const { return m_specialNames; }

private:
    ExpressionPtr orExpression();
    ExpressionPtr andExpression();
    ExpressionPtr notExpression();
    ExpressionPtr comparison();
    ExpressionPtr sum();
    ExpressionPtr concatenation();
    ExpressionPtr product();
    ExpressionPtr power();
    ExpressionPtr unary(bool withFilters);
    ExpressionPtr primary();
    ExpressionPtr nameOrConstant();
    ExpressionPtr integer();
    ExpressionPtr bracketed();
    ExpressionPtr list();
    ExpressionPtr dict();
    void postfix(std::vector<Step>& steps);
    void filtersAndTests(std::vector<Step>& steps);
    Step subscript();
    Step call();
    Step filter();
    Step test();
    std::string dottedName();
    ArgumentList arguments();
    bool atTupleEnd() const;

    TokenStream& m_tokens;
    int m_depth = 0;
    SpecialNames m_specialNames;
};

} // namespace core::jinja
