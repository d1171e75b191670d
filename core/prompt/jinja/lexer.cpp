#include "core/prompt/jinja/lexer.h"

#include "core/base/utf8.h"
#include "core/prompt/jinja/error.h"
#include "core/prompt/jinja/unicode.h"

#include <array>
#include <cctype>

namespace core::jinja {

namespace {

constexpr std::size_t kMaxTokens = 250'000; // the largest template known has about 6,000

bool isDecimal(char c)
{
    return c >= '0' && c <= '9';
}

// Bytes of a name's character at offset; 0 where there is none.
std::size_t namePartAt(std::string_view text, std::size_t offset)
{
    if (offset >= text.size())
        return 0;
    const CodePoint c = codePointAt(text, offset);
    return c.value == '_' || isLetter(c.value) || isDigit(c.value) || isMark(c.value) ? c.size : 0;
}

// "\r\n" and "\r" become "\n"; one line break at the very end goes.
std::string normalizeNewlines(std::string_view source)
{
    std::string out;
    out.reserve(source.size());
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] != '\r') {
            out += source[i];
            continue;
        }
        out += '\n';
        if (i + 1 < source.size() && source[i + 1] == '\n')
            ++i;
    }
    if (out.ends_with('\n'))
        out.pop_back();
    return out;
}

class Lexer
{
public:
    explicit Lexer(std::string source)
        : m_source(std::move(source))
    {
    }

    std::vector<Token> run();

private:
    char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_source.size() ? m_source[m_at + ahead] : '\0';
    }
    bool startsWith(std::string_view text, std::size_t at) const
    {
        return std::string_view(m_source).substr(at).starts_with(text);
    }

    void add(TokenKind kind, std::string text);
    void moveTo(std::size_t end);
    void skipSpace();
    std::size_t pastSpace(std::size_t at) const;
    std::size_t pastBlockEnd(std::size_t at) const;

    void addData(std::size_t end, char sign, bool isPrint);
    void skipComment();
    bool rawBlock(std::size_t tag);
    void tag(bool isPrint);
    bool tagEnd(bool isPrint);
    void token();
    void number();
    void string();
    std::string unescape(std::string_view text) const;
    void op();

    std::string m_source;
    std::size_t m_at = 0;
    int m_line = 1;
    bool m_lineStarting = true; // nothing but line breaks since the last line began
    std::string m_brackets;     // the closers that are still awaited, innermost last
    std::vector<Token> m_tokens;
};

void Lexer::add(TokenKind kind, std::string text)
{
    if (m_tokens.size() >= kMaxTokens)
        raiseSyntax(m_line, "the template has more than {} tokens", kMaxTokens);
    m_tokens.push_back({kind, std::move(text), m_line});
}

void Lexer::moveTo(std::size_t end)
{
    for (; m_at < end; ++m_at)
        m_line += m_source[m_at] == '\n';
}

std::size_t Lexer::pastSpace(std::size_t at) const
{
    while (const std::size_t size = spaceAt(m_source, at))
        at += size;
    return at;
}

void Lexer::skipSpace()
{
    moveTo(pastSpace(m_at));
}

// Where a block tag that ends at "at" ends, with the white space its form swallows; 0 if none ends
// there.
std::size_t Lexer::pastBlockEnd(std::size_t at) const
{
    if (startsWith("-%}", at))
        return pastSpace(at + 3);
    if (startsWith("+%}", at))
        return at + 3;
    if (startsWith("%}", at))
        return at + 2 + (at + 2 < m_source.size() && m_source[at + 2] == '\n');
    return 0;
}

// Emits the text up to a tag, less the white space that the tag's sign or lstrip_blocks takes from
// its end.
void Lexer::addData(std::size_t end, char sign, bool isPrint)
{
    std::string_view text = std::string_view(m_source).substr(m_at, end - m_at);
    if (sign == '-') {
        text = stripRight(text);
    } else if (sign != '+' && !isPrint) {
        const std::size_t lineStart = text.rfind('\n') + 1; // npos + 1 is 0
        if ((lineStart > 0 || m_lineStarting) && stripLeft(text.substr(lineStart)).empty())
            text = text.substr(0, lineStart);
    }
    if (!text.empty())
        add(TokenKind::Data, std::string(text));
    moveTo(end);
}

void Lexer::skipComment()
{
    const int startLine = m_line;
    const std::size_t close = m_source.find("#}", m_at);
    if (close == std::string::npos)
        raiseSyntax(startLine, "a comment has no end: expected '#}}'");
    const char sign = close > m_at ? m_source[close - 1] : '\0';
    std::size_t end = close + 2;
    if (sign == '-')
        end = pastSpace(end);
    else if (sign != '+' && end < m_source.size() && m_source[end] == '\n')
        ++end;
    moveTo(end);
}

