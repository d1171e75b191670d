// Two models on one message, with a scripted engine and a real store; once with real engines.
#include "app/chats/chat_store.h"
#include "app/conversation/chat_controller.h"
#include "app/inference/inference_service.h"
#include "app/settings/settings.h"
#include "tests/support/fake_inference.h"
#include "tests/support/store_file.h"
#include "tests/support/tiny_llama.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <functional>
#include <memory>

using app::ChatController;
using app::Message;
using app::MessageState;

namespace {

constexpr int kPatienceMs = 60'000; // a tiny model, but the machine may be busy with other suites
const QString kRival = QStringLiteral("/models/rival.gguf");

struct App
{
    explicit App(const QString& folder)
        : settings(folder + QStringLiteral("/settings.ini"))
        , store(folder + QStringLiteral("/chats.sqlite"))
        , controller(store, inference, settings)
        , compared(&controller, &ChatController::comparisonOpened)
        , errors(&controller, &ChatController::errorOccurred)
    {
        core::ModelInfo rival = inference.modelInfo();
        rival.name = "Rival";
        rival.path = kRival.toStdString();
        inference.setOtherModels({rival});
        QObject::connect(
            &controller,
            &ChatController::conversationOpened,
            [this](app::ConversationId, const QList<Message>& shown) { path = shown; });
        QObject::connect(&controller, &ChatController::messageAdded, [this](const Message& added) {
            path.append(added);
        });
        QObject::connect(
            &controller, &ChatController::messageChanged, [this](const Message& changed) {
                for (Message& message : path) {
                    if (message.id == changed.id)
                        message = changed;
                }
                last[changed.id] = changed;
            });
        QSignalSpy opened(&controller, &ChatController::conversationOpened);
        controller.start();
        QVERIFY(opened.wait());
    }
    bool idle()
    {
        return QTest::qWaitFor([this] { return !controller.isBusy(); });
    }
    // Waits until the store has replied to everything it was asked.
    bool settled()
    {
        bool replied = false;
        QObject context;
        store.trash(&context, [&replied](const auto&) { replied = true; });
        return QTest::qWaitFor([&replied] { return replied; });
    }
    // The two answers of the script, by the current model and by the rival.
    void script(int pieceMs = 0)
    {
        inference.enqueueAnswer(
            {.pieces = {QStringLiteral("one "), QStringLiteral("two")}, .pieceMs = pieceMs});
        inference.enqueueAnswer(
            {.pieces = {QStringLiteral("uno "), QStringLiteral("due")}, .pieceMs = pieceMs});
    }
    Message beside()
    {
        return compared.isEmpty() ? Message() : compared.last()[0].value<Message>();
    }
    QString text(app::MessageId id) { return last.value(id).text; }

    app::Settings settings;
    tests::FakeInference inference;
    app::ChatStore store;
    ChatController controller;
    QSignalSpy compared, errors;
    QList<Message> path;
    QHash<app::MessageId, Message> last; // as it was told last
};

} // namespace

