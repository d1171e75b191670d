// ChatController: the life of a message, with a scripted engine and a real store.
#include "app/chats/chat_store.h"
#include "app/conversation/answer_settings.h"
#include "app/conversation/chat_controller.h"
#include "app/settings/settings.h"
#include "tests/support/fake_inference.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

using app::ChatController;
using app::ChatStore;
using app::ConversationId;
using app::ConversationSummary;
using app::Message;
using app::MessageState;
using app::RemovedMessages;
using app::Settings;
using tests::FakeAnswer;
using tests::FakeInference;

namespace {

// What a window would show, from the signals alone.
class Window : public QObject
{
public:
    explicit Window(ChatController& controller)
    {
        connect(&controller,
                &ChatController::conversationsChanged,
                this,
                [this](const QList<ConversationSummary>& list) { conversations = list; });
        connect(&controller,
                &ChatController::conversationOpened,
                this,
                [this](ConversationId id, const QList<Message>& path) {
                    current = id;
                    messages = path;
                    ++opened;
                });
        connect(&controller, &ChatController::messageAdded, this, [this](const Message& message) {
            messages.append(message);
        });
        connect(&controller,
                &ChatController::messageTextAppended,
                this,
                [this](app::MessageId id, const QString& piece) {
                    for (Message& message : messages) {
                        if (message.id == id)
                            message.text += piece;
                    }
                });
        connect(&controller, &ChatController::messageChanged, this, [this](const Message& changed) {
            for (Message& message : messages) {
                if (message.id == changed.id)
                    message = changed;
            }
        });
        connect(&controller,
                &ChatController::trashChanged,
                this,
                [this](const QList<ConversationSummary>& list) { trash = list; });
        connect(&controller, &ChatController::errorOccurred, this, [this](const QString& text) {
            errors.append(text);
        });
        connect(&controller, &ChatController::messageRejected, this, [this](const QString& text) {
            rejected.append(text);
        });
    }

    QStringList texts() const
    {
        QStringList result;
        for (const Message& message : messages)
            result.append(message.text);
        return result;
    }

    QList<ConversationSummary> conversations;
    QList<ConversationSummary> trash;
    ConversationId current = -1;
    QList<Message> messages;
    QStringList errors;
    QStringList rejected;
    int opened = 0;
};

struct App
{
    explicit App(const QString& folder)
        : settings(folder + QStringLiteral("/settings.ini"))
        , store(std::make_unique<ChatStore>(folder + QStringLiteral("/chats.sqlite")))
        , controller(std::make_unique<ChatController>(*store, inference, settings))
        , window(*controller)
    {
        controller->start();
    }
    bool started()
    {
        return QTest::qWaitFor([this] { return window.opened > 0; });
    }
    bool idle()
    {
        return QTest::qWaitFor([this] { return !controller->isBusy(); });
    }
    // Sends and waits for the end of the answer.
    bool ask(const QString& text)
    {
        controller->send(text);
        return idle();
    }
    core::ChatPrompt prompt(std::size_t request) const
    {
        return std::get<core::ChatPrompt>(inference.requests().at(request).prompt);
    }

    Settings settings;
    FakeInference inference;
    std::unique_ptr<ChatStore> store;
    std::unique_ptr<ChatController> controller;
    Window window;
};

} // namespace

class TestChatController : public QObject
{
    Q_OBJECT

    static void setWindow(App& app, int words)
    {
        core::ModelInfo info = app.inference.modelInfo();
        info.contextTokens = words;
        app.inference.setModelInfo(info);
    }

    // A window of 40 words, full with the next message.
    static void fill(App& app, bool temporary = false)
    {
        setWindow(app, 40);
        QVERIFY(app.started());
        if (temporary)
            app.controller->newTemporaryConversation();
        for (const char* text : {"one", "two", "three"})
            QVERIFY(app.ask(QString::fromLatin1(text) + QStringLiteral(" a b c d e f g h")));
        QCOMPARE(app.window.messages.size(), 6);
    }

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(m_dir->isValid());
    }

    void startsEmpty();
    void answers();
    void remembers();
    void givesTheEngineTheWholePath();
    void holdsSmallModelsToLikelierWords();
    void usesTheSettings();
    void keepsWhatTheModelThought();
    void branchesOffAtAToken();
    void branchesOffAtTheFirstWord();
    void branchesOffNowhere();
    void readsAheadWhatIsTyped();
    void tellsWhichConversationsAnswer();
    void ignoresBlankAndSecondSends();
    void stopKeepsThePart();
    void stopBeforeTheFirstPiece();
    void failureKeepsTextAndError();
    void saysWhatToDoWhenTheContextIsFull();
    void keepsTheMessageWithoutAModel();
    void regenerates();
    void regeneratesInTheMiddleWithOptions();
    void editsAMessage();
    void editsAnAnswer();
    void anEditedAnswerKeepsWhatFollows();
    void otherVersionsHaveOtherSeeds();
    void deletesAQuestionWithItsAnswers();
    void deletesAVersion();
    void deletingAllThereIsDeletesTheConversation();
    void continuesInPlace();
    void continuesInACopy();
    void forks();
    void opensAtAMessage();
    void searches();
    void temporaryLeavesNoTrace();
    void temporaryIsLeftAtAnyTime();
    void temporaryGoesWithTheController();
    void keepsATemporaryOne();
    void exportsAndImports();
    void organises();
    void undoesADeletion();
    void keepsTheSystemPrompt();
    void switchingKeepsTheAnswerRunning();
    void deletingCancels();
    void renames();
    void endStoresWhatThereIs();
    void asksBeforeAnythingIsLeftOut();
    void leavesOutAlways();
    void readsEverythingOnceItFits();
    void asksBeforeAnAnswerGoesOn_data();
    void asksBeforeAnAnswerGoesOn();
    void continuesAsFarAsThereIsRoom();
    void summarises();
    void startsAnewWithASummary();
    void startsAnewInMemoryAlone();
    void saysThatOneMessageIsTooLong();
    void givesBackWhatIsNotStored();

private:
    QString folder() const { return m_dir->path(); }

    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestChatController::startsEmpty()
{
    App app(folder());
    QVERIFY(app.started());
    QCOMPARE(app.window.current, ConversationId(0));
    QVERIFY(app.window.messages.isEmpty());
    QCOMPARE(app.controller->currentConversation(), ConversationId(0));
    QVERIFY(!app.controller->isBusy());
}

void TestChatController::answers()
{
    App app(folder());
    QVERIFY(app.started());
    app.inference.setAnswer({.pieces = {"Hel", "lo"}, .pieceMs = 5});
    QSignalSpy busy(app.controller.get(), &ChatController::busyChanged);
    QSignalSpy pieces(app.controller.get(), &ChatController::messageTextAppended);
    app.controller->send(QStringLiteral("Hi there\nsecond line"));
    QVERIFY(app.controller->isBusy());
    QVERIFY(app.idle());
    QCOMPARE(busy.count(), 2);
    QCOMPARE(pieces.count(), 2);
    QCOMPARE(app.window.texts(), (QStringList{"Hi there\nsecond line", "Hello"}));
    const Message answer = app.window.messages.last();
    QCOMPARE(answer.state, MessageState::Complete);
    QCOMPARE(answer.role, core::Role::Assistant);
    QCOMPARE(answer.stats.completionTokens, 2);
    QCOMPARE(answer.model, QString::fromStdString(app.inference.modelInfo().name));
    QTRY_COMPARE(app.window.conversations.size(), 1);
    QCOMPARE(app.window.conversations.first().title, QStringLiteral("Hi there"));
    QCOMPARE(app.controller->currentConversation(), app.window.conversations.first().id);
    QCOMPARE(app.window.errors, QStringList());
}

