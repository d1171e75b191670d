#include "ui/chat/composer.h"

#include "ui/chat/attachment_chips.h"
#include "ui/chat/composer_edit.h"
#include "ui/chat/prompt_picker.h"
#include "ui/chat/spell_marks.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/icon_button.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QRegularExpression>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace ui {

namespace {

// Whether or not their tokens have been counted.
bool areSameFiles(const QList<Attachment>& some, const QList<Attachment>& others)
{
    return std::equal(some.begin(),
                      some.end(),
                      others.begin(),
                      others.end(),
                      [](const Attachment& a, const Attachment& b) {
                          return a.name == b.name && a.text == b.text;
                      });
}

} // namespace

Composer::Composer(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_edit(new ComposerEdit(this))
    , m_button(new IconButton(
          theme, QStringLiteral("send"), tr("Send"), this, "accent", IconButton::Tone::OnAccent))
    , m_chips(new AttachmentChips(theme, this))
    , m_picker(new PromptPicker(parent))
    , m_tools(new QHBoxLayout)
    , m_status(new QHBoxLayout)
{
    setObjectName(QStringLiteral("composerCard"));
    setCursor(Qt::IBeamCursor);
    m_edit->setObjectName(QStringLiteral("composerText"));
    m_edit->setAccessibleName(tr("Message"));
    m_edit->installEventFilter(this);
    m_button->setObjectName(QStringLiteral("sendButton"));
    m_button->setCursor(Qt::ArrowCursor);
    m_tools->setSpacing(2);
    m_status->setSpacing(kSpaceS);
    auto* row = new QHBoxLayout;
    row->setSpacing(kSpaceM);
    row->addLayout(m_tools);
    row->addStretch(1);
    row->addLayout(m_status);
    row->addWidget(m_button);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpaceM, kSpaceM, kSpaceS, kSpaceS);
    layout->setSpacing(kSpaceXs);
    layout->addWidget(m_chips);
    layout->addWidget(m_edit);
    layout->addLayout(row);
    connect(m_button, &QToolButton::clicked, this, &Composer::act);
    connect(m_edit, &ComposerEdit::sendRequested, this, &Composer::send);
    connect(m_edit, &ComposerEdit::dropLastRequested, m_chips, &AttachmentChips::dropLast);
    connect(m_edit, &ComposerEdit::recallRequested, this, &Composer::recall);
    connect(m_edit, &QTextEdit::textChanged, this, &Composer::showState);
    connect(m_edit, &QTextEdit::textChanged, this, [this] {
        narrowPrompts();
        emit textChanged(message());
    });
    connect(m_chips, &AttachmentChips::changed, this, [this] {
        showState();
        emit textChanged(message());
    });
    connect(m_chips, &AttachmentChips::readingDropped, this, &Composer::readingDropped);
    connect(m_edit, &ComposerEdit::filesOffered, this, &Composer::filesOffered);
    connect(m_edit, &ComposerEdit::longTextPasted, this, &Composer::longTextPasted);
    connect(m_edit, &ComposerEdit::picturePasted, this, &Composer::picturePasted);
    connect(m_edit, &ComposerEdit::scrollRequested, this, &Composer::scrollRequested);
    connect(m_picker, &PromptPicker::picked, this, &Composer::insertPrompt);
    m_edit->setKeyFilter([this](int key) { return takeKey(key); });
    const auto restyle = [this, &theme] {
        m_edit->setFont(theme.readingFont());
        m_button->setFixedSize(theme.grown(kSendSize), theme.grown(kSendSize));
    };
    connect(&theme, &Theme::changed, this, restyle);
    restyle();
    showState();
}

QString Composer::text() const
{
    return m_edit->toPlainText();
}

void Composer::setText(const QString& text)
{
    m_edit->setPlainText(text);
    m_edit->moveCursor(QTextCursor::End);
}

void Composer::setMessage(const QString& message)
{
    m_chips->clear();
    m_edit->clear();
    putBack(message);
}

