// The endpoint as its clients meet it: routes, completions whole and streamed, clients that leave,
// start and stop.
#include "tests/app/server/endpoint_fixture.h"

#include <QElapsedTimer>
#include <QSet>
#include <QTcpServer>

using namespace tests;

class TestHttpEndpoint : public QObject
{
    Q_OBJECT

private slots:
    void modelsAreListed();
    void modelIsChosenByName_data();
    void modelIsChosenByName();
    void healthFollowsTheModel_data();
    void healthFollowsTheModel();
    void completesWhole();
    void completesAsStream();
    void streamEqualsWhole();
    void reasoningAndCallsAreParts();
    void usageComesOnlyWhenAsked();
    void textCompletions();
    void requestReachesTheEngine();
    void seedsDifferUnlessGiven();
    void lengthIsReported();
    void headsComeBeforeTheFirstPiece();
    void silenceIsFilled();
    void streamsEndWithTheConnectionForHttp10();
    void earlyErrorsHaveTheirStatus_data();
    void earlyErrorsHaveTheirStatus();
    void lateErrorsAreEvents();
    void replacedModelIsAnError();
    void withoutModel_data();
    void withoutModel();
    void hopelesslyLongPromptIsRefused();
    void keyIsChecked();
    void preflightNeedsNoKey();
    void allowedOriginsMayRead();
    void methodsAreNamed();
    void leavingCancels_data();
    void leavingCancels();
    void nextRequestWaitsForTheStream();
    void floodDuringAStreamClosesAfterIt();
    void slowReadersAreCutOff();
    void manyClientsAtOnce();
    void startFailures_data();
    void startFailures();
    void portInUse();
    void restartMovesOn();
    void stopCutsClientsOff();
    void destructionWithRequestsInFlight();
};

namespace {

std::optional<RawResponse> ask(const QUrl& url,
                               const QByteArray& method,
                               const QByteArray& target,
                               const QByteArray& fields = {})
{
    RawHttpClient client(url);
    client.send(client.request(method, target, fields));
    return client.response(method != "HEAD");
}

std::optional<RawResponse>
post(const QUrl& url, const QByteArray& body, const QByteArray& target = "/v1/chat/completions")
{
    RawHttpClient client(url);
    client.send(client.postJson(target, body));
    return client.response();
}

QString joinedText(const QByteArray& stream)
{
    QString text;
    for (const QByteArray& event : events(stream))
        text += json(event)["choices"]
                    .toArray()
                    .at(0)
                    .toObject()["delta"]
                    .toObject()["content"]
                    .toString();
    return text;
}

QString errorCode(const RawResponse& response)
{
    return json(response.body)["error"].toObject()["code"].toString();
}

} // namespace

void TestHttpEndpoint::modelsAreListed()
{
    EndpointFixture fixture;
    core::ModelInfo info = fixture.inference().modelInfo();
    info.path = "/models/org model.gguf";
    fixture.inference().setModelInfo(info);
    const auto list = ask(fixture.url(), "GET", "/v1/models");
    QVERIFY(list);
    QCOMPARE(json(list->body)["data"].toArray().at(0).toObject()["id"].toString(),
             QStringLiteral("org model"));
    const auto bare = ask(fixture.url(), "GET", "/models");
    QVERIFY(bare);
    QCOMPARE(bare->body, list->body);
    const auto one = ask(fixture.url(), "GET", "/v1/models/org%20model?x=y");
    QVERIFY(one);
    QCOMPARE(json(one->body)["id"].toString(), QStringLiteral("org model"));
    const auto unknown = ask(fixture.url(), "GET", "/v1/models/org/model");
    QVERIFY(unknown);
    QCOMPARE(unknown->status, 404);
    QCOMPARE(errorCode(*unknown), QStringLiteral("model_not_found"));
    const auto head = ask(fixture.url(), "HEAD", "/v1/models");
    QVERIFY(head);
    QCOMPARE(head->field("Content-Length").toLongLong(), list->body.size());
}

void TestHttpEndpoint::healthFollowsTheModel_data()
{
    QTest::addColumn<app::ModelState>("state");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("ready") << app::ModelState::Ready << 200 << QByteArray(R"({"status":"ok"})");
    QTest::newRow("loading") << app::ModelState::Loading << 503
                             << QByteArray(R"({"status":"loading"})");
    QTest::newRow("empty") << app::ModelState::Empty << 503
                           << QByteArray(R"({"status":"no model"})");
    QTest::newRow("failed") << app::ModelState::Failed << 503
                            << QByteArray(R"({"status":"no model"})");
}