void TestChatController::remembers()
{
    QList<Message> before;
    {
        App app(folder());
        QVERIFY(app.started());
        QVERIFY(app.ask(QStringLiteral("one")));
        QVERIFY(app.ask(QStringLiteral("two")));
        before = app.window.messages;
        QCOMPARE(before.size(), 4);
    }
    App app(folder());
    QVERIFY(app.started());
    QTRY_COMPARE(app.window.messages.size(), 4);
    QVERIFY(app.window.messages == before);
}

void TestChatController::givesTheEngineTheWholePath()
{
    App app(folder());
    QVERIFY(app.started());
    app.settings.setSystemPrompt(QStringLiteral("Be brief."));
    app.inference.setAnswer({.pieces = {"A"}});
    QVERIFY(app.ask(QStringLiteral("one")));
    QVERIFY(app.ask(QStringLiteral("two")));
    const core::ChatPrompt prompt = app.prompt(1);
    QCOMPARE(prompt.messages.size(), std::size_t(4));
    QCOMPARE(prompt.messages[0].role, core::Role::System);
    QCOMPARE(prompt.messages[0].content, std::string("Be brief."));
    QCOMPARE(prompt.messages[1].content, std::string("one"));
    QCOMPARE(prompt.messages[2].role, core::Role::Assistant);
    QCOMPARE(prompt.messages[2].content, std::string("A"));
    QCOMPARE(prompt.messages[3].content, std::string("two"));
    QVERIFY(prompt.addGenerationPrompt);
}

namespace {

QList<app::PlacedToken> oddsOf(App& app, app::MessageId id)
{
    QSignalSpy read(app.controller.get(), &ChatController::oddsRead);
    app.controller->readOdds(id);
    if (!read.wait())
        return {};
    return read[0][1].value<QList<app::PlacedToken>>();
}

} // namespace

void TestChatController::keepsWhatTheModelThought()
{
    App app(m_dir->path());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("Greet")));
    QCOMPARE(app.inference.requests().at(0).alternatives, app::kKeptAlternatives);
    const app::MessageId answer = app.window.messages.last().id;
    QList<app::PlacedToken> odds = oddsOf(app, answer);
    QCOMPARE(odds.size(), 4);
    QCOMPARE(odds[2].range, (app::TextRange{7, 5}));
    QCOMPARE(odds[2].odds.others.size(), 1);
    QCOMPARE(odds[2].odds.others[0].bytes, QByteArray("other"));

    app.controller->continueAnswer(answer);
    QVERIFY(app.idle());
    odds = oddsOf(app, answer);
    QCOMPARE(odds.size(), 8);
    QCOMPARE(odds[4].range, (app::TextRange{13, 5}));

    app.controller->editMessage(answer, QStringLiteral("By hand"));
    QTRY_COMPARE(app.window.messages.last().text, QStringLiteral("By hand"));
    QVERIFY(oddsOf(app, app.window.messages.last().id).isEmpty());
}

void TestChatController::branchesOffAtAToken()
{
    App app(m_dir->path());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("Greet")));
    const Message first = app.window.messages.last();
    app.inference.setAnswer({.pieces = {QStringLiteral(" people")}});
    app.controller->branchAnswer(first.id, 2, 0);
    QTRY_COMPARE(app.window.texts().last(), QStringLiteral("Hello, other people"));
    QVERIFY(app.idle());
    const Message branch = app.window.messages.last();
    QVERIFY(branch.id != first.id);
    QCOMPARE(branch.parent, first.parent);
    QCOMPARE(branch.siblingCount, 2);
    QCOMPARE(app.prompt(1).answerSoFar, std::string("Hello, other"));
    QCOMPARE(branch.stats.completionTokens, 4); // three were kept
    const QList<app::PlacedToken> odds = oddsOf(app, branch.id);
    QCOMPARE(odds.size(), 4);
    QCOMPARE(odds[2].odds.chosen.bytes, QByteArray("other"));
    QCOMPARE(odds[2].odds.others[0].bytes, QByteArray("world"));
    // And once more, off the branch.
    app.controller->branchAnswer(branch.id, 2, 0);
    QTRY_COMPARE(app.window.texts().last(), QStringLiteral("Hello, world people"));
}

// Of a vocabulary that puts a space before the first word, which is not part of the text.
void TestChatController::branchesOffAtTheFirstWord()
{
    App app(m_dir->path());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("Greet")));
    const Message first = app.window.messages.last();
    const app::TokenOdds hello{{" Hello", 0.6F}, {{" Hi", 0.3F}, {" ", 0.1F}}};
    app.store->appendOdds(first.id, {{0, app::packOdds({hello})}});
    app.inference.setAnswer({.pieces = {QStringLiteral(" people")}});
    app.controller->branchAnswer(first.id, 0, 1); // of that nothing would remain
    app.controller->branchAnswer(first.id, 0, 0);
    QTRY_COMPARE(app.window.texts().last(), QStringLiteral("Hi people"));
    QVERIFY(app.idle());
    const app::MessageId branch = app.window.messages.last().id;
    QCOMPARE(oddsOf(app, branch).size(), 2);
    app.controller->branchAnswer(branch, 0, 0);
    QTRY_COMPARE(app.window.texts().last(), QStringLiteral("Hello people"));
}

void TestChatController::branchesOffNowhere()
{
    App app(m_dir->path());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("Greet")));
    const app::MessageId answer = app.window.messages.last().id;
    app.controller->branchAnswer(answer, 99, 0);
    app.controller->branchAnswer(answer, -1, 0);
    app.controller->branchAnswer(answer, 0, 9);
    app.controller->branchAnswer(app.window.messages.first().id, 0, 0);
    QVERIFY(!oddsOf(app, answer).isEmpty()); // by then the others have been read
    QVERIFY(!app.controller->isBusy());
    QCOMPARE(app.inference.requests().size(), std::size_t(1));
    app.inference.setModelState(app::ModelState::Empty);
    app.controller->branchAnswer(answer, 0, 0);
    QCOMPARE(app.window.errors.size(), 1);
}

void TestChatController::readsAheadWhatIsTyped()
{
    App app(m_dir->path());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("Greet")));
    app.controller->prepareMessage(QStringLiteral("  "));
    QCOMPARE(app.inference.requests().size(), std::size_t(1));
    app.controller->prepareMessage(QStringLiteral("And now"));
    const core::GenerationRequest ahead = app.inference.requests().at(1);
    QCOMPARE(ahead.priority, core::Priority::Ahead);
    QCOMPARE(ahead.maxTokens, 0);
    // What is sent then begins with the same prompt.
    QVERIFY(app.ask(QStringLiteral("And now")));
    QCOMPARE(app.prompt(1), app.prompt(2));
    QCOMPARE(app.window.messages.size(), 4);
}

void TestChatController::tellsWhichConversationsAnswer()
{
    App app(m_dir->path());
    QVERIFY(app.started());
    QSignalSpy told(app.controller.get(), &ChatController::answeringChanged);
    const auto answering = [&told] {
        return told.isEmpty() ? QList<ConversationId>()
                              : told.last()[0].value<QList<ConversationId>>();
    };
    app.inference.enqueueAnswer({.pieces = QStringList(50, QStringLiteral("w ")), .pieceMs = 5});
    app.controller->send(QStringLiteral("Long"));
    QTRY_COMPARE(answering().size(), 1);
    const ConversationId first = answering()[0];
    QCOMPARE(first, app.controller->currentConversation());
    app.controller->newConversation();
    QVERIFY(!app.controller->isBusy());
    QCOMPARE(answering(), QList<ConversationId>{first});
    QTRY_VERIFY(answering().isEmpty());
}

