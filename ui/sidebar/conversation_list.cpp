#include "ui/sidebar/conversation_list.h"

#include "ui/sidebar/conversation_model.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/icon_button.h"

#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QScrollBar>

namespace ui {

ConversationList::ConversationList(const Theme& theme, QWidget* parent)
    : QListView(parent)
    , m_theme(theme)
    , m_button(new IconButton(theme, QStringLiteral("more"), QString(), viewport(), "small"))
{
    m_button->setObjectName(QStringLiteral("conversationMenuButton"));
    m_button->setFocusPolicy(Qt::NoFocus); // keys have the menu key
    m_button->setCursor(Qt::ArrowCursor);
    m_button->hide();
    setMouseTracking(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setDragDropMode(QAbstractItemView::DragDrop);
    setDefaultDropAction(Qt::MoveAction);
    setDropIndicatorShown(true);
    connect(m_button, &QToolButton::clicked, this, [this] {
        emit menuRequested(
            rowWithButton(), m_button->mapToGlobal(QPoint(0, m_button->height())), true);
    });
    connect(this, &QListView::clicked, this, [this](const QModelIndex& index) {
        if (!m_isSelecting)
            emit chosen(index);
    });
    connect(this, &QListView::activated, this, &ConversationList::chosen);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        if (m_pointed.isValid())
            point(viewport()->mapFromGlobal(QCursor::pos()));
        placeButton();
    });
}

QModelIndex ConversationList::rowWithButton() const
{
    if (state() == EditingState)
        return {};
    if (idOf(m_pointed) != 0)
        return m_pointed;
    return m_isByKeys && hasFocus() && idOf(currentIndex()) != 0 ? currentIndex() : QModelIndex();
}

int ConversationList::buttonWidth() const
{
    return m_button->sizeHint().width();
}

void ConversationList::mark(const QModelIndex& index)
{
    const int position = verticalScrollBar()->value();
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
    verticalScrollBar()->setValue(position);
}

void ConversationList::placeButton()
{
    const QModelIndex row = rowWithButton();
    if (row.isValid()) {
        const QRect rect = visualRect(row);
        const QSize size = m_button->sizeHint();
        m_button->setGeometry(rect.right() - size.width() - kSpaceXs,
                              rect.center().y() - size.height() / 2 + 1,
                              size.width(),
                              size.height());
        m_button->setName(tr("Rename, export, delete and more"));
        m_button->setAccessibleName(tr("Menu of %1").arg(row.data().toString()));
    }
    m_button->setVisible(row.isValid());
    viewport()->update();
}

void ConversationList::point(const QPoint& position)
{
    const QModelIndex index =
        viewport()->rect().contains(position) ? indexAt(position) : QModelIndex();
    if (index == m_pointed)
        return;
    m_pointed = index;
    placeButton();
}

void ConversationList::mousePressEvent(QMouseEvent* event)
{
    m_isByKeys = false;
    if (event->button() != Qt::LeftButton)
        return; // what is selected stays so for the menu
    m_pressed = indexAt(event->pos());
    m_isSelecting = (event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier)) != 0;
    QListView::mousePressEvent(event);
}

void ConversationList::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const bool isClick = m_pressed.isValid() && indexAt(event->pos()) == m_pressed;
    QListView::mouseReleaseEvent(event);
    if (!isClick && state() != EditingState)
        emit left();
}

void ConversationList::mouseMoveEvent(QMouseEvent* event)
{
    QListView::mouseMoveEvent(event);
    point(event->pos());
}

void ConversationList::keyPressEvent(QKeyEvent* event)
{
    m_isByKeys = true;
    QListView::keyPressEvent(event);
    placeButton();
}

void ConversationList::contextMenuEvent(QContextMenuEvent* event)
{
    const bool byPointer = event->reason() == QContextMenuEvent::Mouse;
    emit menuRequested(byPointer ? indexAt(event->pos()) : currentIndex(),
                       byPointer ? event->globalPos()
                                 : viewport()->mapToGlobal(visualRect(currentIndex()).center()),
                       byPointer);
    event->accept();
}

void ConversationList::startDrag(Qt::DropActions actions)
{
    QListView::startDrag(actions);
    emit left();
}

void ConversationList::focusInEvent(QFocusEvent* event)
{
    m_isByKeys = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    QListView::focusInEvent(event);
    placeButton();
}

void ConversationList::focusOutEvent(QFocusEvent* event)
{
    QListView::focusOutEvent(event);
    placeButton();
    const bool comesBack = event->reason() == Qt::PopupFocusReason ||
                           event->reason() == Qt::ActiveWindowFocusReason ||
                           state() == EditingState;
    if (!comesBack)
        emit left();
}

void ConversationList::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QListView::currentChanged(current, previous);
    placeButton();
}

void ConversationList::closeEditor(QWidget* editor, QAbstractItemDelegate::EndEditHint hint)
{
    QListView::closeEditor(editor, hint);
    placeButton();
    if (!hasFocus())
        emit left();
}

void ConversationList::updateGeometries()
{
    QListView::updateGeometries();
    placeButton();
}

bool ConversationList::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave)
        point({-1, -1});
    return QListView::viewportEvent(event);
}

} // namespace ui