void TestHttpEndpoint::healthFollowsTheModel()
{
    QFETCH(app::ModelState, state);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    EndpointFixture fixture;
    fixture.inference().setModelState(state);
    const auto response = ask(fixture.url(), "GET", "/health");
    QVERIFY(response);
    QCOMPARE(response->status, status);
    QCOMPARE(response->body, body);
}

void TestHttpEndpoint::completesWhole()
{
    EndpointFixture fixture;
    const auto response = post(fixture.url(), kChat);
    QVERIFY(response);
    QCOMPARE(response->status, 200);
    QCOMPARE(response->field("Content-Type"), QByteArray("application/json"));
    const QJsonObject body = json(response->body);
    QVERIFY(body["id"].toString().startsWith(QLatin1String("chatcmpl-")));
    QCOMPARE(body["model"].toString(), QStringLiteral("fake-1m-instruct")); // its real name
    const QJsonObject choice = body["choices"].toArray().at(0).toObject();
    QCOMPARE(choice["message"].toObject()["content"].toString(), QStringLiteral("Hello, world!"));
    QCOMPARE(choice["finish_reason"].toString(), QStringLiteral("stop"));
    QCOMPARE(body["usage"].toObject()["total_tokens"].toInt(), 7 + 4);
}

void TestHttpEndpoint::completesAsStream()
{
    EndpointFixture fixture;
    fixture.inference().setAnswer(
        {.pieces = {QStringLiteral("Hel"), QStringLiteral("lo 😀")}, .pieceMs = 5});
    const auto response = post(fixture.url(), kChatStream);
    QVERIFY(response);
    QCOMPARE(response->status, 200);
    QCOMPARE(response->field("Content-Type"), QByteArray("text/event-stream"));
    QCOMPARE(response->field("Transfer-Encoding"), QByteArray("chunked"));
    const QByteArrayList lines = events(response->body);
    QCOMPARE(lines.size(), 5);
    QCOMPARE(lines.last(), QByteArray("[DONE]"));
    QVERIFY(response->body.endsWith("data: [DONE]\n\n"));
    const QJsonObject first = json(lines[0]);
    for (int i = 0; i < 4; ++i) {
        const QJsonObject chunk = json(lines[i]);
        QCOMPARE(chunk["object"].toString(), QStringLiteral("chat.completion.chunk"));
        QCOMPARE(chunk["id"], first["id"]);
        QCOMPARE(chunk["created"], first["created"]);
        QVERIFY(!chunk.contains("usage"));
        const QJsonObject choice = chunk["choices"].toArray().at(0).toObject();
        QCOMPARE(choice["finish_reason"], i == 3 ? QJsonValue("stop") : QJsonValue());
        QCOMPARE(choice["delta"].toObject().contains("role"), i == 0);
    }
    QCOMPARE(joinedText(response->body), QStringLiteral("Hello 😀"));
}

void TestHttpEndpoint::modelIsChosenByName_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("answers"); // id of the model; empty: it is not found
    QTest::newRow("the current one") << "first"
                                     << "first";
    QTest::newRow("another one") << "second"
                                 << "second";
    QTest::newRow("no name") << ""
                             << "first";
    QTest::newRow("default") << "default"
                             << "first";
    QTest::newRow("unknown name") << "gpt-4o"
                                  << "";
}

void TestHttpEndpoint::modelIsChosenByName()
{
    QFETCH(QString, name);
    QFETCH(QString, answers);
    EndpointFixture fixture;
    core::ModelInfo info = fixture.inference().modelInfo();
    info.path = "/models/first.gguf";
    fixture.inference().setModelInfo(info);
    const QByteArray body = QByteArray(kChat).replace("any", name.toUtf8());
    QCOMPARE(json(post(fixture.url(), body)->body)["model"].toString(),
             QStringLiteral("first")); // alone, it answers to any name

    info.path = "/models/second.gguf";
    fixture.inference().setOtherModels({info});
    const auto response = post(fixture.url(), body);
    if (answers.isEmpty()) {
        QCOMPARE(response->status, 404);
        QCOMPARE(errorCode(*response), QStringLiteral("model_not_found"));
        return;
    }
    QCOMPARE(json(response->body)["model"].toString(), answers);
    QCOMPARE(fixture.inference().requests().back().model,
             "/models/" + answers.toStdString() + ".gguf");
}