void TestChatController::holdsSmallModelsToLikelierWords()
{
    App app(folder());
    QVERIFY(app.started());
    core::ModelInfo small = app.inference.modelInfo();
    small.parameters = 135'000'000;
    app.inference.setModelInfo(small);
    QVERIFY(app.ask(QStringLiteral("as it is")));
    core::SamplingParams chosen;
    chosen.temperature = 0.9F;
    app.settings.setSampling(chosen);
    QVERIFY(app.ask(QStringLiteral("as chosen")));
    small.parameters = 3'000'000'000;
    app.inference.setModelInfo(small);
    app.settings.setSampling(core::SamplingParams());
    QVERIFY(app.ask(QStringLiteral("a larger model")));
    const auto requests = app.inference.requests();
    QVERIFY(requests[0].sampling.temperature < 0.5F);
    QVERIFY(requests[0].sampling.repeatPenalty > 1.0F);
    QVERIFY(app.window.messages[1].settings.contains(QStringLiteral("\"repeatPenalty\":1.1")));
    QCOMPARE(requests[1].sampling.temperature, 0.9F);
    QCOMPARE(requests[1].sampling.repeatPenalty, 1.0F);
    QCOMPARE(requests[2].sampling.temperature, core::SamplingParams().temperature);
    QCOMPARE(requests[2].sampling.repeatPenalty, 1.0F);
}

void TestChatController::usesTheSettings()
{
    App app(folder());
    QVERIFY(app.started());
    core::SamplingParams params;
    params.temperature = 0.5F;
    app.settings.setSampling(params);
    app.settings.setMaxTokens(3);
    app.settings.setFixedSeed(99);
    QVERIFY(app.ask(QStringLiteral("one")));
    app.settings.setFixedSeed(std::nullopt);
    QVERIFY(app.ask(QStringLiteral("two")));
    QVERIFY(app.ask(QStringLiteral("three")));
    const auto requests = app.inference.requests();
    QCOMPARE(requests[0].sampling.temperature, 0.5F);
    QCOMPARE(requests[0].maxTokens, 3);
    QCOMPARE(requests[0].sampling.seed, std::uint64_t(99));
    QVERIFY(requests[1].sampling.seed != requests[2].sampling.seed);
    QCOMPARE(app.window.messages[1].seed, quint64(99));
    QVERIFY(app.window.messages[1].settings.contains(QStringLiteral("\"temperature\":0.5")));
    QVERIFY(app.window.messages[1].settings.contains(QStringLiteral("\"output_hash\":\"sha256:")));
    QVERIFY(requests[0].keepOnDisk);
    QCOMPARE(app.window.messages[1].state, MessageState::Length);
}

void TestChatController::ignoresBlankAndSecondSends()
{
    App app(folder());
    QVERIFY(app.started());
    app.controller->send(QStringLiteral(" \n\t "));
    QVERIFY(!app.controller->isBusy());
    app.inference.setAnswer({.pieceMs = 5});
    app.controller->send(QStringLiteral("first"));
    app.controller->send(QStringLiteral("second"));
    app.controller->regenerate();
    QVERIFY(app.idle());
    QCOMPARE(app.window.texts(), (QStringList{"first", "Hello, world!"}));
}

void TestChatController::stopKeepsThePart()
{
    QStringList texts;
    {
        App app(folder());
        QVERIFY(app.started());
        app.inference.setAnswer({.pieces = QStringList(1000, QStringLiteral("x")), .pieceMs = 2});
        app.controller->send(QStringLiteral("go"));
        QTRY_VERIFY(app.window.texts().value(1).size() > 5);
        app.controller->stop();
        app.controller->stop();
        QVERIFY(app.idle());
        texts = app.window.texts();
        QCOMPARE(app.window.messages.last().state, MessageState::Stopped);
        QVERIFY(texts.last().size() < 1000);
        app.controller->stop(); // nothing to stop any more
    }
    App app(folder());
    QVERIFY(app.started());
    QCOMPARE(app.window.texts(), texts);
    QCOMPARE(app.window.messages.last().state, MessageState::Stopped);
}

void TestChatController::stopBeforeTheFirstPiece()
{
    App app(folder());
    QVERIFY(app.started());
    app.controller->send(QStringLiteral("go"));
    app.controller->stop();
    QVERIFY(app.idle());
    QCOMPARE(app.inference.requests().size(), std::size_t(0));
    QCOMPARE(app.window.texts().first(), QStringLiteral("go"));
    QVERIFY(app.ask(QStringLiteral("again")));
    QCOMPARE(app.window.texts().last(), QStringLiteral("Hello, world!"));
    // Two messages in a row from the person are one turn for the model.
    QCOMPARE(app.prompt(0).messages.size(), std::size_t(1));
    QCOMPARE(app.prompt(0).messages[0].content, std::string("go\n\nagain"));
}

void TestChatController::failureKeepsTextAndError()
{
    {
        App app(folder());
        QVERIFY(app.started());
        app.inference.setAnswer(
            {.pieces = {"so ", "far"}, .error = core::Error{core::ErrorCode::Io, "It broke."}});
        QVERIFY(app.ask(QStringLiteral("go")));
        QTRY_COMPARE(app.window.errors, QStringList{"It broke."});
        QCOMPARE(app.window.texts().last(), QStringLiteral("so far"));
        QCOMPARE(app.window.messages.last().state, MessageState::Failed);
    }
    App app(folder());
    QVERIFY(app.started());
    QCOMPARE(app.window.texts().last(), QStringLiteral("so far"));
    QCOMPARE(app.window.messages.last().error, QStringLiteral("It broke."));
}

void TestChatController::saysWhatToDoWhenTheContextIsFull()
{
    App app(folder());
    QVERIFY(app.started());
    app.inference.setAnswer(
        {.pieces = {}, .error = core::Error{core::ErrorCode::Limit, "Too long: 9 of 8 tokens."}});
    QVERIFY(app.ask(QStringLiteral("go")));
    QTRY_COMPARE(app.window.errors.size(), 1);
    const QString error = app.window.errors.first();
    QVERIFY(!error.contains(QStringLiteral("9 of 8"))); // words for programs
    QVERIFY(error.contains(QStringLiteral("Shorten the last message")));
    QVERIFY(error.contains(QStringLiteral("new conversation")));
}

void TestChatController::keepsTheMessageWithoutAModel()
{
    App app(folder());
    QVERIFY(app.started());
    app.inference.setModelState(app::ModelState::Empty);
    QVERIFY(app.ask(QStringLiteral("anyone?")));
    QCOMPARE(app.window.texts(), QStringList{"anyone?"});
    QCOMPARE(app.window.errors.size(), 1);
    QVERIFY(app.window.errors.first().startsWith(QStringLiteral("No model is loaded")));
    app.inference.setModelState(app::ModelState::Ready);
    app.controller->regenerate();
    QVERIFY(app.idle());
    QCOMPARE(app.window.texts(), (QStringList{"anyone?", "Hello, world!"}));
}

void TestChatController::regenerates()
{
    App app(folder());
    QVERIFY(app.started());
    app.inference.enqueueAnswer({.pieces = {"first"}});
    app.inference.enqueueAnswer({.pieces = {"second"}});
    QVERIFY(app.ask(QStringLiteral("q")));
    app.controller->regenerate();
    QVERIFY(app.idle());
    QCOMPARE(app.window.texts(), (QStringList{"q", "second"}));
    QCOMPARE(app.window.messages.last().siblingIndex, 1);
    QCOMPARE(app.window.messages.last().siblingCount, 2);
    QCOMPARE(app.prompt(1).messages.size(), std::size_t(1));

    app.controller->selectSibling(app.window.messages.last().id, -1);
    QTRY_COMPARE(app.window.texts(), (QStringList{"q", "first"}));
    QVERIFY(app.ask(QStringLiteral("more")));
    QCOMPARE(app.window.texts(), (QStringList{"q", "first", "more", "Hello, world!"}));
    app.controller->selectSibling(app.window.messages.at(1).id, +1);
    QTRY_COMPARE(app.window.texts(), (QStringList{"q", "second"}));
}

