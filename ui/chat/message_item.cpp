#include "ui/chat/message_item.h"

#include "ui/chat/answer_head.h"
#include "ui/chat/attachment_chips.h"
#include "ui/chat/message_editor.h"
#include "ui/chat/message_fold.h"
#include "ui/chat/message_text.h"
#include "ui/chat/reasoning.h"
#include "ui/chat/thought_fold.h"
#include "ui/markdown/copy_text.h"
#include "ui/markdown/html_writer.h"
#include "ui/markdown/markdown_view.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/attachment.h"
#include "ui/widgets/busy_dots.h"

#include <QLabel>
#include <QPainter>

#include <algorithm>
#include <limits>
#include <utility>

namespace ui {

namespace {

constexpr int kBubblePaddingX = 18;
constexpr int kBubbleTop = 12;
constexpr int kBubbleBottom = 8; // lines carry their own space below
constexpr qsizetype kNoAnswer = std::numeric_limits<qsizetype>::max(); // yet: its start
constexpr double kBubbleShare = 0.82;                                  // of the column, at most

QString shortened(const QString& text)
{
    const SplitMessage split = splitAttachments(text);
    QStringList shown{split.words};
    for (const Attachment& file : split.attachments)
        shown << file.name;
    return shown.join(QStringLiteral("\n\n"));
}

} // namespace

QString shownText(const app::Message& message)
{
    return message.role == core::Role::User ? shortened(message.text)
                                            : splitReasoning(message.text).answer;
}

void copyWhole(const app::Message& message)
{
    const bool isUser = message.role == core::Role::User;
    QString text = isUser ? message.text : splitReasoning(message.text).answer;
    if (text.isEmpty())
        text = message.text;
    markdown::copyText(text, isUser ? QString() : markdown::toHtml(text));
}

MessageItem::MessageItem(const Theme& theme, const app::Message& message, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_body(new markdown::MarkdownView(theme, this))
    , m_dots(new BusyDots(theme, this))
    , m_footer(new MessageFooter(theme, message.role, this))
{
    // A model writes Markdown; a person means what was typed, such as "__init__".
    if (message.role == core::Role::User)
        m_body->setDialect(markdown::Dialect::AsTyped);
    connectParts();
    connectTokens();
    setMessage(message);
    m_footer->setFaint(isUser());
}

void MessageItem::connectParts()
{
    connect(m_footer, &MessageFooter::copyRequested, this, &MessageItem::copyMessage);
    connect(m_footer, &MessageFooter::editRequested, this, [this] { startEditing(); });
    connect(m_footer, &MessageFooter::regenerateRequested, this, [this](auto variation) {
        emit regenerateRequested(m_message.id, variation);
    });
    connect(m_footer, &MessageFooter::otherModelsWanted, this, [this](QMenu* menu, auto purpose) {
        emit otherModelsWanted(m_message.id, menu, purpose);
    });
    connect(m_footer, &MessageFooter::compareRequested, this, [this] {
        emit compareRequested(m_message.id);
    });
    connect(m_footer, &MessageFooter::continueRequested, this, [this] {
        emit continueRequested(m_message.id);
    });
    connect(m_footer, &MessageFooter::forkRequested, this, [this] {
        emit forkRequested(m_message.id);
    });
    connect(m_footer, &MessageFooter::deleteRequested, this, [this] {
        emit deleteRequested(m_message.id);
    });
    connect(
        m_footer, &MessageFooter::readRequested, this, [this] { emit readRequested(m_message); });
    connect(m_footer, &MessageFooter::wanted, this, &MessageItem::wantActions);
    connect(m_footer, &MessageFooter::siblingRequested, this, [this](int step) {
        emit siblingRequested(m_message.id, step);
    });
    connect(m_body, &markdown::MarkdownView::heightChanged, this, &MessageItem::heightChanged);
    connect(m_body, &markdown::MarkdownView::choosingFile, this, &MessageItem::choosingFile);
    connect(m_body, &markdown::MarkdownView::linkActivated, this, [this](const QUrl& target) {
        if (m_message.state !=
            app::MessageState::Streaming) // a link still being written may yet change
            emit linkActivated(target);
    });
    connect(
        m_body, &markdown::MarkdownView::selectionStarted, this, &MessageItem::selectionStarted);
}

void MessageItem::setMessage(const app::Message& message)
{
    const bool goesOn = message.text.startsWith(m_message.text);
    m_message = message;
    m_reasoned = !isUser();
    showText();
    showState();
    if (m_looking && goesOn && !isUser()) // or it has ended: its tints stay until all are read
        emit tokensWanted(m_message.id);
    else if (std::exchange(m_looking, false))
        setLooking(true);
    emit heightChanged();
}

void MessageItem::appendText(const QString& piece)
{
    if (piece.isEmpty())
        return;
    const bool first = m_message.text.isEmpty();
    m_message.text += piece;
    if (m_reasoned)
        showText();
    else
        m_body->appendText(piece);
    if (first || m_reasoned) {
        showState();
        emit heightChanged();
    }
}

// Parts the reasoning from the answer. While text is appended this is done again until the answer
// has begun.
void MessageItem::showText()
{
    if (isUser()) {
        showWritten();
        return;
    }
    if (!m_reasoned) {
        m_body->setText(m_message.text);
        return;
    }
    const bool streaming = isStreaming();
    const SplitAnswer split = splitReasoning(m_message.text);
    if (split.reasoning.isEmpty() && !split.thinking) {
        if (m_thought != nullptr)
            m_thought->hide();
    } else {
        if (m_thought == nullptr) {
            m_thought = new ThoughtFold(m_theme, this);
            connect(m_thought, &ThoughtFold::heightChanged, this, &MessageItem::heightChanged);
        }
        m_thought->show();
        m_thought->setText(split.reasoning);
        // No time is stored for the reasoning alone: its share of the text stands for it.
        const double share =
            double(split.reasoning.size()) / double(std::max<qsizetype>(1, m_message.text.size()));
        m_thought->setThinking(
            split.thinking && streaming,
            m_message.stats.decodeMs > 0 ? share * m_message.stats.decodeMs / 1000 : -1);
    }
    const QString answer = split.undecided && streaming ? QString() : split.answer;
    m_body->setText(answer);
    const bool begun = !split.thinking && !(split.undecided && streaming);
    setAnswerStart(begun ? m_message.text.size() - answer.size() : kNoAnswer);
    if (streaming)
        m_reasoned = split.thinking || split.undecided || m_message.text.isEmpty();
}

void MessageItem::showWritten()
{
    const SplitMessage written = splitAttachments(m_message.text);
    m_body->setText(written.words);
    if (m_files == nullptr && written.attachments.isEmpty())
        return;
    if (m_files == nullptr) {
        m_files = new AttachmentChips(m_theme, this);
        m_files->setObjectName(QStringLiteral("sentAttachments"));
        m_files->setDroppable(false);
    }
    m_files->setAttachments(written.attachments);
    m_files->setVisible(!written.attachments.isEmpty() && !isEditing());
}

void MessageItem::setComparison(int sibling)
{
    m_footer->setComparison(sibling);
    if (sibling < 0) {
        delete std::exchange(m_head, nullptr);
    } else {
        if (m_head == nullptr) {
            m_head = new AnswerHead(m_theme, this);
            connect(m_head, &AnswerHead::chosen, this, [this] { emit chosen(m_message.id); });
            m_head->show();
        }
        m_head->showAnswer(m_message, /*isInPath=*/sibling == m_message.siblingIndex);
    }
    showState();
    emit heightChanged();
}

void MessageItem::setPrefill(int doneTokens, int totalTokens)
{
    if (!m_prefillBegan.isValid()) {
        m_prefillBegan.start();
        m_prefillStart = doneTokens;
    }
    // What the cache had took no time: only what was computed since tells the speed.
    const int computed = doneTokens - m_prefillStart;
    const double seconds = double(m_prefillBegan.elapsed()) / 1000;
    const double left = computed > 0 ? seconds * (totalTokens - doneTokens) / computed : 0;
    m_dots->setText(prefillText(doneTokens, totalTokens, left));
    m_dots->resize(m_dots->sizeHint());
}

void MessageItem::setLast(bool last)
{
    if (last == m_last)
        return;
    m_last = last;
    showState();
}

void MessageItem::setModelNamed(bool named)
{
    m_footer->setModelNamed(named);
    showState();
}

void MessageItem::setBusy(bool busy)
{
    m_busy = busy;
    m_footer->setBusy(busy);
}

void MessageItem::setReading(VoiceState voice, bool isRead)
{
    m_footer->setReading(voice, isRead);
}

void MessageItem::wantActions()
{
    if (!isUser())
        emit actionsWanted();
}

void MessageItem::showState()
{
    const bool streaming = isStreaming();
    m_dots->setVisible(streaming && m_message.text.isEmpty());
    m_footer->setVisible(!streaming && !isEditing());
    m_footer->showMessage(m_message, m_last);
    m_footer->setBusy(m_busy);
    if (!streaming)
        setAccessibleName((isUser() ? tr("You: %1") : tr("Answer: %1")).arg(m_message.text));
}

void MessageItem::copyMessage()
{
    copyWhole(m_message);
}

void MessageItem::startEditing(const QString& text)
{
    if (isEditing())
        return;
    const auto partsOf = [this](const QString& whole) {
        if (isUser())
            return splitAttachments(whole);
        // Some tokenizers put a blank before the first word, which Markdown does not show.
        const bool isPadded = whole.startsWith(u' ') && !whole.startsWith(QLatin1String("  "));
        return SplitMessage{isPadded ? whole.sliced(1) : whole, {}};
    };
    m_editor = new MessageEditor(
        m_theme, partsOf(m_message.text), isUser() ? tr("Send") : tr("Save"), this);
    if (!text.isNull())
        m_editor->setMessage(partsOf(text));
    if (m_spelling != nullptr)
        m_editor->setSpelling(*m_spelling);
    const auto tellChange = [this] { emit editChanged(m_message.id, unkeptEdit()); };
    connect(m_editor, &MessageEditor::changed, this, tellChange);
    connect(m_editor, &MessageEditor::dropped, this, [this, tellChange](const QString& written) {
        stopEditing();
        tellChange();
        if (!written.isNull())
            emit editDropped(m_message.id, written);
    });
    connect(m_editor, &MessageEditor::kept, this, [this, tellChange](const QString& text) {
        stopEditing();
        tellChange();
        emit editRequested(m_message.id, text);
    });
    connect(m_editor, &MessageEditor::heightChanged, this, &MessageItem::heightChanged);
    m_body->hide();
    if (m_files != nullptr)
        m_files->hide();
    if (m_thought != nullptr)
        m_thought->hide();
    if (m_sureness != nullptr)
        m_sureness->hide();
    m_editor->show();
    m_editor->focusText();
    if (!text.isNull())
        tellChange();
    showState();
    emit heightChanged();
}

void MessageItem::selectFound(const QString& words, int ordinal)
{
    m_editor->selectFound(words, ordinal);
}

QString MessageItem::unkeptEdit() const
{
    return isEditing() ? m_editor->unkept() : QString();
}

void MessageItem::stopEditing()
{
    m_editor->deleteLater(); // it is the sender
    m_editor->hide();
    m_editor = nullptr;
    m_body->show();
    if (m_sureness != nullptr)
        m_sureness->setVisible(m_looking);
    showText();
    showState();
    emit heightChanged();
    emit editingEnded();
}

bool MessageItem::isLaidOut() const
{
    return m_body->isLaidOut();
}

// A long message of one's own would push the answer to it many screens down.
int MessageItem::seenOfBody(int height)
{
    const bool isLong = MessageFold::isLong(m_theme, height);
    if (isLong && m_fold == nullptr) {
        m_fold = new MessageFold(m_theme, this);
        connect(m_fold, &MessageFold::toggled, this, &MessageItem::heightChanged);
    }
    if (m_fold == nullptr)
        return height;
    m_fold->setVisible(isLong);
    return isLong && m_fold->isFolded() ? MessageFold::foldedHeight(m_theme) : height;
}

void MessageItem::unfold()
{
    if (m_fold != nullptr)
        m_fold->setFolded(false);
}

int MessageItem::layOutBubble(int width)
{
    const int most = int(width * kBubbleShare) - 2 * kBubblePaddingX;
    const int inner = m_body->naturalWidth(most);
    const int height = m_body->layoutForWidth(inner);
    const bool hasFiles = m_files != nullptr && !m_files->isHidden();
    // Where lines were broken, or a formula is narrower than thought, the bubble hugs what is left.
    const int filled = std::max(m_body->isLaidOut() ? m_body->filledWidth() : inner,
                                hasFiles ? m_files->widthWithin(most) : 0);
    const int left = width - filled - kBubblePaddingX;
    m_body->setGeometry(left, kBubbleTop, inner, seenOfBody(height));
    int y = m_body->geometry().bottom() + 1;
    if (m_fold != nullptr && !m_fold->isHidden())
        y = m_fold->placeBelow(QRect(left, kBubbleTop, filled, m_body->height()));
    int bottom = y + kBubbleBottom;
    if (hasFiles) {
        y += height > 0 ? kSpaceXs : 0;
        m_files->setGeometry(left, y, filled, m_files->heightForWidth(filled));
        bottom = y + m_files->height() + kBubbleTop;
    }
    m_bubble = QRect(left - kBubblePaddingX, 0, filled + 2 * kBubblePaddingX, bottom);
    return bottom;
}

int MessageItem::layOutAnswer(int width)
{
    int y = 0;
    if (m_head != nullptr) {
        const int height = m_head->sizeHint().height();
        m_head->setGeometry(0, 0, width, height);
        y = height + kSpaceS;
    }
    if (m_thought != nullptr && !m_thought->isHidden()) {
        const int height = m_thought->layoutForWidth(width);
        m_thought->setGeometry(0, y, width, height);
        y += height + kSpaceS;
    }
    const int height = m_body->layoutForWidth(width);
    m_body->setGeometry(0, y, width, height);
    y += height;
    if (m_sureness != nullptr && !m_sureness->isHidden()) {
        m_sureness->setGeometry(0, y + kSpaceXs, width, m_sureness->sizeHint().height());
        y += kSpaceXs + m_sureness->height();
    }
    if (!m_dots->isHidden()) {
        m_dots->setGeometry(QRect(QPoint(0, y), m_dots->sizeHint()));
        y += m_dots->height();
    }
    return y;
}

int MessageItem::layoutForWidth(int width)
{
    m_bubble = {};
    if (isEditing()) {
        if (m_fold != nullptr)
            m_fold->hide();
        const int height = m_editor->heightForWidth(width);
        m_editor->setGeometry(0, 0, width, height);
        return height + kSpaceM; // what follows stands apart from its frame
    }
    int y = isUser() ? layOutBubble(width) : layOutAnswer(width);
    if (!m_footer->isHidden()) {
        y += y > 0 ? kSpaceXs : 0;
        const int height = m_footer->layoutForWidth(width);
        m_footer->setGeometry(0, y, width, height);
        y += height;
    }
    return y;
}

void MessageItem::enterEvent(QEnterEvent*)
{
    m_footer->setFaint(false);
    wantActions();
}

void MessageItem::leaveEvent(QEvent*)
{
    m_footer->setFaint(isUser());
}

void MessageItem::paintEvent(QPaintEvent*)
{
    if (m_bubble.isNull())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.palette().bubble);
    painter.drawRoundedRect(m_bubble, kLargeRadius, kLargeRadius);
}

} // namespace ui
