// Anthropic's Messages API as its clients meet it: messages of blocks, named events, and what is
// refused.
#include "tests/app/server/endpoint_fixture.h"

using namespace tests;

namespace {

const QByteArray kMessage =
    R"({"model":"any","max_tokens":100,"messages":[{"role":"user","content":"Hi"}]})";

// The objects of a stream, each under the event's name that it carries itself.
QList<QJsonObject> namedEvents(const QByteArray& stream)
{
    QList<QJsonObject> result;
    QByteArray name;
    for (const QByteArray& line : stream.split('\n')) {
        if (line.startsWith("event: "))
            name = line.mid(7);
        if (!line.startsWith("data: "))
            continue;
        result << json(line.mid(6));
        if (result.last()["type"].toString().toUtf8() != name)
            return {};
    }
    return result;
}

// What a client makes of the stream.
QJsonObject assembled(const QList<QJsonObject>& events)
{
    QJsonObject message;
    QJsonArray content;
    QString arguments;
    for (const QJsonObject& event : events) {
        const QString type = event["type"].toString();
        if (type == QStringLiteral("message_start"))
            message = event["message"].toObject();
        if (type == QStringLiteral("content_block_start")) {
            content << event["content_block"];
            arguments.clear();
        }
        if (type == QStringLiteral("content_block_delta")) {
            const QJsonObject delta = event["delta"].toObject();
            QJsonObject block = content.last().toObject();
            for (const char* field : {"text", "thinking"}) {
                const QLatin1String name(field);
                if (delta.contains(name))
                    block[name] = block[name].toString() + delta[name].toString();
            }
            arguments += delta["partial_json"].toString();
            if (!arguments.isEmpty())
                block["input"] = json(arguments.toUtf8());
            content.replace(event["index"].toInt(), block);
        }
        if (type == QStringLiteral("message_delta")) {
            message["stop_reason"] = event["delta"]["stop_reason"];
            message["stop_sequence"] = event["delta"]["stop_sequence"];
            message["usage"] = event["usage"];
        }
    }
    message["content"] = content;
    return message;
}

QJsonObject errorOf(const RawResponse& response)
{
    return json(response.body)["error"].toObject();
}

} // namespace

class TestAnthropic : public QObject
{
    Q_OBJECT

private slots:
    void answersWhole();
    void streamsNamedEvents();
    void wholeEqualsStream();
    void messagesReachTheEngine();
    void settingsReachTheEngine();
    void thinkingReachesTheTemplate_data();
    void thinkingReachesTheTemplate();
    void anAnswerBegunGoesOn();
    void saysWhyItStopped_data();
    void saysWhyItStopped();
    void countsTokens();
    void refusals_data();
    void refusals();
    void errorsAreTyped();
    void lateErrorsAreEvents();
    void keyIsChecked();
};

void TestAnthropic::answersWhole()
{
    EndpointFixture fixture;
    const auto response = exchange(fixture.url(), "POST", "/v1/messages", kMessage);
    QVERIFY(response);
    QCOMPARE(response->status, 200);
    const QJsonObject message = json(response->body);
    QVERIFY(message["id"].toString().startsWith(QStringLiteral("msg_")));
    QCOMPARE(message["type"].toString(), QStringLiteral("message"));
    QCOMPARE(message["role"].toString(), QStringLiteral("assistant"));
    QCOMPARE(message["content"].toArray(),
             QJsonArray({QJsonObject{{"type", "text"}, {"text", "Hello, world!"}}}));
    QCOMPARE(message["stop_reason"].toString(), QStringLiteral("end_turn"));
    QVERIFY(message["stop_sequence"].isNull());
    QCOMPARE(message["usage"]["input_tokens"].toInt() +
                 message["usage"]["cache_read_input_tokens"].toInt(),
             7);
    QCOMPARE(message["usage"]["output_tokens"].toInt(), 4);
    QVERIFY(message["fireside"].toObject().contains("output_hash"));
}

void TestAnthropic::streamsNamedEvents()
{
    EndpointFixture fixture;
    const auto response = exchange(fixture.url(), "POST", "/v1/messages", streamed(kMessage));
    QVERIFY(response);
    QCOMPARE(response->field("Content-Type"), QByteArray("text/event-stream"));
    QStringList types;
    for (const QJsonObject& event : namedEvents(response->body))
        types << event["type"].toString();
    const QString delta = QStringLiteral("content_block_delta");
    QCOMPARE(types,
             (QStringList{"message_start",
                          "content_block_start",
                          delta,
                          delta,
                          delta,
                          delta,
                          "content_block_stop",
                          "message_delta",
                          "message_stop"}));
}

