#include "ui/chat/chat_view.h"

#include "ui/chat/message_fold.h"
#include "ui/chat/message_item.h"
#include "ui/markdown/markdown_view.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/icon_button.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QResizeEvent>
#include <QScrollBar>
#include <QSet>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace ui {

namespace {

constexpr int kNearEnd = 24;     // pixels from the end that still count as being there
constexpr int kGapBelowUser = 6; // its line of buttons keeps distance already
constexpr int kGap = 20;         // between messages
constexpr int kEndButtonSize = 30;
constexpr int kEndButtonGap = 4;
constexpr int kSettlingRounds =
    4; // heights found while laying out may bring further messages into view

} // namespace

ChatView::ChatView(const Theme& theme, QWidget* parent)
    : QAbstractScrollArea(parent)
    , m_theme(theme)
    , m_endButton(
          new IconButton(theme, QStringLiteral("arrow-down"), tr("To the end"), this, "floating"))
    , m_focusFrame(new QFrame(this))
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Conversation"));
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setBackgroundRole(QPalette::Window);
    m_endButton->setObjectName(QStringLiteral("endButton"));
    m_endButton->setFixedSize(kEndButtonSize, kEndButtonSize);
    m_endButton->hide();
    m_focusFrame->setObjectName(QStringLiteral("conversationFocus"));
    m_focusFrame->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_focusFrame->hide();
    connect(m_endButton, &QToolButton::clicked, this, &ChatView::scrollToEnd);
    connect(&theme, &Theme::changed, this, &ChatView::scheduleLayout);
}

int ChatView::columnWidth() const
{
    return std::clamp(width() - 2 * kSpaceXl, 120, kColumnWidth);
}

int ChatView::columnLeft() const
{
    return (width() - columnWidth()) / 2; // in line with the composer, scroll bar or not
}

int ChatView::estimatedHeight(const app::Message& message) const
{
    const double line = QFontMetricsF(m_theme.readingFont()).lineSpacing() * 1.35;
    const double lines =
        double(message.text.size()) / std::max(20.0, columnWidth() / (line * 0.33)) +
        double(message.text.count(u'\n'));
    const auto height = int((lines + 2) * line);
    return message.role == core::Role::User && MessageFold::isLong(m_theme, height)
               ? MessageFold::foldedHeight(m_theme)
               : height;
}

ChatView::Entry* ChatView::entryOf(app::MessageId id)
{
    // What changes is nearly always at the end.
    const auto found = std::find_if(
        m_entries.rbegin(), m_entries.rend(), [id](const Entry& e) { return e.message.id == id; });
    return found == m_entries.rend() ? nullptr : &*found;
}

void ChatView::setMessages(const QList<app::Message>& messages)
{
    leaveEdits();
    takeEditsAlong(messages);
    for (Entry& entry : m_entries)
        dropItem(entry);
    m_entries.clear();
    m_beside = 0;
    m_entries.reserve(std::size_t(messages.size()));
    for (const app::Message& message : messages)
        m_entries.push_back({message, nullptr, 0, estimatedHeight(message)});
    nameModels();
    updateMatches();
    m_following = true;
    layOut();
    emit messagesChanged();
    resumeEdit();
    const std::vector<Place> held = std::exchange(m_heldPlaces, {});
    if (const std::optional<Stepped> stepped = std::exchange(m_stepped, std::nullopt))
        showVersion(*stepped);
    else
        showPlace(held);
}

// The arrows stay under the pointer, however long the branch is that the other version leads to.
void ChatView::showVersion(const Stepped& stepped)
{
    const auto entry = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& each) {
        return each.message.parent == stepped.parent &&
               each.message.conversation == stepped.conversation &&
               each.message.siblingIndex == stepped.version;
    });
    if (entry == m_entries.end())
        return;
    const auto index = std::size_t(entry - m_entries.begin());
    scrollTo(index, kSpaceXl); // it has its real height now
    scrollTo(index, kSpaceXl + (stepped.isTop ? 0 : m_entries[index].height) - stepped.edge);
}

