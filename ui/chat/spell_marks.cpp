#include "ui/chat/spell_marks.h"

#include "app/spelling/prose_words.h"
#include "app/spelling/spell_checker.h"
#include "ui/theme/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QContextMenuEvent>
#include <QMenu>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextEdit>
#include <QTextLayout>

#include <utility>

namespace ui {

namespace {

constexpr qsizetype kMostMarks = 500; // more, and the text is in another language

bool touches(const app::ProseWord& word, int position)
{
    return position >= word.start && position <= word.start + word.length;
}

} // namespace

// What is known of a paragraph.
struct SpellMarks::Line : QTextBlockUserData
{
    int revision = -1; // of the paragraph, when it was checked
    int generation = -1;
    bool isWhole = false; // no word waits for its verdict or for the cursor to leave it
    QString fenceBefore;
    QString fenceBehind;
    QList<app::ProseWord> wrong;
};

SpellMarks::SpellMarks(QTextEdit& edit, const Theme& theme, app::SpellChecker& checker)
    : QObject(&edit)
    , m_edit(edit)
    , m_theme(theme)
    , m_checker(checker)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(0);
    const auto checkSoon = qOverload<>(&QTimer::start);
    connect(&m_timer, &QTimer::timeout, this, &SpellMarks::check);
    connect(edit.document(), &QTextDocument::contentsChange, this, [this](int at, int, int added) {
        m_typing = m_edit.textCursor().position() == at + added; // else it was not by hand
        m_timer.start();
    });
    connect(&edit, &QTextEdit::cursorPositionChanged, &m_timer, checkSoon);
    connect(&checker, &app::SpellChecker::changed, &m_timer, checkSoon);
    connect(&theme, &Theme::changed, &m_timer, checkSoon);
    edit.installEventFilter(this);
    edit.viewport()->installEventFilter(this);
    m_timer.start();
}

void SpellMarks::check()
{
    m_typedAt = m_typing ? m_edit.textCursor().position() : -1;
    m_typing = false; // unless the cursor turns out to be in a word
    QTextEdit::ExtraSelection mark;
    mark.format.setUnderlineStyle(QTextCharFormat::SpellCheckUnderline);
    mark.format.setUnderlineColor(m_theme.palette().error);
    QList<QTextEdit::ExtraSelection> marks;
    QString fence;
    for (QTextBlock block = m_edit.document()->begin(); block.isValid(); block = block.next()) {
        if (block.userData() == nullptr)
            block.setUserData(new Line);
        Line& line = *static_cast<Line*>(block.userData());
        if (!line.isWhole || line.revision != block.revision() || line.fenceBefore != fence ||
            line.generation != m_checker.generation()) {
            line.fenceBefore = line.fenceBehind = fence;
            checkLine(block, line);
        }
        fence = line.fenceBehind;
        // What an input method is composing stands in the layout and not in the text.
        if (!block.layout()->preeditAreaText().isEmpty())
            continue;
        for (const app::ProseWord& word : std::as_const(line.wrong)) {
            if (marks.size() == kMostMarks)
                break;
            mark.cursor = QTextCursor(block);
            mark.cursor.setPosition(block.position() + int(word.start));
            mark.cursor.setPosition(block.position() + int(word.start + word.length),
                                    QTextCursor::KeepAnchor);
            marks << mark;
        }
    }
    m_edit.setExtraSelections(marks);
}

void SpellMarks::checkLine(const QTextBlock& block, Line& line)
{
    const QString text = block.text();
    line.revision = block.revision();
    line.generation = m_checker.generation();
    line.isWhole = true;
    line.wrong.clear();
    for (const app::ProseWord& word : app::proseWords(text, line.fenceBehind)) {
        if (m_typedAt >= 0 && touches(word, m_typedAt - block.position())) {
            m_typing = true;
            line.isWhole = false;
            continue;
        }
        const auto verdict = m_checker.verdict(text.mid(word.start, word.length));
        if (verdict == app::SpellChecker::Verdict::Wrong)
            line.wrong << word;
        else if (verdict == app::SpellChecker::Verdict::Unknown)
            line.isWhole = false;
    }
}

QTextCursor SpellMarks::markAt(int position) const
{
    for (const QTextEdit::ExtraSelection& mark : m_edit.extraSelections()) {
        if (position >= mark.cursor.selectionStart() && position <= mark.cursor.selectionEnd())
            return mark.cursor;
    }
    return {};
}

bool SpellMarks::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusOut && watched == &m_edit) {
        m_typing = false;
        m_timer.start();
    }
    if (event->type() == QEvent::ContextMenu)
        return openMenu(*static_cast<QContextMenuEvent*>(event));
    return QObject::eventFilter(watched, event);
}

// False: the field's own menu is to open. The other one opens when its suggestions are there.
bool SpellMarks::openMenu(const QContextMenuEvent& event)
{
    int position = m_edit.textCursor().position();
    if (event.reason() != QContextMenuEvent::Keyboard) {
        const QPoint scrolled(m_edit.horizontalScrollBar()->value(),
                              m_edit.verticalScrollBar()->value());
        position =
            m_edit.document()->documentLayout()->hitTest(event.pos() + scrolled, Qt::ExactHit);
    }
    const QTextCursor word = markAt(position);
    if (word.isNull())
        return false;
    const QString wrong = word.selectedText();
    m_checker.suggest(
        wrong, this, [this, word, wrong, at = event.globalPos()](const QStringList& suggestions) {
            if (word.selectedText() == wrong) // else it has been changed or sent meanwhile
                showMenu(word, suggestions, at);
        });
    return true;
}

void SpellMarks::showMenu(const QTextCursor& word, const QStringList& suggestions, QPoint at)
{
    const QString wrong = word.selectedText();
    QMenu* menu = m_edit.createStandardContextMenu();
    menu->setObjectName(QStringLiteral("spellingMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* const first = menu->actions().value(0);
    const auto add = [menu, first](const QString& text) {
        auto* action = new QAction(text, menu);
        menu->insertAction(first, action);
        return action;
    };
    for (const QString& suggestion : suggestions) {
        QAction* action = add(QString(suggestion).replace(u'&', QStringLiteral("&&")));
        QFont strong = menu->font();
        strong.setBold(true);
        action->setFont(strong);
        connect(action, &QAction::triggered, this, [word, wrong, suggestion] {
            if (word.selectedText() == wrong) // it may have been changed meanwhile
                QTextCursor(word).insertText(suggestion);
        });
    }
    if (suggestions.isEmpty())
        add(tr("No suggestions"))->setEnabled(false);
    menu->insertSeparator(first);
    connect(add(tr("Add to dictionary")), &QAction::triggered, this, [this, wrong] {
        m_checker.add(wrong);
    });
    connect(
        add(tr("Ignore")), &QAction::triggered, this, [this, wrong] { m_checker.ignore(wrong); });
    menu->insertSeparator(first);
    menu->popup(at);
}

} // namespace ui