void TestHttpEndpoint::streamEqualsWhole()
{
    EndpointFixture fixture;
    fixture.inference().setAnswer({.pieces = {QStringLiteral("a\"b\\"),
                                              QStringLiteral("\n\r\tdata: x\n\n"),
                                              QStringLiteral("é\u2028"),
                                              QStringLiteral("[DONE]")}});
    const auto whole = post(fixture.url(), kChat);
    const auto stream = post(fixture.url(), kChatStream);
    QVERIFY(whole && stream);
    const QString text = json(whole->body)["choices"]
                             .toArray()
                             .at(0)
                             .toObject()["message"]
                             .toObject()["content"]
                             .toString();
    QCOMPARE(text, QStringLiteral("a\"b\\\n\r\tdata: x\n\né\u2028[DONE]"));
    QCOMPARE(joinedText(stream->body), text);
}

void TestHttpEndpoint::reasoningAndCallsAreParts()
{
    EndpointFixture fixture;
    core::ModelInfo info = fixture.inference().modelInfo();
    info.answerForm.reasons = true;
    fixture.inference().setModelInfo(info);
    fixture.inference().setAnswer(
        {.pieces = {QStringLiteral("<thi"),
                    QStringLiteral("nk>I must look.</think>\n\nOne moment.\n<tool"),
                    QStringLiteral("_call>{\"name\": \"weather\", \"arguments\": {\"city\": "),
                    QStringLiteral("\"Bonn\"}}</tool_call>")}});
    const QByteArray tools =
        R"("tools":[{"type":"function","function":{"name":"weather","parameters":{}}}],"messages")";
    const QByteArray whole = QByteArray(kChat).replace("\"messages\"", tools);
    const auto response = post(fixture.url(), whole);
    QVERIFY(response);
    const QJsonObject choice = json(response->body)["choices"].toArray().at(0).toObject();
    QCOMPARE(choice["finish_reason"].toString(), QStringLiteral("tool_calls"));
    const QJsonObject message = choice["message"].toObject();
    QCOMPARE(message["reasoning_content"].toString(), QStringLiteral("I must look."));
    QCOMPARE(message["content"].toString(), QStringLiteral("One moment."));
    const QJsonObject call = message["tool_calls"].toArray().at(0).toObject();
    QVERIFY(call["id"].toString().startsWith(QStringLiteral("call_")));
    QCOMPARE(call["type"].toString(), QStringLiteral("function"));
    QCOMPARE(call["function"].toObject()["name"].toString(), QStringLiteral("weather"));
    QCOMPARE(call["function"].toObject()["arguments"].toString(),
             QStringLiteral(R"({"city":"Bonn"})"));

    const auto stream = post(fixture.url(), QByteArray(kChatStream).replace("\"messages\"", tools));
    QVERIFY(stream);
    QString reasoning, content, reason;
    QJsonArray calls;
    for (const QByteArray& event : events(stream->body)) {
        const QJsonObject piece = json(event)["choices"].toArray().at(0).toObject();
        const QJsonObject delta = piece["delta"].toObject();
        reasoning += delta["reasoning_content"].toString();
        content += delta["content"].toString();
        reason += piece["finish_reason"].toString();
        for (const QJsonValue& each : delta["tool_calls"].toArray())
            calls << each;
    }
    QCOMPARE(reasoning, QStringLiteral("I must look."));
    QCOMPARE(content, QStringLiteral("One moment."));
    QCOMPARE(reason, QStringLiteral("tool_calls"));
    QCOMPARE(calls.size(), 1);
    QCOMPARE(calls.at(0)["index"].toInt(-1), 0);
    QCOMPARE(calls.at(0)["function"], call["function"]);

    // Without tools in the request it is text.
    const auto text = post(fixture.url(), kChat);
    QVERIFY(text);
    QVERIFY(json(text->body)["choices"].toArray().at(0)["message"]["content"].toString().contains(
        QStringLiteral("<tool_call>")));
}

void TestHttpEndpoint::usageComesOnlyWhenAsked()
{
    EndpointFixture fixture;
    QByteArray body = kChatStream;
    body.replace("\"stream\":true", R"("stream":true,"stream_options":{"include_usage":true})");
    const auto response = post(fixture.url(), body);
    QVERIFY(response);
    const QByteArrayList lines = events(response->body);
    const QJsonObject last = json(lines[lines.size() - 2]);
    QVERIFY(last["choices"].isArray() && last["choices"].toArray().isEmpty());
    QCOMPARE(last["usage"].toObject()["prompt_tokens"].toInt(), 7);
    QCOMPARE(last["usage"].toObject()["completion_tokens"].toInt(), 4);
    QVERIFY(json(lines[0]).contains("usage") && json(lines[0])["usage"].isNull());
}

