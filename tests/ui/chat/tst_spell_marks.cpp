// Misspelt words of a field: underlined, and mended by its menu.
#include "app/spelling/spell_checker.h"
#include "tests/support/test_paths.h"
#include "ui/chat/chat_view.h"
#include "ui/chat/composer.h"
#include "ui/chat/message_item.h"
#include "ui/chat/spell_marks.h"
#include "ui/theme/theme.h"

#include <QContextMenuEvent>
#include <QInputMethodEvent>
#include <QMenu>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTextEdit>
#include <QtTest>

namespace {

QStringList markedWords(const QTextEdit& edit)
{
    QStringList words;
    for (const QTextEdit::ExtraSelection& mark : edit.extraSelections())
        words << mark.cursor.selectedText();
    return words;
}

const QStringList kHelo{QStringLiteral("helo")};

struct Desk
{
    Desk()
    {
        checker.choose({}, {QStringLiteral("en_US")});
        edit.resize(400, 200);
        edit.show();
        edit.setFocus();
    }
    QMenu* openMenu(const QString& word)
    {
        const QTextCursor found = edit.document()->find(word);
        const QPoint at = edit.cursorRect(found).center() - QPoint(4, 0);
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, edit.viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(edit.viewport(), &event);
        return shownMenu();
    }
    QMenu* shownMenu()
    {
        QMenu* menu = nullptr;
        (void)QTest::qWaitFor([&] {
            menu = edit.findChild<QMenu*>(QStringLiteral("spellingMenu"));
            return menu != nullptr && menu->isVisible();
        });
        return menu;
    }

    QTemporaryDir folder;
    ui::Theme theme;
    app::SpellChecker checker{{QString::fromStdString(tests::dataPath("spelling").string())},
                              folder.filePath(QStringLiteral("words.txt"))};
    QTextEdit edit;
    ui::SpellMarks* marks = new ui::SpellMarks(edit, theme, checker);
};

QStringList texts(const QMenu& menu)
{
    QStringList found;
    for (const QAction* action : menu.actions()) {
        if (!action->isSeparator())
            found << action->text();
    }
    return found;
}

void choose(QMenu* menu, const QString& text)
{
    for (QAction* action : menu->actions()) {
        if (action->text() == text) {
            action->trigger();
            menu->close();
            return;
        }
    }
    QFAIL(qPrintable(text));
}

} // namespace

class TestSpellMarks : public QObject
{
    Q_OBJECT

private slots:
    void marksWrongWords();
    void leavesTheWordBeingTyped();
    void marksWhenTheFieldIsLeft();
    void followsChangesAboveALine();
    void keepsTheTextAsItIs();
    void restsWhileAnInputMethodComposes();
    void menuMendsTheWord();
    void menuOpensByTheKeyboard();
    void noMenuOpensForTextThatHasGone();
    void menuOfRightWordsIsTheField();
    void menuAddsAndIgnores();
    void marksHaveALimit();
    void composerIsChecked();
    void editedMessagesAreChecked();
};

void TestSpellMarks::marksWrongWords()
{
    Desk desk;
    desk.edit.setPlainText(QStringLiteral("helo world, `helo` my frend\nhello wrold."));
    QTRY_COMPARE(markedWords(desk.edit), (QStringList{"helo", "my", "frend", "wrold"}));
    const QTextCharFormat format = desk.edit.extraSelections().first().format;
    QCOMPARE(format.underlineStyle(), QTextCharFormat::SpellCheckUnderline);
    QCOMPARE(format.underlineColor(), desk.theme.palette().error);
    desk.checker.choose(QLatin1String(app::kNoSpelling), {});
    QTRY_COMPARE(markedWords(desk.edit), QStringList());
}

