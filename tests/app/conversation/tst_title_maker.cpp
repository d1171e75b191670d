// TitleMaker: titles that the model makes when it is idle, and those that it leaves alone.
#include "app/chats/chat_store.h"
#include "app/conversation/chat_controller.h"
#include "app/conversation/title_maker.h"
#include "app/settings/settings.h"
#include "tests/support/fake_inference.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using app::ChatController;
using tests::FakeInference;

namespace {

struct App
{
    App()
        : settings(folder.filePath(QStringLiteral("settings.ini")))
        , store(folder.filePath(QStringLiteral("chats.sqlite")))
        , controller(store, inference, settings)
        , maker(controller, store, inference, settings)
        , settled(&maker, &app::TitleMaker::settled)
    {
        maker.setQuietMs(0);
        core::ModelInfo info = inference.modelInfo();
        info.parameters = 4'000'000'000;
        inference.setModelInfo(info);
    }
    // The answer, and then what the title is made of.
    void ask(const QString& text, const tests::FakeAnswer& title = {.pieces = {"A good ", "title"}})
    {
        inference.enqueueAnswer({});
        inference.enqueueAnswer(title);
        controller.send(text);
    }
    std::size_t requestCount() const { return inference.requests().size(); }
    // As they are on disk, the newest first.
    QStringList titles()
    {
        QStringList found;
        bool read = false;
        store.conversations(&controller,
                            [&](const core::Result<QList<app::ConversationSummary>>& list) {
                                for (const app::ConversationSummary& summary : list.value())
                                    found.append(summary.title);
                                read = true;
                            });
        return QTest::qWaitFor([&read] { return read; }) ? found : QStringList();
    }

    QTemporaryDir folder;
    app::Settings settings;
    FakeInference inference;
    app::ChatStore store;
    ChatController controller;
    app::TitleMaker maker;
    QSignalSpy settled;
};

} // namespace

Q_DECLARE_METATYPE(tests::FakeAnswer)

class TestTitleMaker : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_app = std::make_unique<App>(); }
    void cleanup() { m_app.reset(); }

    void namesAfterTheFirstAnswer();
    void leavesATitleGivenMeanwhile();
    void leavesATitleGivenBefore();
    void leavesTemporaryOnes();
    void doesNothingWhere_data();
    void doesNothingWhere();
    void triesAgainLater();
    void givesUpAfterAWhile();
    void keepsTheFirstWords_data();
    void keepsTheFirstWords();
    void skipsThinking();
    void cleans_data();
    void cleans();

private:
    std::unique_ptr<App> m_app;
};

void TestTitleMaker::namesAfterTheFirstAnswer()
{
    QStringList told; // as the side bar is
    QObject::connect(&m_app->controller,
                     &ChatController::conversationsChanged,
                     &m_app->controller,
                     [&told](const QList<app::ConversationSummary>& list) {
                         told.clear();
                         for (const app::ConversationSummary& summary : list)
                             told.append(summary.title);
                     });
    m_app->ask(QStringLiteral("Why is the sky blue?"));
    QTRY_COMPARE(told, QStringList{"A good title"});
    const core::GenerationRequest request = m_app->inference.requests().at(1);
    QVERIFY(request.priority == core::Priority::Ahead);
    QVERIFY(!request.keepOnDisk);
    QCOMPARE(request.sampling.temperature, 0.0F);
    QVERIFY(request.maxTokens > 0 && request.maxTokens < 40);
    // What was computed of the conversation serves for the title as well.
    const auto prompt = std::get<core::ChatPrompt>(request.prompt);
    QCOMPARE(prompt.messages.size(), std::size_t(3));
    QCOMPARE(prompt.messages.front().content, std::string("Why is the sky blue?"));
    // Once.
    m_app->controller.send(QStringLiteral("And the sea?"));
    QTRY_COMPARE(m_app->settled.size(), 2);
    QCOMPARE(m_app->requestCount(), std::size_t(3));
    QCOMPARE(m_app->titles(), QStringList{"A good title"});
}

void TestTitleMaker::leavesATitleGivenMeanwhile()
{
    m_app->ask(QStringLiteral("Why is the sky blue?"),
               {.pieces = {"A good title"}, .firstPieceMs = 200});
    QTRY_COMPARE(m_app->requestCount(), std::size_t(2));
    m_app->controller.renameConversation(m_app->controller.currentConversation(),
                                         QStringLiteral("Mine"));
    QTRY_COMPARE(m_app->settled.size(), 1);
    QCOMPARE(m_app->titles(), QStringList{"Mine"});
}

void TestTitleMaker::leavesATitleGivenBefore()
{
    m_app->maker.setQuietMs(200);
    m_app->ask(QStringLiteral("What is rain?"));
    QTRY_VERIFY(m_app->controller.currentConversation() != 0);
    m_app->controller.renameConversation(m_app->controller.currentConversation(),
                                         QStringLiteral("Rain"));
    QTRY_COMPARE(m_app->settled.size(), 1);
    QCOMPARE(m_app->requestCount(), std::size_t(1));
    QCOMPARE(m_app->titles(), QStringList{"Rain"});
}

