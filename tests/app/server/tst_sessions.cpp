// Sessions as clients meet them: turns, forks, rewinds, refusals and limits; and many clients at
// random on a real engine.
#include "app/inference/inference_service.h"
#include "app/server/session_store.h"
#include "tests/app/server/endpoint_fixture.h"
#include "tests/support/tiny_llama.h"

#include <QDeadlineTimer>
#include <QTemporaryDir>

#include <atomic>
#include <fstream>
#include <limits>
#include <mutex>
#include <random>
#include <thread>

using namespace tests;

namespace {

// Creates a session with these members and returns its id.
QByteArray createSession(const QUrl& url, const QByteArray& body = "{}")
{
    const auto response = exchange(url, "POST", "/v1/sessions", body);
    return response && response->status == 200 ? json(response->body)["id"].toString().toLatin1()
                                               : QByteArray();
}

QByteArray at(const QByteArray& id, const QByteArray& what = {})
{
    return "/v1/sessions/" + id + what;
}

int position(const RawResponse& response)
{
    const QJsonObject object = json(response.body);
    return (object.contains("session") ? object["session"].toObject() : object)["position"].toInt(
        -1);
}

QString errorCode(const RawResponse& response)
{
    return json(response.body)["error"].toObject()["code"].toString();
}

QStringList contents(const std::vector<core::ChatMessage>& messages)
{
    QStringList result;
    for (const core::ChatMessage& message : messages)
        result << QString::fromStdString(std::string(core::roleName(message.role)) + ':' +
                                         message.content);
    return result;
}

QStringList lastPrompt(EndpointFixture& fixture)
{
    return contents(
        std::get<core::ChatPrompt>(fixture.inference().requests().back().prompt).messages);
}

// A client for a thread of its own: blocking, one connection for each request. The answer's bytes,
// of which a body may be in chunks; empty where none came. leaves: cuts the connection off at the
// first byte.
QByteArray blockingExchange(const QUrl& url,
                            const QByteArray& method,
                            const QByteArray& target,
                            const QByteArray& body = {},
                            bool leaves = false)
{
    constexpr int kPatienceMs = 60'000;
    QTcpSocket socket;
    socket.connectToHost(url.host(), static_cast<quint16>(url.port()));
    if (!socket.waitForConnected(kPatienceMs))
        return {};
    socket.write(method + ' ' + target +
                 " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(url.port()) +
                 "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " +
                 QByteArray::number(body.size()) + "\r\n\r\n" + body);
    QByteArray answer;
    while (socket.waitForReadyRead(kPatienceMs)) {
        answer += socket.readAll();
        if (leaves) {
            socket.abort();
            return answer;
        }
    }
    return answer;
}

} // namespace

class TestSessions : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void turnsFollowEachOther();
    void streamedTurnTellsThePosition();
    void settingsHoldForAllTurns();
    void forkAndRewind();
    void refusals_data();
    void refusals();
    void busySessionAnswers409();
    void unfinishedTurnLeavesTheSessionAsItWas_data();
    void unfinishedTurnLeavesTheSessionAsItWas();
    void limitsHold();
    void textIsCountedOnce();
    void forksShareWhatWasComputed();
    void clientsAtRandom();

private:
    QTemporaryDir m_folder;
    QString m_model;
};

void TestSessions::initTestCase()
{
    m_model = m_folder.filePath("tiny.gguf");
    std::ofstream(m_model.toStdString(), std::ios::binary)
        << tinyLlama({.contextTokens = 4096, .matrixType = core::DType::Q8_0}).build();
}