void TestAnthropic::wholeEqualsStream()
{
    EndpointFixture fixture;
    actWithCall(fixture.inference());
    const QByteArray body =
        R"({"max_tokens":50,"tools":[{"name":"weather","description":"D","input_schema":{"type":"object"}}],
            "messages":[{"role":"user","content":"Hi"}]})";
    const auto whole = exchange(fixture.url(), "POST", "/v1/messages", body);
    const auto stream = exchange(fixture.url(), "POST", "/v1/messages", streamed(body));
    QVERIFY(whole && stream);
    const QJsonObject message = json(whole->body);
    const QJsonArray content = message["content"].toArray();
    QCOMPARE(content.size(), 3);
    QCOMPARE(content.at(0)["type"].toString(), QStringLiteral("thinking"));
    QCOMPARE(content.at(0)["thinking"].toString(), QStringLiteral("I must look."));
    QCOMPARE(content.at(1)["text"].toString(), QStringLiteral("One moment."));
    QCOMPARE(content.at(2)["type"].toString(), QStringLiteral("tool_use"));
    QCOMPARE(content.at(2)["name"].toString(), QStringLiteral("weather"));
    QCOMPARE(content.at(2)["input"]["city"].toString(), QStringLiteral("Bonn"));
    QVERIFY(!content.at(2)["id"].toString().isEmpty());
    QCOMPARE(message["stop_reason"].toString(), QStringLiteral("tool_use"));

    const QJsonObject same = assembled(namedEvents(stream->body));
    QCOMPARE(same["stop_reason"], message["stop_reason"]);
    QCOMPARE(same["content"].toArray().size(), 3);
    for (int i : {0, 1})
        QCOMPARE(same["content"].toArray().at(i), content.at(i));
    QCOMPARE(same["content"].toArray().at(2)["input"], content.at(2)["input"]);
    QCOMPARE(same["usage"]["output_tokens"], message["usage"]["output_tokens"]);
}

void TestAnthropic::messagesReachTheEngine()
{
    EndpointFixture fixture;
    const QByteArray body = R"({"max_tokens":5,
        "system":[{"type":"text","text":"A"},{"type":"text","text":"B","cache_control":{"type":"ephemeral"}}],
        "tools":[{"name":"weather","description":"D","input_schema":{"type":"object"}}],
        "messages":[
            {"role":"user","content":[{"type":"text","text":"Hi"},{"type":"text","text":"there"}]},
            {"role":"assistant","content":[{"type":"thinking","thinking":"T","signature":"s"},
                {"type":"text","text":"Look"},{"type":"tool_use","id":"t1","name":"weather","input":{"city":"Ulm"}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"sunny"}]}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"dry"},{"type":"text","text":"And?"}]},
            {"role":"user","content":"Well?"}]})";
    const auto response = exchange(fixture.url(), "POST", "/messages", body);
    QVERIFY(response);
    QCOMPARE(response->status, 200);
    const core::GenerationRequest request = fixture.inference().requests().back();
    const core::ChatPrompt& prompt = chatOf(request);
    using core::Role;
    QCOMPARE(prompt.messages,
             (std::vector<core::ChatMessage>{
                 {.role = Role::System, .content = "A\n\nB"},
                 {.role = Role::User, .content = "Hi\n\nthere"},
                 {.role = Role::Assistant,
                  .content = "Look",
                  .toolCalls = {{"t1", "weather", R"({"city":"Ulm"})"}}},
                 {.role = Role::Tool, .content = "sunny", .toolCallId = "t1"},
                 {.role = Role::Tool, .content = "dry", .toolCallId = "t1"},
                 {.role = Role::User, .content = "And?\n\nWell?"}}));
    QCOMPARE(
        prompt.toolsJson,
        std::string(
            R"([{"type":"function","function":{"name":"weather","description":"D","parameters":{"type":"object"}}}])"));
    QCOMPARE(request.priority, core::Priority::Background);
}

