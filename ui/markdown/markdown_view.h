// Shows Markdown that may still be growing: a column of blocks, each with its own small text
// document.
//
// Appended text is gathered for kFlushMs and only blocks it can change are parsed and laid out
// again. Long texts are laid out a few milliseconds at a time, so the window never waits; blocks
// not yet laid out have an estimated height. Text can be selected across blocks. Nothing is ever
// loaded; links are only reported. The widget's owner gives it a width and then the height it asks
// for. theme must outlive it.
#pragma once

#include "ui/markdown/block_item.h"
#include "ui/markdown/references.h"

#include <QClipboard>
#include <QTimer>
#include <QWidget>

#include <utility>
#include <vector>

class QFileDialog;

namespace ui {

class Theme;

namespace markdown {

class CodeTools;

class MarkdownView : public QWidget
{
    Q_OBJECT

public:
    explicit MarkdownView(const Theme& theme, QWidget* parent = nullptr);
    ~MarkdownView() override;

    void setDialect(Dialect dialect) { m_dialect = dialect; } // of the texts to come
    void setText(const QString& text);
    void appendText(const QString& piece); // seen after at most kFlushMs
    void flush();                          // shows what is still gathered
    const QString& text() const { return m_text; }

    // Lays out for this width and returns the height; exact once isLaidOut().
    int heightForWidth(int width) const override;
    int layoutForWidth(int width);
    bool isLaidOut() const { return m_firstPending >= m_items.size(); }
    // The width text would take unwrapped, at most limit. For bubbles that hug short messages.
    int naturalWidth(int limit) const;
    // What the lines take of the width they were laid out for.
    int filledWidth() const;

    // Marks words wherever they stand, the current-th time stronger; empty words: nothing.
    void setFound(const QString& words, int current);
    QRect foundRect() const; // the first line of the current one; empty where there is none
    void scrollToFound();    // sideways, in its block

    // Tints stretches of text(), which can then be pointed at. Text that is appended leaves them;
    // another text has none.
    void setTints(const QList<Tint>& tints);
    void appendTints(const QList<Tint>& tints); // of text that was or will be appended
    bool isTinted() const { return !m_tints.isEmpty(); }
    bool showsTint(int tint) const; // else no part of it is seen, or not yet
    QRect tintRect(int tint) const; // its first line
    void setPointedTint(int tint);  // outlined; -1: none

    bool hasSelection() const;
    QString selectedText() const;
    QString selectedHtml() const; // empty where it would say no more than the text
    void clearSelection();
    void selectAll();
    // What a selection over several views takes of this one: all, on to an end, or from an end to a
    // point of this widget.
    enum class End
    {
        Top,
        Bottom
    };
    void selectWhole();
    void selectOnTo(End end);
    void selectFrom(End end, const QPoint& point);
    // As the pointer does, which may be outside. extends: what is selected goes on to the point.
    void beginSelection(const QPoint& point, bool extends);
    void dragSelectionTo(const QPoint& point);
    void endSelection();

    // Blocks parsed or laid out since the start: work done, for tests.
    qint64 layoutCount() const { return m_layoutCount; }

    static constexpr int kFlushMs = 33;

signals:
    void heightChanged(); // the layout went on or text grew; ask for the height again
    void codeWrapped();   // or no longer; heightChanged() has been told
    void linkActivated(const QUrl& target);
    void selectionStarted();
    void choosingFile(QFileDialog* dialog);     // see CodeTools
    void selectionDragged(const QPoint& point); // which may be in another view
    void selectionReleased();
    void selectionCopied(QClipboard::Mode mode); // what is selected here, where anything is
    void tintPointed(int tint);                  // the pointer is over it; -1: over none
    void tintClicked(int tint);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    // A place in the text: a block, and a position in its document.
    struct Place
    {
        int item = -1;
        int position = 0;

        auto operator<=>(const Place&) const = default;
    };

    void parseTail();
    void replaceItems(std::size_t from, QList<Block> blocks);
    void restyle();
    void layOutSome(int budgetMs);
    void positionItems();
    void placeCodeTools();
    void wrapCode(std::size_t number, bool wrap);
    int gapAbove(std::size_t index) const;
    Place placeAt(const QPoint& point) const;
    Place placeAtEnd(End end) const;
    QString linkAt(const QPoint& point) const;
    int tintAt(const QPoint& point) const;
    void placeTintsWhenLaidOut();
    void placeTailAgain();
    void forgetPlacedTints();
    void forgetShownTail();
    void pointAt(const QPoint& point);
    QPair<int, int> selectionIn(int item) const; // -1, -1 where there is none
    void copySelection();
    std::pair<std::size_t, int> foundPlace() const;
    TintRun foundRun(const std::pair<std::size_t, int>& place) const;

    const Theme& m_theme;
    Dialect m_dialect = Dialect::Markdown;
    QString m_text;
    QString m_gathered;
    References m_references;       // of the whole text
    qsizetype m_stableEnd = 0;     // parsing goes on here
    std::size_t m_stableItems = 0; // and replaces the items from here
    std::vector<BlockItem> m_items;
    std::size_t m_firstPending = 0;      // items from here are not laid out
    std::vector<CodeTools*> m_codeTools; // of the first code blocks, in their order
    int m_width = 0;
    int m_height = 0;
    qint64 m_layoutCount = 0;
    QTimer m_flushTimer;
    QTimer m_layoutTimer;
    Place m_anchor;
    Place m_cursor;
    QString m_pressedLink;
    bool m_selecting = false;
    int m_dragged = -1; // the item whose scroll bar is held
    int m_dragOffset = 0;
    QList<Tint> m_tints;
    std::vector<TintRuns> m_tintRuns; // by item; of fewer items until all are laid out
    std::size_t m_tintedItems = 0;    // these have all their runs and will not change any more
    qsizetype m_tintedEnd = 0;        // where they end in the text
    std::vector<bool> m_tintShown;    // by tint
    int m_hoveredTint = -1;
    int m_pointedTint = -1;
    QString m_foundWords;
    int m_foundCurrent = -1;
};

} // namespace markdown
} // namespace ui