// A raw block whose "{%" is at tag: emits its text and moves past it. False if this is another
// block.
bool Lexer::rawBlock(std::size_t tag)
{
    const auto pastWord = [this](std::size_t at, std::string_view word) -> std::size_t {
        const std::size_t start = pastSpace(at);
        return startsWith(word, start) ? pastSpace(start + word.size()) : 0;
    };
    const auto pastSign = [this](std::size_t at) {
        const bool hasSign = at < m_source.size() && (m_source[at] == '-' || m_source[at] == '+');
        return at + (hasSign ? 1 : 0);
    };
    const std::size_t opened = pastWord(pastSign(tag + 2), "raw");
    std::size_t bodyStart = 0;
    if (opened != 0 && startsWith("-%}", opened))
        bodyStart = pastSpace(opened + 3);
    else if (opened != 0 && startsWith("%}", opened))
        bodyStart = opened + 2;
    if (bodyStart == 0)
        return false;
    moveTo(bodyStart);
    m_lineStarting = m_source[bodyStart - 1] == '\n';
    for (std::size_t at = bodyStart;;) {
        at = m_source.find("{%", at);
        if (at == std::string::npos)
            raiseSyntax(m_line, "a raw block has no end: expected '{{% endraw %}}'");
        const std::size_t closed = pastWord(pastSign(at + 2), "endraw");
        const std::size_t end = closed == 0 ? 0 : pastBlockEnd(closed);
        if (end != 0) {
            addData(at, m_source[at + 2], /*isPrint=*/false);
            moveTo(end);
            return true;
        }
        at += 2;
    }
}

std::vector<Token> Lexer::run()
{
    while (m_at < m_source.size()) {
        std::size_t open = m_at;
        for (;; ++open) {
            open = m_source.find('{', open);
            if (open == std::string::npos || open + 1 >= m_source.size()) {
                open = std::string::npos;
                break;
            }
            const char next = m_source[open + 1];
            if (next == '%' || next == '{' || next == '#')
                break;
        }
        if (open == std::string::npos) {
            add(TokenKind::Data, m_source.substr(m_at));
            moveTo(m_source.size());
            break;
        }
        const char kind = m_source[open + 1];
        const bool isSigned =
            open + 2 < m_source.size() && (m_source[open + 2] == '-' || m_source[open + 2] == '+');
        addData(open, isSigned ? m_source[open + 2] : '\0', kind == '{');
        if (kind == '#') {
            // The sign of "{#-" may be the sign of "-#}" too, as in "{#-#}".
            moveTo(open + 2 + (isSigned ? 1 : 0));
            skipComment();
        } else if (kind == '{' || !rawBlock(open)) {
            moveTo(open + 2 + (isSigned ? 1 : 0));
            tag(kind == '{');
        }
        m_lineStarting = m_source[m_at - 1] == '\n';
    }
    add(TokenKind::End, {});
    return std::move(m_tokens);
}

void Lexer::tag(bool isPrint)
{
    const int startLine = m_line;
    add(isPrint ? TokenKind::PrintBegin : TokenKind::BlockBegin, {});
    while (true) {
        if (m_brackets.empty() && tagEnd(isPrint))
            return;
        if (m_at >= m_source.size()) {
            if (!m_brackets.empty())
                raiseSyntax(startLine, "a tag has no end: expected '{}'", m_brackets.back());
            raiseSyntax(startLine, "a tag has no end: expected '{}'", isPrint ? "}}" : "%}");
        }
        token();
    }
}

bool Lexer::tagEnd(bool isPrint)
{
    std::size_t end = 0;
    if (!isPrint)
        end = pastBlockEnd(m_at);
    else if (startsWith("-}}", m_at))
        end = pastSpace(m_at + 3);
    else if (startsWith("}}", m_at))
        end = m_at + 2;
    if (end == 0)
        return false;
    add(isPrint ? TokenKind::PrintEnd : TokenKind::BlockEnd, {});
    moveTo(end);
    return true;
}

void Lexer::token()
{
    if (spaceAt(m_source, m_at) != 0) {
        skipSpace();
    } else if (isDecimal(peek())) {
        number();
    } else if (namePartAt(m_source, m_at) != 0) {
        std::size_t end = m_at;
        while (const std::size_t size = namePartAt(m_source, end))
            end += size;
        add(TokenKind::Name, m_source.substr(m_at, end - m_at));
        m_at = end;
    } else if (peek() == '"' || peek() == '\'') {
        string();
    } else {
        op();
    }
}

