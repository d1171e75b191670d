// Ollama's API as its clients meet it: lists, chats, generations, and what is refused.
#include "app/server/ollama_answer.h"
#include "tests/app/server/endpoint_fixture.h"

using namespace tests;

namespace {

const QByteArray kOllamaChat = R"({"model":"any","messages":[{"role":"user","content":"Hi"}]})";

// The objects of a stream, one a line. What stands in for one that is none is empty.
QList<QJsonObject> lines(const QByteArray& stream)
{
    QList<QJsonObject> result;
    for (const QByteArray& line : stream.split('\n')) {
        if (!line.isEmpty())
            result << json(line);
    }
    return result;
}

core::ModelInfo named(core::ModelInfo info, const std::string& name)
{
    info.path = "/models/" + name + ".gguf";
    return info;
}

} // namespace

class TestOllama : public QObject
{
    Q_OBJECT

private slots:
    void saysThatItRuns();
    void listsModels();
    void modelIsChosenByName_data();
    void modelIsChosenByName();
    void streamsOneObjectALine();
    void wholeEqualsStream();
    void thinkingAndCallsAreParts();
    void generates();
    void optionsReachTheEngine();
    void thinkReachesTheTemplate_data();
    void thinkReachesTheTemplate();
    void emptyRequestsOnlyLoad_data();
    void emptyRequestsOnlyLoad();
    void refusals_data();
    void refusals();
    void errorsAreText_data();
    void errorsAreText();
    void lateErrorsAreTheLastLine();
    void silenceIsFilledWithBlanks();
    void leavingCancels();
    void keyIsChecked();
};

void TestOllama::saysThatItRuns()
{
    EndpointFixture fixture;
    const auto root = exchange(fixture.url(), "GET", "/");
    QVERIFY(root);
    QCOMPARE(root->status, 200);
    QVERIFY(root->body.startsWith("Ollama is running"));
    QVERIFY(root->body.contains("Fireside"));
    const auto head = exchange(fixture.url(), "HEAD", "/");
    QVERIFY(head);
    QCOMPARE(head->status, 200);
    const auto version = exchange(fixture.url(), "GET", "/api/version");
    QVERIFY(version);
    QVERIFY(!json(version->body)["version"].toString().isEmpty());
}

void TestOllama::listsModels()
{
    EndpointFixture fixture;
    core::ModelInfo info = named(fixture.inference().modelInfo(), "big");
    info.parameters = 1'700'000'000;
    info.fingerprint = "sha256:ab";
    info.architecture = "llama";
    info.contextTokens = 2048;
    info.answerForm.reasons = true;
    fixture.inference().setModelInfo(info);
    fixture.inference().setOtherModels({named(info, "small")});

    const auto tags = exchange(fixture.url(), "GET", "/api/tags");
    QVERIFY(tags);
    const QJsonArray models = json(tags->body)["models"].toArray();
    QCOMPARE(models.size(), 2);
    const QJsonObject big = models.at(0).toObject();
    QCOMPARE(big["name"].toString(), QStringLiteral("big:latest"));
    QCOMPARE(big["model"].toString(), QStringLiteral("big:latest"));
    QCOMPARE(big["digest"].toString(), QStringLiteral("ab"));
    QCOMPARE(big["details"]["parameter_size"].toString(), QStringLiteral("1.7B"));
    QVERIFY(QDateTime::fromString(big["modified_at"].toString(), Qt::ISODate).isValid());
    QCOMPARE(models.at(1)["name"].toString(), QStringLiteral("small:latest"));

    const auto running = exchange(fixture.url(), "GET", "/api/ps");
    QVERIFY(running);
    const QJsonObject first = json(running->body)["models"].toArray().at(0).toObject();
    QCOMPARE(first["context_length"].toInt(), 2048);
    QVERIFY(QDateTime::fromString(first["expires_at"].toString(), Qt::ISODate) >
            QDateTime::currentDateTimeUtc());

    const auto shown = exchange(fixture.url(), "POST", "/api/show", R"({"name":"big"})");
    QVERIFY(shown);
    const QJsonObject show = json(shown->body);
    QCOMPARE(show["capabilities"].toArray(), QJsonArray({"completion", "thinking"}));
    QCOMPARE(show["model_info"]["llama.context_length"].toInt(), 2048);
}