void TestChatController::regeneratesInTheMiddleWithOptions()
{
    App app(folder());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("one")));
    QVERIFY(app.ask(QStringLiteral("two")));
    core::SamplingParams sampling;
    sampling.temperature = 0;
    app.inference.setAnswer({.pieces = {"other", " words"}});
    app.controller->regenerateMessage(app.window.messages.at(1).id,
                                      {.sampling = sampling, .maxTokens = 1, .seed = 7});
    QVERIFY(app.idle());
    QCOMPARE(app.window.texts(), (QStringList{"one", "other"}));
    QCOMPARE(app.inference.requests().back().sampling.temperature, 0.0F);
    QCOMPARE(app.inference.requests().back().sampling.seed, std::uint64_t(7));
    const Message answer = app.window.messages.last();
    QCOMPARE(answer.seed, quint64(7));
    QVERIFY(answer.settings.contains(QStringLiteral("\"temperature\":0,")));
    QCOMPARE(answer.state, MessageState::Length);
    QCOMPARE(answer.siblingCount, 2);
    // The next answer is made with the settings again.
    app.controller->regenerate();
    QVERIFY(app.idle());
    QCOMPARE(app.inference.requests().back().sampling.temperature,
             app.settings.sampling().temperature);
    // A message of the person is answered anew.
    app.controller->regenerateMessage(app.window.messages.at(0).id);
    QVERIFY(app.idle());
    QCOMPARE(app.window.messages.last().siblingCount, 4);
    app.controller->selectSibling(app.window.messages.last().id, -3);
    QTRY_COMPARE(app.window.texts(), (QStringList{"one", "Hello, world!", "two", "Hello, world!"}));
}

void TestChatController::editsAMessage()
{
    App app(folder());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("one")));
    QVERIFY(app.ask(QStringLiteral("two")));
    QVERIFY(app.ask(QStringLiteral("three")));
    const app::MessageId two = app.window.messages.at(2).id;
    app.controller->editMessage(two, QStringLiteral("  "));
    QVERIFY(!app.controller->isBusy());
    app.controller->editMessage(two, QStringLiteral("two again"));
    QVERIFY(app.idle());
    QCOMPARE(app.window.texts(),
             (QStringList{"one", "Hello, world!", "two again", "Hello, world!"}));
    QCOMPARE(app.window.messages.at(2).siblingIndex, 1);
    QCOMPARE(app.window.messages.at(2).siblingCount, 2);
    QCOMPARE(app.prompt(3).messages.back().content, std::string("two again"));
    // What was there stays, with all that followed.
    app.controller->selectSibling(app.window.messages.at(2).id, -1);
    QTRY_COMPARE(app.window.texts().size(), 6);
    QCOMPARE(app.window.texts().at(4), QStringLiteral("three"));
    // The first one too.
    app.controller->editMessage(app.window.messages.at(0).id, QStringLiteral("ONE"));
    QVERIFY(app.idle());
    QCOMPARE(app.window.texts(), (QStringList{"ONE", "Hello, world!"}));
    QCOMPARE(app.window.messages.at(0).siblingCount, 2);
}

void TestChatController::anEditedAnswerKeepsWhatFollows()
{
    App app(folder());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("one")));
    QVERIFY(app.ask(QStringLiteral("two")));
    const QList<Message> before = app.window.messages;
    app.controller->editMessage(before.at(1).id, QStringLiteral("Better."));
    QTRY_COMPARE(app.window.texts(), (QStringList{"one", "Better.", "two", "Hello, world!"}));
    const QList<Message> after = app.window.messages;
    QVERIFY(after.at(1).edited);
    QCOMPARE(after.at(1).siblingCount, 2);
    QCOMPARE(after.at(3).model, before.at(3).model);
    QCOMPARE(after.at(3).createdAt, before.at(3).createdAt);
    QVERIFY(app.ask(QStringLiteral("three")));
    QCOMPARE(app.window.messages.size(), 6);
    app.controller->selectSibling(after.at(1).id, -1);
    QTRY_COMPARE(app.window.texts(), (QStringList{"one", "Hello, world!", "two", "Hello, world!"}));
    QCOMPARE(app.window.messages.last(), before.last());
}

void TestChatController::otherVersionsHaveOtherSeeds()
{
    App app(folder());
    QVERIFY(app.started());
    app.settings.setFixedSeed(99);
    QVERIFY(app.ask(QStringLiteral("one")));
    for (const quint64 seed : {100, 101}) {
        app.controller->regenerate();
        QVERIFY(app.idle());
        QCOMPARE(app.window.messages.last().seed, seed);
        QCOMPARE(app.inference.requests().back().sampling.seed, seed);
    }
    QVERIFY(app.ask(QStringLiteral("two")));
    QCOMPARE(app.window.messages.last().seed, quint64(99));
}

void TestChatController::deletesAQuestionWithItsAnswers()
{
    App app(folder());
    QVERIFY(app.started());
    for (const char* question : {"one", "two", "three"})
        QVERIFY(app.ask(QLatin1String(question)));
    const QList<Message> before = app.window.messages;
    RemovedMessages removed;
    connect(app.controller.get(),
            &ChatController::messagesRemoved,
            this,
            [&removed](const RemovedMessages& told) { removed = told; });
    for (const qsizetype message : {2, 3}) { // the question, or its only answer
        removed = {};
        app.controller->deleteMessage(before.at(message).id);
        QTRY_COMPARE(app.window.texts(),
                     (QStringList{"one", "Hello, world!", "three", "Hello, world!"}));
        QVERIFY(!removed.isVersion);
        QCOMPARE(app.window.messages.at(2).parent, before.at(1).id);
        app.controller->putBack(removed);
        QTRY_VERIFY(app.window.messages == before);
    }
    app.controller->deleteMessage(before.at(4).id);
    QTRY_COMPARE(app.window.messages.size(), 4); // and the path ends where it was
    QVERIFY(app.ask(QStringLiteral("four")));
    QCOMPARE(app.window.messages.size(), 6);
    app.controller->requestTrash();
    QTRY_COMPARE(app.window.trash.size(), 1);
    QCOMPARE(app.window.trash.first().title, QStringLiteral("Deleted from “one”"));
}

void TestChatController::deletesAVersion()
{
    App app(folder());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("one")));
    QVERIFY(app.ask(QStringLiteral("two")));
    const QList<Message> first = app.window.messages;
    app.controller->regenerateMessage(first.at(1).id);
    QVERIFY(app.idle());
    RemovedMessages removed;
    connect(app.controller.get(),
            &ChatController::messagesRemoved,
            this,
            [&removed](const RemovedMessages& told) { removed = told; });
    app.controller->selectSibling(app.window.messages.last().id, -1);
    QTRY_COMPARE(app.window.messages.size(), 4);
    const QList<Message> before = app.window.messages;
    app.controller->deleteMessage(before.at(1).id);
    QTRY_COMPARE(app.window.messages.size(), 2);
    QVERIFY(removed.isVersion);
    QCOMPARE(app.window.messages.last().siblingCount, 1);
    QVERIFY(app.window.messages.last().id != before.at(1).id);
    app.controller->putBack(removed);
    QTRY_VERIFY(app.window.messages == before);
}

void TestChatController::deletingAllThereIsDeletesTheConversation()
{
    App app(folder());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("one")));
    app.controller->deleteMessage(app.window.messages.last().id);
    QTRY_COMPARE(app.window.messages.size(), 0);
    QTRY_COMPARE(app.window.conversations.size(), 0);
    app.controller->requestTrash();
    QTRY_COMPARE(app.window.trash.size(), 1);
    QCOMPARE(app.window.trash.first().title, QStringLiteral("one"));
}