class TestComparison : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_app = std::make_unique<App>(m_folder->path());
    }
    void cleanup() { m_app.reset(); }

    void bothAnswerOneMessage()
    {
        m_app->script();
        m_app->controller.send(QStringLiteral("Count"), kRival);
        QVERIFY(m_app->idle());
        const auto requests = m_app->inference.requests();
        QCOMPARE(requests.size(), std::size_t(2));
        QCOMPARE(requests[0].model, std::string());
        QCOMPARE(requests[1].model, kRival.toStdString());
        QCOMPARE(m_app->path.size(), 2);
        QCOMPARE(m_app->path[1].text, QStringLiteral("one two"));
        QCOMPARE(m_app->path[1].siblingCount, 2);
        const Message beside = m_app->beside();
        QCOMPARE(beside.parent, m_app->path[0].id);
        QCOMPARE(beside.model, QStringLiteral("Rival"));
        QCOMPARE(beside.siblingIndex, 1);
        QCOMPARE(m_app->text(beside.id), QStringLiteral("uno due"));
        QVERIFY(m_app->controller.isComparing());
    }

    void theFirstIsThePathAlsoAfterARestart()
    {
        m_app->script();
        m_app->controller.send(QStringLiteral("Count"), kRival);
        QVERIFY(m_app->idle());
        m_app.reset();
        m_app = std::make_unique<App>(m_folder->path());
        QCOMPARE(m_app->path.size(), 2);
        QCOMPARE(m_app->path[1].text, QStringLiteral("one two"));
        QVERIFY(!m_app->controller.isComparing());
        m_app->controller.compareSiblings(m_app->path[1].id);
        QTRY_COMPARE(m_app->compared.size(), 1);
        QCOMPARE(m_app->beside().text, QStringLiteral("uno due"));
        QCOMPARE(m_app->beside().state, MessageState::Complete);
    }

    void eitherCanBeChosen_data()
    {
        QTest::addColumn<bool>("beside");
        QTest::newRow("of the path") << false;
        QTest::newRow("beside") << true;
    }

    void eitherCanBeChosen()
    {
        QFETCH(bool, beside);
        m_app->script();
        m_app->controller.send(QStringLiteral("Count"), kRival);
        QVERIFY(m_app->idle());
        m_app->controller.chooseAnswer(beside ? m_app->beside().id : m_app->path[1].id);
        QTRY_VERIFY(!m_app->controller.isComparing());
        QCOMPARE(m_app->path[1].text,
                 beside ? QStringLiteral("uno due") : QStringLiteral("one two"));
        QCOMPARE(m_app->path[1].siblingCount, 2);
        m_app->controller.send(QStringLiteral("On"));
        QVERIFY(m_app->idle());
        QCOMPARE(m_app->path.size(), 4);
        const auto prompt = std::get<core::ChatPrompt>(m_app->inference.requests().back().prompt);
        QCOMPARE(QString::fromStdString(prompt.messages[prompt.messages.size() - 2].content),
                 beside ? QStringLiteral("uno due") : QStringLiteral("one two"));
    }

    void choosingStopsTheOther()
    {
        m_app->script(/*pieceMs=*/60'000);
        m_app->controller.send(QStringLiteral("Count"), kRival);
        QTRY_COMPARE(m_app->compared.size(), 1);
        const app::MessageId other = m_app->beside().id;
        m_app->controller.chooseAnswer(m_app->path[1].id);
        QTRY_COMPARE(m_app->inference.activeCount(), 1);
        QVERIFY(m_app->controller.isBusy());
        m_app->controller.stop();
        QVERIFY(m_app->idle());
        m_app->controller.selectSibling(m_app->path[1].id, 1);
        QTRY_COMPARE(m_app->path[1].id, other);
        QCOMPARE(m_app->path[1].state, MessageState::Stopped);
        QVERIFY(!m_app->controller.isComparing());
    }

    void whatIsChosenWhileItStreamsIsNotComparedAgain()
    {
        m_app->script(/*pieceMs=*/60'000);
        m_app->controller.send(QStringLiteral("Count"), kRival);
        QTRY_COMPARE(m_app->compared.size(), 1);
        const app::MessageId first = m_app->path[1].id;
        m_app->controller.chooseAnswer(m_app->beside().id);
        QTRY_COMPARE(m_app->path[1].id, m_app->beside().id);
        m_app->controller.selectSibling(m_app->path[1].id, -1);
        QTRY_COMPARE(m_app->path[1].id, first);
        QVERIFY(!m_app->controller.isComparing());
        QVERIFY(m_app->controller.isBusy());
        m_app->controller.stop();
        QVERIFY(m_app->idle());
    }

    void stopEndsBoth()
    {
        m_app->script(/*pieceMs=*/60'000);
        m_app->controller.send(QStringLiteral("Count"), kRival);
        QTRY_COMPARE(m_app->inference.activeCount(), 2);
        m_app->controller.stop();
        QVERIFY(m_app->idle());
        QCOMPARE(m_app->inference.cancelledCount(), 2);
        QCOMPARE(m_app->path[1].state, MessageState::Stopped);
        QCOMPARE(m_app->last.value(m_app->beside().id).state, MessageState::Stopped);
    }

    void oneFailsAndTheOtherStays()
    {
        m_app->inference.enqueueAnswer({.pieces = {QStringLiteral("one")}});
        m_app->inference.enqueueAnswer(
            {.pieces = {}, .error = core::Error{core::ErrorCode::NotFound, "It is gone."}});
        m_app->controller.send(QStringLiteral("Count"), kRival);
        QVERIFY(m_app->idle());
        QCOMPARE(m_app->path[1].text, QStringLiteral("one"));
        QCOMPARE(m_app->path[1].state, MessageState::Complete);
        QCOMPARE(m_app->last.value(m_app->beside().id).state, MessageState::Failed);
        QCOMPARE(m_app->errors.size(), 1);
    }

    void theSecondTakesThePathWhereTheFirstIsNotStored()
    {
        m_app.reset();
        tests::runSql(m_folder->filePath(QStringLiteral("chats.sqlite")),
                      {QStringLiteral("CREATE TRIGGER refused BEFORE INSERT ON messages WHEN "
                                      "new.model LIKE 'Fake%' BEGIN SELECT RAISE(ABORT, 'no'); "
                                      "END")});
        m_app = std::make_unique<App>(m_folder->path());
        m_app->controller.send(QStringLiteral("Count"), kRival);
        QVERIFY(m_app->idle());
        QVERIFY(!m_app->errors.isEmpty());
        QVERIFY(!m_app->controller.isComparing());
        QCOMPARE(m_app->path.size(), 2);
        QCOMPARE(m_app->path[1].model, QStringLiteral("Rival"));
        m_app.reset();
        m_app = std::make_unique<App>(m_folder->path());
        QCOMPARE(m_app->path.size(), 2);
    }

    void theSmallerContextWindowDecides()
    {
        core::ModelInfo rival = m_app->inference.loadedModels().back();
        rival.contextTokens = 12;
        m_app->inference.setOtherModels({rival});
        QSignalSpy full(&m_app->controller, &ChatController::contextFull);
        const QString text = QStringLiteral("a b c d e f g h i j k l m n o p q r s t");
        m_app->controller.send(text, kRival);
        QTRY_COMPARE(full.size(), 1);
        QVERIFY(m_app->inference.requests().empty());
        m_app->controller.send(text);
        QVERIFY(m_app->idle());
        QCOMPARE(m_app->path.size(), 2);
        m_app->controller.compareAnswer(m_app->path[1].id, kRival);
        QTRY_COMPARE(full.size(), 2);
        QCOMPARE(m_app->inference.requests().size(), std::size_t(1));
    }

    void anAnswerIsComparedInTheMiddleOfAPath()
    {
        for (const QString& text : {QStringLiteral("First"), QStringLiteral("Second")}) {
            m_app->controller.send(text);
            QVERIFY(m_app->idle());
        }
        const QList<Message> before = m_app->path;
        m_app->inference.enqueueAnswer({.pieces = {QStringLiteral("another")}});
        m_app->controller.compareAnswer(before[1].id, kRival);
        QVERIFY(m_app->idle());
        QCOMPARE(m_app->text(m_app->beside().id), QStringLiteral("another"));
        QCOMPARE(m_app->path.size(), 4);
        QCOMPARE(m_app->path[1].siblingCount, 2);
        m_app.reset();
        m_app = std::make_unique<App>(m_folder->path());
        QCOMPARE(m_app->path.size(), 4);
        QCOMPARE(m_app->path[3].id, before[3].id);
    }

    void aComparisonStepsThroughTheOthers()
    {
        m_app->controller.send(QStringLiteral("Count"));
        QVERIFY(m_app->idle());
        for (int i = 0; i < 2; ++i) {
            m_app->controller.regenerate();
            QVERIFY(m_app->idle());
        }
        m_app->controller.selectSibling(m_app->path[1].id, -1); // the one in the middle
        QTRY_COMPARE(m_app->path[1].siblingIndex, 1);
        m_app->controller.compareSiblings(m_app->path[1].id);
        QTRY_COMPARE(m_app->compared.size(), 1);
        QCOMPARE(m_app->beside().siblingIndex, 0);
        m_app->controller.selectSibling(m_app->beside().id, 1);
        QTRY_COMPARE(m_app->compared.size(), 2);
        QCOMPARE(m_app->beside().siblingIndex, 2);
        QCOMPARE(m_app->path[1].siblingIndex, 1);
    }

    void aLateReplyOpensNoComparison_data()
    {
        QTest::addColumn<std::function<void(ChatController&, const QList<Message>&)>>("meanwhile");
        QTest::addColumn<int>("opened");
        const auto row = [](const char* name, int opened, auto meanwhile) {
            QTest::newRow(name) << std::function<void(ChatController&, const QList<Message>&)>(
                                       meanwhile)
                                << opened;
        };
        row("nothing", 1, [](auto&, auto&) {});
        row("closed", 0, [](auto& controller, auto&) { controller.closeComparison(); });
        row("sent", 0, [](auto& controller, auto&) { controller.send(QStringLiteral("On")); });
        row("asked for again", 1, [](auto& controller, auto& path) {
            controller.compareSiblings(path[1].id);
        });
    }

    void aLateReplyOpensNoComparison()
    {
        QFETCH(std::function<void(ChatController&, const QList<Message>&)>, meanwhile);
        QFETCH(int, opened);
        m_app->controller.send(QStringLiteral("Count"));
        QVERIFY(m_app->idle());
        m_app->controller.regenerate();
        QVERIFY(m_app->idle());
        m_app->controller.compareSiblings(m_app->path[1].id);
        meanwhile(m_app->controller, m_app->path);
        QVERIFY(m_app->settled());
        QVERIFY(m_app->idle());
        QCOMPARE(m_app->compared.size(), opened);
        QCOMPARE(m_app->controller.isComparing(), opened == 1);
    }

    void aLateReplyIsOfThePathThatWasShown()
    {
        m_app->controller.send(QStringLiteral("Count"));
        QVERIFY(m_app->idle());
        for (int i = 0; i < 2; ++i) {
            m_app->controller.regenerate();
            QVERIFY(m_app->idle());
        }
        m_app->controller.selectSibling(m_app->path[1].id, -2);
        m_app->controller.compareSiblings(m_app->path[1].id); // the last one still, with the second
        QVERIFY(m_app->settled());
        QCOMPARE(m_app->path[1].siblingIndex, 0);
        QVERIFY(m_app->compared.isEmpty());
    }

    void whatRunsIsShownBesideAgain()
    {
        m_app->script(/*pieceMs=*/60'000);
        m_app->controller.send(QStringLiteral("Count"), kRival);
        QTRY_COMPARE(m_app->compared.size(), 1);
        const app::ConversationId id = m_app->controller.currentConversation();
        m_app->controller.newConversation();
        QVERIFY(!m_app->controller.isComparing());
        m_app->controller.openConversation(id);
        QTRY_COMPARE(m_app->compared.size(), 2);
        QCOMPARE(m_app->path.size(), 2);
        m_app->controller.stop();
        QVERIFY(m_app->idle());
    }

    void aTemporaryConversationComparesToo()
    {
        m_app->script();
        m_app->controller.newTemporaryConversation();
        m_app->controller.send(QStringLiteral("Count"), kRival);
        QVERIFY(m_app->idle());
        QCOMPARE(m_app->text(m_app->beside().id), QStringLiteral("uno due"));
        m_app->controller.newConversation();
        QVERIFY(!m_app->controller.isComparing());
    }

    void twoEnginesAnswerEachAsItDoesAlone()
    {
        const QString first = tinyModel(QStringLiteral("first.gguf"), /*seed=*/1);
        const QString second = tinyModel(QStringLiteral("second.gguf"), /*seed=*/2);
        app::InferenceService inference({.threads = 1});
        const auto ready = [&inference] {
            return inference.modelState() == app::ModelState::Ready;
        };
        inference.loadModel(first);
        QTRY_VERIFY_WITH_TIMEOUT(ready(), kPatienceMs);
        inference.loadBeside(second);
        QTRY_VERIFY_WITH_TIMEOUT(ready() && inference.loadedModels().size() == 2, kPatienceMs);

        app::Settings& settings = m_app->settings;
        settings.setFixedSeed(7);
        settings.setMaxTokens(24);
        app::ChatStore store(QStringLiteral(":memory:"));
        ChatController controller(store, inference, settings);
        QSignalSpy ended(&controller, &ChatController::answerEnded);
        const auto texts = [&ended] {
            QHash<QString, QString> byModel;
            for (const QVariantList& arguments : ended) {
                const auto answer = arguments[0].value<Message>();
                byModel[answer.model] = answer.text;
            }
            return byModel;
        };
        controller.newConversation();
        controller.send(QStringLiteral("Hi"), second);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 2, kPatienceMs);
        const QHash<QString, QString> together = texts();
        QCOMPARE(together.size(), 2);

        ended.clear();
        for (const QString& model : {first, second}) {
            inference.loadModel(model);
            QTRY_VERIFY_WITH_TIMEOUT(ready(), kPatienceMs);
            controller.newConversation();
            controller.send(QStringLiteral("Hi"));
            QTRY_VERIFY_WITH_TIMEOUT(!controller.isBusy(), kPatienceMs);
        }
        QCOMPARE(texts(), together);
    }

private:
    QString tinyModel(const QString& name, unsigned seed)
    {
        const QString path = m_folder->filePath(name);
        std::ofstream(path.toStdString(), std::ios::binary)
            << tests::tinyLlama({.contextTokens = 256, .seed = seed}).build();
        return path;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<App> m_app;
};

QTEST_MAIN(TestComparison)
#include "tst_comparison.moc"