void TestTitleMaker::leavesTemporaryOnes()
{
    m_app->controller.newTemporaryConversation();
    m_app->inference.enqueueAnswer({});
    m_app->controller.send(QStringLiteral("A secret"));
    QTRY_VERIFY(m_app->requestCount() == 1 && !m_app->controller.isBusy());
    m_app->controller.newConversation();
    m_app->ask(QStringLiteral("Why is the sky blue?"));
    QTRY_COMPARE(m_app->settled.size(), 1);
    QCOMPARE(m_app->requestCount(), std::size_t(3));
    QCOMPARE(m_app->titles(), QStringList{"A good title"});
}

void TestTitleMaker::doesNothingWhere_data()
{
    QTest::addColumn<bool>("on");
    QTest::addColumn<quint64>("parameters");
    QTest::newRow("it is switched off") << false << quint64(4'000'000'000);
    QTest::newRow("the model is small") << true << quint64(135'000'000);
}

void TestTitleMaker::doesNothingWhere()
{
    QFETCH(bool, on);
    QFETCH(quint64, parameters);
    m_app->settings.setModelTitles(on);
    core::ModelInfo info = m_app->inference.modelInfo();
    info.parameters = parameters;
    m_app->inference.setModelInfo(info);
    m_app->ask(QStringLiteral("Why is the sky blue?"));
    QTRY_COMPARE(m_app->settled.size(), 1);
    QCOMPARE(m_app->requestCount(), std::size_t(1));
    QCOMPARE(m_app->titles(), QStringList{"Why is the sky blue?"});
}

// Other work comes first and the title is given up for it.
void TestTitleMaker::triesAgainLater()
{
    m_app->ask(QStringLiteral("Why is the sky blue?"), {.pieces = {"half"}, .firstPieceMs = 60000});
    QTRY_COMPARE(m_app->requestCount(), std::size_t(2));
    m_app->inference.enqueueAnswer({.pieces = {"A later title"}});
    m_app->inference.cancel({2});
    QTRY_COMPARE(m_app->settled.size(), 1);
    QCOMPARE(m_app->titles(), QStringList{"A later title"});
}

void TestTitleMaker::givesUpAfterAWhile()
{
    m_app->inference.setAnswer({.pieces = {"half"}, .reason = core::FinishReason::Cancelled});
    m_app->inference.enqueueAnswer({});
    m_app->controller.send(QStringLiteral("Why is the sky blue?"));
    QTRY_COMPARE(m_app->settled.size(), 1);
    QCOMPARE(m_app->requestCount(), std::size_t(6));
    QCOMPARE(m_app->titles(), QStringList{"Why is the sky blue?"});
}

void TestTitleMaker::keepsTheFirstWords_data()
{
    QTest::addColumn<tests::FakeAnswer>("answer");
    QTest::newRow("nothing") << tests::FakeAnswer{.pieces = {" \n"}};
    QTest::newRow("cut") << tests::FakeAnswer{.pieces = {"The colour of"},
                                              .reason = core::FinishReason::Length};
    QTest::newRow("failed") << tests::FakeAnswer{
        .pieces = {"The"}, .error = core::Error{core::ErrorCode::Busy, "full"}};
}

void TestTitleMaker::keepsTheFirstWords()
{
    QFETCH(tests::FakeAnswer, answer);
    m_app->ask(QStringLiteral("Why is the sky blue?"), answer);
    QTRY_COMPARE(m_app->settled.size(), 1);
    QCOMPARE(m_app->requestCount(), std::size_t(2));
    QCOMPARE(m_app->titles(), QStringList{"Why is the sky blue?"});
}

void TestTitleMaker::skipsThinking()
{
    m_app->inference.enqueueAnswer({.pieces = {"<think>hm</think>", "Because."}});
    m_app->controller.send(QStringLiteral("Why is the sky blue?"));
    QTRY_COMPARE(m_app->settled.size(), 1);
    const auto prompt = std::get<core::ChatPrompt>(m_app->inference.requests().at(1).prompt);
    QVERIFY(prompt.answerSoFar.ends_with("</think>\n\n"));
}

void TestTitleMaker::cleans_data()
{
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QString>("title");
    QTest::newRow("plain") << "The colour of the sky"
                           << "The colour of the sky";
    QTest::newRow("quoted") << "\"The sky.\""
                            << "The sky";
    QTest::newRow("marked") << "**Title: The sky**\nIt is blue"
                            << "The sky";
    QTest::newRow("named") << "Title: “The sky”"
                           << "The sky";
    QTest::newRow("Chinese") << "《天空》"
                             << "《天空》";
    QTest::newRow("thoughts") << "<think>hm</think>\n\nThe sky"
                              << "The sky";
    QTest::newRow("nothing") << " \"\" \n"
                             << "";
    QTest::newRow("talk") << "Sure, here is a title:\nThe sky"
                          << "";
    QTest::newRow("a sentence") << "The sky is blue because its air scatters blue light most"
                                << "";
    QTest::newRow("no words") << "123 ..."
                              << "";
}

void TestTitleMaker::cleans()
{
    QFETCH(QString, answer);
    QTEST(app::titleOfAnswer(answer), "title");
}

QTEST_GUILESS_MAIN(TestTitleMaker)
#include "tst_title_maker.moc"