void TestChatController::editsAnAnswer()
{
    App app(folder());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("one")));
    const Message original = app.window.messages.last();
    QVERIFY(!original.edited);
    app.controller->editMessage(original.id, QStringLiteral("Better."));
    QTRY_COMPARE(app.window.texts(), (QStringList{"one", "Better."}));
    const Message edited = app.window.messages.last();
    QVERIFY(edited.edited);
    QCOMPARE(edited.model, original.model);
    QCOMPARE(edited.siblingCount, 2);
    QCOMPARE(app.inference.requests().size(), std::size_t(1)); // nothing is computed
    QVERIFY(app.ask(QStringLiteral("two")));
    QCOMPARE(app.prompt(1).messages[1].content, std::string("Better."));
    app.controller->selectSibling(edited.id, -1);
    QTRY_COMPARE(app.window.texts(), (QStringList{"one", "Hello, world!"}));
}

void TestChatController::continuesInPlace()
{
    app::MessageId id = 0;
    {
        App app(folder());
        QVERIFY(app.started());
        app.settings.setMaxTokens(2);
        QVERIFY(app.ask(QStringLiteral("one")));
        QCOMPARE(app.window.texts().last(), QStringLiteral("Hello, "));
        QCOMPARE(app.window.messages.last().state, MessageState::Length);
        QCOMPARE(app::pausedAt(app.window.messages.last().settings), 2);
        id = app.window.messages.last().id;
        app.settings.setMaxTokens(-1);
        app.inference.setAnswer({.pieces = {"you", " there"}});
        app.controller->continueAnswer(id);
        QVERIFY(app.controller->isBusy());
        QVERIFY(app.idle());
        QCOMPARE(app.window.texts(), (QStringList{"one", "Hello, you there"}));
        QCOMPARE(app.prompt(1).answerSoFar, std::string("Hello, "));
        QCOMPARE(app.prompt(1).messages.size(), std::size_t(1));
        const Message whole = app.window.messages.last();
        QCOMPARE(whole.stats.completionTokens, 4);
        QCOMPARE(whole.stats.promptTokens + whole.stats.completionTokens, 7 + 2); // of this run
        QCOMPARE(app::pausedAt(whole.settings), 0);
        QCOMPARE(app.window.messages.last().siblingCount, 1);
    }
    App app(folder());
    QVERIFY(app.started());
    QCOMPARE(app.window.texts().last(), QStringLiteral("Hello, you there"));
    QCOMPARE(app.window.messages.last().id, id);
    QCOMPARE(app.window.messages.last().state, MessageState::Complete);
}

void TestChatController::continuesInACopy()
{
    App app(folder());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("one")));
    QVERIFY(app.ask(QStringLiteral("two")));
    app.inference.setAnswer({.pieces = {" More."}});
    // What followed belongs to the answer as it was.
    app.controller->continueAnswer(app.window.messages.at(1).id);
    QVERIFY(app.idle());
    QCOMPARE(app.window.texts(), (QStringList{"one", "Hello, world! More."}));
    QCOMPARE(app.window.messages.last().siblingCount, 2);
    // Another model does not change what the first one said.
    core::ModelInfo other = app.inference.modelInfo();
    other.name = "Other";
    app.inference.setModelInfo(other);
    app.controller->continueAnswer(app.window.messages.last().id);
    QVERIFY(app.idle());
    QCOMPARE(app.window.texts().last(), QStringLiteral("Hello, world! More. More."));
    QCOMPARE(app.window.messages.last().model, QStringLiteral("Other"));
    QCOMPARE(app.window.messages.last().siblingCount, 3);
}

void TestChatController::forks()
{
    App app(folder());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("one")));
    QVERIFY(app.ask(QStringLiteral("two")));
    const ConversationId original = app.controller->currentConversation();
    const QList<Message> before = app.window.messages;
    app.controller->forkConversation(before.at(1).id);
    QTRY_COMPARE(app.window.conversations.size(), 2);
    QVERIFY(app.controller->currentConversation() != original);
    QCOMPARE(app.window.texts(), (QStringList{"one", "Hello, world!"}));
    QCOMPARE(app.window.messages.last().model, before.at(1).model);
    QCOMPARE(app.window.messages.last().createdAt, before.at(1).createdAt);
    QCOMPARE(app.window.conversations.first().title, QStringLiteral("one (copy)"));
    QVERIFY(app.ask(QStringLiteral("another two")));
    app.controller->openConversation(original);
    QTRY_COMPARE(app.window.current, original);
    QVERIFY(app.window.messages == before);
}

void TestChatController::opensAtAMessage()
{
    App app(folder());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("one")));
    const app::MessageId hidden = app.window.messages.last().id;
    app.controller->regenerate();
    QVERIFY(app.idle());
    const app::MessageId shown = app.window.messages.last().id;
    const ConversationId id = app.controller->currentConversation();
    app.controller->newConversation();
    QSignalSpy revealed(app.controller.get(), &ChatController::messageRevealed);
    app.controller->openMessage(id, shown);
    QTRY_COMPARE(revealed.count(), 1);
    QCOMPARE(app.window.messages.last().id, shown);
    app.controller->openMessage(id, hidden);
    QTRY_COMPARE(revealed.count(), 2);
    QCOMPARE(app.window.current, id);
    QCOMPARE(app.window.messages.last().id, hidden);
    app.controller->openMessage(id, 12345);
    QTRY_COMPARE(app.window.errors.size(), 1);
    QCOMPARE(revealed.count(), 2);
}

void TestChatController::searches()
{
    App app(folder());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("where is the needle?")));
    const app::MessageId id = app.window.messages.first().id;
    QStringList searched;
    QList<app::SearchHit> found;
    connect(app.controller.get(),
            &ChatController::searchFinished,
            this,
            [&](const QString& text, const QList<app::SearchHit>& hits) {
                searched.append(text);
                found = hits;
            });
    for (const char* text : {"n", "ne", "nee", "need"})
        app.controller->search(QString::fromLatin1(text));
    QTRY_COMPARE(searched, QStringList{"need"}); // nobody waits for the others any more
    QCOMPARE(found.size(), 2);
    QCOMPARE(found.at(0).message, app::MessageId(0));
    QCOMPARE(found.at(1).message, id);
    app.controller->search(QString());
    QTRY_COMPARE(searched.size(), 2);
    QVERIFY(found.isEmpty());
}

void TestChatController::temporaryLeavesNoTrace()
{
    {
        App app(folder());
        QVERIFY(app.started());
        QVERIFY(app.ask(QStringLiteral("ordinary")));
        const ConversationId ordinary = app.controller->currentConversation();
        app.controller->newTemporaryConversation();
        QVERIFY(app.controller->isTemporary());
        app.inference.setAnswer({.pieces = QStringList(100, QStringLiteral("xylophone "))});
        QVERIFY(app.ask(QStringLiteral("zeppelin")));
        QVERIFY(app.controller->isTemporary());
        QVERIFY(!app.inference.requests().back().keepOnDisk);
        const ConversationId temporary = app.controller->currentConversation();
        app.controller->regenerate();
        QVERIFY(app.idle());
        app.controller->editMessage(app.window.messages.first().id, QStringLiteral("zeppelins"));
        QVERIFY(app.idle());
        app.controller->forkConversation(app.window.messages.first().id);
        QTRY_COMPARE(app.window.messages.size(), 1);
        QVERIFY(app.controller->isTemporary());
        QCOMPARE(app.window.conversations.size(), 1);
        app.controller->openConversation(ordinary);
        QTRY_COMPARE(app.window.current, ordinary);
        QVERIFY(!app.controller->isTemporary());
        QVERIFY(app.ask(QStringLiteral("more")));
        app.controller->openConversation(temporary);
        QTRY_COMPARE(app.window.errors.size(), 1);
        QCOMPARE(app.window.current, ordinary);
        // Nothing while the program runs either.
        const QStringList files = QDir(folder()).entryList(QDir::Files | QDir::Hidden);
        QVERIFY(files.contains(QStringLiteral("chats.sqlite")));
        for (const QString& name : files) {
            QFile file(folder() + u'/' + name);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("zeppelin"), qPrintable(name));
        }
    }
    App app(folder());
    QVERIFY(app.started());
    QCOMPARE(app.window.texts().first(), QStringLiteral("ordinary"));
    QCOMPARE(app.window.conversations.size(), 1);
}

