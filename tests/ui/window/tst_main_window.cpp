// The window driven as a person would: keys and clicks in, what is shown out.
#include "tests/support/sample_documents.h"
#include "tests/support/window_desk.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/chat_view.h"
#include "ui/chat/composer.h"
#include "ui/chat/composer_edit.h"
#include "ui/chat/context_meter.h"
#include "ui/markdown/markdown_view.h"
#include "ui/settings/settings_dialog.h"
#include "ui/sidebar/conversation_model.h"
#include "ui/sidebar/sidebar.h"
#include "ui/widgets/attachment.h"
#include "ui/widgets/error_strip.h"

#include <QCheckBox>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDialog>
#include <QDir>
#include <QFileDialog>
#include <QFrame>
#include <QInputMethodEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

#include <algorithm>
#include <memory>

namespace {

struct Desk : tests::WindowDesk
{
    using WindowDesk::WindowDesk;

    QTextEdit* composer() { return part<QTextEdit>("composerText"); }
    void type(const QString& text)
    {
        composer()->setFocus();
        QTest::keyClicks(composer(), text);
    }
    void clickSend() { QTest::mouseClick(part<QToolButton>("sendButton"), Qt::LeftButton); }
    QStringList messages() { return tests::shownTexts(window); }
    // Asks and waits for the answer's end.
    void ask(const QString& text)
    {
        const qsizetype before = messages().size();
        type(text);
        clickSend();
        QTRY_VERIFY(messages().size() >= before + 2);
        QTRY_VERIFY(!controller.isBusy());
    }
    // A visible part of the message at this place of the path.
    QWidget* shown(const char* name, int message)
    {
        const QList<ui::MessageItem*> items = tests::shownMessages(window);
        if (message >= items.size())
            return nullptr;
        auto* widget = items[message]->findChild<QWidget*>(QLatin1String(name));
        return widget != nullptr && widget->isVisible() ? widget : nullptr;
    }
    void click(const char* name, int message)
    {
        QTRY_VERIFY(shown(name, message) != nullptr && shown(name, message)->isEnabled());
        QTest::mouseClick(shown(name, message), Qt::LeftButton);
    }
    // What the engine was asked last.
    QString lastAsked()
    {
        const auto prompt = std::get<core::ChatPrompt>(inference.requests().back().prompt);
        return QString::fromStdString(prompt.messages.back().content);
    }
    QAbstractItemModel& list() { return *part<QListView>("conversationList")->model(); }
    QStringList titles()
    {
        QStringList titles;
        for (int row = 0; row < list().rowCount(); ++row) {
            if (!list().index(row, 0).data(ui::ConversationModel::HeadingRole).toBool())
                titles << list().index(row, 0).data().toString();
        }
        return titles;
    }
};

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("FIRESIDE_DATA_DIR", m_folder->path().toUtf8()); // where a log would be
        m_desk = std::make_unique<Desk>(*m_folder);
    }
    void cleanup() { m_desk.reset(); }

    void typedMessageIsAnswered()
    {
        m_desk->type(QStringLiteral("Good evening"));
        m_desk->clickSend();
        QCOMPARE(m_desk->composer()->toPlainText(), QString());
        QTRY_COMPARE(
            m_desk->messages(),
            (QStringList{QStringLiteral("Good evening"), QStringLiteral("Hello, world!")}));
        QTRY_COMPARE(m_desk->titles().size(), 1);
    }

    void enterSendsAndShiftEnterBreaksTheLine()
    {
        m_desk->type(QStringLiteral("one"));
        QTest::keyClick(m_desk->composer(), Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClicks(m_desk->composer(), QStringLiteral("two"));
        QCOMPARE(m_desk->composer()->toPlainText(), QStringLiteral("one\ntwo"));
        QTest::keyClick(m_desk->composer(), Qt::Key_Return);
        QTRY_COMPARE(m_desk->messages().value(0), QStringLiteral("one\ntwo"));
    }

    void enterDuringCompositionIsNotSent()
    {
        m_desk->type(QStringLiteral("ni"));
        QInputMethodEvent composing(QStringLiteral("你"), {});
        QCoreApplication::sendEvent(m_desk->composer(), &composing);
        QTest::keyClick(m_desk->composer(), Qt::Key_Return);
        QTest::qWait(20);
        QVERIFY(m_desk->inference.requests().empty());
        QInputMethodEvent committed;
        committed.setCommitString(QStringLiteral("你好"));
        QCoreApplication::sendEvent(m_desk->composer(), &committed);
        QTest::keyClick(m_desk->composer(), Qt::Key_Return);
        QTRY_COMPARE(m_desk->messages().value(0), QStringLiteral("ni你好"));
    }

    void blankTextIsNotSent()
    {
        m_desk->type(QStringLiteral("   "));
        QTest::keyClick(m_desk->composer(), Qt::Key_Return);
        QVERIFY(!m_desk->part<QToolButton>("sendButton")->isEnabled());
        QVERIFY(m_desk->inference.requests().empty());
    }

    void upBringsBackWhatWasSent()
    {
        m_desk->type(QStringLiteral("again"));
        m_desk->clickSend();
        QTRY_VERIFY(!m_desk->controller.isBusy());
        m_desk->ask(QStringLiteral("later"));
        const auto press = [this](Qt::Key key) {
            QTest::keyClick(m_desk->composer(), key);
            return m_desk->composer()->toPlainText();
        };
        QCOMPARE(press(Qt::Key_Up), QStringLiteral("later"));
        QCOMPARE(press(Qt::Key_Up), QStringLiteral("again"));
        QCOMPARE(press(Qt::Key_Up), QStringLiteral("again"));
        QCOMPARE(press(Qt::Key_Down), QStringLiteral("later"));
        QCOMPARE(press(Qt::Key_Down), QString());
        QTest::keyClicks(m_desk->composer(), QStringLiteral("mine"));
        QCOMPARE(press(Qt::Key_Up), QStringLiteral("mine"));
    }

    void stopKeepsThePart_data()
    {
        QTest::addColumn<bool>("byKey");
        QTest::newRow("button") << false;
        QTest::newRow("escape") << true;
    }

    void stopKeepsThePart()
    {
        QFETCH(bool, byKey);
        m_desk->inference.setAnswer(
            {.pieces = QStringList(1000, QStringLiteral("word ")), .pieceMs = 5});
        m_desk->type(QStringLiteral("Tell me"));
        m_desk->clickSend();
        QTRY_VERIFY(m_desk->messages().value(1).contains(QStringLiteral("word")));
        if (byKey)
            QTest::keyClick(&m_desk->window, Qt::Key_Escape);
        else
            m_desk->clickSend();
        QTRY_VERIFY(!m_desk->controller.isBusy());
        const auto stopped = [this] {
            for (QLabel* label :
                 m_desk->window.findChildren<QLabel*>(QStringLiteral("stateLabel"))) {
                if (label->isVisible() && label->text().startsWith(QStringLiteral("Stopped")))
                    return true;
            }
            return false;
        };
        QTRY_VERIFY(stopped());
        QVERIFY(m_desk->messages().value(1).startsWith(QStringLiteral("word ")));
        QVERIFY(m_desk->messages().value(1).size() < 5000);
    }

    void conversationIsThereAfterRestart()
    {
        m_desk->type(QStringLiteral("Remember me"));
        m_desk->clickSend();
        QTRY_COMPARE(m_desk->messages().size(), 2);
        QTRY_VERIFY(!m_desk->controller.isBusy());
        m_desk.reset();
        m_desk = std::make_unique<Desk>(*m_folder);
        QTRY_COMPARE(m_desk->messages(),
                     (QStringList{QStringLiteral("Remember me"), QStringLiteral("Hello, world!")}));
        QCOMPARE(m_desk->titles().size(), 1);
    }

    void anotherAnswerStandsBesideTheFirst()
    {
        m_desk->type(QStringLiteral("Question"));
        m_desk->clickSend();
        QTRY_COMPARE(m_desk->messages().size(), 2);
        QTRY_VERIFY(!m_desk->controller.isBusy());
        m_desk->inference.setAnswer({.pieces = {QStringLiteral("Second")}});
        const auto visible = [this](const char* name) -> QToolButton* {
            for (QToolButton* button :
                 m_desk->window.findChildren<QToolButton*>(QLatin1String(name))) {
                if (button->isVisible())
                    return button;
            }
            return nullptr;
        };
        QTRY_VERIFY(visible("regenerateButton") != nullptr);
        QTest::mouseClick(visible("regenerateButton"), Qt::LeftButton);
        QTRY_COMPARE(m_desk->messages().value(1), QStringLiteral("Second"));
        QTRY_VERIFY(visible("previousSiblingButton") != nullptr);
        QTest::mouseClick(visible("previousSiblingButton"), Qt::LeftButton);
        QTRY_COMPARE(m_desk->messages().value(1), QStringLiteral("Hello, world!"));
    }

    void aMessageIsEditedInPlace()
    {
        m_desk->ask(QStringLiteral("Question"));
        m_desk->click("editButton", 0);
        auto* editor = m_desk->part<QTextEdit>("messageEditorText");
        QVERIFY(editor != nullptr && editor->hasFocus());
        QCOMPARE(editor->toPlainText(), QStringLiteral("Question"));
        m_desk->inference.setAnswer({.pieces = {QStringLiteral("Again")}});
        QTest::keyClick(editor, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClicks(editor, QStringLiteral("two"));
        QInputMethodEvent composing(QStringLiteral("二"), {});
        QCoreApplication::sendEvent(editor, &composing);
        QTest::keyClick(editor, Qt::Key_Return); // the input method's
        QCoreApplication::sendEvent(editor, std::make_unique<QInputMethodEvent>().get());
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(m_desk->messages(),
                     (QStringList{QStringLiteral("Question\ntwo"), QStringLiteral("Again")}));
        QTRY_VERIFY(!m_desk->controller.isBusy());
        m_desk->click("previousSiblingButton", 0);
        QTRY_COMPARE(m_desk->messages(),
                     (QStringList{QStringLiteral("Question"), QStringLiteral("Hello, world!")}));
    }

    // The button that opens a model goes while it loads; "Do not send" is no place for the focus.
    void theFocusComesBackFromWhatOpensAModel()
    {
        m_desk->inference.setModelState(app::ModelState::Empty);
        QTRY_VERIFY(m_desk->composer()->placeholderText().contains(QStringLiteral("Choose")));
        m_desk->type(QStringLiteral("Question"));
        QTest::keyClick(m_desk->composer(), Qt::Key_Return);
        auto* button = m_desk->part<QPushButton>("waitingOpenButton");
        QVERIFY(button->isVisible());
        button->setFocus();
        m_desk->inference.setModelState(app::ModelState::Loading);
        QTRY_VERIFY(!button->isVisible());
        QVERIFY(m_desk->composer()->hasFocus());
    }

    void aNewWindowFitsTheScreen()
    {
        const QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        const ui::MainWindow window(desk.theme, desk.controller, desk.inference, desk.settings);
        const QSize room = window.screen()->availableSize(); // 800 by 800 where there is none
        QVERIFY(window.width() <= room.width() && window.height() <= room.height());
    }

    void whatIsSaidAtTheStartStays()
    {
        const QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        ui::MainWindow window(desk.theme, desk.controller, desk.inference, desk.settings);
        window.showError(QStringLiteral("There is no such model."));
        QSignalSpy opened(&desk.controller, &app::ChatController::conversationOpened);
        desk.controller.start();
        QVERIFY(opened.wait());
        const auto* strip = window.findChild<QWidget*>(QStringLiteral("errorStrip"));
        QVERIFY(!strip->isHidden());
        desk.controller.newConversation();
        QTRY_VERIFY(strip->isHidden());
    }

    void whatIsSentDuringAnAnswerGoesAfterIt()
    {
        m_desk->inference.setAnswer({.pieces = {"One.", " Two.", " Three."}, .pieceMs = 100});
        m_desk->type(QStringLiteral("First"));
        QTest::keyClick(m_desk->composer(), Qt::Key_Return);
        QTRY_COMPARE(m_desk->inference.requests().size(), std::size_t(1));
        m_desk->type(QStringLiteral("Second"));
        QTest::keyClick(m_desk->composer(), Qt::Key_Return);
        auto* waiting = m_desk->part<QFrame>("waitingStrip");
        QVERIFY(waiting->isVisible());
        QVERIFY(waiting->accessibleName().contains(QStringLiteral("answer is complete")));
        QCOMPARE(m_desk->inference.requests().size(), std::size_t(1));
        QTRY_COMPARE(m_desk->inference.requests().size(), std::size_t(2));
        QVERIFY(!waiting->isVisible());
        QCOMPARE(m_desk->lastAsked(), QStringLiteral("Second"));
        QCOMPARE(m_desk->messages().value(1), QStringLiteral("One. Two. Three."));
        QCOMPARE(m_desk->composer()->toPlainText(), QString());
    }

    void whatWaitsForAnAnswerStaysInItsConversation()
    {
        QVERIFY(m_desk->WindowDesk::ask());
        m_desk->inference.setAnswer({.pieces = {"One.", " Two.", " Three."}, .pieceMs = 100});
        m_desk->type(QStringLiteral("First"));
        QTest::keyClick(m_desk->composer(), Qt::Key_Return);
        QTRY_COMPARE(m_desk->inference.requests().size(), std::size_t(2));
        m_desk->type(QStringLiteral("Second"));
        QTest::keyClick(m_desk->composer(), Qt::Key_Return);
        QVERIFY(m_desk->part<QFrame>("waitingStrip")->isVisible());
        m_desk->controller.newConversation();
        QTRY_VERIFY(!m_desk->part<QFrame>("waitingStrip")->isVisible());
        QTRY_COMPARE(m_desk->inference.activeCount(), 0);
        QTest::qWait(50);
        QCOMPARE(m_desk->inference.requests().size(), std::size_t(2));
    }

    void filesStayOutOfTheEditor()
    {
        const QString file =
            ui::messageWith(QString(), {{QStringLiteral("book.txt"), QStringLiteral("Once"), -1}});
        QVERIFY(m_desk->WindowDesk::ask(QStringLiteral("Sum up\n\n") + file));
        m_desk->click("editButton", 0);
        auto* editor = m_desk->part<QTextEdit>("messageEditorText");
        QCOMPARE(editor->toPlainText(), QStringLiteral("Sum up"));
        editor->setPlainText(QStringLiteral("Translate"));
        QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(m_desk->inference.requests().size(), std::size_t(2));
        QCOMPARE(m_desk->lastAsked(), QStringLiteral("Translate\n\n") + file);
    }

    void aFileIsTakenFromAMessage()
    {
        QVERIFY(m_desk->WindowDesk::ask(ui::messageWith(
            QStringLiteral("Sum up"), {{QStringLiteral("b.txt"), QStringLiteral("Once"), -1}})));
        m_desk->click("editButton", 0);
        auto* editor = m_desk->part<QTextEdit>("messageEditorText")->parentWidget();
        QTest::mouseClick(editor->findChild<QToolButton*>(QStringLiteral("dropAttachmentButton")),
                          Qt::LeftButton);
        QTest::mouseClick(m_desk->part<QPushButton>("keepEditButton"), Qt::LeftButton);
        QTRY_COMPARE(m_desk->inference.requests().size(), std::size_t(2));
        QCOMPARE(m_desk->lastAsked(), QStringLiteral("Sum up"));
    }

    void anEditThatChangesNothingIsDropped()
    {
        m_desk->ask(QStringLiteral("Question"));
        m_desk->click("editButton", 0);
        QTest::mouseClick(m_desk->part<QPushButton>("keepEditButton"), Qt::LeftButton);
        QTRY_VERIFY(m_desk->part<QTextEdit>("messageEditorText") == nullptr);
        QCOMPARE(m_desk->inference.requests().size(), std::size_t(1));
    }

    void escapeLeavesTheEditorAlone()
    {
        m_desk->ask(QStringLiteral("Question"));
        m_desk->click("editButton", 0);
        QTest::keyClicks(m_desk->part<QTextEdit>("messageEditorText"), QStringLiteral("!"));
        QTest::keyClick(m_desk->part<QTextEdit>("messageEditorText"), Qt::Key_Escape);
        QTRY_VERIFY(m_desk->part<QTextEdit>("messageEditorText") == nullptr);
        QVERIFY(m_desk->composer()->hasFocus());
        QCOMPARE(m_desk->messages().value(0), QStringLiteral("Question"));
        QCOMPARE(m_desk->inference.requests().size(), std::size_t(1));
    }

    void anEditGivenUpComesBack()
    {
        m_desk->ask(QStringLiteral("Question"));
        auto* undo = m_desk->part<QPushButton>("toastButton");
        m_desk->click("editButton", 0);
        QTest::keyClick(m_desk->part<QTextEdit>("messageEditorText"), Qt::Key_Escape);
        QVERIFY(!undo->isVisible()); // nothing had been changed
        QTRY_VERIFY(m_desk->part<QTextEdit>("messageEditorText") == nullptr);
        m_desk->click("editButton", 0);
        QTest::keyClicks(m_desk->part<QTextEdit>("messageEditorText"), QStringLiteral(" two"));
        QTest::keyClick(m_desk->part<QTextEdit>("messageEditorText"), Qt::Key_Escape);
        QTRY_VERIFY(m_desk->part<QTextEdit>("messageEditorText") == nullptr);
        QVERIFY(undo->isVisible());
        QTest::mouseClick(undo, Qt::LeftButton);
        auto* editor = m_desk->part<QTextEdit>("messageEditorText");
        QVERIFY(editor != nullptr && editor->hasFocus());
        QCOMPARE(editor->toPlainText(), QStringLiteral("Question two"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(m_desk->messages().value(0), QStringLiteral("Question two"));
    }

    void anAnswerIsEdited()
    {
        m_desk->ask(QStringLiteral("Question"));
        m_desk->click("editButton", 1);
        auto* editor = m_desk->part<QTextEdit>("messageEditorText");
        editor->setPlainText(QStringLiteral("Better"));
        QTest::mouseClick(m_desk->part<QPushButton>("keepEditButton"), Qt::LeftButton);
        QTRY_COMPARE(m_desk->messages().value(1), QStringLiteral("Better"));
        QTRY_VERIFY(m_desk->shown("stateLabel", 1) != nullptr);
        QTRY_VERIFY(static_cast<QLabel*>(m_desk->shown("stateLabel", 1))
                        ->text()
                        .startsWith(QStringLiteral("Edited")));
        QVERIFY(m_desk->shown("speedLabel", 1) == nullptr); // that was of another text
    }

    void aStoppedAnswerGoesOn()
    {
        m_desk->inference.setAnswer(
            {.pieces = {QStringLiteral("One, ")}, .reason = core::FinishReason::Length});
        m_desk->ask(QStringLiteral("Count"));
        m_desk->inference.setAnswer({.pieces = {QStringLiteral("two")}});
        m_desk->click("continueButton", 1);
        QVERIFY(m_desk->composer()->hasFocus());
        QTRY_COMPARE(m_desk->messages().value(1), QStringLiteral("One, two"));
    }

    void anAnswerWithNothingToAddSaysSo()
    {
        m_desk->ask(QStringLiteral("Count"));
        m_desk->inference.setAnswer({.pieces = {}});
        m_desk->click("continueButton", 1);
        auto* toast = m_desk->part<QWidget>("toast");
        QTRY_COMPARE(toast->accessibleName(), QStringLiteral("The model had nothing to add."));
        QVERIFY(toast->isVisible());
    }

    void answersOfSeveralModelsAreNamed()
    {
        const auto cost = [this](int message) {
            const auto* label = static_cast<QLabel*>(m_desk->shown("speedLabel", message));
            return label == nullptr ? QString() : label->text();
        };
        m_desk->ask(QStringLiteral("First"));
        QTRY_VERIFY(cost(1).startsWith(QStringLiteral("4 tokens")));
        core::ModelInfo other = m_desk->inference.modelInfo();
        other.name = "Other-1B.Q8_0";
        m_desk->inference.setModelInfo(other);
        m_desk->inference.setModelState(app::ModelState::Ready);
        QTRY_VERIFY(cost(1).contains(QStringLiteral(" · 4 tokens"))); // by one that is not open
        m_desk->inference.setModelState(app::ModelState::Empty);
        QTRY_VERIFY(cost(1).startsWith(QStringLiteral("4 tokens")));
        m_desk->inference.setModelState(app::ModelState::Ready);
        m_desk->ask(QStringLiteral("Second"));
        QTRY_VERIFY(cost(3).startsWith(QStringLiteral("Other 1B · 4 tokens")));
        QVERIFY(cost(1).contains(QStringLiteral(" · 4 tokens")));
    }

    void aConversationForks()
    {
        m_desk->ask(QStringLiteral("First"));
        m_desk->ask(QStringLiteral("Second"));
        m_desk->click("forkButton", 1);
        QTRY_COMPARE(m_desk->messages().size(), 2);
        QTRY_COMPARE(m_desk->titles(), (QStringList{"First (copy)", "First"}));
        auto* toast = m_desk->part<QFrame>("toast");
        QTRY_VERIFY(toast->isVisible());
        QVERIFY(toast->accessibleName().contains(QStringLiteral("copy")));
        m_desk->click("forkButton", 1); // of the copy
        QTRY_COMPARE(m_desk->titles(), (QStringList{"First (copy 2)", "First (copy)", "First"}));
    }

    void aConversationIsPrintedFromItsMenu()
    {
        m_desk->ask(QStringLiteral("First"));
        QTRY_COMPARE(m_desk->titles().size(), 1);
        auto* list = m_desk->window.findChild<QListView*>(QStringLiteral("conversationList"));
        QVERIFY(list != nullptr);
        m_desk->controller.newConversation(); // not the one that is shown
        QModelIndex index = list->model()->index(0, 0);
        while (index.isValid() && index.data(ui::ConversationModel::IdRole).toLongLong() == 0)
            index = index.siblingAtRow(index.row() + 1); // past headings
        const QPoint place = list->visualRect(index).center();
        QContextMenuEvent event(
            QContextMenuEvent::Mouse, place, list->viewport()->mapToGlobal(place));
        QCoreApplication::sendEvent(list->viewport(), &event);
        QAction* print = nullptr;
        for (QAction* action : m_desk->window.findChildren<QAction*>()) {
            if (action->text() == QStringLiteral("Print…"))
                print = action;
        }
        QVERIFY(print != nullptr);
        print->trigger();
        const auto isOpen = [this] {
            const QList<QDialog*> dialogs = m_desk->window.findChildren<QDialog*>();
            return std::any_of(dialogs.begin(), dialogs.end(), [](const QDialog* dialog) {
                return dialog->inherits("QPrintDialog");
            });
        };
        QTRY_VERIFY(isOpen());
    }

    void anotherAnswerCanBeMorePrecise()
    {
        m_desk->ask(QStringLiteral("Question"));
        auto* button = qobject_cast<QToolButton*>(m_desk->shown("variationsButton", 1));
        QVERIFY(button != nullptr && button->menu() != nullptr);
        button->menu()->actions().first()->trigger();
        QTRY_COMPARE(m_desk->inference.requests().size(), std::size_t(2));
        QCOMPARE(m_desk->inference.requests()[1].sampling.temperature, 0.2F);
    }

    void anotherModelAnswersBeside()
    {
        m_desk->ask(QStringLiteral("Question"));
        const QString present = QString::fromStdString(m_desk->inference.modelInfo().path);
        m_desk->window.setKnownModels({{QStringLiteral("Present"), present, {}},
                                       {QStringLiteral("Other"),
                                        QStringLiteral("/models/other.gguf"),
                                        QStringLiteral("Q8_0")}});
        connect(&m_desk->window,
                &ui::MainWindow::modelChosen,
                &m_desk->inference,
                [this](const QString& path) { m_desk->inference.loadModel(path); });
        auto* menu = qobject_cast<QToolButton*>(m_desk->shown("variationsButton", 1))->menu();
        const auto chooseOther = [menu] {
            emit menu->aboutToShow();
            const auto models =
                menu->findChild<QMenu*>(QStringLiteral("otherModelsMenu"))->actions();
            QCOMPARE(models.size(), 1);
            QCOMPARE(models.first()->text(), QStringLiteral("Other\tQ8_0"));
            models.first()->trigger();
        };
        m_desk->inference.setLoadMs(50);
        chooseOther();
        QTRY_COMPARE(m_desk->inference.modelState(), app::ModelState::Loading);
        m_desk->inference.cancelLoad(); // then nothing is answered
        QTRY_COMPARE(m_desk->inference.modelState(), app::ModelState::Ready);
        QTest::qWait(100);
        QCOMPARE(m_desk->inference.requests().size(), std::size_t(1));
        chooseOther();
        QTRY_COMPARE(m_desk->inference.requests().size(), std::size_t(2));
        QTRY_VERIFY(!m_desk->controller.isBusy());
        QTRY_VERIFY(m_desk->shown("siblingLabel", 1) != nullptr);
    }

    void reasoningIsFolded()
    {
        m_desk->inference.setAnswer({.pieces = {QStringLiteral("<th"),
                                                QStringLiteral("ink>first I "),
                                                QStringLiteral("count</thi"),
                                                QStringLiteral("nk>\n\nThree."),
                                                QStringLiteral(" Yes.")}});
        m_desk->type(QStringLiteral("How many?"));
        m_desk->clickSend();
        QTRY_VERIFY(!m_desk->controller.isBusy());
        QTRY_COMPARE(m_desk->messages().value(1), QStringLiteral("Three. Yes."));
        auto* fold = m_desk->part<QToolButton>("thoughtButton");
        QVERIFY(fold != nullptr && fold->isVisible());
        QVERIFY(fold->text().startsWith(QStringLiteral("Thought")));
        auto* thought = fold->parentWidget()->findChild<ui::markdown::MarkdownView*>();
        QVERIFY(!thought->isVisible());
        QTest::mouseClick(fold, Qt::LeftButton);
        QVERIFY(thought->isVisible());
        QCOMPARE(thought->text(), QStringLiteral("first I count"));
    }

    void conversationsAreRenamedAndDeleted()
    {
        m_desk->type(QStringLiteral("First title"));
        m_desk->clickSend();
        QTRY_COMPARE(m_desk->titles().size(), 1);
        QTRY_VERIFY(!m_desk->controller.isBusy());
        auto* list = m_desk->part<QListView>("conversationList");
        QTest::keyClick(&m_desk->window, Qt::Key_F2);
        QTRY_VERIFY(list->viewport()->findChild<QLineEdit*>() != nullptr);
        auto* editor = list->viewport()->findChild<QLineEdit*>();
        editor->selectAll();
        QTest::keyClicks(editor, QStringLiteral("Better"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(m_desk->titles(), QStringList{QStringLiteral("Better")});
        QTest::keyClick(list, Qt::Key_Delete);
        QTRY_COMPARE(m_desk->titles().size(), 0);
        QTRY_COMPARE(m_desk->messages().size(), 0);
        QTRY_VERIFY(m_desk->part<QPushButton>("toastButton")->isVisible());
        QTest::mouseClick(m_desk->part<QPushButton>("toastButton"), Qt::LeftButton); // undo
        QTRY_COMPARE(m_desk->titles(), QStringList{QStringLiteral("Better")});
        QTRY_COMPARE(m_desk->messages().size(), 2); // and open, as it was
    }

    void ctrlZBringsBackWhatWasDeleted()
    {
        m_desk->ask(QStringLiteral("Keep me"));
        QTRY_COMPARE(m_desk->titles().size(), 1);
        m_desk->type(QStringLiteral("draft"));
        QTest::keyClick(m_desk->part<QListView>("conversationList"), Qt::Key_Delete);
        auto* undo = m_desk->part<QPushButton>("toastButton");
        QTRY_VERIFY(undo->isVisible());
        m_desk->type(QStringLiteral("more"));
        QTest::keyClick(m_desk->composer(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_desk->composer()->toPlainText(), QString()); // the field's own first
        QVERIFY(undo->isVisible());
        QTest::keyClick(m_desk->composer(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(!undo->isVisible());
        QTRY_COMPARE(m_desk->messages().value(0), QStringLiteral("Keep me"));
    }

    void aToastCoversNoError()
    {
        auto* strip = m_desk->window.findChild<ui::ErrorStrip*>();
        auto* toast = m_desk->part<QFrame>("toast");
        m_desk->window.chatPage().say(QStringLiteral("Done"), {}, {});
        const int before = toast->y();
        m_desk->window.showError(QStringLiteral("Something else is wrong. ").repeated(20));
        QTRY_VERIFY(toast->y() < before);
        const QRect at(strip->mapTo(toast->parentWidget(), QPoint()), strip->size());
        QVERIFY(strip->isVisible() && !at.intersects(toast->geometry()));
        const auto* label = toast->findChild<QLabel*>();
        QVERIFY(label->geometry().left() == toast->width() - 1 - label->geometry().right());
    }

    void anErrorGoesWhenItIsTriedAgain()
    {
        auto* strip = m_desk->window.findChild<ui::ErrorStrip*>();
        const auto write = [this](const QString& to) {
            m_desk->controller.exportConversations(
                {}, app::ExportFormat::Json, m_folder->filePath(to));
        };
        write(QStringLiteral("no/such/folder.json"));
        QTRY_VERIFY(strip->isVisible());
        write(QStringLiteral("all.json"));
        QTRY_VERIFY(!strip->isVisible());
        m_desk->window.chatPage().attach({m_folder->path()});
        QTRY_VERIFY(strip->isVisible());
        QFile file(m_folder->filePath(QStringLiteral("note.txt")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("one") == 3);
        file.close();
        m_desk->window.chatPage().attach({file.fileName()});
        QTRY_VERIFY(!strip->isVisible());
    }

    void wordsAreFoundInTheConversation()
    {
        m_desk->inference.setAnswer({.pieces = {QStringLiteral("A **river** and a River.")}});
        m_desk->ask(QStringLiteral("Which river?"));
        QTest::keyClick(&m_desk->window, Qt::Key_F, Qt::ControlModifier);
        auto* field = m_desk->part<QLineEdit>("findEdit");
        QVERIFY(field->isVisible() && field->hasFocus());
        auto* count = m_desk->part<QLabel>("findCount");
        QTest::keyClicks(field, QStringLiteral("river"));
        QCOMPARE(count->text(), QStringLiteral("3 of 3")); // the end is where one reads
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(count->text(), QStringLiteral("1 of 3"));
        QTest::keyClick(field, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(count->text(), QStringLiteral("3 of 3"));
        QTest::keyClicks(field, QStringLiteral("x"));
        QCOMPARE(count->text(), QStringLiteral("Not found"));
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!field->isVisible());
        QVERIFY(m_desk->composer()->hasFocus());
    }

    void wordsAreFoundInWhatIsEdited()
    {
        m_desk->inference.setAnswer({.pieces = {QStringLiteral("A river, and a River.")}});
        m_desk->ask(QStringLiteral("Which?"));
        m_desk->click("editButton", 1);
        auto* editor = m_desk->part<QTextEdit>("messageEditorText");
        QTest::keyClick(&m_desk->window, Qt::Key_F, Qt::ControlModifier);
        auto* field = m_desk->part<QLineEdit>("findEdit");
        QTest::keyClicks(field, QStringLiteral("river"));
        QCOMPARE(editor->textCursor().selectedText(), QStringLiteral("River"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(editor->textCursor().selectedText(), QStringLiteral("river"));
        QVERIFY(field->hasFocus());
    }

    void anAnswerIsEditedWithoutItsPadding()
    {
        m_desk->inference.setAnswer({.pieces = {QStringLiteral(" Well.")}});
        m_desk->ask(QStringLiteral("How?"));
        m_desk->click("editButton", 1);
        QCOMPARE(m_desk->part<QTextEdit>("messageEditorText")->toPlainText(),
                 QStringLiteral("Well."));
    }

    void findingBeginsAtWhatIsSeen()
    {
        m_desk->inference.setAnswer({.pieces = {QStringLiteral("A heron.\n\nAnd\n\nmore.")}});
        for (int turn = 1; turn <= 8; ++turn)
            m_desk->ask(QStringLiteral("Question %1").arg(turn));
        ui::ChatView& view = m_desk->window.chatPage().view();
        QTRY_VERIFY(view.verticalScrollBar()->maximum() > view.height());
        view.verticalScrollBar()->setValue(0);
        QTest::keyClick(&m_desk->window, Qt::Key_F, Qt::ControlModifier);
        auto* field = m_desk->part<QLineEdit>("findEdit");
        const auto* count = m_desk->part<QLabel>("findCount");
        QTest::keyClicks(field, QStringLiteral("heron"));
        QCOMPARE(count->text(), QStringLiteral("1 of 8"));
    }

    void aSlashOpensTheSavedPrompts()
    {
        m_desk->type(QStringLiteral("/trans"));
        auto* picker = m_desk->part<QListWidget>("promptPicker");
        QVERIFY(picker->isVisible());
        QCOMPARE(picker->count(), 1);
        QTest::keyClick(m_desk->composer(), Qt::Key_Return);
        QVERIFY(!picker->isVisible());
        QVERIFY(m_desk->inference.requests().empty());
        QCOMPARE(m_desk->composer()->textCursor().selectedText(), QStringLiteral("{{language}}"));
        QTest::keyClicks(m_desk->composer(), QStringLiteral("French"));
        QTest::keyClick(m_desk->composer(), Qt::Key_Tab);
        QCOMPARE(m_desk->composer()->textCursor().selectedText(), QStringLiteral("{{text}}"));
    }

    void escapeClosesTheSavedPrompts()
    {
        m_desk->type(QStringLiteral("/"));
        auto* picker = m_desk->part<QListWidget>("promptPicker");
        QVERIFY(picker->isVisible());
        QTest::keyClick(m_desk->composer(), Qt::Key_Escape);
        QVERIFY(!picker->isVisible());
        QCOMPARE(m_desk->composer()->toPlainText(), QStringLiteral("/"));
    }

    void attachedFilesGoWithTheMessage()
    {
        QFile file(m_folder->filePath(QStringLiteral("note.txt")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("one two three\n");
        file.close();
        m_desk->window.chatPage().attach({file.fileName()});
        QTRY_VERIFY(m_desk->part<QToolButton>("sendButton")->isEnabled());
        m_desk->ask(QStringLiteral("Count the words"));
        const auto requests = m_desk->inference.requests();
        const auto& prompt = std::get<core::ChatPrompt>(requests.front().prompt);
        QCOMPARE(QString::fromStdString(prompt.messages.back().content),
                 QStringLiteral("Count the words\n\nFile: note.txt\n```\none two three\n```"));
        QCOMPARE(m_desk->messages().value(0), QStringLiteral("Count the words"));
        QVERIFY(!m_desk->part<QWidget>("attachmentChips")->isVisible());
    }

    void droppedDocumentsGoWithTheMessage_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("PDF") << "note.pdf"
                             << tests::pdfWithPages({QStringLiteral("one two three")});
        QTest::newRow("DOCX") << "note.docx"
                              << tests::docxWithBody(tests::paragraph("one two three"));
    }

    void droppedDocumentsGoWithTheMessage()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        file.close();
        QMimeData dragged;
        dragged.setUrls({QUrl::fromLocalFile(file.fileName())});
        QDragEnterEvent enter({1, 1}, Qt::CopyAction, &dragged, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_desk->composer()->viewport(), &enter);
        QDropEvent drop({1, 1}, Qt::CopyAction, &dragged, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_desk->composer()->viewport(), &drop);
        auto* state = m_desk->part<QLabel>("attachmentState");
        QVERIFY(state != nullptr && state->text().contains(QStringLiteral("read")));
        m_desk->type(QStringLiteral("Count the words"));
        QVERIFY(!m_desk->part<QToolButton>("sendButton")->isEnabled());
        QTRY_VERIFY(m_desk->part<QToolButton>("sendButton")->isEnabled());
        const auto states = m_desk->window.findChildren<QLabel*>(QStringLiteral("attachmentState"));
        QCOMPARE(states.last()->text(), QStringLiteral("3 tokens"));
        m_desk->composer()->clear();
        m_desk->ask(QStringLiteral("Count the words"));
        const auto requests = m_desk->inference.requests();
        const auto& prompt = std::get<core::ChatPrompt>(requests.front().prompt);
        QCOMPARE(QString::fromStdString(prompt.messages.back().content),
                 QStringLiteral("Count the words\n\nFile: %1\n```\none two three\n```").arg(name));
    }

    void aFileThatIsBeingReadCanBeDropped()
    {
        QFile file(m_folder->filePath(QStringLiteral("note.txt")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("one two three\n");
        file.close();
        m_desk->window.chatPage().attach({file.fileName()});
        QTest::mouseClick(m_desk->part<QToolButton>("dropAttachmentButton"), Qt::LeftButton);
        QVERIFY(!m_desk->part<QWidget>("attachmentChips")->isVisible());
        m_desk->ask(QStringLiteral("Hello"));
        const auto requests = m_desk->inference.requests();
        const auto& prompt = std::get<core::ChatPrompt>(requests.front().prompt);
        QCOMPARE(prompt.messages.back().content, std::string("Hello"));
        QVERIFY(!m_desk->part<QWidget>("attachmentChips")->isVisible());
    }

    void aFileThatIsNoTextIsRefused()
    {
        m_desk->window.chatPage().attach({m_folder->path()});
        auto* strip = m_desk->window.findChild<ui::ErrorStrip*>();
        QTRY_VERIFY(strip->isVisible());
        QVERIFY(!m_desk->part<QWidget>("attachmentChips")->isVisible());
    }

    void aConversationHasInstructionsOfItsOwn()
    {
        m_desk->ask(QStringLiteral("Hello"));
        QTest::mouseClick(m_desk->part<QToolButton>("instructionsButton"), Qt::LeftButton);
        auto* edit = m_desk->part<QPlainTextEdit>("instructionsEdit");
        QVERIFY(edit != nullptr);
        edit->setPlainText(QStringLiteral("Speak like a pirate."));
        QTest::mouseClick(m_desk->part<QPushButton>("saveInstructionsButton"), Qt::LeftButton);
        m_desk->ask(QStringLiteral("Again"));
        const auto requests = m_desk->inference.requests();
        const auto& prompt = std::get<core::ChatPrompt>(requests.back().prompt);
        QCOMPARE(prompt.messages.front().role, core::Role::System);
        QCOMPARE(prompt.messages.front().content, std::string("Speak like a pirate."));
    }

    void aPresetChangesTheSettings()
    {
        auto* button = m_desk->part<QToolButton>("presetButton");
        QCOMPARE(button->text(), QStringLiteral("Balanced"));
        emit button->menu()->aboutToShow();
        button->menu()->actions().first()->trigger();
        QCOMPARE(button->text(), QStringLiteral("Precise"));
        QCOMPARE(m_desk->settings.sampling().temperature, 0.2F);
    }

    void modelsWithoutATemplateAreNamedSo()
    {
        auto* note = m_desk->part<QLabel>("emptyNote");
        QVERIFY(!note->isVisible());
        core::ModelInfo info = m_desk->inference.modelInfo();
        info.hasChatTemplate = false;
        m_desk->inference.setModelInfo(info);
        m_desk->inference.setModelState(app::ModelState::Ready);
        QTRY_VERIFY(note->isVisible());
        QVERIFY(note->text().contains(QStringLiteral("no chat template")));
        info.chatTemplateError = "line 3: expected endif";
        m_desk->inference.setModelInfo(info);
        m_desk->inference.setModelState(app::ModelState::Ready);
        QTRY_VERIFY(note->text().contains(QStringLiteral("line 3: expected endif")));
    }

    void aModelWithoutATemplateIsNamedSoInAConversation()
    {
        m_desk->ask(QStringLiteral("First"));
        auto* note = m_desk->part<QWidget>("modelNoteStrip");
        QVERIFY(!note->isVisible());
        core::ModelInfo info = m_desk->inference.modelInfo();
        info.path += "-base";
        info.hasChatTemplate = false;
        m_desk->inference.setModelInfo(info);
        m_desk->inference.setModelState(app::ModelState::Ready);
        QTRY_VERIFY(note->isVisible());
        QVERIFY(note->accessibleName().contains(QStringLiteral("no chat template")));
        m_desk->ask(QStringLiteral("Second"));
        QVERIFY(!note->isVisible());
        m_desk->inference.setModelState(app::ModelState::Ready); // it has been said
        QCoreApplication::processEvents();
        QVERIFY(!note->isVisible());
    }

    void conversationsArePinnedAndFiled()
    {
        m_desk->ask(QStringLiteral("First"));
        QTest::keyClick(&m_desk->window, Qt::Key_N, Qt::ControlModifier);
        m_desk->ask(QStringLiteral("Second"));
        QTRY_COMPARE(m_desk->titles(),
                     (QStringList{QStringLiteral("Second"), QStringLiteral("First")}));
        const auto first = m_desk->controller.currentConversation() - 1;
        auto* sidebar = m_desk->window.findChild<ui::Sidebar*>();
        emit sidebar->pinRequested({first}, true);
        QTRY_COMPARE(m_desk->list().index(0, 0).data().toString(), QStringLiteral("Pinned"));
        QCOMPARE(m_desk->titles().first(), QStringLiteral("First"));
        emit sidebar->pinRequested({first}, false);
        emit sidebar->folderRequested({first}, QStringLiteral("Work"));
        QTRY_COMPARE(m_desk->list().index(0, 0).data().toString(), QStringLiteral("Work"));
    }

    void everythingIsSearched()
    {
        m_desk->ask(QStringLiteral("Where do herons live?"));
        QTest::keyClick(&m_desk->window, Qt::Key_N, Qt::ControlModifier);
        m_desk->ask(QStringLiteral("Something else"));
        QTest::keyClick(&m_desk->window, Qt::Key_K, Qt::ControlModifier);
        auto* field = m_desk->part<QLineEdit>("searchEdit");
        QVERIFY(field != nullptr && field->isVisible());
        auto* list = m_desk->part<QListWidget>("searchList");
        QCOMPARE(list->count(), 2); // without words: where one can go
        QTest::keyClicks(field, QStringLiteral("heron"));
        QTRY_VERIFY(list->count() > 0 && list->item(0)
                                             ->data(Qt::AccessibleTextRole)
                                             .toString()
                                             .contains(QStringLiteral("herons")));
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(m_desk->messages().value(0), QStringLiteral("Where do herons live?"));
        QTRY_VERIFY(m_desk->part<QLineEdit>("searchEdit") == nullptr);
    }

    void searchTellsTheVersion()
    {
        m_desk->inference.setAnswer({.pieces = {QStringLiteral("A heron.")}});
        m_desk->ask(QStringLiteral("Which bird?"));
        m_desk->inference.setAnswer({.pieces = {QStringLiteral("A stork.")}});
        QSignalSpy ended(&m_desk->controller, &app::ChatController::answerEnded);
        m_desk->window.chatPage().regenerateLast();
        QVERIFY(ended.wait());
        QTest::keyClick(&m_desk->window, Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(m_desk->part<QLineEdit>("searchEdit"), QStringLiteral("heron"));
        auto* list = m_desk->part<QListWidget>("searchList");
        QTRY_VERIFY(list->count() == 1 && list->item(0)
                                              ->data(Qt::AccessibleTextRole)
                                              .toString()
                                              .contains(QStringLiteral("version 1 of 2")));
    }

    void versionsThatReadAlikeAreOneRow()
    {
        m_desk->inference.setAnswer({.pieces = {QStringLiteral("A heron.")}});
        m_desk->ask(QStringLiteral("Which bird?"));
        QSignalSpy ended(&m_desk->controller, &app::ChatController::answerEnded);
        m_desk->window.chatPage().regenerateLast();
        QVERIFY(ended.wait());
        QTest::keyClick(&m_desk->window, Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(m_desk->part<QLineEdit>("searchEdit"), QStringLiteral("heron"));
        auto* list = m_desk->part<QListWidget>("searchList");
        QTRY_VERIFY(list->count() > 0 && list->item(0)
                                             ->data(Qt::AccessibleTextRole)
                                             .toString()
                                             .contains(QStringLiteral("2 versions")));
        QCOMPARE(list->count(), 1);
        QTest::keyClick(m_desk->part<QLineEdit>("searchEdit"), Qt::Key_Return);
        QTRY_COMPARE(m_desk->part<QLabel>("findCount")->text(), QStringLiteral("1 of 1"));
        QCOMPARE(m_desk->window.focusWidget(), m_desk->composer());
    }

    void aSearchOfNothingSaysSo()
    {
        QTest::keyClick(&m_desk->window, Qt::Key_K, Qt::ControlModifier);
        auto* words = m_desk->part<QLabel>("searchNothing");
        QVERIFY(words != nullptr && words->isVisible());
        QCOMPARE(words->text(), QStringLiteral("No conversations yet"));
        QTest::keyClicks(m_desk->part<QLineEdit>("searchEdit"), QStringLiteral("heron"));
        QTRY_COMPARE(words->text(), QStringLiteral("Nothing found"));
    }

    void theTitleNamesTheConversation()
    {
        QCOMPARE(m_desk->window.windowTitle(), QStringLiteral("Fireside"));
        m_desk->ask(QStringLiteral("Where do herons live?"));
        QTRY_COMPARE(m_desk->window.windowTitle(),
                     QStringLiteral("Where do herons live? – Fireside"));
        m_desk->controller.newTemporaryConversation();
        QTRY_COMPARE(m_desk->window.windowTitle(),
                     QStringLiteral("Temporary conversation – Fireside"));
        QTest::keyClick(&m_desk->window, Qt::Key_N, Qt::ControlModifier);
        QTRY_COMPARE(m_desk->window.windowTitle(), QStringLiteral("Fireside"));
    }

    void theTopBarOffersWhatTheSideBarDoesNot()
    {
        auto* settings = m_desk->part<QToolButton>("topSettingsButton");
        QVERIFY(!settings->isVisible());
        QTest::keyClick(&m_desk->window, Qt::Key_B, Qt::ControlModifier);
        QVERIFY(settings->isVisible());
        QTest::mouseClick(settings, Qt::LeftButton);
        QTRY_VERIFY(m_desk->window.findChild<ui::SettingsDialog*>() != nullptr);
    }

    void withoutAModelOneIsAskedFor()
    {
        m_desk->inference.setModelState(app::ModelState::Empty);
        auto* folder = m_desk->part<QPushButton>("openFolderButton");
        QTRY_VERIFY(folder->isVisible());
        QVERIFY(m_desk->part<QLabel>("emptyNote")->isVisible());
        QTest::mouseClick(folder, Qt::LeftButton);
        QTRY_VERIFY(m_desk->window.findChild<QFileDialog*>() != nullptr);
        QCOMPARE(m_desk->window.findChild<QFileDialog*>()->fileMode(), QFileDialog::Directory);
    }

    void whatWasDeletedIsInTheTrash()
    {
        m_desk->ask(QStringLiteral("Gone soon"));
        m_desk->controller.deleteConversations({m_desk->controller.currentConversation()});
        QTRY_COMPARE(m_desk->titles().size(), 0);
        m_desk->window.openSettings();
        m_desk->window.findChild<ui::SettingsDialog*>()->showPage(3);
        auto* trash = m_desk->part<QListWidget>("trashList");
        QTRY_COMPARE(trash->count(), 1);
        QVERIFY(!m_desk->part<QLabel>("emptyTrash")->isVisible());
        QVERIFY(trash->item(0)->text().startsWith(QStringLiteral("Gone soon")));
        QTest::mouseClick(m_desk->part<QPushButton>("restoreButton"), Qt::LeftButton);
        QTRY_COMPARE(trash->count(), 0);
        QTRY_COMPARE(m_desk->titles(), QStringList{QStringLiteral("Gone soon")});
        QVERIFY(!m_desk->part<QPushButton>("emptyTrashButton")->isEnabled());
        QVERIFY(m_desk->part<QLabel>("emptyTrash")->isVisible());
    }

    void undoOfTheOnlyMessageOpensItAgain()
    {
        QSignalSpy opened(&m_desk->controller, &app::ChatController::conversationOpened);
        m_desk->ask(QStringLiteral("The only one"));
        const app::ConversationId id = m_desk->controller.currentConversation();
        m_desk->controller.openConversation(id);
        QTRY_VERIFY(!opened.isEmpty() && opened.last().at(0).toLongLong() == id);
        const auto path = opened.last().at(1).value<QList<app::Message>>();
        QCOMPARE(path.size(), 2);
        m_desk->controller.deleteMessage(path.first().id);
        QTRY_COMPARE(m_desk->titles().size(), 0);
        QCOMPARE(m_desk->controller.currentConversation(), app::ConversationId(0));
        QTest::keyClick(&m_desk->window, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(m_desk->controller.currentConversation(), id);
        QTRY_COMPARE(m_desk->titles(), QStringList{QStringLiteral("The only one")});
        QCOMPARE(opened.last().at(1).value<QList<app::Message>>().size(), 2);
    }

    void theTrashFollowsWhatIsDeletedMeanwhile()
    {
        m_desk->ask(QStringLiteral("Gone soon"));
        m_desk->window.openSettings();
        m_desk->window.findChild<ui::SettingsDialog*>()->showPage(3);
        QVERIFY(m_desk->part<QLabel>("emptyTrash")->isVisible());
        m_desk->controller.deleteConversations({m_desk->controller.currentConversation()});
        QTRY_COMPARE(m_desk->part<QListWidget>("trashList")->count(), 1);
    }

    void conversationsGoOutAndComeIn()
    {
        m_desk->ask(QStringLiteral("Take me along"));
        const QString file = m_folder->filePath(QStringLiteral("out.json"));
        m_desk->window.openSettings();
        m_desk->window.findChild<ui::SettingsDialog*>()->showPage(3);
        m_desk->controller.exportConversations({}, app::ExportFormat::Json, file);
        QTRY_VERIFY(QFile::exists(file));
        QTRY_VERIFY(m_desk->part<QLabel>("exchangeResult")->text().contains(file));
        m_desk->controller.previewImport({file});
        QTRY_VERIFY(m_desk->part<QMessageBox>("importConfirmation") != nullptr);
        QVERIFY(!m_desk->part<QLabel>("exchangeResult")->isVisible()); // of the time before
        QPushButton* import = nullptr;
        for (auto* button : m_desk->part<QMessageBox>("importConfirmation")->buttons()) {
            if (button->text() == QLatin1String("Import"))
                import = qobject_cast<QPushButton*>(button);
        }
        QVERIFY(import != nullptr && !import->isEnabled() && !import->isDefault()); // it is here
        m_desk->part<QCheckBox>("importAgainBox")->click();
        QVERIFY(import->isDefault());
        import->click();
        QTRY_COMPARE(
            m_desk->titles(),
            (QStringList{QStringLiteral("Take me along"), QStringLiteral("Take me along")}));
    }

    void theMeterCountsWhatIsThereAndWhatIsTyped()
    {
        auto* meter = m_desk->window.findChild<ui::ContextMeter*>();
        m_desk->ask(QStringLiteral("Question"));
        QTRY_COMPARE(meter->usedTokens(), 11); // the prompt's 7 and the answer's 4
        m_desk->type(QStringLiteral("two words"));
        QTRY_COMPARE(meter->draftTokens(), 2);
        QVERIFY(meter->toolTip().contains(QStringLiteral("What you are writing: 2")));
        m_desk->clickSend();
        QTRY_COMPARE(meter->draftTokens(), 0);
    }

    void theMeterCountsAnAnswerAsItComes()
    {
        auto* meter = m_desk->window.findChild<ui::ContextMeter*>();
        m_desk->inference.setAnswer({.pieces = QStringLiteral("a b c d e f g h").split(u' '),
                                     .firstPieceMs = 1500,
                                     .pieceMs = 50});
        QSignalSpy pieces(&m_desk->controller, &app::ChatController::messageTextAppended);
        m_desk->type(QStringLiteral("Question"));
        m_desk->clickSend();
        QSignalSpy counted(meter, &ui::ContextMeter::counted);
        QVERIFY(counted.wait()); // before the first piece
        const int before = meter->usedTokens();
        int tokens = 0;
        while (tokens < 8) {
            QVERIFY(!pieces.isEmpty() || pieces.wait());
            tokens += pieces.takeFirst().value(2).toInt();
            if (pieces.isEmpty() && m_desk->controller.isBusy())
                QCOMPARE(meter->usedTokens(), before + tokens);
        }
        QSignalSpy ended(&m_desk->controller, &app::ChatController::answerEnded);
        QVERIFY(!m_desk->controller.isBusy() || ended.wait());
        QCOMPARE(meter->usedTokens(), 7 + 8); // at once
        QVERIFY(counted.wait());
        QCOMPARE(meter->usedTokens(), 7 + 8);
    }

    void newConversationShowsTheGreeting()
    {
        m_desk->type(QStringLiteral("x"));
        m_desk->clickSend();
        QTRY_COMPARE(m_desk->messages().size(), 2);
        QTRY_VERIFY(!m_desk->controller.isBusy());
        QTest::keyClick(&m_desk->window, Qt::Key_N, Qt::ControlModifier);
        QTRY_VERIFY(m_desk->part<QLabel>("emptyHeading")->isVisible());
        QCOMPARE(m_desk->titles().size(), 1);
    }

    void exampleIsSent()
    {
        const auto examples = m_desk->window.findChildren<QPushButton*>();
        const auto found = std::find_if(examples.begin(), examples.end(), [](QPushButton* b) {
            return b->property("look") == QLatin1String("example");
        });
        QVERIFY(found != examples.end());
        QTest::mouseClick(*found, Qt::LeftButton);
        QTRY_COMPARE(m_desk->messages().size(), 2);
        QVERIFY(m_desk->composer()->hasFocus());
    }

    void failureIsShownWhereItBelongs()
    {
        m_desk->inference.enqueueAnswer(
            {.pieces = {QStringLiteral("Half")},
             .error = core::Error{core::ErrorCode::Io, "The disk is gone."}});
        m_desk->type(QStringLiteral("x"));
        m_desk->clickSend();
        QTRY_VERIFY(!m_desk->controller.isBusy());
        QTRY_COMPARE(m_desk->messages().value(1), QStringLiteral("Half"));
    }

    // Other messages come and go beside it; it stays as long as it is true.
    void whatIsNotSavedIsSaidUntilItIs()
    {
        const auto shown = [this] {
            QStringList messages;
            for (const auto* strip : m_desk->window.findChildren<ui::ErrorStrip*>()) {
                if (strip->isVisible())
                    messages << strip->message();
            }
            return messages;
        };
        emit m_desk->store.storeFailed(QStringLiteral("The disk is full."));
        QCOMPARE(shown(), QStringList{QStringLiteral("The disk is full.")});
        m_desk->type(QStringLiteral("x"));
        m_desk->clickSend();
        QTRY_COMPARE(m_desk->messages().size(), 2);
        QCOMPARE(shown(), QStringList{QStringLiteral("The disk is full.")});
        emit m_desk->store.storeRecovered();
        QCOMPARE(shown(), QStringList());
    }

    void withoutAModelNothingIsSent()
    {
        m_desk->inference.setModelState(app::ModelState::Failed,
                                        QStringLiteral("x.gguf: not a model."));
        auto* strip = m_desk->window.findChild<ui::ErrorStrip*>();
        QTRY_VERIFY(strip->isVisible());
        QCOMPARE(strip->message(), QStringLiteral("x.gguf: not a model."));
        m_desk->type(QStringLiteral("Hello"));
        QTest::keyClick(m_desk->composer(), Qt::Key_Return);
        QCOMPARE(m_desk->composer()->toPlainText(), QStringLiteral("Hello")); // kept, not lost
        auto* waiting = m_desk->part<QFrame>("waitingStrip");
        QVERIFY(waiting->isVisible());
        QVERIFY(m_desk->part<QPushButton>("waitingOpenButton")->isVisible());
        QVERIFY(m_desk->inference.requests().empty());
    }

    void whatWaitsForTheModelIsSentWhenItIsReady()
    {
        m_desk->inference.setModelState(app::ModelState::Loading);
        QTRY_VERIFY(m_desk->composer()->placeholderText().contains(QStringLiteral("loaded")));
        m_desk->type(QStringLiteral("Hello"));
        QTest::keyClick(m_desk->composer(), Qt::Key_Return);
        auto* waiting = m_desk->part<QFrame>("waitingStrip");
        QVERIFY(waiting->isVisible());
        QTRY_VERIFY(!m_desk->part<QPushButton>("waitingOpenButton")->isVisible());
        QCOMPARE(m_desk->composer()->toPlainText(), QStringLiteral("Hello"));
        m_desk->inference.setModelState(app::ModelState::Ready);
        QTRY_COMPARE(m_desk->messages(),
                     (QStringList{QStringLiteral("Hello"), QStringLiteral("Hello, world!")}));
        QVERIFY(!waiting->isVisible());
        QCOMPARE(m_desk->composer()->toPlainText(), QString());
    }

    void whatNoLongerWaitsIsNotSent_data()
    {
        QTest::addColumn<int>("key"); // Qt::Key; 0: the button
        QTest::newRow("escape") << int(Qt::Key_Escape);
        QTest::newRow("button") << 0;
        QTest::newRow("written on") << int(Qt::Key_Space);
    }

    void whatNoLongerWaitsIsNotSent()
    {
        QFETCH(int, key);
        m_desk->inference.setModelState(app::ModelState::Loading);
        QTRY_VERIFY(m_desk->composer()->placeholderText().contains(QStringLiteral("loaded")));
        m_desk->type(QStringLiteral("Hello"));
        QTest::keyClick(m_desk->composer(), Qt::Key_Return);
        auto* waiting = m_desk->part<QFrame>("waitingStrip");
        QVERIFY(waiting->isVisible());
        if (key == 0)
            QTest::mouseClick(m_desk->part<QPushButton>("waitingCancelButton"), Qt::LeftButton);
        else
            QTest::keyClick(m_desk->composer(), Qt::Key(key));
        QVERIFY(!waiting->isVisible());
        m_desk->inference.setModelState(app::ModelState::Ready);
        QTest::qWait(50);
        QVERIFY(m_desk->inference.requests().empty());
        QCOMPARE(m_desk->composer()->toPlainText().trimmed(), QStringLiteral("Hello"));
    }

    // Beside the column, or below what is seen of it.
    void theWayToTheEndCoversNothing_data()
    {
        QTest::addColumn<int>("width");
        QTest::newRow("wide") << 900;
        QTest::newRow("as first opened") << 856;
        QTest::newRow("narrow") << 480;
    }

    void theWayToTheEndCoversNothing()
    {
        QFETCH(int, width);
        QList<app::Message> messages;
        for (int i = 0; i < 20; ++i) {
            app::Message message;
            message.id = i + 1;
            message.role = i % 2 == 0 ? core::Role::User : core::Role::Assistant;
            message.text = QStringLiteral("Some words to read, and more of them. ").repeated(6);
            messages << message;
        }
        ui::ChatView view(m_desk->theme);
        view.resize(width, 500);
        view.show();
        view.setMessages(messages);
        QTest::keyClick(&view, Qt::Key_Home);
        auto* end = view.findChild<QToolButton*>(QStringLiteral("endButton"));
        QTRY_VERIFY(end->isVisible());
        const QRect seen = view.viewport()->geometry();
        QVERIFY(view.rect().contains(end->geometry()));
        for (ui::MessageItem* item : view.findChildren<ui::MessageItem*>()) {
            const QRect text = item->geometry().translated(seen.topLeft()).intersected(seen);
            QVERIFY(!text.intersects(end->geometry()));
        }
        QTest::keyClick(&view, Qt::Key_End);
        QVERIFY(!end->isVisible());
        QCOMPARE(view.viewport()->height(), view.height());
    }

    void sideBarFloatsWhereTheWindowIsNarrow()
    {
        auto* sidebar = m_desk->part<QFrame>("sidebar");
        QVERIFY(sidebar->isVisible());
        const int before = m_desk->part<QWidget>("chatPage")->width();
        m_desk->window.resize(480, 600);
        QTRY_VERIFY(!sidebar->isVisible());
        QTRY_COMPARE(m_desk->part<QWidget>("chatPage")->width(), 480);
        QTest::keyClick(&m_desk->window, Qt::Key_B, Qt::ControlModifier);
        QVERIFY(sidebar->isVisible());
        QCOMPARE(m_desk->part<QWidget>("chatPage")->width(), 480); // it covers, it does not squeeze
        QTest::keyClick(&m_desk->window, Qt::Key_Escape);
        QVERIFY(!sidebar->isVisible());
        m_desk->window.resize(1120, 760);
        QTRY_VERIFY(sidebar->isVisible());
        QTRY_COMPARE(m_desk->part<QWidget>("chatPage")->width(), before);
    }

    void endpointFailureIsShownInTheWindow()
    {
        m_desk->window.setEndpointState({}, QStringLiteral("Port 11439 is in use."));
        auto* strip = m_desk->window.findChild<ui::ErrorStrip*>();
        QVERIFY(strip->isVisible());
        QCOMPARE(strip->message(), QStringLiteral("Port 11439 is in use."));
    }

    void settingsAreStored()
    {
        QTest::keyClick(&m_desk->window, Qt::Key_Comma, Qt::ControlModifier);
        auto* dialog = m_desk->window.findChild<ui::SettingsDialog*>();
        QVERIFY(dialog != nullptr && dialog->isVisible());
        dialog->findChild<QCheckBox*>(QStringLiteral("endpointSwitch"))->click();
        QVERIFY(m_desk->settings.endpointEnabled());
        m_desk->window.setEndpointState(QStringLiteral("http://127.0.0.1:11439/v1"), {});
        QCOMPARE(dialog->findChild<QLineEdit*>(QStringLiteral("addressEdit"))->text(),
                 QStringLiteral("http://127.0.0.1:11439/v1"));
    }

    void theLogIsCopiedWithTheFactsAbove()
    {
        m_desk->window.openAbout();
        auto* about = m_desk->part<QDialog>("aboutDialog");
        QTest::mouseClick(about->findChild<QPushButton*>(QStringLiteral("openLogButton")),
                          Qt::LeftButton);
        auto* log = m_desk->part<QDialog>("logDialog");
        QVERIFY(log != nullptr && log->isVisible());
        QTRY_VERIFY(log->findChild<QPlainTextEdit*>()->toPlainText().contains(
            QStringLiteral("\n\n"))); // the facts, a line left free, the log
        QTest::mouseClick(log->findChild<QPushButton*>(QStringLiteral("copyTextButton")),
                          Qt::LeftButton);
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY(copied.startsWith(QStringLiteral("Fireside: ")));
        QVERIFY(copied.contains(QStringLiteral("\nQt: ") + QLatin1String(qVersion())));
        QVERIFY(!copied.contains(QDir::homePath()));
    }

    void everyControlHasANameForScreenReaders()
    {
        m_desk->type(QStringLiteral("x"));
        m_desk->clickSend();
        QTRY_COMPARE(m_desk->messages().size(), 2);
        m_desk->window.openSettings();
        for (QAbstractButton* button : m_desk->window.findChildren<QAbstractButton*>()) {
            if (button->isVisible())
                QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(),
                         qPrintable(button->objectName()));
        }
        for (QWidget* widget : m_desk->window.findChildren<QWidget*>()) {
            const bool input = qobject_cast<QLineEdit*>(widget) != nullptr ||
                               qobject_cast<QTextEdit*>(widget) != nullptr;
            if (input && widget->isVisible() &&
                widget->objectName() != QStringLiteral("qt_spinbox_lineedit"))
                QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
        }
    }

    // 200 pieces a second into a conversation of 400 messages. What a piece costs is counted in
    // blocks laid out; the longest gap between turns of the event loop is reported, and bounded
    // widely as build machines are busy.
    void streamingKeepsTheWindowFluid()
    {
        QList<app::Message> messages;
        for (int i = 0; i < 400; ++i) {
            app::Message message;
            message.id = i + 1;
            message.role = i % 2 == 0 ? core::Role::User : core::Role::Assistant;
            message.text = QStringLiteral(
                "Some **text** with a list:\n\n- one\n- two\n\n```cpp\nint x = 1;\n```\n");
            messages << message;
        }
        messages.back().state = app::MessageState::Streaming;
        messages.back().text.clear();
        ui::ChatView view(m_desk->theme);
        view.resize(900, 700);
        view.show();
        view.setMessages(messages);
        QVERIFY(view.itemCount() < 60);
        qint64 longest = 0;
        QElapsedTimer gap;
        QTimer ticker;
        connect(
            &ticker, &QTimer::timeout, this, [&] { longest = std::max(longest, gap.restart()); });
        int sent = 0;
        QTimer pieces;
        connect(&pieces, &QTimer::timeout, this, [&] {
            view.appendText(
                400, ++sent % 12 == 0 ? QStringLiteral("word.\n\n") : QStringLiteral("word "));
        });
        gap.start();
        ticker.start(1);
        pieces.start(5);
        QTRY_VERIFY_WITH_TIMEOUT(sent >= 400, 20'000);
        qInfo("longest gap between turns of the event loop: %lld ms", longest);
        QVERIFY2(longest < 500, qPrintable(QString::number(longest)));
        QVERIFY(view.isFollowing());
        const auto items = view.findChildren<ui::MessageItem*>();
        const auto last = std::find_if(
            items.begin(), items.end(), [](ui::MessageItem* i) { return i->id() == 400; });
        QVERIFY(last != items.end());
        const qint64 perPiece = (*last)->body().layoutCount() / sent;
        QVERIFY2(perPiece <= 2, qPrintable(QString::number(perPiece)));
    }

    void aReaderElsewhereIsLeftInPeace()
    {
        QList<app::Message> messages;
        for (int i = 0; i < 5000; ++i) {
            app::Message message;
            message.id = i + 1;
            message.role = i % 2 == 0 ? core::Role::User : core::Role::Assistant;
            message.text =
                QStringLiteral("Message %1 with some words to read. ").arg(i).repeated(1 + i % 7);
            messages << message;
        }
        messages.back().state = app::MessageState::Streaming;
        ui::ChatView view(m_desk->theme);
        view.resize(900, 700);
        view.show();
        QElapsedTimer timer;
        timer.start();
        view.setMessages(messages);
        qInfo("5000 messages opened in %lld ms", timer.elapsed());
        QVERIFY(view.itemCount() < 60);
        QTest::keyClick(&view, Qt::Key_Home);
        QTRY_VERIFY(!view.isFollowing());
        QTest::qWait(50);
        const int before = view.verticalScrollBar()->value();
        for (int i = 0; i < 50; ++i)
            view.appendText(5000, QStringLiteral("more text\n\n"));
        QTest::qWait(100);
        QCOMPARE(view.verticalScrollBar()->value(), before);
        auto* end = view.findChild<QToolButton*>(QStringLiteral("endButton"));
        QVERIFY(end->isVisible());
        end->click();
        QVERIFY(view.isFollowing());
        QCOMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