void ChatView::stepVersion(app::MessageId id, int step)
{
    if (const Entry* entry = entryOf(id)) {
        const app::Message& message = entry->message;
        m_stepped = Stepped{message.conversation,
                            message.parent,
                            message.siblingIndex + step,
                            entry->y + entry->height - verticalScrollBar()->value()};
    }
    emit siblingRequested(id, step);
}

void ChatView::stayAt(const Entry& entry, int version)
{
    const int top = std::max(0, entry.y - verticalScrollBar()->value());
    m_stepped =
        Stepped{entry.message.conversation, entry.message.parent, version, top, /*isTop=*/true};
}

void ChatView::addMessage(const app::Message& message)
{
    m_entries.push_back({message, nullptr, 0, estimatedHeight(message)});
    nameModels();
    m_following = true;
    layOut();
}

void ChatView::appendText(app::MessageId id, const QString& piece)
{
    Entry* entry = entryOf(id);
    if (entry == nullptr)
        return;
    entry->message.text += piece;
    if (entry->item != nullptr) {
        entry->item->appendText(piece);
    } else {
        entry->height = estimatedHeight(entry->message);
        scheduleLayout();
    }
}

void ChatView::updateMessage(const app::Message& message)
{
    Entry* entry = entryOf(message.id);
    if (entry == nullptr)
        return;
    entry->message = message;
    if (entry->item != nullptr)
        entry->item->setMessage(message);
    scheduleLayout();
}

void ChatView::setSpelling(app::SpellChecker& checker)
{
    m_spelling = &checker;
    for (const Entry& entry : m_entries) {
        if (entry.item != nullptr)
            entry.item->setSpelling(m_spelling);
    }
}

void ChatView::setBusy(bool busy)
{
    m_busy = busy;
    if (busy)
        m_stepToCome = 0; // somebody has gone on
    for (const Entry& entry : m_entries) {
        if (entry.item != nullptr)
            entry.item->setBusy(busy);
    }
    if (!busy)
        resumeEdit();
}

bool ChatView::shows(app::MessageId id) const
{
    return std::any_of(
        m_entries.begin(), m_entries.end(), [id](const Entry& e) { return e.message.id == id; });
}

void ChatView::setReading(VoiceState voice, app::MessageId read)
{
    m_voice = voice;
    m_read = read;
    for (const Entry& entry : m_entries) {
        if (entry.item != nullptr)
            entry.item->setReading(voice, entry.message.id == read);
    }
}

void ChatView::setPrefill(app::MessageId id, int doneTokens, int totalTokens)
{
    if (const Entry* entry = entryOf(id); entry != nullptr && entry->item != nullptr)
        entry->item->setPrefill(doneTokens, totalTokens);
}

void ChatView::makeItem(Entry& entry)
{
    auto* item = new MessageItem(m_theme, entry.message, viewport());
    entry.item = item;
    connect(item, &MessageItem::heightChanged, this, &ChatView::scheduleLayout);
    item->setBusy(m_busy);
    item->setModelNamed(m_namesModels);
    if (isCompared(entry))
        item->setComparison(m_inPath);
    item->setReading(m_voice, entry.message.id == m_read);
    item->setSpelling(m_spelling);
    connect(item, &MessageItem::tokensWanted, this, &ChatView::tokensWanted);
    connect(item, &MessageItem::branchRequested, this, &ChatView::branchRequested);
    connect(item, &MessageItem::uncertainStepRequested, this, &ChatView::stepUncertain);
    item->setLooking(m_looking);
    item->body().setFound(m_words, -1);
    connect(item, &MessageItem::editRequested, this, &ChatView::keepEdit);
    connect(item, &MessageItem::editChanged, this, &ChatView::editChanged);
    connect(item, &MessageItem::editDropped, this, &ChatView::editDropped);
    connect(item, &MessageItem::editingEnded, this, &ChatView::editingEnded);
    connect(item, &MessageItem::regenerateRequested, this, &ChatView::regenerateRequested);
    connect(item, &MessageItem::otherModelsWanted, this, &ChatView::otherModelsWanted);
    connect(item, &MessageItem::compareRequested, this, &ChatView::compareRequested);
    connect(item, &MessageItem::chosen, this, &ChatView::answerChosen);
    connect(item, &MessageItem::continueRequested, this, &ChatView::continueRequested);
    connect(item, &MessageItem::forkRequested, this, &ChatView::forkRequested);
    connect(item, &MessageItem::deleteRequested, this, &ChatView::remove);
    connect(item, &MessageItem::readRequested, this, &ChatView::readRequested);
    connect(item, &MessageItem::actionsWanted, this, &ChatView::actionsWanted);
    connect(item, &MessageItem::siblingRequested, this, &ChatView::stepVersion);
    connect(item, &MessageItem::linkActivated, this, &ChatView::linkActivated);
    connect(item, &MessageItem::choosingFile, this, &ChatView::choosingFile);
    connect(&item->body(), &markdown::MarkdownView::codeWrapped, this, &ChatView::holdPlace);
    connectSelection(*item);
    item->show();
}