void TestSpellMarks::leavesTheWordBeingTyped()
{
    Desk desk;
    QTest::keyClicks(&desk.edit, QStringLiteral("wrold helo"));
    QTRY_COMPARE(markedWords(desk.edit), QStringList{QStringLiteral("wrold")});
    QTest::keyClicks(&desk.edit, QStringLiteral(" "));
    QTRY_COMPARE(markedWords(desk.edit), (QStringList{"wrold", "helo"}));
    // Gone to, it stays marked; changed, it is left alone again.
    QTest::keyClick(&desk.edit, Qt::Key_Left);
    QTest::qWait(0);
    QCOMPARE(markedWords(desk.edit), (QStringList{"wrold", "helo"}));
    QTest::keyClick(&desk.edit, Qt::Key_Backspace);
    QTRY_COMPARE(markedWords(desk.edit), QStringList{QStringLiteral("wrold")});
}

void TestSpellMarks::marksWhenTheFieldIsLeft()
{
    Desk desk;
    QTest::keyClicks(&desk.edit, QStringLiteral("wrold helo"));
    QTRY_COMPARE(markedWords(desk.edit).size(), 1);
    QFocusEvent left(QEvent::FocusOut);
    QCoreApplication::sendEvent(&desk.edit, &left);
    QTRY_COMPARE(markedWords(desk.edit), (QStringList{"wrold", "helo"}));
}

void TestSpellMarks::followsChangesAboveALine()
{
    Desk desk;
    desk.edit.setPlainText(QStringLiteral("\nhelo"));
    QTRY_COMPARE(markedWords(desk.edit), kHelo);
    desk.edit.moveCursor(QTextCursor::Start);
    QTest::keyClicks(&desk.edit, QStringLiteral("```"));
    QTRY_COMPARE(markedWords(desk.edit), QStringList());
    QTest::keyClick(&desk.edit, Qt::Key_Backspace);
    QTRY_COMPARE(markedWords(desk.edit), kHelo);
}

void TestSpellMarks::keepsTheTextAsItIs()
{
    Desk desk;
    QTest::keyClicks(&desk.edit, QStringLiteral("helo "));
    QSignalSpy changed(&desk.edit, &QTextEdit::textChanged);
    QTRY_COMPARE(markedWords(desk.edit), kHelo);
    QCOMPARE(changed.size(), 0);
    desk.edit.undo();
    QCOMPARE(desk.edit.toPlainText(), QString());
}

void TestSpellMarks::restsWhileAnInputMethodComposes()
{
    Desk desk;
    desk.edit.setPlainText(QStringLiteral("helo "));
    desk.edit.moveCursor(QTextCursor::End);
    QTRY_COMPARE(markedWords(desk.edit), kHelo);
    QInputMethodEvent composing(QStringLiteral("nihao"), {});
    QCoreApplication::sendEvent(&desk.edit, &composing);
    QTRY_COMPARE(markedWords(desk.edit), QStringList());
    QInputMethodEvent composed;
    composed.setCommitString(QStringLiteral("你好"));
    QCoreApplication::sendEvent(&desk.edit, &composed);
    QTRY_COMPARE(markedWords(desk.edit), kHelo);
}

void TestSpellMarks::menuMendsTheWord()
{
    Desk desk;
    desk.edit.setPlainText(QStringLiteral("where is helo world"));
    QTRY_COMPARE(markedWords(desk.edit), (QStringList{"is", "helo"}));
    QMenu* menu = desk.openMenu(kHelo.first());
    QVERIFY(menu != nullptr);
    const QStringList offered = texts(*menu);
    QCOMPARE(offered.first(), QStringLiteral("hello"));
    const qsizetype own = offered.indexOf(QStringLiteral("Add to dictionary"));
    QVERIFY(own > 0);
    QCOMPARE(offered.value(own + 1), QStringLiteral("Ignore"));
    QVERIFY(offered.size() > own + 2); // and what the field offers
    choose(menu, QStringLiteral("hello"));
    QCOMPARE(desk.edit.toPlainText(), QStringLiteral("where is hello world"));
    desk.edit.undo();
    QCOMPARE(desk.edit.toPlainText(), QStringLiteral("where is helo world"));
}