void TestChatController::temporaryIsLeftAtAnyTime()
{
    App app(folder());
    QVERIFY(app.started());
    app.inference.setAnswer({.pieces = QStringList(500, QStringLiteral("x")), .pieceMs = 2});
    for (int delay : {0, 1, 5, 20, 60}) {
        app.controller->newTemporaryConversation();
        app.controller->send(QStringLiteral("secret"));
        QTest::qWait(delay);
        app.controller->newConversation();
        QVERIFY(!app.controller->isTemporary());
        QVERIFY(!app.controller->isBusy());
        QTRY_COMPARE(app.inference.activeCount(), 0);
        QTest::qWait(30);
        QVERIFY(app.window.messages.isEmpty());
        QCOMPARE(app.controller->currentConversation(), ConversationId(0));
    }
    QCOMPARE(app.window.errors, QStringList());
    QVERIFY(app.window.conversations.isEmpty());
}

void TestChatController::temporaryGoesWithTheController()
{
    App app(folder());
    QVERIFY(app.started());
    app.inference.setAnswer({.pieces = QStringList(500, QStringLiteral("x")), .pieceMs = 2});
    app.controller->newTemporaryConversation();
    app.controller->send(QStringLiteral("secret"));
    QTRY_VERIFY(app.controller->currentConversation() != 0);
    const ConversationId temporary = app.controller->currentConversation();
    app.controller.reset();
    QTRY_COMPARE(app.inference.activeCount(), 0);
    std::optional<core::Result<app::ConversationPath>> path;
    app.store->path(temporary, this, [&path](const auto& found) { path = found; });
    QTRY_VERIFY(path.has_value());
    QVERIFY(!path->has_value());
}

void TestChatController::keepsATemporaryOne()
{
    App app(folder());
    QVERIFY(app.started());
    app.controller->newTemporaryConversation();
    QVERIFY(app.ask(QStringLiteral("worth keeping")));
    app.controller->keepTemporaryConversation();
    QTRY_VERIFY(!app.controller->isTemporary());
    QCOMPARE(app.window.texts(), (QStringList{"worth keeping", "Hello, world!"}));
    QCOMPARE(app.window.conversations.size(), 1);
    QCOMPARE(app.window.conversations.first().title, QStringLiteral("worth keeping"));
    QCOMPARE(oddsOf(app, app.window.messages.last().id).size(), 4);
}

void TestChatController::exportsAndImports()
{
    App app(folder());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("one")));
    app.controller->regenerate();
    QVERIFY(app.idle());
    QSignalSpy exported(app.controller.get(), &ChatController::exportFinished);
    const QString file = folder() + QStringLiteral("/all.json");
    app.controller->exportConversations({}, app::ExportFormat::Json, file);
    QTRY_COMPARE(exported.count(), 1);
    for (const auto format : {app::ExportFormat::Markdown, app::ExportFormat::Html}) {
        app.controller->exportConversations(
            {app.controller->currentConversation()}, format, folder() + QStringLiteral("/text"));
        QTRY_COMPARE(exported.count(), 2 + static_cast<int>(format));
        QFile text(folder() + QStringLiteral("/text"));
        QVERIFY(text.open(QIODevice::ReadOnly));
        QVERIFY(text.readAll().contains("Hello, world!"));
    }
    app::ImportPreview preview;
    connect(app.controller.get(),
            &ChatController::importPreviewed,
            this,
            [&preview](const app::ImportPreview& found) { preview = found; });
    app.controller->previewImport({file});
    QTRY_COMPARE(preview.present.size(), 1);
    QCOMPARE(preview.present.first().messages.size(), 3);
    QVERIFY(preview.conversations.isEmpty());
    QCOMPARE(app.window.conversations.size(), 1); // nothing is stored yet
    QSignalSpy imported(app.controller.get(), &ChatController::importFinished);
    app.controller->importConversations(preview.present);
    QTRY_COMPARE(imported.count(), 1);
    QTRY_COMPARE(app.window.conversations.size(), 2);
    app.controller->openConversation(app.window.conversations.first().id);
    QTRY_COMPARE(app.window.messages.last().siblingCount, 2);
    QCOMPARE(app.window.errors, QStringList());
    app.controller->exportConversations(
        {}, app::ExportFormat::Json, folder() + QStringLiteral("/no/such/folder"));
    QTRY_COMPARE(app.window.errors.size(), 1);
}

void TestChatController::organises()
{
    {
        App app(folder());
        QVERIFY(app.started());
        QVERIFY(app.ask(QStringLiteral("one")));
        const ConversationId id = app.controller->currentConversation();
        app.controller->setPinned(id, true);
        app.controller->setArchived(id, true);
        app.controller->setFolder(id, QStringLiteral(" Work\n"));
        app.controller->setTags(id, {"b", " a ", "", "b", "two\nlines"});
        app.controller->renameFolder(QStringLiteral("Work"), QStringLiteral("Home"));
        QTRY_COMPARE(app.window.conversations.value(0).folder, QStringLiteral("Home"));
    }
    App app(folder());
    QVERIFY(app.started());
    const ConversationSummary summary = app.window.conversations.value(0);
    QVERIFY(summary.pinned && summary.archived);
    QCOMPARE(summary.folder, QStringLiteral("Home"));
    QCOMPARE(summary.tags, (QStringList{"a", "b", "two lines"}));
    app.controller->setPinned(summary.id, false);
    app.controller->setArchived(summary.id, false);
    app.controller->setTags(summary.id, {});
    app.controller->renameFolder(QStringLiteral("Home"), QString());
    QTRY_COMPARE(app.window.conversations.value(0).folder, QString());
    QVERIFY(!app.window.conversations.value(0).pinned);
    QVERIFY(!app.window.conversations.value(0).archived);
    QCOMPARE(app.window.conversations.value(0).tags, QStringList());
}

void TestChatController::undoesADeletion()
{
    App app(folder());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("one")));
    const ConversationId id = app.controller->currentConversation();
    QSignalSpy deleted(app.controller.get(), &ChatController::conversationsDeleted);
    QList<ConversationSummary> trash;
    connect(app.controller.get(),
            &ChatController::trashChanged,
            this,
            [&trash](const QList<ConversationSummary>& list) { trash = list; });
    app.controller->deleteConversations({id, app::kNewTemporaryConversation});
    QTRY_COMPARE(deleted.count(), 1);
    QCOMPARE(deleted.first().first().value<QList<ConversationId>>(), QList{id});
    QCOMPARE(deleted.first().at(1).value<ConversationId>(), id); // was shown
    app.controller->requestTrash();
    QTRY_COMPARE(trash.size(), 1);
    QVERIFY(trash.first().deletedAt.isValid());
    app.controller->restoreConversation(id);
    QTRY_COMPARE(app.window.conversations.size(), 1);
    QTRY_VERIFY(trash.isEmpty());
    app.controller->deleteConversations({id});
    QTRY_VERIFY(app.window.conversations.isEmpty());
    QSignalSpy told(app.controller.get(), &ChatController::trashChanged);
    app.controller->emptyTrash();
    QTRY_COMPARE(told.count(), 1);
    app.controller->restoreConversation(id);
    QTRY_COMPARE(app.window.errors.size(), 1);
    QVERIFY(app.window.conversations.isEmpty());
}

