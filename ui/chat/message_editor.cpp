#include "ui/chat/message_editor.h"

#include "ui/chat/attachment_chips.h"
#include "ui/chat/spell_marks.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pasting.h"

#include <QAbstractTextDocumentLayout>
#include <QHBoxLayout>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QPushButton>
#include <QTextDocument>
#include <QTextEdit>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>

namespace ui {

namespace {

constexpr int kLowest = 60;
constexpr int kHighest = 420;

} // namespace

MessageEditor::MessageEditor(const Theme& theme,
                             const SplitMessage& message,
                             const QString& keepText,
                             QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_message(message)
    , m_files(new AttachmentChips(theme, this))
    , m_edit(new Pasting<QTextEdit>(this))
    , m_buttons(new QWidget(this))
{
    setObjectName(QStringLiteral("messageEditor"));
    m_edit->setObjectName(QStringLiteral("messageEditorText"));
    m_edit->setAccessibleName(tr("Text of the message"));
    m_edit->setAcceptRichText(false);
    m_edit->setTabChangesFocus(true);
    m_edit->setFrameShape(QFrame::NoFrame);
    m_edit->setFont(theme.readingFont());
    m_edit->setPlainText(message.words);
    m_edit->moveCursor(QTextCursor::End);
    m_edit->installEventFilter(this);
    auto* cancel = new QPushButton(tr("Cancel"), m_buttons);
    auto* keepButton = new QPushButton(keepText, m_buttons);
    cancel->setObjectName(QStringLiteral("dropEditButton"));
    keepButton->setObjectName(QStringLiteral("keepEditButton"));
    keepButton->setProperty("look", "primary");
    keepButton->setToolTip(tr("Enter; Shift+Enter breaks the line"));
    auto* row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(keepButton);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpaceM, kSpaceM, kSpaceM, kSpaceM);
    layout->setSpacing(kSpaceS);
    m_files->setAttachments(message.attachments);
    layout->addWidget(m_files);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_buttons);
    connect(cancel, &QPushButton::clicked, this, &MessageEditor::drop);
    connect(keepButton, &QPushButton::clicked, this, &MessageEditor::keep);
    connect(m_edit->document()->documentLayout(),
            &QAbstractTextDocumentLayout::documentSizeChanged,
            this,
            &MessageEditor::heightChanged);
    connect(m_files, &AttachmentChips::changed, this, &MessageEditor::heightChanged);
    connect(m_edit, &QTextEdit::textChanged, this, &MessageEditor::changed);
    connect(m_files, &AttachmentChips::changed, this, &MessageEditor::changed);
}

void MessageEditor::focusText()
{
    m_edit->setFocus();
}

void MessageEditor::setSpelling(app::SpellChecker& checker)
{
    new SpellMarks(*m_edit, m_theme, checker);
}

void MessageEditor::selectFound(const QString& words, int ordinal)
{
    QTextCursor found = m_edit->document()->find(words);
    for (int i = 0; i < ordinal && !found.isNull(); ++i)
        found = m_edit->document()->find(words, found);
    if (found.isNull())
        return; // it has been changed
    m_edit->setTextCursor(found);
    m_edit->ensureCursorVisible();
}

int MessageEditor::heightForWidth(int width) const
{
    const std::unique_ptr<QTextDocument> probe(m_edit->document()->clone());
    probe->setTextWidth(width - 2 * kSpaceM - kSpaceL);
    const int text = std::clamp(int(probe->size().height()) + kSpaceM, kLowest, kHighest);
    const int files = m_files->attachments().isEmpty()
                          ? 0
                          : m_files->heightForWidth(width - 2 * kSpaceM) + kSpaceS;
    return files + text + m_buttons->sizeHint().height() + 2 * kSpaceM + kSpaceS;
}

void MessageEditor::setMessage(const SplitMessage& message)
{
    m_files->setAttachments(message.attachments);
    m_edit->setPlainText(message.words);
    m_edit->moveCursor(QTextCursor::End);
}

bool MessageEditor::isChanged() const
{
    return m_edit->toPlainText() != m_message.words ||
           m_files->attachments() != m_message.attachments;
}

QString MessageEditor::written() const
{
    const QList<Attachment>& files = m_files->attachments();
    const QString words = m_edit->toPlainText();
    return files.isEmpty() ? words : messageWith(words, files);
}

QString MessageEditor::unkept() const
{
    return isChanged() ? written() : QString();
}

void MessageEditor::keep()
{
    if (!isChanged())
        drop();
    else if (const QString text = written(); !text.trimmed().isEmpty())
        emit kept(text);
}

void MessageEditor::drop()
{
    emit dropped(unkept());
}

bool MessageEditor::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_edit)
        return QFrame::eventFilter(watched, event);
    // Esc is a shortcut of the window too, which here has to leave it to the field.
    if (event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::InputMethod)
        m_composing = !static_cast<QInputMethodEvent*>(event)->preeditString().isEmpty();
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape) {
            drop();
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            if (key->modifiers().testFlag(Qt::ShiftModifier)) {
                m_edit->textCursor().insertBlock(); // see ComposerEdit
                m_edit->ensureCursorVisible();
            } else if (!m_composing) {
                keep();
            }
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace ui
