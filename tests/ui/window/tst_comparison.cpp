// Two models on one message as a person would have them: chosen from menus, read side by side.
#include "tests/support/window_desk.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/chat_view.h"
#include "ui/markdown/markdown_view.h"
#include "ui/widgets/error_strip.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTextEdit>
#include <QToolButton>
#include <QtTest>

#include <algorithm>

namespace {

const QString kRival = QStringLiteral("/models/Rival-1B.Q8_0.gguf");

struct Desk : tests::WindowDesk
{
    explicit Desk(const QTemporaryDir& folder)
        : WindowDesk(folder)
    {
        window.resize(1200, 800);
        const QString present = QString::fromStdString(inference.modelInfo().path);
        window.setKnownModels({{QStringLiteral("Present"), present, {}},
                               {QStringLiteral("Rival-1B.Q8_0"), kRival, QStringLiteral("1 GB")}});
        QObject::connect(
            &window, &ui::MainWindow::modelChosen, &inference, &tests::FakeInference::loadModel);
        QObject::connect(&window,
                         &ui::MainWindow::modelBesideChosen,
                         &inference,
                         &tests::FakeInference::loadBeside);
    }

    // In the menu of a button; the submenu of the models to compare with.
    void chooseRival(QToolButton* button)
    {
        emit button->menu()->aboutToShow();
        auto* models = button->menu()->findChild<QMenu*>(QStringLiteral("compareModelsMenu"));
        QVERIFY(models != nullptr && models->menuAction()->isVisible());
        QCOMPARE(models->actions().size(), 1);
        models->actions().first()->trigger();
    }
    void chooseRivalForTheNext() { chooseRival(part<QToolButton>("modelButton")); }