void TestChatController::keepsTheSystemPrompt()
{
    ConversationId id = 0;
    {
        App app(folder());
        QVERIFY(app.started());
        app.settings.setSystemPrompt(QStringLiteral("General."));
        app.controller->setSystemPrompt(QStringLiteral("Special."));
        QVERIFY(app.ask(QStringLiteral("one")));
        QCOMPARE(app.prompt(0).messages[0].content, std::string("Special."));
        id = app.controller->currentConversation();
        app.controller->newConversation();
        QVERIFY(app.controller->systemPrompt().isNull());
        QVERIFY(app.ask(QStringLiteral("two")));
        QCOMPARE(app.prompt(1).messages[0].content, std::string("General."));
    }
    App app(folder());
    QVERIFY(app.started());
    app.controller->openConversation(id);
    QTRY_COMPARE(app.window.current, id);
    QCOMPARE(app.controller->systemPrompt(), QStringLiteral("Special."));
    app.controller->setSystemPrompt(QString());
    QVERIFY(app.ask(QStringLiteral("more")));
    QVERIFY(app.prompt(0).messages[0].content != "Special.");
}

void TestChatController::switchingKeepsTheAnswerRunning()
{
    App app(folder());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("other")));
    const ConversationId other = app.controller->currentConversation();
    app.controller->newConversation();
    app.inference.setAnswer({.pieces = QStringList(100, QStringLiteral("x")), .pieceMs = 3});
    app.controller->send(QStringLiteral("slow"));
    QTRY_VERIFY(app.window.texts().value(1).size() > 3);
    const ConversationId slow = app.controller->currentConversation();

    app.controller->openConversation(other);
    QTRY_COMPARE(app.window.current, other);
    QVERIFY(!app.controller->isBusy());
    QCOMPARE(app.window.texts(), (QStringList{"other", "Hello, world!"}));
    QTest::qWait(30);
    QCOMPARE(app.window.texts(), (QStringList{"other", "Hello, world!"}));

    // Back in the middle: what came meanwhile is there, and nothing twice.
    app.controller->openConversation(slow);
    QTRY_COMPARE(app.window.current, slow);
    QVERIFY(app.controller->isBusy());
    QVERIFY(app.window.texts().last().size() > 3);
    QVERIFY(app.idle());
    QCOMPARE(app.window.texts().last(), QString(100, u'x'));

    // Away while it ends.
    app.controller->send(QStringLiteral("again"));
    QTRY_VERIFY(app.window.texts().value(3).size() > 3);
    app.controller->openConversation(other);
    QTRY_COMPARE(app.window.current, other);
    QTRY_COMPARE(app.inference.activeCount(), 0);
    app.controller->openConversation(slow);
    QTRY_COMPARE(app.window.current, slow);
    QTRY_COMPARE(app.window.texts().last(), QString(100, u'x'));
    QTRY_COMPARE(app.window.messages.last().state, MessageState::Complete);
}

void TestChatController::deletingCancels()
{
    App app(folder());
    QVERIFY(app.started());
    app.inference.setAnswer({.pieces = QStringList(5000, QStringLiteral("x")), .pieceMs = 2});
    app.controller->send(QStringLiteral("slow"));
    QTRY_VERIFY(app.window.texts().value(1).size() > 3);
    app.controller->deleteConversations({app.controller->currentConversation()});
    QCOMPARE(app.controller->currentConversation(), ConversationId(0));
    QVERIFY(!app.controller->isBusy());
    QTRY_COMPARE(app.inference.activeCount(), 0);
    QCOMPARE(app.inference.cancelledCount(), 1);
    QTRY_VERIFY(app.window.conversations.isEmpty());
    QVERIFY(app.window.messages.isEmpty());
    QCOMPARE(app.window.errors, QStringList());
}

void TestChatController::renames()
{
    App app(folder());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("q")));
    const ConversationId id = app.controller->currentConversation();
    app.controller->renameConversation(id, QStringLiteral("  A new\nname "));
    QTRY_COMPARE(app.window.conversations.value(0).title, QStringLiteral("A new name"));
    app.controller->renameConversation(id, QStringLiteral("  "));
    app.controller->renameConversation(id + 50, QStringLiteral("nobody"));
    QTRY_COMPARE(app.window.errors.size(), 1);
    QCOMPARE(app.window.conversations.first().title, QStringLiteral("A new name"));
}

void TestChatController::endStoresWhatThereIs()
{
    QString shown;
    {
        App app(folder());
        QVERIFY(app.started());
        app.inference.setAnswer({.pieces = QStringList(5000, QStringLiteral("x")), .pieceMs = 2});
        app.controller->send(QStringLiteral("slow"));
        QTRY_VERIFY(app.window.texts().value(1).size() > 3);
        shown = app.window.texts().last();
        app.controller.reset();
    }
    App app(folder());
    QVERIFY(app.started());
    QCOMPARE(app.window.texts().last(), shown);
    QCOMPARE(app.window.messages.last().state, MessageState::Stopped);
}

void TestChatController::asksBeforeAnythingIsLeftOut()
{
    App app(folder());
    fill(app);
    QSignalSpy full(app.controller.get(), &ChatController::contextFull);
    const QString text = QStringLiteral("four a b c d e f g h");
    app.controller->send(text);
    QTRY_COMPARE(full.size(), 1);
    // Nothing has happened yet.
    QVERIFY(!app.controller->isBusy());
    QCOMPARE(app.window.rejected, QStringList{text});
    QCOMPARE(app.window.messages.size(), 6);
    QCOMPARE(app.inference.requests().size(), std::size_t(3));
    const auto fit = full.first().first().value<app::ContextFit>();
    QCOMPARE(fit.verdict, app::ContextFit::Verdict::Full);
    QCOMPARE(fit.leftOut.first().text, QStringLiteral("one a b c d e f g h"));

    app.controller->leaveOutOldest(/*always=*/false);
    QVERIFY(app.idle());
    QTRY_COMPARE(app.window.messages.size(), 8);
    QCOMPARE(app.window.texts().at(6), text);
    const core::ChatPrompt prompt = app.prompt(3);
    QCOMPARE(prompt.messages.size(), std::size_t(7 - fit.leftOut.size()));
    QCOMPARE(prompt.messages.back().content, text.toStdString());
    // What was not read is still there, and is not read after a restart either.
    QCOMPARE(app.controller->contextPlan(), fit.plan);
    app.controller->openConversation(app.controller->currentConversation());
    QTRY_COMPARE(app.window.messages.size(), 8);
    QCOMPARE(app.controller->contextPlan(), fit.plan);
    // It asks again when it is full again.
    app.ask(QStringLiteral("five a b c d e f g h"));
    app.ask(QStringLiteral("six a b c d e f g h"));
    QTRY_COMPARE(full.size(), 2);
}

void TestChatController::leavesOutAlways()
{
    App app(folder());
    fill(app);
    QSignalSpy full(app.controller.get(), &ChatController::contextFull);
    app.controller->send(QStringLiteral("four a b c d e f g h"));
    QTRY_COMPARE(full.size(), 1);
    app.controller->leaveOutOldest(/*always=*/true);
    QVERIFY(app.idle());
    for (int i = 0; i < 4; ++i)
        QVERIFY(app.ask(QStringLiteral("next a b c d e f g h")));
    QCOMPARE(full.size(), 1);
    QCOMPARE(app.window.messages.size(), 16);
    QVERIFY(app.prompt(7).messages.size() < 8);
    QCOMPARE(app.controller->contextPlan().choice, app::ContextChoice::LeaveOut);
}