void TestOllama::modelIsChosenByName_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("answers"); // empty: 404
    QTest::newRow("plain") << QByteArray("small") << "small:latest";
    QTest::newRow("with the tag") << QByteArray("small:latest") << "small:latest";
    QTest::newRow("none") << QByteArray() << "big:latest";
    QTest::newRow("unknown") << QByteArray("llama3") << QString();
    QTest::newRow("another tag") << QByteArray("small:7b") << QString();
}

void TestOllama::modelIsChosenByName()
{
    QFETCH(QByteArray, name);
    QFETCH(QString, answers);
    EndpointFixture fixture;
    const core::ModelInfo info = fixture.inference().modelInfo();
    fixture.inference().setModelInfo(named(info, "big"));
    fixture.inference().setOtherModels({named(info, "small")});
    for (const char* path : {"/api/chat", "/api/show"}) {
        const auto response = exchange(fixture.url(),
                                       "POST",
                                       path,
                                       R"({"stream":false,"model":")" + name +
                                           R"(","messages":[{"role":"user","content":"Hi"}]})");
        QVERIFY(response);
        QCOMPARE(response->status, answers.isEmpty() ? 404 : 200);
        if (answers.isEmpty() || qstrcmp(path, "/api/chat") == 0)
            QCOMPARE(json(response->body)["model"].toString(), answers);
    }
}

void TestOllama::streamsOneObjectALine()
{
    EndpointFixture fixture;
    const auto response = exchange(fixture.url(), "POST", "/api/chat", kOllamaChat);
    QVERIFY(response);
    QCOMPARE(response->field("Content-Type"), QByteArray("application/x-ndjson"));
    QVERIFY(response->body.endsWith("}\n"));
    const QList<QJsonObject> objects = lines(response->body);
    QCOMPARE(objects.size(), 5); // four pieces and the end
    QString text;
    for (const QJsonObject& object : objects) {
        text += object["message"]["content"].toString();
        QCOMPARE(object["message"]["role"].toString(), QStringLiteral("assistant"));
        QCOMPARE(object["done"].toBool(), &object == &objects.last());
        QCOMPARE(object["created_at"], objects.first()["created_at"]);
    }
    QCOMPARE(text, QStringLiteral("Hello, world!"));
    const QJsonObject last = objects.last();
    QCOMPARE(last["done_reason"].toString(), QStringLiteral("stop"));
    QCOMPARE(last["prompt_eval_count"].toInt(), 7);
    QCOMPARE(last["eval_count"].toInt(), 4);
    for (const char* name : {"total_duration", "load_duration", "eval_duration"})
        QVERIFY2(last[QLatin1String(name)].isDouble(), name);
    QVERIFY(last["fireside"].toObject().contains("output_hash"));
}

void TestOllama::wholeEqualsStream()
{
    EndpointFixture fixture;
    const auto response = exchange(
        fixture.url(),
        "POST",
        "/api/chat",
        QByteArray(kOllamaChat)
            .replace("{\"model\"", R"({"stream":false,"options":{"num_predict":2},"model")"));
    QVERIFY(response);
    QCOMPARE(response->field("Content-Type"), QByteArray("application/json"));
    const QJsonObject whole = json(response->body);
    QCOMPARE(whole["message"]["content"].toString(), QStringLiteral("Hello, "));
    QCOMPARE(whole["done"].toBool(), true);
    QCOMPARE(whole["done_reason"].toString(), QStringLiteral("length"));
    QCOMPARE(whole["eval_count"].toInt(), 2);
}