void TestHttpEndpoint::textCompletions()
{
    EndpointFixture fixture;
    const auto whole = post(fixture.url(), R"({"prompt":"Once ","echo":true})", "/v1/completions");
    QVERIFY(whole);
    QCOMPARE(json(whole->body)["object"].toString(), QStringLiteral("text_completion"));
    QCOMPARE(json(whole->body)["choices"].toArray().at(0).toObject()["text"].toString(),
             QStringLiteral("Once Hello, world!"));
    QCOMPARE(std::get<std::string>(fixture.inference().requests().back().prompt),
             std::string("Once "));
    const auto stream = post(fixture.url(), R"({"prompt":[1,2],"stream":true})", "/completions");
    QVERIFY(stream);
    QString text;
    for (const QByteArray& event : events(stream->body))
        text += json(event)["choices"].toArray().at(0).toObject()["text"].toString();
    QCOMPARE(text, QStringLiteral("Hello, world!"));
}

void TestHttpEndpoint::requestReachesTheEngine()
{
    EndpointFixture fixture;
    QVERIFY(post(
        fixture.url(),
        R"({"temperature":0,"max_tokens":3,"stop":"x","messages":[{"role":"developer","content":"S"},{"role":"user","content":"Hi"}]})"));
    const core::GenerationRequest request = fixture.inference().requests().back();
    QCOMPARE(request.sampling.temperature, 0.0F);
    QCOMPARE(request.maxTokens, 3);
    QCOMPARE(request.stopStrings, std::vector<std::string>{"x"});
    QCOMPARE(request.priority, core::Priority::Background);
    QCOMPARE(std::get<core::ChatPrompt>(request.prompt).messages.front().role, core::Role::System);
}

void TestHttpEndpoint::seedsDifferUnlessGiven()
{
    EndpointFixture fixture;
    QVERIFY(post(fixture.url(), kChat));
    QVERIFY(post(fixture.url(), kChat));
    QVERIFY(post(fixture.url(), R"({"seed":5,"messages":[{"role":"user","content":"Hi"}]})"));
    const std::vector<core::GenerationRequest> requests = fixture.inference().requests();
    QVERIFY(requests[0].sampling.seed != requests[1].sampling.seed);
    QCOMPARE(requests[2].sampling.seed, std::uint64_t(5));
}

void TestHttpEndpoint::lengthIsReported()
{
    EndpointFixture fixture;
    const auto response =
        post(fixture.url(), R"({"max_tokens":2,"messages":[{"role":"user","content":"Hi"}]})");
    QVERIFY(response);
    const QJsonObject choice = json(response->body)["choices"].toArray().at(0).toObject();
    QCOMPARE(choice["finish_reason"].toString(), QStringLiteral("length"));
    QCOMPARE(choice["message"].toObject()["content"].toString(), QStringLiteral("Hello, "));
}