void TestChatController::readsEverythingOnceItFits()
{
    App app(folder());
    fill(app);
    QSignalSpy full(app.controller.get(), &ChatController::contextFull);
    app.controller->send(QStringLiteral("four a b c d e f g h"));
    QTRY_COMPARE(full.size(), 1);
    app.controller->leaveOutOldest(/*always=*/true);
    QVERIFY(app.idle());
    QTRY_COMPARE(app.window.messages.size(), 8);
    QVERIFY(app.controller->contextPlan().end != 0);
    const auto isWhole = [&app](std::size_t messages) {
        const core::ChatPrompt prompt =
            std::get<core::ChatPrompt>(app.inference.requests().back().prompt);
        return prompt.messages.size() == messages && app.controller->contextPlan().end == 0;
    };
    // As large as can be, and all that goes on afterwards reads the same.
    setWindow(app, 20000);
    QSignalSpy told(app.controller.get(), &ChatController::contextPlanChanged);
    app.controller->continueAnswer(app.window.messages.last().id);
    QVERIFY(app.idle());
    QCOMPARE(told.size(), 1);
    QVERIFY(isWhole(7));
    app.controller->prepareMessage(QStringLiteral("five"));
    QVERIFY(isWhole(9));
    QVERIFY(app.ask(QStringLiteral("five")));
    QVERIFY(isWhole(9));
    app.controller->branchAnswer(app.window.messages.last().id, 2, 0);
    QTRY_VERIFY(app.window.texts().last().startsWith(QStringLiteral("Hello, other")));
    QVERIFY(app.idle());
    QVERIFY(isWhole(9));
    QCOMPARE(told.size(), 1);
}

void TestChatController::asksBeforeAnAnswerGoesOn_data()
{
    QTest::addColumn<bool>("branches");
    QTest::newRow("continued") << false;
    QTest::newRow("at a token") << true;
}

void TestChatController::asksBeforeAnAnswerGoesOn()
{
    QFETCH(bool, branches);
    App app(folder());
    fill(app);
    setWindow(app, 36);
    QSignalSpy full(app.controller.get(), &ChatController::contextFull);
    const app::MessageId id = app.window.messages.last().id;
    app.inference.setAnswer({.pieces = {QStringLiteral(" More.")}});
    if (branches)
        app.controller->branchAnswer(id, 2, 0);
    else
        app.controller->continueAnswer(id);
    QTRY_COMPARE(full.size(), 1);
    QVERIFY(!app.controller->isBusy());
    QCOMPARE(app.inference.requests().size(), std::size_t(3));
    const auto fit = full.first().first().value<app::ContextFit>();
    QCOMPARE(fit.verdict, app::ContextFit::Verdict::Full);
    app.controller->leaveOutOldest(/*always=*/false);
    QTRY_COMPARE(app.window.texts().last(),
                 branches ? QStringLiteral("Hello, other More.")
                          : QStringLiteral("Hello, world! More."));
    QCOMPARE(app.prompt(3).messages.size(), std::size_t(5 - fit.leftOut.size()));
}

void TestChatController::continuesAsFarAsThereIsRoom()
{
    App app(folder());
    QVERIFY(app.started());
    QVERIFY(app.ask(QStringLiteral("one a b c d e f g h")));
    setWindow(app, 11); // full with it
    QSignalSpy full(app.controller.get(), &ChatController::contextFull);
    app.inference.setAnswer({.pieces = {QStringLiteral(" More.")}});
    app.controller->continueAnswer(app.window.messages.last().id);
    QVERIFY(app.idle());
    QCOMPARE(app.window.texts().last(), QStringLiteral("Hello, world! More."));
    QVERIFY(full.isEmpty());
}

void TestChatController::summarises()
{
    App app(folder());
    fill(app);
    QSignalSpy full(app.controller.get(), &ChatController::contextFull);
    app.controller->send(QStringLiteral("four a b c d e f g h"));
    QTRY_COMPARE(full.size(), 1);
    QSignalSpy done(&app.controller->summariser(), &app::Summariser::finished);
    app.inference.setAnswer({.pieces = {"<think>what was it</think>", "they ", "counted"}});
    app.controller->summariseOldest();
    QVERIFY(done.wait());
    QCOMPARE(done.first().first().toString(), QStringLiteral("they counted"));
    const core::GenerationRequest request = app.inference.requests().back();
    QCOMPARE(request.sampling.temperature, 0.0F);
    QVERIFY(app.window.messages.size() == 6);

    app.inference.setAnswer({});
    app.controller->useSummary(QStringLiteral("they counted (changed by hand)"), false);
    QVERIFY(app.idle());
    QTRY_COMPARE(app.window.messages.size(), 8);
    const core::ChatPrompt prompt =
        std::get<core::ChatPrompt>(app.inference.requests().back().prompt);
    QVERIFY(QString::fromStdString(prompt.messages.front().content)
                .contains(QStringLiteral("they counted (changed by hand)")));
    QCOMPARE(app.window.texts().first(), QStringLiteral("one a b c d e f g h"));
}

void TestChatController::startsAnewWithASummary()
{
    App app(folder());
    fill(app);
    const ConversationId before = app.controller->currentConversation();
    QSignalSpy full(app.controller.get(), &ChatController::contextFull);
    app.controller->send(QStringLiteral("four a b c d e f g h"));
    QTRY_COMPARE(full.size(), 1);
    app.controller->startWithSummary(QStringLiteral("they counted"));
    QVERIFY(app.idle());
    QTRY_COMPARE(app.window.texts(), (QStringList{"four a b c d e f g h", "Hello, world!"}));
    QVERIFY(app.controller->currentConversation() != before);
    const ConversationId id = app.controller->currentConversation();
    app.controller->openConversation(before);
    QTRY_COMPARE(app.window.messages.size(), 6);
    app.controller->openConversation(id);
    QTRY_COMPARE(app.window.messages.size(), 2);
    QCOMPARE(app.controller->contextPlan().summary, QStringLiteral("they counted"));
    QVERIFY(app.ask(QStringLiteral("next")));
    QVERIFY(QString::fromStdString(app.prompt(4).messages.front().content)
                .contains(QStringLiteral("they counted")));
}

void TestChatController::startsAnewInMemoryAlone()
{
    App app(folder());
    fill(app, /*temporary=*/true);
    QSignalSpy full(app.controller.get(), &ChatController::contextFull);
    app.controller->send(QStringLiteral("four a b c d e f g h"));
    QTRY_COMPARE(full.size(), 1);
    app.controller->startWithSummary(QStringLiteral("they counted"));
    QVERIFY(app.idle());
    QTRY_COMPARE(app.window.texts(), (QStringList{"four a b c d e f g h", "Hello, world!"}));
    QVERIFY(app.controller->isTemporary());
    QCOMPARE(app.controller->contextPlan().summary, QStringLiteral("they counted"));
    QVERIFY(QString::fromStdString(app.prompt(3).messages.front().content)
                .contains(QStringLiteral("they counted")));
    QVERIFY(app.window.conversations.isEmpty());
}

void TestChatController::saysThatOneMessageIsTooLong()
{
    App app(folder());
    fill(app);
    QSignalSpy full(app.controller.get(), &ChatController::contextFull);
    app.controller->send(QStringLiteral("x ").repeated(100));
    QTRY_COMPARE(full.size(), 1);
    QCOMPARE(full.first().first().value<app::ContextFit>().verdict,
             app::ContextFit::Verdict::TooLong);
    QCOMPARE(app.window.messages.size(), 6);
}

void TestChatController::givesBackWhatIsNotStored()
{
    // A database of a version to come: it is opened, and may not be written.
    {
        App app(folder());
        QVERIFY(app.started());
        QVERIFY(app.ask(QStringLiteral("old")));
    }
    QFile file(folder() + QStringLiteral("/chats.sqlite"));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(60));
    QCOMPARE(file.write(QByteArray("\0\0\x7f\xff", 4)), qint64(4));
    file.close();

    App app(folder());
    QVERIFY(app.started());
    QTRY_COMPARE(app.window.texts(), (QStringList{"old", "Hello, world!"}));
    app.controller->send(QStringLiteral("lost?"));
    QTRY_COMPARE(app.window.rejected, QStringList{"lost?"});
    QVERIFY(!app.controller->isBusy());
    QVERIFY(app.window.errors.last().contains(QStringLiteral("newer version")));
    QCOMPARE(app.window.messages.size(), 2);
}

QTEST_GUILESS_MAIN(TestChatController)
#include "tst_chat_controller.moc"
