// Cuts a template's source into tokens, with Jinja's whitespace rules for trim_blocks and
// lstrip_blocks applied. Linear in the source; tokens own their text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace core::jinja {

enum class TokenKind
{
    Data, // text between tags
    PrintBegin,
    PrintEnd,
    BlockBegin,
    BlockEnd,
    Name,
    String,
    Integer,
    Float,
    Operator,
    End,
};

struct Token
{
    TokenKind kind = TokenKind::End;
    std::string text; // unescaped for String, without underscores for numbers
    int line = 1;
};

// Fails (TemplateError, Malformed) with the line.
std::vector<Token> tokenize(std::string_view source);

} // namespace core::jinja
