// The parser of block_parser.h, for the sources that it is written in. Of one thread, for one text.
#pragma once

#include "ui/markdown/block_line.h"
#include "ui/markdown/inline_html.h"
#include "ui/markdown/inline_parser.h"
#include "ui/markdown/parsed_blocks.h"

#include <vector>

namespace ui::markdown {

struct Fence
{
    QChar mark;
    qsizetype length = 0; // 0: none is open
    int indent = 0;
    int quoteDepth = 0;
};

struct ListLevel
{
    int markerColumn = 0;
    int contentColumn = 0;
    bool isNumbered = false;
    bool isUnindented = false; // under a number in whose column it stands
};

inline bool standsIn(const ListLevel& level, int column)
{
    return column >= level.contentColumn || column >= level.markerColumn + 2;
}

class BlockParser
{
public:
    BlockParser(const QString& text, Dialect dialect, const References& references)
        : m_text(text)
        , m_dialect(dialect)
        , m_references(references)
        , m_comments(m_text)
    {
    }

    ParsedBlocks parse();

private:
    Line readLine(QStringView raw) const;
    bool skipComments(QStringView raw);
    void takeLine(const Line& line, QStringView nextRaw);
    void takeBlankLine(const Line& line);
    bool startsBlock(const Line& line) const;
    bool leavesItem(const Line& line) const;
    void changeQuotes(const Line& line);
    void endAlert();
    bool takeAlert(const Line& line);
    bool isDefinition(const Line& line) const;
    bool isNote(const Line& line) const;
    Spans inlineOf(const QString& text) const { return parseInline(text, m_dialect, m_references); }
    void takeTypedLine(const Line& line);
    bool takeFenceLine(const Line& line);
    bool openFence(const Line& line);
    bool takeHeading(const Line& line);
    bool takeUnderline(const Line& line);
    bool takeRule(const Line& line);
    bool openTable(const Line& line, QStringView nextRaw);
    bool takeTableLine(const Line& line);
    void addRow(const QList<QString>& cells);
    void leaveLists(const Line& line);
    bool takeListItem(const Line& line);
    bool takeNote(const Line& line);
    int bulletColumn(int column, bool followsText) const;
    bool takeCodeLine(const Line& line, int codeColumn);
    bool openCode(const Line& line, int codeColumn);
    void addCodeLine(const Line& line, int indent);
    void addText(QStringView text);
    void closeText();
    void closeAll();
    void markStable();
    void markStableAt(const Line& line);
    Block& add(BlockKind kind);
    int contentColumn() const { return m_lists.empty() ? 0 : m_lists.back().contentColumn; }
    int indent() const { return int(m_outerLists.size() + m_lists.size()); }

    const QString m_text;
    const Dialect m_dialect;
    const References& m_references;
    CommentFinder m_comments;
    bool m_commentOpen = false; // one that may yet end
    qsizetype m_lineBegin = 0;
    bool m_isLastLine = false; // one that may go on, and become anything
    ParsedBlocks m_result;
    Fence m_fence;
    std::vector<ListLevel> m_lists;      // within the quotes
    std::vector<ListLevel> m_outerLists; // that the quotes stand in
    int m_quoteDepth = 0;
    bool m_quoteBegins = false; // no block of it is there
    Alert m_alert = Alert::None;
    bool m_textOpen = false;        // the last block is a paragraph or list item that may go on
    bool m_tableOpen = false;       // the last block is a table
    bool m_isDelimiterNext = false; // the line below the header of a table, which parse() drops
    qsizetype m_tableEmoji = 0;
    bool m_indentedCode = false;
    bool m_afterBlank = true;
    bool m_inNotes = false; // the last block is of a note
    QString m_pendingText;  // of the open block
};

} // namespace ui::markdown