void TestSpellMarks::menuOpensByTheKeyboard()
{
    Desk desk;
    desk.edit.setPlainText(QStringLiteral("zxqv "));
    QTRY_COMPARE(markedWords(desk.edit), QStringList{QStringLiteral("zxqv")});
    desk.edit.moveCursor(QTextCursor::Start);
    QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(), QPoint());
    QCoreApplication::sendEvent(&desk.edit, &event);
    QMenu* menu = desk.shownMenu();
    QVERIFY(menu != nullptr);
    QCOMPARE(texts(*menu).first(), QStringLiteral("No suggestions"));
    QVERIFY(!menu->actions().first()->isEnabled());
    menu->close();
}

void TestSpellMarks::noMenuOpensForTextThatHasGone()
{
    Desk desk;
    desk.edit.setPlainText(QStringLiteral("helo"));
    QTRY_COMPARE(markedWords(desk.edit), kHelo);
    QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(), QPoint());
    QCoreApplication::sendEvent(&desk.edit, &event);
    desk.edit.clear(); // as when it is sent
    // Suggestions come in the order they were asked for.
    bool isOver = false;
    desk.checker.suggest(kHelo.first(), &desk.edit, [&](const QStringList&) { isOver = true; });
    QTRY_VERIFY(isOver);
    QVERIFY(desk.edit.findChild<QMenu*>() == nullptr);
}

void TestSpellMarks::menuOfRightWordsIsTheField()
{
    Desk desk;
    desk.edit.setPlainText(QStringLiteral("hello helo "));
    QTRY_COMPARE(markedWords(desk.edit), kHelo);
    const QTextCursor right = desk.edit.document()->find(QStringLiteral("hello"));
    const QPoint at = desk.edit.cursorRect(right).center() - QPoint(4, 0);
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, desk.edit.viewport()->mapToGlobal(at));
    QCoreApplication::sendEvent(desk.edit.viewport(), &event);
    auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    QVERIFY(menu != nullptr);
    QVERIFY(menu->objectName() != QStringLiteral("spellingMenu"));
    menu->close();
}

void TestSpellMarks::menuAddsAndIgnores()
{
    Desk desk;
    desk.edit.setPlainText(QStringLiteral("helo emberly wrold helo "));
    QTRY_COMPARE(markedWords(desk.edit).size(), 4);
    choose(desk.openMenu(kHelo.first()), QStringLiteral("Ignore"));
    QTRY_COMPARE(markedWords(desk.edit), (QStringList{"emberly", "wrold"}));
    choose(desk.openMenu(QStringLiteral("emberly")), QStringLiteral("Add to dictionary"));
    QTRY_COMPARE(markedWords(desk.edit), QStringList{QStringLiteral("wrold")});
    QTRY_VERIFY(QFile::exists(desk.folder.filePath(QStringLiteral("words.txt"))));
}

void TestSpellMarks::marksHaveALimit()
{
    Desk desk;
    desk.edit.setPlainText(QStringLiteral("helo wrold ").repeated(1000));
    QTRY_COMPARE(markedWords(desk.edit).size(), 500);
}

void TestSpellMarks::composerIsChecked()
{
    Desk desk;
    QWidget page; // holds the picker of saved prompts, too
    ui::Composer composer(desk.theme, &page);
    composer.setSpelling(desk.checker);
    composer.setText(QStringLiteral("helo there, frend "));
    auto* edit = composer.findChild<QTextEdit*>(QStringLiteral("composerText"));
    QTRY_COMPARE(markedWords(*edit), (QStringList{"helo", "there", "frend"}));
}

void TestSpellMarks::editedMessagesAreChecked()
{
    Desk desk;
    ui::ChatView view(desk.theme);
    view.resize(600, 400);
    view.setSpelling(desk.checker);
    app::Message message;
    message.id = 1;
    message.text = QStringLiteral("helo world");
    view.setMessages({message});
    view.show();
    view.findChild<ui::MessageItem*>()->startEditing();
    auto* edit = view.findChild<QTextEdit*>(QStringLiteral("messageEditorText"));
    QVERIFY(edit != nullptr);
    QTRY_COMPARE(markedWords(*edit), kHelo);
}

QTEST_MAIN(TestSpellMarks)
#include "tst_spell_marks.moc"