    // Until finishLoad().
    void beginToLoadRival()
    {
        inference.setLoadMs(60'000);
        chooseRivalForTheNext();
        QTRY_VERIFY(part<QToolButton>("modelButton")->text().startsWith(QStringLiteral("Loading")));
    }

    void type(const QString& text)
    {
        auto* composer = part<QTextEdit>("composerText");
        composer->setFocus();
        QTest::keyClicks(composer, text);
        QTest::keyClick(composer, Qt::Key_Return);
    }
    void script(int pieceMs = 0)
    {
        inference.enqueueAnswer(
            {.pieces = {QStringLiteral("one "), QStringLiteral("two")}, .pieceMs = pieceMs});
        inference.enqueueAnswer(
            {.pieces = {QStringLiteral("uno "), QStringLiteral("due")}, .pieceMs = pieceMs});
    }
    QStringList texts() { return tests::shownTexts(window); }
    // The answers with a head, from the left or the top.
    QList<ui::MessageItem*> columns()
    {
        QList<ui::MessageItem*> items = tests::shownMessages(window);
        items.removeIf([](ui::MessageItem* item) { return head(item) == nullptr; });
        std::stable_sort(
            items.begin(), items.end(), [](auto* a, auto* b) { return a->x() < b->x(); });
        return items;
    }
    static QPushButton* head(ui::MessageItem* item)
    {
        return item->findChild<QPushButton*>(QStringLiteral("chooseAnswerButton"));
    }
    bool isShown(const char* name)
    {
        auto* widget = part<QWidget>(name);
        return widget != nullptr && widget->isVisible();
    }
    bool isErrorShown(const QString& message)
    {
        const QList<ui::ErrorStrip*> strips = window.findChildren<ui::ErrorStrip*>();
        return std::any_of(strips.begin(), strips.end(), [&message](const auto* strip) {
            return strip->isVisible() && strip->message() == message;
        });
    }
    bool columnsHave(const QString& left, const QString& right)
    {
        const QList<ui::MessageItem*> both = columns();
        return both.size() == 2 && both[0]->body().text() == left &&
               both[1]->body().text() == right;
    }
};

QToolButton* button(ui::MessageItem* item, const char* name)
{
    return item->findChild<QToolButton*>(QLatin1String(name));
}

} // namespace

class TestComparison : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(*m_folder);
    }
    void cleanup() { m_desk.reset(); }

    void theNextMessageIsAnsweredByBoth()
    {
        m_desk->inference.setLoadMs(30);
        m_desk->chooseRivalForTheNext();
        QTRY_VERIFY(m_desk->isShown("compareStrip"));
        QCOMPARE(m_desk->inference.loadedPaths(), QStringList{kRival});
        QCOMPARE(m_desk->part<QLabel>("compareText")->text(),
                 QStringLiteral("Fake 1M Instruct and Rival 1B both answer your next message."));
        m_desk->script();
        m_desk->type(QStringLiteral("Count"));
        QVERIFY(!m_desk->isShown("compareStrip"));
        QTRY_VERIFY(m_desk->columnsHave(QStringLiteral("one two"), QStringLiteral("uno due")));
        const QList<ui::MessageItem*> both = m_desk->columns();
        QCOMPARE(both[0]->y(), both[1]->y());
        QVERIFY(both[0]->geometry().right() < both[1]->x());
        QCOMPARE(both[0]->findChild<QLabel*>(QStringLiteral("answerModelLabel"))->text(),
                 QStringLiteral("Fake 1M Instruct"));
        QCOMPARE(both[1]->findChild<QLabel*>(QStringLiteral("answerModelLabel"))->text(),
                 QStringLiteral("Rival 1B"));
        QTRY_VERIFY(!m_desk->controller.isBusy());
        for (ui::MessageItem* column : both) {
            QVERIFY(button(column, "copyButton")->isVisible());
            QVERIFY(!button(column, "regenerateButton")->isVisible());
        }
    }

    void aMessageWaitsUntilTheSecondModelIsThere()
    {
        m_desk->beginToLoadRival();
        m_desk->script();
        m_desk->type(QStringLiteral("Count"));
        QVERIFY(m_desk->isShown("waitingStrip"));
        m_desk->inference.finishLoad();
        QTRY_VERIFY(m_desk->columnsHave(QStringLiteral("one two"), QStringLiteral("uno due")));
    }

    void goOnWithEither_data()
    {
        QTest::addColumn<int>("column");
        QTest::newRow("left") << 0;
        QTest::newRow("right") << 1;
    }

    void goOnWithEither()
    {
        QFETCH(int, column);
        m_desk->chooseRivalForTheNext();
        QTRY_VERIFY(m_desk->isShown("compareStrip"));
        m_desk->script();
        m_desk->type(QStringLiteral("Count"));
        QTRY_COMPARE(m_desk->columns().size(), 2);
        QTRY_VERIFY(!m_desk->controller.isBusy());
        // By keyboard.
        QPushButton* choose = Desk::head(m_desk->columns()[column]);
        choose->setFocus(Qt::TabFocusReason);
        QTest::keyClick(choose, Qt::Key_Space);
        QTRY_VERIFY(m_desk->columns().isEmpty());
        const QString chosen = column == 0 ? QStringLiteral("one two") : QStringLiteral("uno due");
        QCOMPARE(m_desk->texts(), (QStringList{QStringLiteral("Count"), chosen}));
        // The next message goes to the model of the chosen answer.
        const QString name =
            column == 0 ? QStringLiteral("Fake 1M Instruct") : QStringLiteral("Rival 1B");
        QTRY_COMPARE(m_desk->part<QToolButton>("modelButton")->text(), name);
        QTRY_COMPARE(m_desk->part<QTextEdit>("composerText")->placeholderText(),
                     QStringLiteral("Message %1").arg(name));
        QCOMPARE(m_desk->inference.loadedPaths().size(), 1 + column);
        // And back, beside each other again.
        ui::MessageItem* answer = tests::shownMessages(m_desk->window)[1];
        QTest::mouseClick(button(answer, "compareButton"), Qt::LeftButton);
        QTRY_VERIFY(m_desk->columnsHave(QStringLiteral("one two"), QStringLiteral("uno due")));
    }

    void theRivalIsChosenWhileBothWrite()
    {
        m_desk->chooseRivalForTheNext();
        QTRY_VERIFY(m_desk->isShown("compareStrip"));
        m_desk->script(/*pieceMs=*/60'000);
        m_desk->type(QStringLiteral("Count"));
        QTRY_VERIFY(m_desk->columnsHave(QStringLiteral("one "), QStringLiteral("uno ")));
        QTest::mouseClick(Desk::head(m_desk->columns()[1]), Qt::LeftButton);
        QVERIFY(!m_desk->isShown("modelChangeStrip")); // what is not gone on with is not waited for
        QTRY_COMPARE(m_desk->part<QToolButton>("modelButton")->text(), QStringLiteral("Rival 1B"));
        QVERIFY(m_desk->controller.isBusy()); // the rival goes on writing
        QCOMPARE(m_desk->inference.cancelledCount(), 1);
        m_desk->controller.stop();
        QTRY_VERIFY(!m_desk->controller.isBusy());
    }

    void findingFollowsWhatIsCompared()
    {
        m_desk->chooseRivalForTheNext();
        QTRY_VERIFY(m_desk->isShown("compareStrip"));
        m_desk->script();
        m_desk->type(QStringLiteral("Count"));
        QTRY_VERIFY(m_desk->columnsHave(QStringLiteral("one two"), QStringLiteral("uno due")));
        QTRY_VERIFY(!m_desk->controller.isBusy());
        QTest::keySequence(&m_desk->window, QKeySequence::Find);
        auto* words = m_desk->part<QLineEdit>("findEdit");
        const auto* count = m_desk->part<QLabel>("findCount");
        words->setText(QStringLiteral("uno"));
        QCOMPARE(count->text(), QStringLiteral("1 of 1"));
        QTest::mouseClick(Desk::head(m_desk->columns()[0]), Qt::LeftButton);
        QTRY_VERIFY(m_desk->columns().isEmpty());
        QCOMPARE(count->text(), QStringLiteral("Not found"));
        QTest::keyClick(words, Qt::Key_Return);
        words->setText(QStringLiteral("o"));
        QCOMPARE(count->text(), QStringLiteral("3 of 3"));
        ui::MessageItem* answer = tests::shownMessages(m_desk->window)[1];
        QTest::mouseClick(button(answer, "compareButton"), Qt::LeftButton);
        QTRY_COMPARE(m_desk->columns().size(), 2);
        QCOMPARE(count->text(), QStringLiteral("3 of 4"));
        QTest::keyClick(words, Qt::Key_Return);
        QCOMPARE(count->text(), QStringLiteral("4 of 4"));
    }

    void anAnswerIsCompared()
    {
        QVERIFY(m_desk->ask(QStringLiteral("Greet")));
        m_desk->inference.enqueueAnswer({.pieces = {QStringLiteral("ciao")}});
        m_desk->chooseRival(button(tests::shownMessages(m_desk->window)[1], "variationsButton"));
        QTRY_VERIFY(m_desk->columnsHave(QStringLiteral("Hello, world!"), QStringLiteral("ciao")));
        QTRY_VERIFY(!m_desk->controller.isBusy());
        QTest::keyClick(&m_desk->window, Qt::Key_Escape);
        QTRY_VERIFY(m_desk->columns().isEmpty());
        QCOMPARE(m_desk->texts(),
                 (QStringList{QStringLiteral("Greet"), QStringLiteral("Hello, world!")}));
    }

    void anAnswerIsComparedBeforeTheNextMessage()
    {
        QVERIFY(m_desk->ask(QStringLiteral("Greet")));
        m_desk->chooseRivalForTheNext();
        QTRY_VERIFY(m_desk->isShown("compareStrip"));
        m_desk->inference.enqueueAnswer({.pieces = {QStringLiteral("ciao")}});
        m_desk->chooseRival(button(tests::shownMessages(m_desk->window)[1], "variationsButton"));
        QTRY_VERIFY(m_desk->columnsHave(QStringLiteral("Hello, world!"), QStringLiteral("ciao")));
        QTRY_VERIFY(!m_desk->controller.isBusy());
        QVERIFY(m_desk->isShown("compareStrip"));
        m_desk->script();
        m_desk->type(QStringLiteral("Count"));
        QTRY_VERIFY(m_desk->columnsHave(QStringLiteral("one two"), QStringLiteral("uno due")));
        QVERIFY(!m_desk->isShown("compareStrip"));
        QTRY_VERIFY(!m_desk->controller.isBusy());
    }

    void whatDoesNotLoadKeepsTheAnswer()
    {
        QVERIFY(m_desk->ask(QStringLiteral("Greet")));
        m_desk->inference.failNextLoad(QStringLiteral("It does not fit beside."));
        m_desk->chooseRival(button(tests::shownMessages(m_desk->window)[1], "variationsButton"));
        QTRY_VERIFY(m_desk->isErrorShown(QStringLiteral("It does not fit beside.")));
        QTRY_COMPARE(m_desk->inference.modelState(), app::ModelState::Ready);
        QCOMPARE(m_desk->texts(),
                 (QStringList{QStringLiteral("Greet"), QStringLiteral("Hello, world!")}));
        QCOMPARE(m_desk->inference.requests().size(), std::size_t(1));
    }

    void whatDoesNotLoadKeepsTheMessage()
    {
        m_desk->inference.failNextLoad(QStringLiteral("It does not fit beside."));
        m_desk->beginToLoadRival();
        m_desk->type(QStringLiteral("Count"));
        m_desk->inference.finishLoad();
        QTRY_VERIFY(m_desk->isErrorShown(QStringLiteral("It does not fit beside.")));
        QTRY_COMPARE(m_desk->inference.modelState(), app::ModelState::Ready);
        QCoreApplication::processEvents(); // that it is ready has been told
        QVERIFY(m_desk->inference.requests().empty());
        QCOMPARE(m_desk->part<QTextEdit>("composerText")->toPlainText(), QStringLiteral("Count"));
        QVERIFY(!m_desk->isShown("compareStrip"));
        m_desk->type({}); // now it goes, to one
        QTRY_COMPARE(m_desk->inference.requests().size(), std::size_t(1));
        QTRY_VERIFY(!m_desk->controller.isBusy());
    }

    void theNextMessageIsNotComparedAfterAll()
    {
        m_desk->chooseRivalForTheNext();
        QTRY_VERIFY(m_desk->isShown("compareStrip"));
        QTest::mouseClick(m_desk->part<QPushButton>("compareCancelButton"), Qt::LeftButton);
        QVERIFY(!m_desk->isShown("compareStrip"));
        m_desk->type(QStringLiteral("Greet"));
        QTRY_COMPARE(m_desk->texts().value(1), QStringLiteral("Hello, world!"));
        QCOMPARE(m_desk->inference.requests().size(), std::size_t(1));
    }

    void stopEndsBoth()
    {
        m_desk->chooseRivalForTheNext();
        QTRY_VERIFY(m_desk->isShown("compareStrip"));
        m_desk->script(/*pieceMs=*/60'000);
        m_desk->type(QStringLiteral("Count"));
        QTRY_VERIFY(m_desk->columnsHave(QStringLiteral("one "), QStringLiteral("uno ")));
        QTest::keyClick(&m_desk->window, Qt::Key_Escape);
        QTRY_VERIFY(!m_desk->controller.isBusy());
        QCOMPARE(m_desk->inference.cancelledCount(), 2);
        QCOMPARE(m_desk->columns().size(), 2); // both parts stay in view
    }

    void inANarrowWindowTheyStandUnderEachOther()
    {
        m_desk->window.resize(560, 700);
        QVERIFY(m_desk->ask(QStringLiteral("Greet")));
        m_desk->controller.regenerate();
        QTRY_VERIFY(!m_desk->controller.isBusy());
        ui::MessageItem* answer = tests::shownMessages(m_desk->window)[1];
        QTRY_VERIFY(button(answer, "compareButton")->isVisible());
        QTest::mouseClick(button(answer, "compareButton"), Qt::LeftButton);
        QTRY_COMPARE(m_desk->columns().size(), 2);
        QList<ui::MessageItem*> both = m_desk->columns();
        QCOMPARE(both[0]->x(), both[1]->x());
        QTRY_VERIFY(both[0]->geometry().bottom() < both[1]->y() ||
                    both[1]->geometry().bottom() < both[0]->y());
        m_desk->window.resize(1200, 700);
        QTRY_VERIFY(both[0]->y() == both[1]->y());
    }

    void itIsThereAgainAfterARestart()
    {
        m_desk->chooseRivalForTheNext();
        QTRY_VERIFY(m_desk->isShown("compareStrip"));
        m_desk->script();
        m_desk->type(QStringLiteral("Count"));
        QTRY_COMPARE(m_desk->columns().size(), 2);
        QTRY_VERIFY(!m_desk->controller.isBusy());
        m_desk.reset();
        m_desk = std::make_unique<Desk>(*m_folder);
        QTRY_COMPARE(m_desk->texts(),
                     (QStringList{QStringLiteral("Count"), QStringLiteral("one two")}));
        ui::MessageItem* answer = tests::shownMessages(m_desk->window)[1];
        QTest::mouseClick(button(answer, "compareButton"), Qt::LeftButton);
        QTRY_VERIFY(m_desk->columnsHave(QStringLiteral("one two"), QStringLiteral("uno due")));
    }

    void partsHaveNames()
    {
        m_desk->chooseRivalForTheNext();
        QTRY_VERIFY(m_desk->isShown("compareStrip"));
        QVERIFY(!m_desk->part<QWidget>("compareStrip")->accessibleName().isEmpty());
        m_desk->script();
        m_desk->type(QStringLiteral("Count"));
        QTRY_COMPARE(m_desk->columns().size(), 2);
        const QList<ui::MessageItem*> both = m_desk->columns();
        QCOMPARE(Desk::head(both[0])->accessibleName(),
                 QStringLiteral("Go on with the answer of Fake 1M Instruct"));
        QCOMPARE(Desk::head(both[1])->accessibleName(),
                 QStringLiteral("Go on with the answer of Rival 1B"));
        for (ui::MessageItem* column : both)
            QVERIFY(Desk::head(column)->focusPolicy() & Qt::TabFocus);
        QTRY_VERIFY(!m_desk->controller.isBusy());
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
};

QTEST_MAIN(TestComparison)
#include "tst_comparison.moc"