void TestAnthropic::settingsReachTheEngine()
{
    EndpointFixture fixture;
    exchange(fixture.url(),
             "POST",
             "/v1/messages",
             R"({"max_tokens":9,"temperature":0.25,"top_p":0.5,"top_k":7,"stop_sequences":["a","b"],
                 "metadata":{"user_id":"u"},"service_tier":"auto","tool_choice":{"type":"none"},
                 "tools":[{"name":"f","input_schema":{}}],"messages":[{"role":"user","content":"x"}]})");
    const core::GenerationRequest request = fixture.inference().requests().back();
    QCOMPARE(request.maxTokens, 9);
    QCOMPARE(request.sampling.temperature, 0.25F);
    QCOMPARE(request.sampling.topP, 0.5F);
    QCOMPARE(request.sampling.topK, 7);
    QCOMPARE(request.stopStrings, (std::vector<std::string>{"a", "b"}));
    QCOMPARE(chatOf(request).toolsJson, std::string());
}

void TestAnthropic::thinkingReachesTheTemplate_data()
{
    QTest::addColumn<QByteArray>("thinking");
    QTest::addColumn<std::string>("variables");
    QTest::newRow("on") << QByteArray(R"({"type":"enabled","budget_tokens":1024})")
                        << std::string(R"({"enable_thinking":true})");
    QTest::newRow("off") << QByteArray(R"({"type":"disabled"})")
                         << std::string(R"({"enable_thinking":false})");
    QTest::newRow("as it is") << QByteArray("null") << std::string();
}

void TestAnthropic::thinkingReachesTheTemplate()
{
    QFETCH(QByteArray, thinking);
    QFETCH(std::string, variables);
    EndpointFixture fixture;
    exchange(fixture.url(),
             "POST",
             "/v1/messages",
             R"({"messages":[{"role":"user","content":"x"}],"thinking":)" + thinking + "}");
    QCOMPARE(chatOf(fixture.inference().requests().back()).variablesJson, variables);
}

void TestAnthropic::anAnswerBegunGoesOn()
{
    EndpointFixture fixture;
    exchange(
        fixture.url(),
        "POST",
        "/v1/messages",
        R"({"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"Once"}]})");
    const core::ChatPrompt prompt = chatOf(fixture.inference().requests().back());
    QCOMPARE(prompt.messages.size(), std::size_t(1));
    QCOMPARE(prompt.answerSoFar, std::string("Once"));
}

void TestAnthropic::saysWhyItStopped_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<core::FinishReason>("reason");
    QTest::addColumn<QString>("stopReason");
    QTest::addColumn<QString>("stopSequence");
    QTest::newRow("length") << QByteArray() << core::FinishReason::Length << "max_tokens"
                            << "";
    QTest::newRow("a stop") << QByteArray(R"("stop_sequences":["E"],)")
                            << core::FinishReason::StopString << "stop_sequence"
                            << "E";
    QTest::newRow("one of two") << QByteArray(R"("stop_sequences":["E","F"],)")
                                << core::FinishReason::StopString << "stop_sequence"
                                << "";
}

void TestAnthropic::saysWhyItStopped()
{
    QFETCH(QByteArray, fields);
    QFETCH(core::FinishReason, reason);
    QFETCH(QString, stopReason);
    QFETCH(QString, stopSequence);
    EndpointFixture fixture;
    fixture.inference().setAnswer({.pieces = {QStringLiteral("a")}, .reason = reason});
    const auto response = exchange(fixture.url(),
                                   "POST",
                                   "/v1/messages",
                                   "{" + fields + R"("messages":[{"role":"user","content":"x"}]})");
    QVERIFY(response);
    QCOMPARE(json(response->body)["stop_reason"].toString(), stopReason);
    QCOMPARE(json(response->body)["stop_sequence"].toString(), stopSequence);
}

void TestAnthropic::countsTokens()
{
    EndpointFixture fixture;
    const QByteArray path = "/v1/messages/count_tokens";
    const auto few = exchange(fixture.url(), "POST", path, kMessage);
    const auto more =
        exchange(fixture.url(), "POST", path, QByteArray(kMessage).replace("Hi", "Hi to all"));
    QVERIFY(few && more);
    QCOMPARE(few->status, 200);
    QCOMPARE(json(more->body)["input_tokens"].toInt() - json(few->body)["input_tokens"].toInt(), 2);
    QCOMPARE(fixture.inference().requests().size(), std::size_t(0));
    fixture.inference().setModelState(app::ModelState::Loading);
    QCOMPARE(exchange(fixture.url(), "POST", path, kMessage)->status, 503);
}

