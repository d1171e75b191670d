// The list view of the side bar: with a button for the menu of the row that is pointed at or that
// the keyboard is on. A row is marked while it is pressed, dragged or its menu is open. Several are
// selected with Ctrl and Shift, which opens none.
#pragma once

#include <QListView>
#include <QPersistentModelIndex>

namespace ui {

class IconButton;
class Theme;

class ConversationList : public QListView
{
    Q_OBJECT

public:
    explicit ConversationList(const Theme& theme, QWidget* parent = nullptr);

    // The row whose button is shown, and what of the row's width that takes; invalid: none.
    QModelIndex rowWithButton() const;
    int buttonWidth() const;

    void mark(const QModelIndex& index); // becomes the current one; nothing is scrolled

signals:
    void chosen(const QModelIndex& index); // to be opened: with a plain click or Enter
    // At a place on the screen. byPointer: the row was not the current one of its own accord.
    void menuRequested(const QModelIndex& index, const QPoint& place, bool byPointer);
    // What was pressed or reached by keys was left without being opened.
    void left();

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void startDrag(Qt::DropActions actions) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void closeEditor(QWidget* editor, QAbstractItemDelegate::EndEditHint hint) override;
    void updateGeometries() override;
    bool viewportEvent(QEvent* event) override;

private:
    void point(const QPoint& position); // of the viewport; outside it: at nothing
    void placeButton();

    const Theme& m_theme;
    IconButton* m_button;
    QPersistentModelIndex m_pointed;
    QPersistentModelIndex m_pressed;
    bool m_isSelecting = false; // the press was with Ctrl or Shift
    bool m_isByKeys = false;    // the focus came, or the current row changed, by the keyboard
};

} // namespace ui