void TestSessions::turnsFollowEachOther()
{
    EndpointFixture fixture;
    const QByteArray id =
        createSession(fixture.url(), R"({"messages":[{"role":"system","content":"S"}]})");
    QVERIFY(!id.isEmpty());
    const auto first = exchange(fixture.url(), "POST", at(id, "/messages"), R"({"content":"One"})");
    QVERIFY(first);
    QCOMPARE(first->status, 200);
    QCOMPARE(json(first->body)["object"].toString(), QStringLiteral("chat.completion"));
    QCOMPARE(position(*first), 3);
    QCOMPARE(lastPrompt(fixture), QStringList({"system:S", "user:One"}));
    const auto second = exchange(fixture.url(),
                                 "POST",
                                 at(id, "/messages"),
                                 R"({"messages":[{"role":"user","content":"Two"}]})");
    QVERIFY(second);
    QCOMPARE(position(*second), 5);
    QCOMPARE(lastPrompt(fixture),
             QStringList({"system:S", "user:One", "assistant:Hello, world!", "user:Two"}));

    const auto whole = exchange(fixture.url(), "GET", at(id));
    QVERIFY(whole);
    const QJsonObject session = json(whole->body);
    QCOMPARE(session["id"].toString().toLatin1(), id);
    QCOMPARE(session["busy"].toBool(true), false);
    QCOMPARE(session["messages"].toArray().size(), 5);
    QCOMPARE(session["messages"].toArray()[2].toObject()["content"].toString(),
             QStringLiteral("Hello, world!"));
    const auto list = exchange(fixture.url(), "GET", "/v1/sessions");
    QVERIFY(list);
    QCOMPARE(json(list->body)["data"].toArray().size(), 1);
    const auto gone = exchange(fixture.url(), "DELETE", at(id));
    QVERIFY(gone);
    QCOMPARE(json(gone->body)["deleted"].toBool(), true);
    QCOMPARE(exchange(fixture.url(), "GET", at(id))->status, 404);
}

void TestSessions::streamedTurnTellsThePosition()
{
    EndpointFixture fixture;
    const QByteArray id = createSession(fixture.url());
    const auto response = exchange(fixture.url(),
                                   "POST",
                                   at(id, "/messages"),
                                   R"({"content":"Hi","stream":true,"logprobs":true})");
    QVERIFY(response);
    const QByteArrayList lines = events(response->body);
    QCOMPARE(lines.last(), QByteArray("[DONE]"));
    QString text;
    int scored = 0;
    for (const QByteArray& line : lines) {
        const QJsonObject choice = json(line)["choices"].toArray().at(0).toObject();
        text += choice["delta"].toObject()["content"].toString();
        scored += static_cast<int>(choice["logprobs"].toObject()["content"].toArray().size());
    }
    QCOMPARE(text, QStringLiteral("Hello, world!"));
    QCOMPARE(scored, 4);
    const QJsonObject last = json(lines.at(lines.size() - 2));
    QCOMPARE(last["session"].toObject()["position"].toInt(), 2);
    QVERIFY(
        last["choices"].toArray().at(0).toObject()["fireside"].toObject().contains("output_hash"));
}

void TestSessions::settingsHoldForAllTurns()
{
    EndpointFixture fixture;
    const QByteArray id =
        createSession(fixture.url(), R"({"temperature":0.25,"max_tokens":9,"seed":5})");
    exchange(fixture.url(), "POST", at(id, "/messages"), R"({"content":"a"})");
    QCOMPARE(fixture.inference().requests().back().sampling.temperature, 0.25F);
    QCOMPARE(fixture.inference().requests().back().maxTokens, 9);
    exchange(fixture.url(), "POST", at(id, "/messages"), R"({"content":"b","max_tokens":3})");
    QCOMPARE(fixture.inference().requests().back().sampling.temperature, 0.25F);
    QCOMPARE(fixture.inference().requests().back().maxTokens, 3);
    exchange(fixture.url(), "POST", at(id, "/messages"), R"({"content":"c"})");
    QCOMPARE(fixture.inference().requests().back().maxTokens, 9);
}