void TestOllama::thinkingAndCallsAreParts()
{
    EndpointFixture fixture;
    actWithCall(fixture.inference());
    const QByteArray body =
        R"({"tools":[{"type":"function","function":{"name":"weather","parameters":{}}}],"messages":[
            {"role":"user","content":"Hi"},
            {"role":"assistant","content":"","tool_calls":[{"function":{"name":"weather","arguments":{"city":"Ulm"}}}]},
            {"role":"tool","content":"sunny","tool_name":"weather"}]})";
    const auto response = exchange(fixture.url(), "POST", "/api/chat", body);
    QVERIFY(response);
    QString thinking, content;
    QJsonArray calls;
    for (const QJsonObject& object : lines(response->body)) {
        thinking += object["message"]["thinking"].toString();
        content += object["message"]["content"].toString();
        for (const QJsonValue& call : object["message"]["tool_calls"].toArray())
            calls << call;
    }
    QCOMPARE(thinking, QStringLiteral("I must look."));
    QCOMPARE(content, QStringLiteral("One moment."));
    QCOMPARE(calls.size(), 1);
    QCOMPARE(calls.at(0)["function"]["arguments"]["city"].toString(), QStringLiteral("Bonn"));
    const core::ChatPrompt prompt =
        std::get<core::ChatPrompt>(fixture.inference().requests().back().prompt);
    QCOMPARE(prompt.messages.at(1).toolCalls.at(0).argumentsJson, std::string(R"({"city":"Ulm"})"));
    QCOMPARE(prompt.messages.at(2).name, std::string("weather"));
}

void TestOllama::generates()
{
    EndpointFixture fixture;
    const auto whole =
        exchange(fixture.url(),
                 "POST",
                 "/api/generate",
                 R"({"prompt":"Hi","system":"S","stream":false,"format":"","images":[]})");
    QVERIFY(whole);
    QCOMPARE(json(whole->body)["response"].toString(), QStringLiteral("Hello, world!"));
    const std::vector<core::ChatMessage> messages =
        std::get<core::ChatPrompt>(fixture.inference().requests().back().prompt).messages;
    QCOMPARE(messages,
             (std::vector<core::ChatMessage>{{.role = core::Role::System, .content = "S"},
                                             {.role = core::Role::User, .content = "Hi"}}));
    const auto raw = exchange(
        fixture.url(), "POST", "/api/generate", R"({"prompt":"<s>Hi","system":"S","raw":true})");
    QVERIFY(raw);
    QString text;
    for (const QJsonObject& object : lines(raw->body))
        text += object["response"].toString();
    QCOMPARE(text, QStringLiteral("Hello, world!"));
    QCOMPARE(std::get<std::string>(fixture.inference().requests().back().prompt),
             std::string("<s>Hi"));
}

void TestOllama::optionsReachTheEngine()
{
    EndpointFixture fixture;
    exchange(
        fixture.url(),
        "POST",
        "/api/generate",
        R"({"prompt":"x","keep_alive":"5m","unknown":1,"options":{"temperature":0.25,"top_p":0.5,
                "top_k":7,"min_p":0.125,"seed":3,"num_predict":9,"stop":["a","b"],"num_ctx":8192,
                "repeat_penalty":1.5,"repeat_last_n":-1}})");
    const core::GenerationRequest request = fixture.inference().requests().back();
    QCOMPARE(request.sampling,
             (core::SamplingParams{.temperature = 0.25F,
                                   .topK = 7,
                                   .topP = 0.5F,
                                   .minP = 0.125F,
                                   .repeatPenalty = 1.5F,
                                   .repeatWindow = 1'000'000,
                                   .seed = 3}));
    QCOMPARE(request.maxTokens, 9);
    QCOMPARE(request.stopStrings, (std::vector<std::string>{"a", "b"}));
    QCOMPARE(request.priority, core::Priority::Background);
    exchange(
        fixture.url(), "POST", "/api/generate", R"({"prompt":"x","options":{"num_predict":-2}})");
    QCOMPARE(fixture.inference().requests().back().maxTokens, -1);
}

void TestOllama::thinkReachesTheTemplate_data()
{
    QTest::addColumn<QByteArray>("think");
    QTest::addColumn<std::string>("variables");
    QTest::newRow("yes") << QByteArray("true") << std::string(R"({"enable_thinking":true})");
    QTest::newRow("no") << QByteArray("false") << std::string(R"({"enable_thinking":false})");
    QTest::newRow("hard") << QByteArray("\"high\"") << std::string(R"({"enable_thinking":true})");
    QTest::newRow("as it is") << QByteArray("null") << std::string();
}