void Composer::setBusy(bool busy)
{
    m_busy = busy;
    showState();
}

void Composer::setReady(bool ready)
{
    m_ready = ready;
}

void Composer::setPlaceholder(const QString& text)
{
    m_edit->setPlaceholderText(text);
}

void Composer::focusText()
{
    m_edit->setFocus(Qt::OtherFocusReason);
}

bool Composer::takeTyped(QKeyEvent& event)
{
    if (event.matches(QKeySequence::Paste) && !m_edit->hasFocus()) {
        focusText();
        m_edit->paste();
        return true;
    }
    const QString typed = event.text();
    const bool isCommand =
        event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
    if (isCommand || m_edit->hasFocus() || typed.isEmpty() || !typed.at(0).isPrint() ||
        typed.at(0).isSpace())
        return false;
    focusText();
    QCoreApplication::sendEvent(m_edit, &event);
    return true;
}

void Composer::setHistory(const QStringList& messages)
{
    m_history = messages;
    m_recalled = messages.size();
}

void Composer::setSpelling(app::SpellChecker& checker)
{
    new SpellMarks(*m_edit, m_theme, checker);
}

void Composer::recall(int step)
{
    const SplitMessage shown = split(m_history.value(m_recalled));
    if (text() != shown.words)
        m_recalled = m_history.size();
    const qsizetype wanted = m_recalled + step;
    if (wanted < 0 || wanted > m_history.size())
        return;
    m_recalled = wanted;
    const SplitMessage recalled = split(m_history.value(wanted));
    // Files that were attached since are not the recalled message's to replace.
    const QList<Attachment>& files = m_chips->attachments();
    if (files.isEmpty() || areSameFiles(files, shown.attachments))
        m_chips->setAttachments(recalled.attachments);
    m_edit->setRecalled(recalled.words);
    if (!uncounted().isEmpty())
        emit putBackUncounted();
}

QString Composer::message() const
{
    const QList<Attachment>& files = m_chips->attachments();
    return files.isEmpty() ? text() : messageWith(text(), files);
}

bool Composer::isEmpty() const
{
    return text().trimmed().isEmpty() && m_chips->attachments().isEmpty() && !m_chips->isReading();
}

// A file's text comes back with a line's end that it may not have had.
size_t Composer::keyOf(const Attachment& attachment)
{
    const QString& text = attachment.text;
    return qHash(QStringView(text).chopped(text.endsWith(u'\n') ? 1 : 0));
}

SplitMessage Composer::split(const QString& message) const
{
    SplitMessage result = splitAttachments(message);
    for (Attachment& attachment : result.attachments)
        attachment.tokens = m_counts.value(keyOf(attachment), -1);
    return result;
}

void Composer::putBack(const QString& message)
{
    const SplitMessage returned = split(message);
    const QString written = text();
    for (const Attachment& attachment : returned.attachments)
        m_chips->add(attachment);
    setText(written.isEmpty() ? returned.words : returned.words + QStringLiteral("\n\n") + written);
    if (!uncounted().isEmpty())
        emit putBackUncounted();
}

void Composer::takeBack(const QString& message)
{
    const SplitMessage returned = split(message);
    if (!text().startsWith(returned.words))
        return;
    m_chips->remove(returned.attachments);
    setText(text().mid(returned.words.size()).trimmed());
}

void Composer::addAttachment(const Attachment& attachment)
{
    m_counts.insert(keyOf(attachment), attachment.tokens);
    m_chips->add(attachment);
}

QList<Attachment> Composer::uncounted() const
{
    QList<Attachment> result = m_chips->attachments();
    result.removeIf([](const Attachment& each) { return each.tokens >= 0; });
    return result;
}

void Composer::setTokens(const Attachment& attachment, int tokens)
{
    m_counts.insert(keyOf(attachment), tokens);
    m_chips->setTokens(attachment, tokens);
}