void TestSessions::forkAndRewind()
{
    EndpointFixture fixture;
    const QByteArray id = createSession(fixture.url());
    for (const char* text : {R"({"content":"One"})", R"({"content":"Two"})"})
        exchange(fixture.url(), "POST", at(id, "/messages"), text);
    const auto copy = exchange(fixture.url(), "POST", at(id, "/fork"), R"({"position":2})");
    QVERIFY(copy);
    QCOMPARE(copy->status, 200);
    QCOMPARE(position(*copy), 2);
    const QByteArray fork = json(copy->body)["id"].toString().toLatin1();
    QVERIFY(fork != id);
    exchange(fixture.url(), "POST", at(fork, "/messages"), R"({"content":"Other"})");
    QCOMPARE(lastPrompt(fixture),
             QStringList({"user:One", "assistant:Hello, world!", "user:Other"}));
    QCOMPARE(position(*exchange(fixture.url(), "POST", at(id, "/fork"))), 4);
    QCOMPARE(position(*exchange(fixture.url(), "POST", at(id, "/rewind"), R"({"position":1})")), 1);
    exchange(fixture.url(), "POST", at(id, "/messages"), R"({"content":"Three"})");
    QCOMPARE(lastPrompt(fixture), QStringList({"user:One", "user:Three"}));
    QCOMPARE(position(*exchange(fixture.url(), "GET", at(fork))), 4);
}

void TestSessions::refusals_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* name,
                        const char* method,
                        const char* what,
                        const char* body,
                        int status,
                        const char* code) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(what) << QByteArray(body) << status
                            << QString::fromLatin1(code);
    };
    row("rewind beyond", "POST", "/rewind", R"({"position":3})", 416, "invalid_position");
    row("rewind below", "POST", "/rewind", R"({"position":-1})", 416, "invalid_position");
    row("fork beyond", "POST", "/fork", R"({"position":9000000000})", 416, "invalid_position");
    row("rewind nowhere", "POST", "/rewind", "{}", 400, "");
    row("rewind to half", "POST", "/rewind", R"({"position":1.5})", 400, "");
    row("message of nobody", "POST", "/messages", R"({"messages":[{"content":"x"}]})", 400, "");
    row("not JSON", "POST", "/messages", "x", 400, "");
    row("two answers", "POST", "/messages", R"({"content":"x","n":2})", 400, "");
    row("wrong setting", "POST", "/messages", R"({"content":"x","temperature":-1})", 400, "");
    row("wrong method", "GET", "/fork", "", 405, "");
    row("no such thing", "POST", "/other", "{}", 404, "");
}

void TestSessions::refusals()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, what);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QString, code);
    EndpointFixture fixture;
    const QByteArray id = createSession(fixture.url());
    exchange(fixture.url(), "POST", at(id, "/messages"), R"({"content":"One"})");
    const auto response = exchange(fixture.url(), method, at(id, what), body);
    QVERIFY(response);
    QCOMPARE(response->status, status);
    QCOMPARE(errorCode(*response), code);
    QVERIFY(!json(response->body)["error"].toObject()["message"].toString().isEmpty());
    if (status == 416)
        QCOMPARE(json(response->body)["error"].toObject()["position"].toInt(), 2);
    QCOMPARE(position(*exchange(fixture.url(), "GET", at(id))), 2);

    const auto unknown =
        exchange(fixture.url(), "POST", at("sess_0", "/messages"), R"({"content":"x"})");
    QVERIFY(unknown);
    QCOMPARE(unknown->status, 404);
    QCOMPARE(errorCode(*unknown), QStringLiteral("session_not_found"));
}

void TestSessions::busySessionAnswers409()
{
    EndpointFixture fixture;
    fixture.inference().setAnswer({.pieceMs = 50});
    const QByteArray id = createSession(fixture.url());
    RawHttpClient slow(fixture.url());
    slow.send(slow.postJson(at(id, "/messages"), R"({"content":"x","stream":true})"));
    QVERIFY(slow.waitFor("Hello"));
    const QList<std::pair<QByteArray, QByteArray>> calls{
        {"POST", "/messages"}, {"POST", "/fork"}, {"POST", "/rewind"}, {"DELETE", ""}};
    for (const auto& [method, what] : calls) {
        const auto response = exchange(fixture.url(),
                                       method,
                                       at(id, what),
                                       method == "POST" ? R"({"position":0,"content":"y"})" : "");
        QVERIFY(response);
        QCOMPARE(response->status, 409);
        QCOMPARE(errorCode(*response), QStringLiteral("session_busy"));
    }
    QCOMPARE(json(exchange(fixture.url(), "GET", at(id))->body)["busy"].toBool(), true);
    QVERIFY(slow.waitFor("[DONE]"));
    const auto next =
        exchange(fixture.url(), "POST", at(id, "/messages"), R"({"content":"y"})"); // idle at once
    QCOMPARE(next->status, 200);
    QCOMPARE(position(*next), 4);
}

