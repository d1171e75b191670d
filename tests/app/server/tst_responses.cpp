// OpenAI's Responses API as its clients meet it: items in and out, numbered events, and what is
// refused.
#include "tests/app/server/endpoint_fixture.h"

using namespace tests;

namespace {

const QByteArray kPath = "/v1/responses";
const QByteArray kAsked = R"({"model":"any","input":"Hi"})";

QList<QJsonObject> objects(const QByteArray& stream)
{
    QList<QJsonObject> result;
    for (const QByteArray& data : events(stream))
        result << json(data);
    return result;
}

} // namespace

class TestResponses : public QObject
{
    Q_OBJECT

private slots:
    void answersWhole();
    void streamsNumberedEvents();
    void wholeEqualsStream();
    void itemsReachTheEngine();
    void settingsReachTheEngine();
    void saysThatItIsCut();
    void refusals_data();
    void refusals();
    void lateErrorsAreEvents();
};

void TestResponses::answersWhole()
{
    EndpointFixture fixture;
    const auto response = exchange(fixture.url(), "POST", kPath, kAsked);
    QVERIFY(response);
    QCOMPARE(response->status, 200);
    const QJsonObject whole = json(response->body);
    QVERIFY(whole["id"].toString().startsWith(QStringLiteral("resp_")));
    QCOMPARE(whole["object"].toString(), QStringLiteral("response"));
    QCOMPARE(whole["status"].toString(), QStringLiteral("completed"));
    const QJsonArray output = whole["output"].toArray();
    QCOMPARE(output.size(), 1);
    QCOMPARE(output.at(0)["type"].toString(), QStringLiteral("message"));
    QCOMPARE(
        output.at(0)["content"].toArray(),
        QJsonArray({QJsonObject{
            {"type", "output_text"}, {"text", "Hello, world!"}, {"annotations", QJsonArray()}}}));
    QCOMPARE(whole["temperature"].toDouble(), 0.7);
    const QJsonObject usage = whole["usage"].toObject();
    QCOMPARE(usage["input_tokens"].toInt(), 7);
    QCOMPARE(usage["input_tokens_details"].toObject()["cached_tokens"].toInt(), 2);
    QCOMPARE(usage["total_tokens"].toInt(), 11);
    QVERIFY(whole["fireside"].toObject().contains("output_hash"));
}

void TestResponses::streamsNumberedEvents()
{
    EndpointFixture fixture;
    const auto response = exchange(fixture.url(), "POST", kPath, streamed(kAsked));
    QVERIFY(response);
    QCOMPARE(response->field("Content-Type"), QByteArray("text/event-stream"));
    QStringList types;
    for (const QJsonObject& event : objects(response->body)) {
        QCOMPARE(event["sequence_number"].toInt(), int(types.size()));
        types << event["type"].toString();
        QVERIFY(response->body.contains("event: " + types.last().toUtf8() + "\n"));
    }
    const QString delta = QStringLiteral("response.output_text.delta");
    QCOMPARE(types,
             (QStringList{"response.created",
                          "response.in_progress",
                          "response.output_item.added",
                          "response.content_part.added",
                          delta,
                          delta,
                          delta,
                          delta,
                          "response.output_text.done",
                          "response.content_part.done",
                          "response.output_item.done",
                          "response.completed"}));
    QVERIFY(!response->body.contains("[DONE]"));
}

void TestResponses::wholeEqualsStream()
{
    EndpointFixture fixture;
    actWithCall(fixture.inference());
    const QByteArray body =
        R"({"input":"Hi","tools":[{"type":"function","name":"weather","parameters":{"type":"object"}}]})";
    const auto whole = exchange(fixture.url(), "POST", kPath, body);
    const auto stream = exchange(fixture.url(), "POST", kPath, streamed(body));
    QVERIFY(whole && stream);
    const QJsonArray output = json(whole->body)["output"].toArray();
    QCOMPARE(output.size(), 3);
    QCOMPARE(output.at(0)["type"].toString(), QStringLiteral("reasoning"));
    QCOMPARE(output.at(0)["content"].toArray().at(0)["text"].toString(),
             QStringLiteral("I must look."));
    QCOMPARE(output.at(1)["content"].toArray().at(0)["text"].toString(),
             QStringLiteral("One moment."));
    QCOMPARE(output.at(2)["type"].toString(), QStringLiteral("function_call"));
    QCOMPARE(output.at(2)["name"].toString(), QStringLiteral("weather"));
    QCOMPARE(json(output.at(2)["arguments"].toString().toUtf8())["city"].toString(),
             QStringLiteral("Bonn"));
    QVERIFY(!output.at(2)["call_id"].toString().isEmpty());
    QCOMPARE(json(whole->body)["tools"].toArray().at(0)["name"].toString(),
             QStringLiteral("weather"));

    const QJsonArray same = objects(stream->body).last()["response"].toObject()["output"].toArray();
    QCOMPARE(same.size(), 3);
    for (int i = 0; i < 3; ++i)
        for (const char* field : {"type", "content", "name", "arguments", "status"})
            QCOMPARE(same.at(i)[QLatin1String(field)], output.at(i)[QLatin1String(field)]);
}