void ChatView::dropItem(Entry& entry)
{
    if (entry.item == nullptr)
        return;
    entry.item->hide();
    entry.item->disconnect(this);
    entry.item->deleteLater(); // it may be the sender of the signal that led here
    entry.item = nullptr;
}

void ChatView::markLast()
{
    for (const Entry& entry : m_entries) {
        if (entry.item != nullptr)
            entry.item->setLast(isLast(entry));
    }
}

void ChatView::setOpenModel(const QString& name)
{
    if (name == m_openModel)
        return;
    m_openModel = name;
    nameModels();
    scheduleLayout();
}

void ChatView::nameModels()
{
    QSet<QString> models;
    for (const Entry& entry : m_entries) {
        if (!entry.message.model.isEmpty())
            models.insert(entry.message.model);
    }
    if (!m_openModel.isEmpty() && !models.isEmpty())
        models.insert(m_openModel);
    m_namesModels = models.size() > 1;
    for (const Entry& entry : m_entries) {
        if (entry.item != nullptr)
            entry.item->setModelNamed(m_namesModels);
    }
}

int ChatView::positionEntries()
{
    int y = kSpaceXl;
    const bool sideBySide = isSideBySide();
    const Entry* former = nullptr;
    for (Entry& entry : m_entries) {
        const bool isBeside = entry.isSecond && sideBySide;
        entry.y = isBeside ? former->y : y;
        const int height = isBeside ? std::max(former->height, entry.height) : entry.height;
        y = entry.y + height + (entry.message.role == core::Role::User ? kGapBelowUser : kGap);
        former = &entry;
    }
    return y;
}

int ChatView::indexAt(int y) const
{
    const auto after =
        std::upper_bound(m_entries.begin(), m_entries.end(), y, [](int value, const Entry& e) {
            return value < e.y;
        });
    return std::max(0, int(after - m_entries.begin()) - 1);
}

void ChatView::scheduleLayout()
{
    if (m_layingOut || m_layoutScheduled)
        return;
    m_layoutScheduled = true;
    QTimer::singleShot(0, this, &ChatView::layOut);
}