void TestOllama::thinkReachesTheTemplate()
{
    QFETCH(QByteArray, think);
    QFETCH(std::string, variables);
    EndpointFixture fixture;
    exchange(fixture.url(), "POST", "/api/generate", R"({"prompt":"x","think":)" + think + "}");
    QCOMPARE(std::get<core::ChatPrompt>(fixture.inference().requests().back().prompt).variablesJson,
             variables);
}

void TestOllama::emptyRequestsOnlyLoad_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("chat") << QByteArray("/api/chat") << QByteArray(R"({"messages":[]})");
    QTest::newRow("chat without") << QByteArray("/api/chat") << QByteArray(R"({"model":"x"})");
    QTest::newRow("generate") << QByteArray("/api/generate") << QByteArray(R"({"model":"x"})");
    QTest::newRow("instructions alone")
        << QByteArray("/api/generate") << QByteArray(R"({"prompt":"","system":"S"})");
    QTest::newRow("raw") << QByteArray("/api/generate") << QByteArray(R"({"raw":true})");
}

void TestOllama::emptyRequestsOnlyLoad()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    EndpointFixture fixture;
    const auto response = exchange(fixture.url(), "POST", path, body);
    QVERIFY(response);
    QCOMPARE(response->status, 200);
    QCOMPARE(json(response->body)["done_reason"].toString(), QStringLiteral("load"));
    QCOMPARE(json(response->body)["done"].toBool(), true);
    QCOMPARE(fixture.inference().requests().size(), std::size_t(0));
    fixture.inference().setModelState(app::ModelState::Loading);
    QCOMPARE(exchange(fixture.url(), "POST", path, body)->status, 503);
}

void TestOllama::refusals_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("named"); // in the message
    const QByteArray chat = "/api/chat", generate = "/api/generate", show = "/api/show";
    const auto row =
        [](const char* name, const QByteArray& path, const QByteArray& body, const char* named) {
            QTest::newRow(name) << path << body << QString(named);
        };
    row("no body", chat, "", "JSON");
    row("an array", chat, "[]", "expected an object");
    row("cut short", generate, R"({"prompt":"x)", "syntax error");
    row("invalid UTF-8", generate, "{\"prompt\":\"\xff\"}", "UTF-8");
    row("NUL", generate, QByteArray("{\"prompt\":\"a\0\"}", 14), "NUL");
    row("nested deeply", generate, "{\"a\":" + QByteArray(5000, '[') + "}", "nested");
    row("messages of another type", chat, R"({"messages":"Hi"})", "messages");
    row("message of another type", chat, R"({"messages":[7]})", "messages[0]");
    row("role", chat, R"({"messages":[{"role":"king","content":"x"}]})", "messages[0].role");
    row("images of a message",
        chat,
        R"({"messages":[{"role":"user","content":"x","images":["aGk="]}]})",
        "messages[0].images");
    row("tools", chat, R"({"messages":[{"role":"user","content":"x"}],"tools":{}})", "tools");
    row("format",
        chat,
        R"({"messages":[{"role":"user","content":"x"}],"format":"json"})",
        "format");
    row("schema", generate, R"({"prompt":"x","format":{"type":"object"}})", "format");
    row("images", generate, R"({"prompt":"x","images":["aGk="]})", "images");
    row("template", generate, R"({"prompt":"x","template":"{{ .Prompt }}!"})", "template");
    row("suffix", generate, R"({"prompt":"x","suffix":"y"})", "suffix");
    row("context", generate, R"({"prompt":"x","context":[1,2]})", "context");
    row("prompt", generate, R"({"prompt":["x"]})", "prompt");
    row("system", generate, R"({"prompt":"x","system":1})", "system");
    row("raw", generate, R"({"prompt":"x","raw":"yes"})", "raw");
    row("stream", generate, R"({"prompt":"x","stream":1})", "stream");
    row("think", generate, R"({"prompt":"x","think":1})", "think");
    row("model", generate, R"({"prompt":"x","model":[]})", "model");
    row("options", generate, R"({"prompt":"x","options":[]})", "options");
    row("temperature",
        generate,
        R"({"prompt":"x","options":{"temperature":1e400}})",
        "out of range");
    row("warm",
        generate,
        R"({"prompt":"x","options":{"temperature":"warm"}})",
        "options.temperature");
    row("num_predict",
        generate,
        R"({"prompt":"x","options":{"num_predict":1e18}})",
        "options.num_predict");
    row("stop", generate, R"({"prompt":"x","options":{"stop":[1]}})", "options.stop");
    row("model to show", show, R"({"model":1})", "model");
}