void TestAnthropic::refusals_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("named"); // in the message
    const auto row = [](const char* name, const QByteArray& body) {
        QTest::addRow("%s %s", name, body.constData()) << body << QString::fromLatin1(name);
    };
    const QByteArray user = R"("messages":[{"role":"user","content":"x"}])";
    row("messages", R"({"messages":[]})");
    row("messages[0]", R"({"messages":["x"]})");
    row("messages[0].role", R"({"messages":[{"role":"wizard","content":"x"}]})");
    row("messages[0].content", R"({"messages":[{"role":"user"}]})");
    row("messages[0].content[0].type",
        R"({"messages":[{"role":"user","content":[{"type":"image","source":{}}]}]})");
    row("messages[0].content[0].text",
        R"({"messages":[{"role":"user","content":[{"type":"text","text":1}]}]})");
    row("messages[0].content[0].input",
        R"({"messages":[{"role":"assistant","content":[{"type":"tool_use","name":"f","input":"x"}]}]})");
    row("system", R"({"system":1,)" + user + "}");
    row("max_tokens", R"({"max_tokens":0,)" + user + "}");
    row("stop_sequences", R"({"stop_sequences":"","x":0,)" + user + "}");
    row("tool_choice", R"({"tool_choice":{"type":"any"},)" + user + "}");
    row("tool_choice", R"({"tool_choice":{"type":1},)" + user + "}");
    row("tools[0].type", R"({"tools":[{"type":"web_search_20250305","name":"w"}],)" + user + "}");
    row("tools[0].name", R"({"tools":[{"input_schema":{}}],)" + user + "}");
    row("thinking", R"({"thinking":true,)" + user + "}");
}

void TestAnthropic::refusals()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, named);
    EndpointFixture fixture;
    const auto response = exchange(fixture.url(), "POST", "/v1/messages", body);
    QVERIFY(response);
    QCOMPARE(response->status, 400);
    const QString message = errorOf(*response)["message"].toString();
    QVERIFY2(message.startsWith(named + u' '), qPrintable(message));
    QCOMPARE(fixture.inference().requests().size(), std::size_t(0));
}

void TestAnthropic::errorsAreTyped()
{
    EndpointFixture fixture;
    const auto refused = exchange(fixture.url(), "POST", "/v1/messages", "{");
    QVERIFY(refused);
    QCOMPARE(json(refused->body)["type"].toString(), QStringLiteral("error"));
    QCOMPARE(errorOf(*refused)["type"].toString(), QStringLiteral("invalid_request_error"));
    fixture.inference().setModelState(app::ModelState::Loading);
    const auto loading = exchange(fixture.url(), "POST", "/v1/messages", kMessage);
    QVERIFY(loading);
    QCOMPARE(loading->status, 503);
    QCOMPARE(errorOf(*loading)["type"].toString(), QStringLiteral("overloaded_error"));
}

void TestAnthropic::lateErrorsAreEvents()
{
    EndpointFixture fixture;
    fixture.inference().setAnswer(
        {.pieces = {QStringLiteral("Hel")}, .error = core::Error{core::ErrorCode::Io, "Broken."}});
    const auto response = exchange(fixture.url(), "POST", "/v1/messages", streamed(kMessage));
    QVERIFY(response);
    const QJsonObject last = namedEvents(response->body).last();
    QCOMPARE(last["type"].toString(), QStringLiteral("error"));
    QCOMPARE(last["error"]["type"].toString(), QStringLiteral("api_error"));
    QCOMPARE(last["error"]["message"].toString(), QStringLiteral("Broken."));
}

void TestAnthropic::keyIsChecked()
{
    app::ServerOptions options = quickOptions();
    options.apiKey = QStringLiteral("secret");
    EndpointFixture fixture(options);
    const auto without = exchange(fixture.url(), "POST", "/v1/messages", kMessage);
    QVERIFY(without);
    QCOMPARE(without->status, 401);
    QCOMPARE(errorOf(*without)["type"].toString(), QStringLiteral("authentication_error"));
    RawHttpClient client(fixture.url(), 20'000);
    client.send(client.request("POST",
                               "/v1/messages",
                               "Content-Type: application/json\r\nx-api-key: secret\r\n",
                               kMessage));
    QCOMPARE(client.response(true)->status, 200);
}

QTEST_GUILESS_MAIN(TestAnthropic)
#include "tst_anthropic.moc"