void Lexer::number()
{
    std::size_t at = m_at;
    std::string digits;
    const auto take = [&](auto isWanted) {
        while (at < m_source.size() &&
               (isWanted(m_source[at]) ||
                (m_source[at] == '_' && at + 1 < m_source.size() && isWanted(m_source[at + 1])))) {
            if (m_source[at] != '_')
                digits += m_source[at];
            ++at;
        }
    };
    const char base = static_cast<char>(std::tolower(peek(1)));
    if (peek() == '0' && (base == 'x' || base == 'o' || base == 'b')) {
        digits.assign(1, '0').append(1, base);
        at += 2;
        take([base](char c) {
            if (base == 'x')
                return std::isxdigit(static_cast<unsigned char>(c)) != 0;
            return c >= '0' && c <= (base == 'o' ? '7' : '1');
        });
        if (digits.size() == 2)
            raiseSyntax(m_line, "expected digits after '{}'", digits);
        add(TokenKind::Integer, digits);
        m_at = at;
        return;
    }
    take(isDecimal);
    bool isFloat = false;
    // "x.0.1" is two subscripts, not a subscript by 0.1.
    const bool afterDot = m_at > 0 && m_source[m_at - 1] == '.';
    if (!afterDot && at + 1 < m_source.size() && m_source[at] == '.' &&
        isDecimal(m_source[at + 1])) {
        isFloat = true;
        digits += m_source[at++];
        take(isDecimal);
    }
    if (!afterDot && at < m_source.size() && (m_source[at] == 'e' || m_source[at] == 'E')) {
        std::size_t power = at + 1;
        if (power < m_source.size() && (m_source[power] == '+' || m_source[power] == '-'))
            ++power;
        if (power < m_source.size() && isDecimal(m_source[power])) {
            isFloat = true;
            digits.append(m_source, at, power - at);
            at = power;
            take(isDecimal);
        }
    }
    add(isFloat ? TokenKind::Float : TokenKind::Integer, digits);
    m_at = at;
}

void Lexer::string()
{
    const char quote = peek();
    std::size_t end = m_at + 1;
    while (end < m_source.size() && m_source[end] != quote)
        end += m_source[end] == '\\' ? 2 : 1;
    if (end >= m_source.size())
        raiseSyntax(m_line, "a string has no end: expected {}", quote);
    add(TokenKind::String, unescape(std::string_view(m_source).substr(m_at + 1, end - m_at - 1)));
    moveTo(end + 1);
}

// The escapes of a Python string literal.
std::string Lexer::unescape(std::string_view text) const
{
    std::string out;
    out.reserve(text.size());
    std::size_t i = 0;
    const auto hex = [&](std::size_t count) {
        std::int32_t value = 0;
        for (std::size_t k = 0; k < count; ++k, ++i) {
            if (i >= text.size() || !std::isxdigit(static_cast<unsigned char>(text[i])))
                raiseSyntax(m_line, "a string escape needs {} hexadecimal digits", count);
            const char c = static_cast<char>(std::tolower(text[i]));
            value = (value << 4 & 0x0FFFFFFF) | (c <= '9' ? c - '0' : c - 'a' + 10);
        }
        return value;
    };
    static constexpr std::string_view kLetters = "abfnrtv\\'\"";
    static constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\'\"";
    while (i < text.size()) {
        if (text[i] != '\\' || i + 1 >= text.size()) {
            out += text[i++];
            continue;
        }
        const char c = text[i + 1];
        i += 2;
        if (const auto known = kLetters.find(c); known != std::string_view::npos) {
            out += kMeanings[known];
        } else if (c == '\n') {
            continue; // a line that goes on
        } else if (c >= '0' && c <= '7') {
            std::int32_t value = c - '0';
            for (int k = 0; k < 2 && i < text.size() && text[i] >= '0' && text[i] <= '7'; ++k, ++i)
                value = value * 8 + (text[i] - '0');
            appendUtf8(out, static_cast<char32_t>(value));
        } else if (c == 'x') {
            appendUtf8(out, static_cast<char32_t>(hex(2)));
        } else if (c == 'u' || c == 'U') {
            std::int32_t value = hex(c == 'u' ? 4 : 8);
            const bool isHighSurrogate = value >= 0xD800 && value < 0xDC00;
            if (isHighSurrogate && text.substr(i).starts_with("\\u")) {
                i += 2;
                value = 0x10000 + ((value - 0xD800) << 10) + ((hex(4) - 0xDC00) & 0x3FF);
            }
            appendUtf8(out, static_cast<char32_t>(value));
        } else if (c == 'N') {
            raiseSyntax(m_line, "characters by name (\\N) are not supported in strings");
        } else {
            out += '\\';
            out += c;
        }
    }
    return out;
}

void Lexer::op()
{
    static constexpr std::array<std::string_view, 26> kOperators{
        "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[",
        "]",  "(",  ")",  "{",  "}",  ">",  "<", "=", ".", ":", "|", ",", ";"};
    for (const std::string_view candidate : kOperators) {
        if (!startsWith(candidate, m_at))
            continue;
        const char c = candidate.front();
        if (c == '(' || c == '[' || c == '{') {
            m_brackets += c == '(' ? ')' : c == '[' ? ']' : '}';
        } else if (c == ')' || c == ']' || c == '}') {
            if (m_brackets.empty())
                raiseSyntax(m_line, "unexpected '{}'", c);
            if (m_brackets.back() != c)
                raiseSyntax(m_line, "unexpected '{}', expected '{}'", c, m_brackets.back());
            m_brackets.pop_back();
        }
        add(TokenKind::Operator, std::string(candidate));
        m_at += candidate.size();
        return;
    }
    const std::string_view rest = std::string_view(m_source).substr(m_at);
    raiseSyntax(m_line, "unexpected character '{}'", rest.substr(0, codePointAt(rest, 0).size));
}

} // namespace

std::vector<Token> tokenize(std::string_view source)
{
    return Lexer(normalizeNewlines(source)).run();
}

} // namespace core::jinja
