// One block as it stands in the column of a MarkdownView: its document, its place, how it is drawn.
//
// A value that owns its document; laid out for a width, then drawn and asked in the coordinates of
// the column.
#pragma once

#include "ui/markdown/block.h"
#include "ui/markdown/token_tints.h"

#include <QColor>
#include <QList>
#include <QRect>
#include <QStringList>

#include <memory>
#include <utility>

class QPainter;

namespace ui {

class Theme;

namespace markdown {

class SafeDocument;

class BlockItem
{
public:
    explicit BlockItem(Block block);
    BlockItem(BlockItem&&) noexcept;
    BlockItem& operator=(BlockItem&&) noexcept;
    ~BlockItem();

    const Block& block() const { return m_block; }
    // Replaces the block; code that only grew keeps its document: layOut() adds the new lines.
    void setBlock(Block block);

    // How far the lists that it is in move it; true where that is new. See indentLists().
    // quotes: how far they move the bars of its quotes.
    bool setListIndent(int indent, int quotes);
    int left() const; // where the text begins, from the column's edge

    // Whether long lines of code are broken; where they are not, the block can be scrolled.
    bool isWrapped() const { return m_wrapped; }
    void setWrapped(bool wrapped);
    // How far the content can be scrolled sideways; 0: all of it is seen.
    int scrollRange() const;
    int scrollPosition() const { return m_scroll; }
    void scrollTo(int position); // clamped
    QRect scrollBar() const;     // the handle's rectangle; empty where there is nothing to scroll

    bool isLaidOut() const { return m_laidOut; }
    bool hasText() const { return m_document != nullptr; } // laid out once, and no rule
    // Once, or again and again where isLaidOut() says that more lines of code are to come.
    void layOut(const Theme& theme, int columnWidth);
    // Qt makes the picture of an emoji when it is first drawn, 250 µs each: those of a whole screen
    // would hold the window up. Makes those of the lines laid out since.
    bool isDrawnAhead() const;
    void drawAhead(const Theme& theme);
    void forgetLayout();                                      // the width changed
    void forgetDocument();                                    // the theme changed
    void estimateHeight(const Theme& theme, int columnWidth); // where no layout has given one

    void setTop(int y) { m_top = y; }
    int top() const { return m_top; }
    int height() const { return m_height; }
    int bottom() const { return m_top + m_height; }
    QRect frame() const;       // the code's rounded rectangle, else the text's
    QRect headerFrame() const; // of code: where the language and the copy button are

    // From the column's left to the end of the longest line, once laid out; of what has a frame,
    // all of the column.
    int filledWidth() const;

    // Positions in the text where words stand, in any case of letters.
    QList<int> find(const QString& words) const;

    // The text as it stands in the document, position by position; empty until laid out.
    QString documentText() const;

    // What is seen of the column, which alone is drawn, and stretches to be marked besides the
    // selection.
    struct Marks
    {
        QRect seen;
        QList<int> positions = {};
        int length = 0;
        int current = -1;                   // index of the one marked stronger
        const TintRuns* tintRuns = nullptr; // null: nothing is tinted
        const QList<Tint>* tints = nullptr;
        int pointedTint = -1;
    };

    // from, to: the selected positions; from < 0: nothing is. gapAbove: the bars of quotesAbove
    // reach over it to those of the block above.
    void paint(QPainter& painter,
               const Theme& theme,
               int from,
               int to,
               int gapAbove,
               int quotesAbove,
               const Marks& marks) const;

    int positionAt(const QPoint& point) const; // the nearest
    QString linkAt(const QPoint& point) const;
    QRect rectOf(const TintRun& run) const; // its first line
    void scrollTo(const TintRun& run);      // sideways, where its first line is not seen
    int tintAt(const QPoint& point, const TintRuns& runs) const; // -1: none
    int endPosition() const;
    QPair<int, int> wordAt(int position) const;
    // With the marker where from is 0; a table's rows as lines, their cells parted by tabs.
    QString textBetween(int from, int to) const;
    // The block with what is between; of text that is cut, without its styles.
    Block blockBetween(int from, int to) const;

private:
    struct Found
    {
        TintRuns filled; // tint: index of the first one
        TintRuns selected;
    };
    Found foundIn(const Marks& marks) const;
    // What the lines hold that cross the rectangle, and perhaps more.
    std::pair<int, int> positionsIn(const QRect& rect) const;
    QString plainBetween(int from, int to) const;
    QList<QStringList> cellsBetween(int from, int to) const; // of a table
    QRect textRect() const;
    QColor textColour(const Theme& theme) const;
    bool isMirrored() const; // begins at the right, as Arabic does, and so does its indent
    int visibleWidth() const;
    void paintQuoteBars(QPainter& painter, const Theme& theme, int gapAbove, int quotesAbove) const;
    void paintCodeFrame(QPainter& painter, const Theme& theme) const;
    void paintMarker(QPainter& painter, const Theme& theme) const;

    Block m_block;
    std::unique_ptr<SafeDocument> m_document; // null until laid out, and for rules
    int m_top = 0;
    int m_height = 0;
    int m_columnWidth = 0;
    int m_listIndent = 0;
    int m_quotesLeft = 0;
    bool m_laidOut = false;
    int m_drawnEnd = 0; // see drawAhead()
    bool m_wrapped = false;
    int m_contentWidth = 0; // of the document as it was laid out
    int m_scroll = 0;
};

} // namespace markdown
} // namespace ui