void TestHttpEndpoint::headsComeBeforeTheFirstPiece()
{
    EndpointFixture fixture;
    fixture.inference().setAnswer({.firstPieceMs = 60'000});
    RawHttpClient client(fixture.url());
    client.send(client.postJson("/v1/chat/completions", kChatStream));
    QVERIFY(client.waitFor("\"role\":\"assistant\""));
    QVERIFY(client.received().startsWith("HTTP/1.1 200 OK\r\n"));
}

void TestHttpEndpoint::silenceIsFilled()
{
    EndpointFixture fixture;
    fixture.inference().setAnswer({.firstPieceMs = 60'000});
    RawHttpClient client(fixture.url());
    client.send(client.postJson("/v1/chat/completions", kChatStream));
    QVERIFY(client.waitFor("\r\n3\r\n:\n\n\r\n3\r\n:\n\n\r\n")); // two pings
}

void TestHttpEndpoint::streamsEndWithTheConnectionForHttp10()
{
    EndpointFixture fixture;
    RawHttpClient client(fixture.url());
    client.send(
        "POST /v1/chat/completions HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: " +
        QByteArray::number(kChatStream.size()) + "\r\n\r\n" + kChatStream);
    QVERIFY(client.waitForClose());
    const auto response = client.response();
    QVERIFY(response);
    QVERIFY(response->field("Transfer-Encoding").isEmpty());
    QCOMPARE(joinedText(response->body), QStringLiteral("Hello, world!"));
    QVERIFY(response->body.endsWith("data: [DONE]\n\n"));
}

void TestHttpEndpoint::earlyErrorsHaveTheirStatus_data()
{
    QTest::addColumn<core::ErrorCode>("code");
    QTest::addColumn<bool>("stream");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("retryAfter");
    for (const bool stream : {false, true}) {
        const char* const how = stream ? "stream" : "whole";
        QTest::addRow("too long, %s", how)
            << core::ErrorCode::Limit << stream << 400 << QByteArray();
        QTest::addRow("bad template, %s", how)
            << core::ErrorCode::InvalidArgument << stream << 400 << QByteArray();
        QTest::addRow("busy, %s", how) << core::ErrorCode::Busy << stream << 503 << QByteArray("2");
        QTest::addRow("broken, %s", how) << core::ErrorCode::Io << stream << 500 << QByteArray();
    }
}

void TestHttpEndpoint::earlyErrorsHaveTheirStatus()
{
    QFETCH(core::ErrorCode, code);
    QFETCH(bool, stream);
    QFETCH(int, status);
    QFETCH(QByteArray, retryAfter);
    EndpointFixture fixture;
    fixture.inference().setAnswer({.pieces = {}, .error = core::Error{code, "The reason."}});
    const auto response = post(fixture.url(), stream ? kChatStream : kChat);
    QVERIFY(response);
    QCOMPARE(response->status, status);
    QCOMPARE(response->field("Retry-After"), retryAfter);
    QCOMPARE(response->field("x-should-retry"), QByteArray(status == 500 ? "false" : ""));
    QCOMPARE(json(response->body)["error"].toObject()["message"].toString(),
             QStringLiteral("The reason."));
}

void TestHttpEndpoint::lateErrorsAreEvents()
{
    EndpointFixture fixture;
    fixture.inference().setAnswer(
        {.pieces = {QStringLiteral("Hel")}, .error = core::Error{core::ErrorCode::Io, "Gone."}});
    RawHttpClient client(fixture.url());
    client.send(client.postJson("/v1/chat/completions", kChatStream));
    const auto response = client.response();
    QVERIFY(response);
    QCOMPARE(response->status, 200);
    const QByteArrayList lines = events(response->body);
    QCOMPARE(json(lines[lines.size() - 2])["error"].toObject()["message"].toString(),
             QStringLiteral("Gone."));
    QCOMPARE(lines.last(), QByteArray("[DONE]"));
    QCOMPARE(joinedText(response->body), QStringLiteral("Hel")); // no error text in the answer
    QVERIFY(client.waitForClose());
}

void TestHttpEndpoint::replacedModelIsAnError()
{
    EndpointFixture fixture;
    fixture.inference().setAnswer({.pieces = {}, .reason = core::FinishReason::Cancelled});
    const auto response = post(fixture.url(), kChat);
    QVERIFY(response);
    QCOMPARE(response->status, 503);
    QCOMPARE(errorCode(*response), QStringLiteral("generation_cancelled"));
}

void TestHttpEndpoint::withoutModel_data()
{
    QTest::addColumn<app::ModelState>("state");
    QTest::addColumn<int>("status");
    QTest::newRow("loading") << app::ModelState::Loading << 503;
    QTest::newRow("empty") << app::ModelState::Empty << 404;
    QTest::newRow("failed") << app::ModelState::Failed << 404;
}

void TestHttpEndpoint::withoutModel()
{
    QFETCH(app::ModelState, state);
    QFETCH(int, status);
    EndpointFixture fixture;
    fixture.inference().setModelInfo({});
    fixture.inference().setModelState(state);
    const auto response = post(fixture.url(), kChatStream);
    QVERIFY(response);
    QCOMPARE(response->status, status);
    QCOMPARE(response->field("Retry-After").isEmpty(), status != 503);
    const auto list = ask(fixture.url(), "GET", "/v1/models");
    QVERIFY(list);
    QCOMPARE(list->body, QByteArray(R"({"object":"list","data":[]})"));
    QCOMPARE(fixture.inference().requests().size(), std::size_t(0));
}

void TestHttpEndpoint::hopelesslyLongPromptIsRefused()
{
    EndpointFixture fixture;
    const auto response =
        post(fixture.url(),
             R"({"messages":[{"role":"user","content":")" + QByteArray(4'000'000, 'a') + "\"}]}");
    QVERIFY(response);
    QCOMPARE(response->status, 400);
    QCOMPARE(errorCode(*response), QStringLiteral("context_length_exceeded"));
    QCOMPARE(fixture.inference().requests().size(), std::size_t(0));
}

void TestHttpEndpoint::keyIsChecked()
{
    app::ServerOptions options = quickOptions();
    options.apiKey = QStringLiteral("s3cret");
    EndpointFixture fixture(options);
    const auto without = ask(fixture.url(), "GET", "/v1/models");
    QVERIFY(without);
    QCOMPARE(without->status, 401);
    QCOMPARE(errorCode(*without), QStringLiteral("invalid_api_key"));
    const auto wrong =
        ask(fixture.url(), "GET", "/v1/models?api_key=s3cret", "Authorization: Bearer nope\r\n");
    QVERIFY(wrong);
    QCOMPARE(wrong->status, 401);
    QCOMPARE(wrong->body, without->body);
    const auto bearer = ask(fixture.url(), "GET", "/v1/models", "Authorization: Bearer s3cret\r\n");
    QVERIFY(bearer);
    QCOMPARE(bearer->status, 200);
    const auto header = ask(fixture.url(), "GET", "/v1/models", "X-Api-Key: s3cret\r\n");
    QVERIFY(header);
    QCOMPARE(header->status, 200);
    const auto health = ask(fixture.url(), "GET", "/health");
    QVERIFY(health);
    QCOMPARE(health->status, 200);
    QCOMPARE(post(fixture.url(), kChat)->status, 401);
    QCOMPARE(fixture.inference().requests().size(), std::size_t(0));
}

void TestHttpEndpoint::preflightNeedsNoKey()
{
    app::ServerOptions options = quickOptions();
    options.apiKey = QStringLiteral("s3cret");
    options.origins = {QStringLiteral("https://chat.example")};
    EndpointFixture fixture(options);
    const auto response =
        ask(fixture.url(),
            "OPTIONS",
            "/v1/chat/completions",
            "Origin: https://chat.example\r\nAccess-Control-Request-Method: POST\r\n"
            "Access-Control-Request-Headers: authorization,x-stainless-os\r\n"
            "Access-Control-Request-Private-Network: true\r\n");
    QVERIFY(response);
    QCOMPARE(response->status, 204);
    QCOMPARE(response->field("Access-Control-Allow-Origin"), QByteArray("https://chat.example"));
    QCOMPARE(response->field("Access-Control-Allow-Headers"),
             QByteArray("authorization,x-stainless-os"));
    QCOMPARE(response->field("Access-Control-Allow-Methods"), QByteArray("POST, OPTIONS"));
    QCOMPARE(response->field("Access-Control-Allow-Private-Network"), QByteArray("true"));
}

void TestHttpEndpoint::allowedOriginsMayRead()
{
    EndpointFixture fixture;
    const auto local = ask(fixture.url(), "GET", "/health", "Origin: http://localhost:3000\r\n");
    QVERIFY(local);
    QCOMPARE(local->field("Access-Control-Allow-Origin"), QByteArray("http://localhost:3000"));
    QCOMPARE(local->field("Vary"), QByteArray("Origin"));
    const auto program = ask(fixture.url(), "GET", "/health");
    QVERIFY(program);
    QVERIFY(program->field("Access-Control-Allow-Origin").isEmpty());
}

void TestHttpEndpoint::methodsAreNamed()
{
    EndpointFixture fixture;
    const auto models = ask(fixture.url(), "POST", "/v1/models");
    QVERIFY(models);
    QCOMPARE(models->status, 405);
    QCOMPARE(models->field("Allow"), QByteArray("GET, HEAD, OPTIONS"));
    const auto chat = ask(fixture.url(), "GET", "/v1/chat/completions");
    QVERIFY(chat);
    QCOMPARE(chat->field("Allow"), QByteArray("POST, OPTIONS"));
}

void TestHttpEndpoint::leavingCancels_data()
{
    QTest::addColumn<bool>("stream");
    QTest::addColumn<int>("firstPieceMs");
    QTest::addColumn<bool>("reset");
    for (const bool reset : {false, true}) {
        const char* const how = reset ? "RST" : "FIN";
        QTest::addRow("%s before the first token of a stream", how) << true << 60'000 << reset;
        QTest::addRow("%s in the middle of a stream", how) << true << 0 << reset;
        QTest::addRow("%s while a whole answer is computed", how) << false << 0 << reset;
        QTest::addRow("%s before a whole answer begins", how) << false << 60'000 << reset;
    }
}

void TestHttpEndpoint::leavingCancels()
{
    QFETCH(bool, stream);
    QFETCH(int, firstPieceMs);
    QFETCH(bool, reset);
    EndpointFixture fixture;
    fixture.inference().setAnswer({.pieces = QStringList(100'000, QStringLiteral("x")),
                                   .firstPieceMs = firstPieceMs,
                                   .pieceMs = 5});
    RawHttpClient client(fixture.url());
    client.send(client.postJson("/v1/chat/completions", stream ? kChatStream : kChat));
    QTRY_COMPARE(fixture.inference().activeCount(), 1);
    if (stream)
        QVERIFY(client.waitFor(firstPieceMs == 0 ? "\"content\":\"x\"" : "assistant"));
    QElapsedTimer timer;
    timer.start();
    if (reset)
        client.reset();
    else
        client.finish();
    QTRY_COMPARE(fixture.inference().cancelledCount(), 1);
    QVERIFY2(timer.elapsed() <= 250, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(fixture.inference().activeCount(), 0);
}

void TestHttpEndpoint::nextRequestWaitsForTheStream()
{
    EndpointFixture fixture;
    fixture.inference().setAnswer({.pieces = QStringList(10, QStringLiteral("x")), .pieceMs = 10});
    RawHttpClient client(fixture.url());
    client.send(client.postJson("/v1/chat/completions", kChatStream) +
                client.request("GET", "/health"));
    QVERIFY(client.waitFor("\"content\":\"x\""));
    client.send(client.request("GET", "/v1/models/none"));
    const auto stream = client.response();
    QVERIFY(stream);
    QCOMPARE(joinedText(stream->body), QStringLiteral("xxxxxxxxxx"));
    const auto health = client.response();
    QVERIFY(health);
    QCOMPARE(health->body, QByteArray(R"({"status":"ok"})"));
    const auto model = client.response();
    QVERIFY(model);
    QCOMPARE(model->status, 404);
}

void TestHttpEndpoint::floodDuringAStreamClosesAfterIt()
{
    EndpointFixture fixture;
    fixture.inference().setAnswer({.pieces = QStringList(10, QStringLiteral("x")), .pieceMs = 10});
    RawHttpClient client(fixture.url());
    client.send(client.postJson("/v1/chat/completions", kChatStream));
    QVERIFY(client.waitFor("\"content\":\"x\""));
    client.send(QByteArray(4 << 20, 'f'));
    const auto stream = client.response();
    QVERIFY(stream);
    QCOMPARE(joinedText(stream->body), QStringLiteral("xxxxxxxxxx"));
    QVERIFY(client.waitForClose());
    QCOMPARE(client.received(), QByteArray());
}

void TestHttpEndpoint::slowReadersAreCutOff()
{
    app::ServerOptions options = quickOptions();
    options.limits.maxUnsent = 256 * 1024;
    EndpointFixture fixture(options);
    fixture.inference().setAnswer({.pieces = QStringList(100'000, QString(100'000, u'x'))});
    // A plain blocking socket that never reads.
    QTcpSocket socket;
    socket.setReadBufferSize(1);
    socket.connectToHost(fixture.url().host(), static_cast<quint16>(fixture.url().port()));
    QTRY_COMPARE(socket.state(), QAbstractSocket::ConnectedState);
    socket.write("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                 "application/json\r\nContent-Length: " +
                 QByteArray::number(kChatStream.size()) + "\r\n\r\n" + kChatStream);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.inference().cancelledCount(), 1, 10'000);
}

void TestHttpEndpoint::manyClientsAtOnce()
{
    EndpointFixture fixture;
    fixture.inference().setAnswer(
        {.pieces = {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")}, .pieceMs = 3});
    std::vector<std::unique_ptr<RawHttpClient>> clients;
    for (int i = 0; i < 40; ++i) {
        clients.push_back(std::make_unique<RawHttpClient>(fixture.url()));
        clients.back()->send(
            clients.back()->postJson("/v1/chat/completions", i % 2 == 0 ? kChatStream : kChat));
    }
    QSet<QString> ids;
    for (int i = 0; i < 40; ++i) {
        const auto response = clients[static_cast<std::size_t>(i)]->response();
        QVERIFY(response);
        if (i % 2 == 0) {
            QCOMPARE(joinedText(response->body), QStringLiteral("abc"));
            ids.insert(json(events(response->body).first())["id"].toString());
        } else {
            QVERIFY(response->body.contains("\"content\":\"abc\""));
            ids.insert(json(response->body)["id"].toString());
        }
    }
    QCOMPARE(ids.size(), 40);
}

void TestHttpEndpoint::startFailures_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("inMessage");
    QTest::newRow("open without key") << QStringLiteral("0.0.0.0") << QStringLiteral("API key");
    QTest::newRow("open without key, IPv6") << QStringLiteral("::") << QStringLiteral("API key");
    QTest::newRow("name") << QStringLiteral("example.com") << QStringLiteral("example.com");
    QTest::newRow("empty") << QString() << QStringLiteral("expected");
    QTest::newRow("nonsense") << QStringLiteral("1.2.3.4.5") << QStringLiteral("1.2.3.4.5");
}

void TestHttpEndpoint::startFailures()
{
    QFETCH(QString, host);
    QFETCH(QString, inMessage);
    FakeInference inference;
    app::HttpEndpoint endpoint(inference);
    QSignalSpy failed(&endpoint, &app::HttpEndpoint::failed);
    QSignalSpy started(&endpoint, &app::HttpEndpoint::started);
    app::ServerOptions options = quickOptions();
    options.host = host;
    endpoint.start(options);
    QVERIFY(failed.wait());
    QVERIFY2(failed[0][0].toString().contains(inMessage), qPrintable(failed[0][0].toString()));
    QCOMPARE(endpoint.state(), app::HttpEndpoint::State::Stopped);
    options = quickOptions();
    endpoint.start(options); // a failure is not for ever
    QVERIFY(started.wait());
}

void TestHttpEndpoint::portInUse()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    FakeInference inference;
    app::HttpEndpoint endpoint(inference);
    QSignalSpy failed(&endpoint, &app::HttpEndpoint::failed);
    app::ServerOptions options = quickOptions();
    options.port = other.serverPort();
    endpoint.start(options);
    QVERIFY(failed.wait());
    const QString message = failed[0][0].toString();
    QVERIFY2(message.contains(QString::number(other.serverPort())) &&
                 message.contains(QLatin1String("in use")),
             qPrintable(message));
}

void TestHttpEndpoint::restartMovesOn()
{
    EndpointFixture fixture;
    const QUrl before = fixture.url();
    QSignalSpy started(&fixture.endpoint(), &app::HttpEndpoint::started);
    QSignalSpy stopped(&fixture.endpoint(), &app::HttpEndpoint::stopped);
    RawHttpClient client(before);
    fixture.endpoint().start(quickOptions());
    QVERIFY(started.wait());
    QVERIFY(client.waitForClose());
    QCOMPARE(stopped.size(), 0);
    QCOMPARE(post(fixture.url(), kChat)->status, 200);
    // The same port again, at once.
    app::ServerOptions same = quickOptions();
    same.port = static_cast<quint16>(fixture.url().port());
    fixture.endpoint().start(same);
    QVERIFY(started.wait());
    QCOMPARE(fixture.url().port(), int(same.port));
    QCOMPARE(post(fixture.url(), kChat)->status, 200);
}

void TestHttpEndpoint::stopCutsClientsOff()
{
    EndpointFixture fixture;
    fixture.inference().setAnswer(
        {.pieces = QStringList(100'000, QStringLiteral("x")), .pieceMs = 5});
    const QUrl url = fixture.url();
    RawHttpClient client(url);
    client.send(client.postJson("/v1/chat/completions", kChatStream));
    QVERIFY(client.waitFor("\"content\":\"x\""));
    QSignalSpy stopped(&fixture.endpoint(), &app::HttpEndpoint::stopped);
    fixture.endpoint().stop();
    QVERIFY(stopped.wait());
    QVERIFY(client.waitForClose());
    QTRY_COMPARE(fixture.inference().cancelledCount(), 1);
    QCOMPARE(fixture.url(), QUrl());
    QVERIFY(!RawHttpClient(url, 200).isConnected());
}

void TestHttpEndpoint::destructionWithRequestsInFlight()
{
    for (int round = 0; round < 5; ++round) {
        auto fixture = std::make_unique<EndpointFixture>();
        fixture->inference().setAnswer(
            {.pieces = QStringList(100'000, QStringLiteral("x")), .pieceMs = 1});
        std::vector<std::unique_ptr<RawHttpClient>> clients;
        for (int i = 0; i < 6; ++i) {
            clients.push_back(std::make_unique<RawHttpClient>(fixture->url()));
            RawHttpClient& client = *clients.back();
            if (i < 3)
                client.send(client.postJson("/v1/chat/completions", kChatStream));
            else if (i < 5)
                client.send(client.postJson("/v1/chat/completions", kChat));
            else
                client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: "
                            "localhost\r\nContent-Length: 500\r\n\r\n{");
        }
        QTRY_COMPARE(fixture->inference().activeCount(), 5);
        QTest::qWait(round * 7);
        QElapsedTimer timer;
        timer.start();
        fixture.reset();
        QVERIFY(timer.elapsed() < 1000);
        for (const auto& client : clients)
            QVERIFY(client->waitForClose());
    }
}

QTEST_GUILESS_MAIN(TestHttpEndpoint)
#include "tst_http_endpoint.moc"