void TestResponses::itemsReachTheEngine()
{
    EndpointFixture fixture;
    const QByteArray body = R"({"instructions":"A","tools":[
            {"type":"function","name":"weather","description":"D","parameters":{"type":"object"}}],
        "input":[
            {"role":"developer","content":"B"},
            {"role":"user","content":[{"type":"input_text","text":"Hi"}]},
            {"type":"reasoning","summary":[]},
            {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Look"}]},
            {"type":"function_call","call_id":"c1","name":"weather","arguments":"{\"city\":\"Ulm\"}"},
            {"type":"function_call_output","call_id":"c1","output":"sunny"},
            {"role":"user","content":"And?"}]})";
    const auto response = exchange(fixture.url(), "POST", "/responses", body);
    QVERIFY(response);
    QCOMPARE(response->status, 200);
    const core::GenerationRequest request = fixture.inference().requests().back();
    using core::Role;
    QCOMPARE(chatOf(request).messages,
             (std::vector<core::ChatMessage>{
                 {.role = Role::System, .content = "A\n\nB"},
                 {.role = Role::User, .content = "Hi"},
                 {.role = Role::Assistant,
                  .content = "Look",
                  .toolCalls = {{"c1", "weather", R"({"city":"Ulm"})"}}},
                 {.role = Role::Tool, .content = "sunny", .toolCallId = "c1"},
                 {.role = Role::User, .content = "And?"}}));
    QCOMPARE(
        chatOf(request).toolsJson,
        std::string(
            R"([{"type":"function","function":{"name":"weather","description":"D","parameters":{"type":"object"}}}])"));
}

void TestResponses::settingsReachTheEngine()
{
    EndpointFixture fixture;
    exchange(fixture.url(),
             "POST",
             kPath,
             R"({"input":"x","max_output_tokens":9,"temperature":0.25,"top_p":0.5,"store":true,
                 "reasoning":{"effort":"none"},"text":{"format":{"type":"text"}},"truncation":"auto"})");
    const core::GenerationRequest request = fixture.inference().requests().back();
    QCOMPARE(request.maxTokens, 9);
    QCOMPARE(request.sampling.temperature, 0.25F);
    QCOMPARE(request.sampling.topP, 0.5F);
    QCOMPARE(chatOf(request).variablesJson, std::string(R"({"enable_thinking":false})"));
}

void TestResponses::saysThatItIsCut()
{
    EndpointFixture fixture;
    fixture.inference().setAnswer(
        {.pieces = {QStringLiteral("a")}, .reason = core::FinishReason::Length});
    const auto whole = exchange(fixture.url(), "POST", kPath, kAsked);
    const auto stream = exchange(fixture.url(), "POST", kPath, streamed(kAsked));
    QVERIFY(whole && stream);
    QCOMPARE(json(whole->body)["status"].toString(), QStringLiteral("incomplete"));
    QCOMPARE(json(whole->body)["incomplete_details"].toObject()["reason"].toString(),
             QStringLiteral("max_output_tokens"));
    const QJsonObject last = objects(stream->body).last();
    QCOMPARE(last["type"].toString(), QStringLiteral("response.incomplete"));
    for (const QJsonObject& cut : {json(whole->body), last["response"].toObject()})
        QCOMPARE(cut["output"].toArray().at(0)["status"].toString(), QStringLiteral("incomplete"));
}

void TestResponses::refusals_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("named"); // the message begins with it
    const auto row = [](const char* name, const QByteArray& body) {
        QTest::addRow("%s %s", name, body.constData()) << body << QString::fromLatin1(name);
    };
    row("input", R"({"model":"x"})");
    row("input", R"({"input":[]})");
    row("input[0]", R"({"input":["x"]})");
    row("input[0].role", R"({"input":[{"role":"wizard","content":"x"}]})");
    row("input[0].type", R"({"input":[{"type":"item_reference","id":"x"}]})");
    row("input[1].content[0].type",
        R"({"input":[{"type":"reasoning"},{"role":"user","content":[{"type":"input_image"}]}]})");
    row("input[0].name", R"({"input":[{"type":"function_call"}]})");
    row("input[0].arguments",
        R"({"input":[{"type":"function_call","name":"f","arguments":"[]"}]})");
    row("previous_response_id", R"({"input":"x","previous_response_id":"resp_1"})");
    row("background", R"({"input":"x","background":true})");
    row("text.format", R"({"input":"x","text":{"format":{"type":"json_schema"}}})");
    row("tools[0].type", R"({"input":"x","tools":[{"type":"web_search"}]})");
    row("tools", R"({"input":"x","tools":1})");
    row("tool_choice", R"({"input":"x","tool_choice":"required"})");
    row("reasoning", R"({"input":"x","reasoning":1})");
    row("max_output_tokens", R"({"input":"x","max_output_tokens":0})");
}

void TestResponses::refusals()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, named);
    EndpointFixture fixture;
    const auto response = exchange(fixture.url(), "POST", kPath, body);
    QVERIFY(response);
    QCOMPARE(response->status, 400);
    const QString message = json(response->body)["error"].toObject()["message"].toString();
    QVERIFY2(message.startsWith(named + u' '), qPrintable(message));
    QCOMPARE(fixture.inference().requests().size(), std::size_t(0));
}

void TestResponses::lateErrorsAreEvents()
{
    EndpointFixture fixture;
    fixture.inference().setAnswer(
        {.pieces = {QStringLiteral("Hel")}, .error = core::Error{core::ErrorCode::Io, "Broken."}});
    const auto response = exchange(fixture.url(), "POST", kPath, streamed(kAsked));
    QVERIFY(response);
    const QJsonObject last = objects(response->body).last();
    QCOMPARE(last["type"].toString(), QStringLiteral("error"));
    QCOMPARE(last["message"].toString(), QStringLiteral("Broken."));
    QCOMPARE(last["error"].toObject()["message"].toString(), QStringLiteral("Broken."));
}

QTEST_GUILESS_MAIN(TestResponses)
#include "tst_responses.moc"
