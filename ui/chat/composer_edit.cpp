#include "ui/chat/composer_edit.h"

#include "ui/markdown/text_piece.h"

#include <QAbstractTextDocumentLayout>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextDocumentFragment>
#include <QTextLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr int kMostLines = 9;
constexpr qsizetype kLongPaste = 6000; // characters

QStringList localFiles(const QMimeData* source)
{
    QStringList files;
    for (const QUrl& url : source->urls()) {
        if (url.isLocalFile())
            files << url.toLocalFile();
    }
    return files;
}

// Programs that offer no plain text offer HTML; of a picture copied in a browser that is empty.
QString textOf(const QMimeData* source)
{
    if (source->hasText() || !source->hasHtml())
        return source->text();
    const QString text = QTextDocumentFragment::fromHtml(source->html()).toPlainText();
    return QString(text).remove(QChar::ObjectReplacementCharacter).trimmed();
}

} // namespace

ComposerEdit::ComposerEdit(QWidget* parent)
    : QTextEdit(parent)
{
    setAcceptRichText(false);
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    document()->setDocumentMargin(2);
    connect(document()->documentLayout(),
            &QAbstractTextDocumentLayout::documentSizeChanged,
            this,
            &ComposerEdit::fitHeight);
    connect(document(), &QTextDocument::contentsChange, this, &ComposerEdit::keepShapes);
    fitHeight();
}

// What Qt finds out of emoji is kept for each time that they are drawn: a key in a paragraph of a
// thousand different ones takes 60 ms so, and else 180 ms.
void ComposerEdit::keepShapes(int from, int, int added)
{
    for (QTextBlock block = document()->findBlock(from);
         block.isValid() && block.position() <= from + added;
         block = block.next())
        block.layout()->setCacheEnabled(markdown::emojiIn(block.text()) > 0);
}

int ComposerEdit::heightForLines(int lines) const
{
    const double margins =
        2 * document()->documentMargin() + contentsMargins().top() + contentsMargins().bottom();
    return int(std::ceil(lines * fontMetrics().lineSpacing() + margins)) + 2;
}

void ComposerEdit::fitHeight()
{
    const int wanted = int(std::ceil(document()->size().height())) + contentsMargins().top() +
                       contentsMargins().bottom();
    const int height = std::clamp(wanted, heightForLines(1), heightForLines(kMostLines));
    if (height != maximumHeight())
        setFixedHeight(height);
}

void ComposerEdit::setRecalled(const QString& text)
{
    setPlainText(text);
    moveCursor(QTextCursor::End);
    m_recalled = text;
}

QSize ComposerEdit::sizeHint() const
{
    return {400, maximumHeight()};
}

QSize ComposerEdit::minimumSizeHint() const
{
    return {80, maximumHeight()};
}

void ComposerEdit::resizeEvent(QResizeEvent* event)
{
    QTextEdit::resizeEvent(event);
    fitHeight();
}

void ComposerEdit::inputMethodEvent(QInputMethodEvent* event)
{
    m_composing = !event->preeditString().isEmpty();
    QTextEdit::inputMethodEvent(event);
}

// Tab, before it moves the focus.
bool ComposerEdit::focusNextPrevChild(bool next)
{
    if (next && !m_composing && m_keyFilter && m_keyFilter(Qt::Key_Tab))
        return true;
    return QTextEdit::focusNextPrevChild(next);
}

void ComposerEdit::keyPressEvent(QKeyEvent* event)
{
    if (!m_composing && m_keyFilter && m_keyFilter(event->key()))
        return;
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && m_composing)
        return;
    if (enter && !event->modifiers().testFlag(Qt::ShiftModifier)) {
        emit sendRequested();
        return;
    }
    if (enter) {
        // A paragraph, as QTextEdit's own Shift+Enter makes a line separator, which plain text
        // turns into no newline.
        textCursor().insertBlock();
        ensureCursorVisible();
        return;
    }
    if (event->key() == Qt::Key_Backspace && document()->isEmpty() && !m_composing &&
        !event->isAutoRepeat()) { // else who deletes a text would go on with the files
        emit dropLastRequested();
        return;
    }
    const bool recalled = !m_recalled.isNull() && toPlainText() == m_recalled;
    if (event->key() == Qt::Key_Up && (document()->isEmpty() || recalled) && !m_composing) {
        emit recallRequested(-1);
        return;
    }
    if (event->key() == Qt::Key_Down && recalled && !m_composing) {
        emit recallRequested(1);
        return;
    }
    if (!scrollConversation(*event))
        QTextEdit::keyPressEvent(event);
}

bool ComposerEdit::scrollConversation(const QKeyEvent& event)
{
    const bool isPlain = event.modifiers() == Qt::NoModifier;
    const bool isCtrl = event.modifiers() == Qt::ControlModifier;
    auto action = QAbstractSlider::SliderNoAction;
    if (isPlain && event.key() == Qt::Key_PageUp)
        action = QAbstractSlider::SliderPageStepSub;
    else if (isPlain && event.key() == Qt::Key_PageDown)
        action = QAbstractSlider::SliderPageStepAdd;
    else if (isCtrl && event.key() == Qt::Key_Home)
        action = QAbstractSlider::SliderToMinimum;
    else if (isCtrl && event.key() == Qt::Key_End)
        action = QAbstractSlider::SliderToMaximum;
    const bool isSeen = isPlain ? verticalScrollBar()->maximum() == 0 : document()->isEmpty();
    if (action == QAbstractSlider::SliderNoAction || !isSeen || m_composing)
        return false;
    emit scrollRequested(action);
    return true;
}

void ComposerEdit::fillTwins()
{
    const QString place = std::exchange(m_place, QString());
    if (place.isEmpty())
        return;
    QTextCursor filled(document()); // inserting moves the anchor of one that keeps its position
    filled.setPosition(m_placeStart.position());
    filled.setPosition(m_placeEnd.position(), QTextCursor::KeepAnchor);
    const QString value = filled.selectedText();
    if (value.isEmpty() || value.contains(place))
        return;
    QTextCursor twin = document()->find(place);
    for (; !twin.isNull(); twin = document()->find(place, twin))
        twin.insertText(value);
}

bool ComposerEdit::selectNextPlace()
{
    fillTwins();
    static const QRegularExpression place(QStringLiteral("\\{\\{[^{}\\n]{1,80}\\}\\}"));
    QTextCursor found = document()->find(place, textCursor());
    if (found.isNull())
        found = document()->find(place);
    if (found.isNull())
        return false;
    setTextCursor(found);
    m_place = found.selectedText();
    m_placeStart = m_placeEnd = QTextCursor(document());
    m_placeStart.setPosition(found.selectionStart());
    m_placeStart.setKeepPositionOnInsert(true);
    m_placeEnd.setPosition(found.selectionEnd());
    return true;
}

bool ComposerEdit::canInsertFromMimeData(const QMimeData* source) const
{
    return source->hasUrls() || source->hasText() || source->hasHtml() || source->hasImage();
}

void ComposerEdit::insertFromMimeData(const QMimeData* source)
{
    const QStringList files = localFiles(source);
    const QString text = textOf(source);
    if (!files.isEmpty())
        emit filesOffered(files);
    else if (text.size() > kLongPaste || markdown::emojiIn(text) > markdown::kMostEmoji)
        emit longTextPasted(text);
    else if (!text.isEmpty())
        insertPlainText(text);
    else if (source->hasImage())
        emit picturePasted();
}

} // namespace ui