void TestSessions::unfinishedTurnLeavesTheSessionAsItWas_data()
{
    QTest::addColumn<bool>("leaves");
    QTest::newRow("the client leaves") << true;
    QTest::newRow("the engine fails") << false;
}

void TestSessions::unfinishedTurnLeavesTheSessionAsItWas()
{
    QFETCH(bool, leaves);
    EndpointFixture fixture;
    const QByteArray id = createSession(fixture.url());
    exchange(fixture.url(), "POST", at(id, "/messages"), R"({"content":"One"})");
    if (leaves) {
        fixture.inference().enqueueAnswer({.pieceMs = 10'000});
        RawHttpClient client(fixture.url());
        client.send(client.postJson(at(id, "/messages"), R"({"content":"x","stream":true})"));
        QVERIFY(client.waitFor("Hello"));
        client.reset();
        QTRY_COMPARE(fixture.inference().cancelledCount(), 1);
    } else {
        fixture.inference().enqueueAnswer({.error = core::Error{core::ErrorCode::Busy, "full"}});
        QCOMPARE(exchange(fixture.url(), "POST", at(id, "/messages"), R"({"content":"x"})")->status,
                 503);
    }
    const auto next = exchange(fixture.url(), "POST", at(id, "/messages"), R"({"content":"Two"})");
    QCOMPARE(next->status, 200);
    QCOMPARE(lastPrompt(fixture), QStringList({"user:One", "assistant:Hello, world!", "user:Two"}));
}

void TestSessions::limitsHold()
{
    app::ServerOptions options = quickOptions();
    options.sessions = {.sessions = 2, .textBytes = 100};
    EndpointFixture fixture(options);
    const QByteArray id = createSession(fixture.url());
    QVERIFY(!createSession(fixture.url()).isEmpty());
    const auto third = exchange(fixture.url(), "POST", "/v1/sessions", "{}");
    QCOMPARE(third->status, 429);
    QCOMPARE(errorCode(*third), QStringLiteral("session_limit"));
    const QByteArray fits = "{\"content\":\"" + QByteArray(70, 'x') + "\"}";
    QCOMPARE(exchange(fixture.url(), "POST", at(id, "/messages"), fits)->status, 200);
    const QByteArray more = "{\"content\":\"" + QByteArray(31, 'x') + "\"}";
    QCOMPARE(exchange(fixture.url(), "POST", at(id, "/messages"), more)->status, 429);
    exchange(fixture.url(), "DELETE", at(id));
    QVERIFY(!createSession(fixture.url()).isEmpty()); // room again
}

void TestSessions::textIsCountedOnce()
{
    app::SessionStore store({.sessions = 10'000, .textBytes = 1000});
    auto origin = store.create({}, {{.content = std::string(900, 'x')}});
    QVERIFY(origin);
    for (int i = 1; i < 10'000; ++i)
        QVERIFY(store.fork((*origin)->id, 1));
    QVERIFY(!store.fork((*origin)->id, 1)); // the 10,001st session
    QVERIFY(store.share({{.content = std::string(100, 'x')}}));
    QVERIFY(!store.share({{.content = std::string(101, 'x')}}));
    QVERIFY(store.rewind((*origin)->id, 0));
    QVERIFY(!store.share({{.content = std::string(101, 'x')}})); // the forks still hold it
    std::vector<std::string> ids;
    for (const auto& [id, session] : store.all())
        ids.push_back(id);
    for (const std::string& id : ids)
        QVERIFY(store.remove(id));
    origin = tl::unexpected(app::ApiError());
    QVERIFY(store.share({{.content = std::string(1000, 'x')}}));
}

void TestSessions::forksShareWhatWasComputed()
{
    app::InferenceService inference({.threads = 1});
    inference.loadModel(m_model);
    QTRY_COMPARE_WITH_TIMEOUT(inference.modelState(), app::ModelState::Ready, 20'000);
    app::HttpEndpoint endpoint(inference);
    endpoint.start(quickOptions());
    QTRY_COMPARE(endpoint.state(), app::HttpEndpoint::State::Running);
    const QByteArray id = createSession(endpoint.url(), R"({"max_tokens":3,"seed":1})");
    const QByteArray longTurn = "{\"content\":\"" + QByteArray(600, 'x') + "\"}";
    QCOMPARE(exchange(endpoint.url(), "POST", at(id, "/messages"), longTurn)->status, 200);
    const QByteArray fork =
        json(exchange(endpoint.url(), "POST", at(id, "/fork"), R"({"position":1})")->body)["id"]
            .toString()
            .toLatin1();
    const auto answer =
        exchange(endpoint.url(), "POST", at(fork, "/messages"), R"({"content":"more"})");
    const QJsonObject usage = json(answer->body)["usage"].toObject();
    QVERIFY(usage["prompt_tokens_details"].toObject()["cached_tokens"].toInt() >= 600 - 32);
}

// Whatever eight clients do at once, each gets an answer in time and what it gets is one of those
// that may be.
void TestSessions::clientsAtRandom()
{
    app::InferenceService inference({.threads = 2});
    inference.loadModel(m_model);
    QTRY_COMPARE_WITH_TIMEOUT(inference.modelState(), app::ModelState::Ready, 20'000);
    app::HttpEndpoint endpoint(inference);
    endpoint.start(quickOptions());
    QTRY_COMPARE(endpoint.state(), app::HttpEndpoint::State::Running);
    const QUrl url = endpoint.url();

    // A minute where there is time for it, else a number of rounds.
    const bool isLong = qEnvironmentVariableIsSet("FIRESIDE_LONG_TESTS");
    const QDeadlineTimer end =
        isLong ? QDeadlineTimer(60'000) : QDeadlineTimer(QDeadlineTimer::Forever);
    const int rounds = isLong ? std::numeric_limits<int>::max() : 25;
    std::mutex mutex;
    std::vector<QByteArray> ids; // guarded by mutex; some are deleted already
    std::atomic<int> unexpected = 0, answered = 0;
    const auto client = [&](unsigned seed) {
        std::mt19937 dice(seed);
        const auto some = [&](const QByteArray& what = {}) {
            const std::lock_guard lock(mutex);
            return at(ids.empty() ? QByteArray("sess_0") : ids[dice() % ids.size()], what);
        };
        for (int round = 0; round < rounds && !end.hasExpired(); ++round) {
            QByteArray answer;
            bool leaves = false;
            switch (dice() % 8) {
            case 0:
                answer = blockingExchange(url, "POST", "/v1/sessions", "{\"max_tokens\":4}");
                break;
            case 1:
                answer = blockingExchange(url, "POST", some("/fork"));
                break;
            case 2:
                answer = blockingExchange(url,
                                          "POST",
                                          some("/rewind"),
                                          "{\"position\":" + QByteArray::number(dice() % 4) + "}");
                break;
            case 3:
                answer = blockingExchange(url, "DELETE", some());
                break;
            case 4:
                leaves = true;
                answer =
                    blockingExchange(url,
                                     "POST",
                                     some("/messages"),
                                     "{\"content\":\"bye\",\"stream\":true,\"max_tokens\":500}",
                                     true);
                break;
            default:
                answer = blockingExchange(
                    url, "POST", some("/messages"), "{\"content\":\"hello\",\"stream\":true}");
            }
            const int status = answer.mid(9, 3).toInt();
            if (status != 200 && status != 404 && status != 409 && status != 416)
                ++unexpected;
            if (status == 200 && !leaves)
                ++answered;
            const QByteArray id =
                json(answer.mid(answer.indexOf("\r\n\r\n") + 4))["id"].toString().toLatin1();
            if (id.startsWith("sess_")) {
                const std::lock_guard lock(mutex);
                ids.push_back(id);
            }
        }
    };
    std::vector<std::thread> clients;
    for (unsigned seed = 1; seed <= 8; ++seed)
        clients.emplace_back(client, seed);
    for (std::thread& each : clients)
        each.join();
    QCOMPARE(unexpected.load(), 0);
    QVERIFY(answered > 0);
}

QTEST_GUILESS_MAIN(TestSessions)
#include "tst_sessions.moc"