void Composer::addReading(int id, const QString& name)
{
    m_chips->addReading(id, name);
}

bool Composer::endReading(int id)
{
    return m_chips->endReading(id);
}

void Composer::setPrompts(const QList<app::SavedPrompt>& prompts)
{
    m_picker->setPrompts(prompts);
}

void Composer::openPrompts()
{
    focusText();
    m_narrows = text().isEmpty();
    if (m_picker->isHidden())
        m_picker->openAbove(this, {});
    else
        m_picker->hide();
}

// A slash at the start is the way to the saved prompts. What is typed into the empty field while
// they are open narrows them too.
void Composer::narrowPrompts()
{
    const QString words = text();
    if (words.startsWith(u'/') && !words.contains(u'\n'))
        m_picker->openAbove(this, words.mid(1));
    else if (m_narrows && !m_picker->isHidden() && !words.contains(u'\n'))
        m_picker->openAbove(this, words);
    else
        m_picker->hide();
}

bool Composer::takeKey(int key)
{
    if (m_picker->takeKey(key))
        return true;
    return key == Qt::Key_Tab && m_edit->selectNextPlace();
}

void Composer::insertPrompt(const QString& prompt)
{
    if (text().startsWith(u'/') || m_narrows)
        m_edit->clear();
    m_narrows = false;
    m_edit->textCursor().insertText(prompt);
    m_prompt = prompt;
    m_told.clear();
    m_edit->moveCursor(QTextCursor::Start);
    if (!m_edit->selectNextPlace())
        m_edit->moveCursor(QTextCursor::End);
    focusText();
}

void Composer::addTool(QWidget* tool)
{
    m_tools->addWidget(tool);
}

void Composer::addStatus(QWidget* status)
{
    m_status->addWidget(status);
}

void Composer::act()
{
    if (m_busy)
        emit stopRequested();
    else
        send();
}

// Braces that no saved prompt has brought are the person's own.
bool Composer::selectPlaceLeft()
{
    static const QRegularExpression place(QStringLiteral("\\{\\{[^{}\\n]{1,80}\\}\\}"));
    const QString words = text();
    auto match = place.globalMatch(m_prompt);
    bool isLeft = false;
    while (match.hasNext() && !isLeft)
        isLeft = words.contains(match.next().captured());
    if (!isLeft || words == std::exchange(m_told, words))
        return false;
    m_edit->moveCursor(QTextCursor::Start);
    m_edit->selectNextPlace();
    focusText();
    emit placeLeft();
    return true;
}

void Composer::send()
{
    m_edit->fillTwins();
    const QString whole = message();
    if (m_chips->isReading() || whole.trimmed().isEmpty())
        return;
    if (m_busy || !m_ready) {
        emit sendHeldBack();
        return;
    }
    if (selectPlaceLeft())
        return;
    m_history << whole;
    m_recalled = m_history.size();
    m_edit->clear();
    m_chips->clear();
    emit sendRequested(whole);
}

void Composer::showState()
{
    m_button->setIconName(m_busy ? QStringLiteral("stop") : QStringLiteral("send"));
    m_button->setName(m_busy ? tr("Stop (Esc)") : tr("Send (Enter)"));
    m_button->setEnabled(m_busy || (!m_chips->isReading() && !message().trimmed().isEmpty()));
}

bool Composer::eventFilter(QObject* watched, QEvent* event)
{
    // Esc is a shortcut of the window too, which here has to leave it to the list.
    if (watched == m_edit && event->type() == QEvent::ShortcutOverride && !m_picker->isHidden() &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    if (watched == m_edit && event->type() == QEvent::FocusOut)
        m_picker->hide();
    if (watched == m_edit &&
        (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)) {
        setProperty("focused", event->type() == QEvent::FocusIn);
        style()->unpolish(this);
        style()->polish(this);
    }
    return QFrame::eventFilter(watched, event);
}

void Composer::mousePressEvent(QMouseEvent*)
{
    focusText();
}

} // namespace ui