void TestOllama::refusals()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(QString, named);
    EndpointFixture fixture;
    RawHttpClient client(fixture.url());
    client.send(client.postJson(path, body));
    const auto response = client.response();
    QVERIFY(response);
    QCOMPARE(response->status, 400);
    const QString message = json(response->body)["error"].toString();
    QVERIFY2(message.contains(named), qPrintable(message));
    QCOMPARE(fixture.inference().requests().size(), std::size_t(0));
}

void TestOllama::errorsAreText_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::newRow("unknown path") << QByteArray("GET") << QByteArray("/api/pull") << 404;
    QTest::newRow("wrong method") << QByteArray("GET") << QByteArray("/api/chat") << 405;
    QTest::newRow("no JSON") << QByteArray("POST") << QByteArray("/api/chat") << 415;
}

void TestOllama::errorsAreText()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(int, status);
    EndpointFixture fixture;
    RawHttpClient client(fixture.url());
    client.send(client.request(method, path));
    const auto response = client.response();
    QVERIFY(response);
    QCOMPARE(response->status, status);
    QVERIFY(!json(response->body)["error"].toString().isEmpty());
}

void TestOllama::lateErrorsAreTheLastLine()
{
    EndpointFixture fixture;
    fixture.inference().setAnswer(
        {.pieces = {QStringLiteral("Hel")}, .error = core::Error{core::ErrorCode::Io, "Gone."}});
    RawHttpClient client(fixture.url());
    client.send(client.postJson("/api/chat", kOllamaChat));
    const auto response = client.response();
    QVERIFY(response);
    QCOMPARE(response->status, 200);
    const QList<QJsonObject> objects = lines(response->body);
    QCOMPARE(objects.size(), 2);
    QCOMPARE(objects.last(), QJsonObject({{"error", "Gone."}}));
    QVERIFY(client.waitForClose());
}

void TestOllama::silenceIsFilledWithBlanks()
{
    EndpointFixture fixture;
    fixture.inference().setAnswer({.firstPieceMs = 500});
    const auto response = exchange(fixture.url(), "POST", "/api/chat", kOllamaChat);
    QVERIFY(response);
    QVERIFY(response->body.startsWith("  "));
    for (const QJsonObject& object : lines(response->body))
        QVERIFY(object.contains("done"));
}

void TestOllama::leavingCancels()
{
    EndpointFixture fixture;
    fixture.inference().setAnswer(
        {.pieces = QStringList(100'000, QStringLiteral("x")), .pieceMs = 5});
    RawHttpClient client(fixture.url());
    client.send(client.postJson("/api/chat", kOllamaChat));
    QVERIFY(client.waitFor("\"content\":\"x\""));
    client.finish();
    QTRY_COMPARE(fixture.inference().cancelledCount(), 1);
    QCOMPARE(fixture.inference().activeCount(), 0);
}

void TestOllama::keyIsChecked()
{
    app::ServerOptions options = quickOptions();
    options.apiKey = QStringLiteral("secret");
    EndpointFixture fixture(options);
    for (const char* path : {"/", "/api/version", "/api/tags", "/api/ps"})
        QCOMPARE(exchange(fixture.url(), "GET", path)->status, 401);
    const auto refused = exchange(fixture.url(), "POST", "/api/chat", kOllamaChat);
    QCOMPARE(refused->status, 401);
    QVERIFY(json(refused->body)["error"].isString());
    RawHttpClient client(fixture.url());
    client.send(client.request("GET", "/api/tags", "Authorization: Bearer secret\r\n"));
    QCOMPARE(client.response()->status, 200);
}

QTEST_GUILESS_MAIN(TestOllama)
#include "tst_ollama.moc"