void ChatView::layOut()
{
    m_layoutScheduled = false;
    if (m_layingOut)
        return;
    m_layingOut = true;
    QScrollBar* bar = verticalScrollBar();
    positionEntries();
    // The message at the top edge, and how far it is scrolled, stay as they are.
    const int anchor = m_entries.empty() ? -1 : indexAt(bar->value());
    const int offset = anchor < 0 ? 0 : bar->value() - m_entries[std::size_t(anchor)].y;
    const int page = viewport()->height();
    for (int round = 0; round < kSettlingRounds; ++round) {
        const int total = positionEntries();
        const int most = std::max(0, total - page);
        bar->setPageStep(page);
        bar->setSingleStep(24);
        bar->setRange(0, most);
        bar->setValue(m_following || anchor < 0 ? most : m_entries[std::size_t(anchor)].y + offset);
        bool changed = false;
        const int top = bar->value() - page / 2;
        const int bottom = bar->value() + page + page / 2;
        for (Entry& entry : m_entries) {
            const bool near = entry.y <= bottom && entry.y + entry.height >= top;
            if (near && entry.item == nullptr)
                makeItem(entry);
            else if (!near && entry.item != nullptr && !entry.item->body().hasSelection() &&
                     !entry.item->isEditing() && !entry.item->isAncestorOf(focusWidget()) &&
                     (entry.y > bottom + 2 * page || entry.y + entry.height < top - 2 * page))
                dropItem(entry);
            if (!near || entry.item == nullptr)
                continue;
            entry.item->setLast(isLast(entry));
            const int height = entry.item->layoutForWidth(entryWidth(entry));
            changed = changed || height != entry.height;
            entry.height = height;
        }
        if (!changed)
            break;
    }
    const int most = std::max(0, positionEntries() - page);
    bar->setRange(0, most);
    bar->setValue(m_following || anchor < 0 ? most : m_entries[std::size_t(anchor)].y + offset);
    markLast();
    placeItems();
    m_layingOut = false;
    placeEndButton();
}

void ChatView::placeItems()
{
    const int scroll = verticalScrollBar()->value();
    for (const Entry& entry : m_entries) {
        if (entry.item != nullptr)
            entry.item->setGeometry(
                entryLeft(entry), entry.y - scroll, entryWidth(entry), entry.height);
    }
}

void ChatView::placeEndButton()
{
    const bool shown = !m_following && !m_entries.empty();
    const int right = columnLeft() + columnWidth();
    const int width = m_endButton->width();
    const bool beside = viewport()->width() - right >= width + kEndButtonGap;
    // Never over what is being read: beside the column, or else in a band of its own below.
    const int band = shown && !beside ? m_endButton->height() + 2 * kEndButtonGap : 0;
    if (viewportMargins().bottom() != band)
        setViewportMargins(0, 0, 0, band);
    m_endButton->setVisible(shown);
    m_endButton->move(beside ? right + (viewport()->width() - right - width) / 2
                             : (viewport()->width() - width) / 2,
                      height() - m_endButton->height() - kEndButtonGap);
    m_endButton->raise();
}

void ChatView::scrollToEnd()
{
    m_following = true;
    layOut();
}

void ChatView::scrollTo(std::size_t entry, int offset)
{
    m_following = false;
    // What is near the target gets its real height only when it is near: a second look settles it.
    for (int round = 0; round < 2; ++round) {
        positionEntries();
        verticalScrollBar()->setValue(m_entries[entry].y + offset - kSpaceXl);
        layOut();
    }
    m_following = isAtEnd();
    placeEndButton();
}

// What is above the end changed at a person's hand: the button that did it stays under the pointer.
void ChatView::holdPlace()
{
    m_following = false;
    layOut();
    m_following = isAtEnd();
    placeEndButton();
}

bool ChatView::isAtEnd() const
{
    return verticalScrollBar()->value() >= verticalScrollBar()->maximum() - kNearEnd;
}

void ChatView::revealMessage(app::MessageId id)
{
    if (const Entry* entry = entryOf(id))
        scrollTo(std::size_t(entry - m_entries.data()), 0);
}

int ChatView::itemCount() const
{
    return int(std::count_if(
        m_entries.begin(), m_entries.end(), [](const Entry& e) { return e.item != nullptr; }));
}

void ChatView::resizeEvent(QResizeEvent*)
{
    m_focusFrame->setGeometry(rect());
    layOut();
}

void ChatView::scrollContentsBy(int, int)
{
    if (m_layingOut)
        return;
    m_following = isAtEnd();
    placeItems();
    placeEndButton();
    scheduleLayout();
}

void ChatView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        return copySelections(QClipboard::Clipboard);
    switch (event->key()) {
    case Qt::Key_Home:
        verticalScrollBar()->setValue(0);
        break;
    case Qt::Key_End:
        scrollToEnd();
        break;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

} // namespace ui
