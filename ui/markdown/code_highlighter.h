// Colours for code: keywords, strings, comments and numbers, for the languages models write most.
//
// Works line by line with one remembered state (inside a block comment or a triple-quoted string),
// so that appended lines cost only themselves.
#pragma once

#include <QSyntaxHighlighter>

namespace ui {
class Theme;
}

namespace ui::markdown {

struct LanguageRules;

class CodeHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    // Null where the language is not known. The document owns the highlighter; theme must outlive
    // it.
    static CodeHighlighter*
    attach(QTextDocument* document, const QString& language, const Theme& theme);

protected:
    void highlightBlock(const QString& line) override;

private:
    CodeHighlighter(QTextDocument* document, const LanguageRules& rules, const Theme& theme);

    const LanguageRules& m_rules;
    const Theme& m_theme;
};

} // namespace ui::markdown
