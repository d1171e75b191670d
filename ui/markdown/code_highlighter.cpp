#include "ui/markdown/code_highlighter.h"

#include "ui/theme/theme.h"

#include <QSet>

#include <algorithm>
#include <iterator>

namespace ui::markdown {

struct LanguageRules
{
    QStringList names;
    QString lineComment;
    QString blockBegin; // of a block comment, or of a string that spans lines
    QString blockEnd;
    bool blockIsString = false;
    bool ignoreCase = false;
    QSet<QString> keywords;
};

namespace {

constexpr qsizetype kLongestLine = 4000; // longer ones are data, not code
constexpr int kInBlock = 1;

QSet<QString> words(const char* list)
{
    const QStringList parts = QString::fromLatin1(list).split(u' ', Qt::SkipEmptyParts);
    return {parts.begin(), parts.end()};
}

const QList<LanguageRules>& languages()
{
    static const QList<LanguageRules> rules = {
        {{"c",    "cpp",        "c++",    "cc",   "h",      "hpp", "cxx",        "objc",
          "java", "kotlin",     "kt",     "cs",   "csharp", "c#",  "swift",      "rust",
          "rs",   "go",         "golang", "dart", "scala",  "php", "javascript", "js",
          "jsx",  "typescript", "ts",     "tsx",  "qml"},
         "//",
         "/*",
         "*/",
         false,
         false,
         words("abstract as async auto await bool boolean break byte case catch char class const "
               "constexpr continue crate "
               "default defer delete do double dyn else enum explicit export extends extern false "
               "final finally float fn "
               "for foreach from func function go goto if impl implements import in inline "
               "instanceof int interface is "
               "let long loop match mod module mut namespace new nil noexcept null nullptr of "
               "operator override package "
               "private protected pub public range return self short signed sizeof static string "
               "struct super switch "
               "template this throw throws trait true try type typedef typename typeof undefined "
               "union unsafe unsigned "
               "use using val var virtual void volatile where while yield")},
        {{"python", "py", "python3"},
         "#",
         "\"\"\"",
         "\"\"\"",
         true,
         false,
         words("False None True and as assert async await break class continue def del elif else "
               "except finally for from "
               "global if import in is lambda match nonlocal not or pass raise return self try "
               "while with yield")},
        {{"bash",
          "sh",
          "shell",
          "zsh",
          "console",
          "fish",
          "makefile",
          "make",
          "cmake",
          "dockerfile",
          "yaml",
          "yml",
          "toml",
          "ini",
          "ruby",
          "rb",
          "perl",
          "r"},
         "#",
         "",
         "",
         false,
         false,
         words("begin break case class continue def do done elif else elsif end endif esac eval "
               "exec exit export false fi for "
               "foreach function if in local module nil null return self set source then true "
               "unless until while yield "
               "FROM RUN COPY CMD ENTRYPOINT ENV WORKDIR")},
        {{"sql", "sqlite", "mysql", "postgresql", "plsql"},
         "--",
         "/*",
         "*/",
         false,
         true,
         words("add all alter and as asc begin between by case commit constraint create cross "
               "database default delete desc "
               "distinct drop else end exists foreign from full group having if in index inner "
               "insert integer into is join "
               "key left like limit not null on or order outer primary references right select set "
               "table text then union "
               "unique update values varchar view when where with")},
        {{"lua", "haskell", "hs", "ada", "elm"},
         "--",
         "",
         "",
         false,
         false,
         words("and break case class data deriving do else elseif end false for function if import "
               "in instance let local "
               "module nil not of or repeat return then true type until where while")},
        {{"json", "css", "scss", "json5"},
         "//",
         "/*",
         "*/",
         false,
         false,
         words("true false null")},
        {{"html", "xml", "svg"}, "", "<!--", "-->", false, false, {}},
    };
    return rules;
}

bool isWordPart(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

} // namespace

CodeHighlighter*
CodeHighlighter::attach(QTextDocument* document, const QString& language, const Theme& theme)
{
    const QString name = language.toLower();
    for (const LanguageRules& rules : languages()) {
        if (!rules.names.contains(name))
            continue;
        auto* highlighter = new CodeHighlighter(document, rules, theme);
        // At once, not with the next turn of the event loop as Qt does: by then the text has been
        // laid out, and is laid out again for each of its lines.
        highlighter->rehighlight();
        return highlighter;
    }
    return nullptr;
}

CodeHighlighter::CodeHighlighter(QTextDocument* document,
                                 const LanguageRules& rules,
                                 const Theme& theme)
    : QSyntaxHighlighter(document)
    , m_rules(rules)
    , m_theme(theme)
{
}

void CodeHighlighter::highlightBlock(const QString& line)
{
    const Palette& palette = m_theme.palette();
    const QColor& blockColour = m_rules.blockIsString ? palette.codeString : palette.codeComment;
    setCurrentBlockState(0);
    if (line.size() > kLongestLine)
        return;
    const QStringView text(line);
    qsizetype i = 0;
    const auto takeBlock = [&](qsizetype begin, qsizetype searchFrom) {
        const qsizetype end = text.indexOf(m_rules.blockEnd, searchFrom);
        const qsizetype stop = end < 0 ? text.size() : end + m_rules.blockEnd.size();
        if (end < 0)
            setCurrentBlockState(kInBlock);
        setFormat(int(begin), int(stop - begin), blockColour);
        i = stop;
    };
    if (previousBlockState() == kInBlock)
        takeBlock(0, 0);
    while (i < text.size()) {
        const QChar c = text[i];
        const QStringView rest = text.sliced(i);
        if (!m_rules.blockBegin.isEmpty() && rest.startsWith(m_rules.blockBegin)) {
            takeBlock(i, i + m_rules.blockBegin.size());
        } else if (!m_rules.lineComment.isEmpty() && rest.startsWith(m_rules.lineComment)) {
            setFormat(int(i), int(rest.size()), palette.codeComment);
            return;
        } else if (c == u'"' || c == u'\'' || c == u'`') {
            qsizetype end = i + 1;
            while (end < text.size() && text[end] != c)
                end += text[end] == u'\\' ? 2 : 1;
            end = std::min(end + 1, text.size());
            setFormat(int(i), int(end - i), palette.codeString);
            i = end;
        } else if (isWordPart(c)) {
            qsizetype end = i;
            while (end < text.size() &&
                   (isWordPart(text[end]) || (c.isDigit() && text[end] == u'.')))
                ++end;
            const QString word = text.sliced(i, end - i).toString();
            if (c.isDigit())
                setFormat(int(i), int(end - i), palette.codeNumber);
            else if (m_rules.keywords.contains(m_rules.ignoreCase ? word.toLower() : word))
                setFormat(int(i), int(end - i), palette.codeKeyword);
            i = end;
        } else {
            ++i;
        }
    }
}

} // namespace ui::markdown
