// A text that is not sent stays with its conversation.
#include "app/conversation/drafts.h"
#include "tests/support/window_desk.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/composer.h"

#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTextEdit>
#include <QToolButton>

#include <memory>

namespace {

struct Desk : tests::WindowDesk
{
    explicit Desk(const QTemporaryDir& folder)
        : WindowDesk(folder)
        , drafts(store)
    {
        window.chatPage().setDrafts(drafts);
        controller.newConversation();
    }
    ~Desk() { window.chatPage().leaveDraft(); }

    ui::Composer& composer() { return window.chatPage().composer(); }
    // Opens it and waits until it is shown.
    bool open(app::ConversationId id)
    {
        controller.openConversation(id);
        return QTest::qWaitFor([&] { return controller.currentConversation() == id; });
    }

    app::Drafts drafts;
};

} // namespace

class TestDrafts : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(*m_folder);
    }

    void cleanup()
    {
        m_desk.reset();
        m_folder.reset();
    }

    void eachConversationHasItsOwn()
    {
        QVERIFY(m_desk->ask());
        const app::ConversationId first = m_desk->controller.currentConversation();
        m_desk->composer().setText(QStringLiteral("To the first"));
        m_desk->controller.newConversation();
        QCOMPARE(m_desk->composer().text(), QString());
        m_desk->composer().setText(QStringLiteral("To a new one"));
        QVERIFY(m_desk->open(first));
        QCOMPARE(m_desk->composer().text(), QStringLiteral("To the first"));
        m_desk->controller.newConversation();
        QCOMPARE(m_desk->composer().text(), QStringLiteral("To a new one"));
    }

    void examplesMakeWayForIt()
    {
        const auto* example = m_desk->part<QLabel>("exampleTitle");
        const auto* heading = m_desk->part<QLabel>("emptyHeading");
        QTRY_VERIFY(example->isVisible());
        const int y = heading->y();
        m_desk->composer().setText(QStringLiteral("Half a thought"));
        QVERIFY(!example->isVisible());
        QCoreApplication::processEvents();
        QCOMPARE(heading->y(), y);
        m_desk->composer().setText(QStringLiteral(" \n"));
        QVERIFY(example->isVisible());
        m_desk->composer().addReading(1, QStringLiteral("a.txt"));
        QVERIFY(!example->isVisible());
        m_desk->composer().endReading(1);
        QVERIFY(example->isVisible());
        m_desk->composer().addAttachment({QStringLiteral("a.txt"), QStringLiteral("One"), 1});
        QVERIFY(!example->isVisible());
        m_desk->composer().setMessage({});
        QVERIFY(example->isVisible());
    }

    void attachmentsAreOfIt()
    {
        QVERIFY(m_desk->ask());
        m_desk->composer().addAttachment({QStringLiteral("a.txt"), QStringLiteral("One\nTwo"), 3});
        m_desk->composer().setText(QStringLiteral("Count the lines"));
        const QString message = m_desk->composer().message();
        const app::ConversationId id = m_desk->controller.currentConversation();
        m_desk->controller.newConversation();
        QCOMPARE(m_desk->composer().message(), QString());
        QVERIFY(m_desk->open(id));
        QCOMPARE(m_desk->composer().message(), message);
        QCOMPARE(m_desk->composer().text(), QStringLiteral("Count the lines"));
    }

    void anOpenEditIsFoundAgain()
    {
        QVERIFY(m_desk->ask(QStringLiteral("Greet")));
        const app::ConversationId id = m_desk->controller.currentConversation();
        const auto editor = [this] { return m_desk->part<QTextEdit>("messageEditorText"); };
        tests::shownMessages(m_desk->window).first()->startEditing();
        editor()->setPlainText(QStringLiteral("Greet me in Finnish"));
        m_desk->controller.newConversation();
        QTRY_VERIFY(editor() == nullptr);
        QVERIFY(m_desk->open(id));
        QTRY_VERIFY(editor() != nullptr);
        QCOMPARE(editor()->toPlainText(), QStringLiteral("Greet me in Finnish"));
        QTest::keyClick(editor(), Qt::Key_Return);
        QTRY_COMPARE(m_desk->inference.requests().size(), std::size_t(2));
        QTRY_VERIFY(!m_desk->controller.isBusy());
        m_desk->controller.newConversation();
        QVERIFY(m_desk->open(id));
        QVERIFY(editor() == nullptr); // it is kept, and of nothing more
    }

    void anOpenEditOutlivesTheProgram()
    {
        QVERIFY(m_desk->ask(QStringLiteral("Greet")));
        const app::ConversationId id = m_desk->controller.currentConversation();
        const auto editor = [this] { return m_desk->part<QTextEdit>("messageEditorText"); };
        const auto startAgain = [this] {
            m_desk.reset();
            m_desk = std::make_unique<Desk>(*m_folder);
        };
        tests::shownMessages(m_desk->window).first()->startEditing();
        QTest::keyClicks(editor(), QStringLiteral(" me in Finnish"));
        startAgain();
        QVERIFY(m_desk->open(id));
        QTRY_VERIFY(editor() != nullptr);
        QCOMPARE(editor()->toPlainText(), QStringLiteral("Greet me in Finnish"));
        m_desk->controller.newConversation(); // and so it does while another one is shown
        startAgain();
        QVERIFY(m_desk->open(id));
        QTRY_VERIFY(editor() != nullptr);
        QCOMPARE(editor()->toPlainText(), QStringLiteral("Greet me in Finnish"));
        QTest::keyClick(editor(), Qt::Key_Escape);
        startAgain();
        QVERIFY(m_desk->open(id));
        QTRY_COMPARE(tests::shownMessages(m_desk->window).size(), 2);
        QVERIFY(editor() == nullptr); // it was given up
    }

    void attachmentsAreCountedAgain()
    {
        QVERIFY(m_desk->ask());
        m_desk->composer().addAttachment({QStringLiteral("a.txt"), QStringLiteral("One two"), 2});
        const app::ConversationId id = m_desk->controller.currentConversation();
        m_desk->controller.newConversation();
        m_desk.reset(); // the program ends, and begins again
        m_desk = std::make_unique<Desk>(*m_folder);
        QVERIFY(m_desk->open(id));
        const auto states = [this] {
            QStringList texts;
            for (const auto* each : m_desk->window.findChildren<QLabel*>("attachmentState"))
                texts << each->text();
            return texts.join(u'|');
        };
        QTRY_VERIFY(m_desk->composer().message().contains(QStringLiteral("One two")));
        QTRY_VERIFY2(states().contains(QStringLiteral("2 ")), qPrintable(states()));
    }

    void anotherBranchKeepsIt()
    {
        QVERIFY(m_desk->ask());
        m_desk->composer().setText(QStringLiteral("And then?"));
        m_desk->controller.regenerate();
        QTRY_VERIFY(!m_desk->controller.isBusy());
        QCOMPARE(m_desk->composer().text(), QStringLiteral("And then?"));
    }

    void whatIsWrittenMeanwhileGoesToTheNewConversation()
    {
        m_desk->inference.enqueueAnswer({.pieces = {QStringLiteral("Yes.")}});
        m_desk->composer().setText(QStringLiteral("First"));
        m_desk->composer().send();
        m_desk->composer().setText(QStringLiteral("Second"));
        QTRY_VERIFY(m_desk->controller.currentConversation() != 0);
        const app::ConversationId id = m_desk->controller.currentConversation();
        QTRY_VERIFY(!m_desk->controller.isBusy());
        m_desk->controller.newConversation();
        QCOMPARE(m_desk->composer().text(), QString());
        QVERIFY(m_desk->open(id));
        QCOMPARE(m_desk->composer().text(), QStringLiteral("Second"));
    }

    void aTemporaryOneLeavesNothing()
    {
        m_desk->controller.newTemporaryConversation();
        m_desk->composer().setText(QStringLiteral("Secret"));
        m_desk->controller.newConversation();
        QCOMPARE(m_desk->composer().text(), QString());
        m_desk->controller.newTemporaryConversation();
        QCOMPARE(m_desk->composer().text(), QString());
    }

    void aNewOneThatBecomesTemporaryTakesItAlong()
    {
        auto* button = m_desk->part<QToolButton>("temporaryButton");
        m_desk->composer().setText(QStringLiteral("Secret"));
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(m_desk->controller.isTemporary());
        QCOMPARE(m_desk->composer().text(), QStringLiteral("Secret"));
        m_desk->controller.newConversation();
        QCOMPARE(m_desk->composer().text(), QString());
        m_desk->controller.newTemporaryConversation();
        m_desk->composer().setText(QStringLiteral("No secret"));
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(!m_desk->controller.isTemporary());
        QCOMPARE(m_desk->composer().text(), QStringLiteral("No secret"));
    }

    void aTemporaryOneThatIsKeptTakesItAlong()
    {
        m_desk->controller.newTemporaryConversation();
        QVERIFY(m_desk->ask());
        m_desk->composer().setText(QStringLiteral("And then?"));
        QTest::mouseClick(m_desk->part<QPushButton>("keepButton"), Qt::LeftButton);
        QTRY_VERIFY(!m_desk->controller.isTemporary());
        QCOMPARE(m_desk->composer().text(), QStringLiteral("And then?"));
        const app::ConversationId id = m_desk->controller.currentConversation();
        m_desk->controller.newConversation();
        QVERIFY(m_desk->open(id));
        QCOMPARE(m_desk->composer().text(), QStringLiteral("And then?"));
    }

    void aTemporaryOneThatIsKeptTakesItsEditAlong()
    {
        const auto editor = [this] { return m_desk->part<QTextEdit>("messageEditorText"); };
        m_desk->controller.newTemporaryConversation();
        QVERIFY(m_desk->ask(QStringLiteral("Greet")));
        tests::shownMessages(m_desk->window).first()->startEditing();
        QTest::keyClicks(editor(), QStringLiteral(" me in Finnish"));
        QTest::mouseClick(m_desk->part<QPushButton>("keepButton"), Qt::LeftButton);
        QTRY_VERIFY(!m_desk->controller.isTemporary());
        const app::ConversationId id = m_desk->controller.currentConversation();
        QTRY_VERIFY(editor() != nullptr);
        QCOMPARE(editor()->toPlainText(), QStringLiteral("Greet me in Finnish"));
        m_desk.reset();
        m_desk = std::make_unique<Desk>(*m_folder);
        QVERIFY(m_desk->open(id));
        QTRY_VERIFY(editor() != nullptr);
        QCOMPARE(editor()->toPlainText(), QStringLiteral("Greet me in Finnish"));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
};

QTEST_MAIN(TestDrafts)
#include "tst_drafts.moc"
