// What clients send, and what becomes of it: accepted requests by their fields, refused ones by the
// name of the field.
#include "app/server/completion_request.h"

#include <QTest>

using app::ApiResult;
using app::CompletionRequest;

namespace {

// A chat request with one user message and these further members.
std::string chatWith(const std::string& members)
{
    return R"({"model":"m","messages":[{"role":"user","content":"Hi"}])" +
           (members.empty() ? "" : "," + members) + "}";
}

std::string chatOf(const std::string& messages)
{
    return R"({"messages":)" + messages + "}";
}

const core::ChatPrompt& chatPrompt(const CompletionRequest& request)
{
    return std::get<core::ChatPrompt>(request.generation.prompt);
}

} // namespace

class TestCompletionRequest : public QObject
{
    Q_OBJECT

private slots:
    void readsEveryField();
    void hasDefaults();
    void readsWhatTheAnswerCarries();
    void toleratesWhatClientsSend_data();
    void toleratesWhatClientsSend();
    void readsMessages_data();
    void readsMessages();
    void readsToolCalls();
    void passesToolsOn();
    void refusesByName_data();
    void refusesByName();
    void refusesBadJson_data();
    void refusesBadJson();
    void readsTextPrompts_data();
    void readsTextPrompts();
    void hugeObjectsEndQuickly();
};

void TestCompletionRequest::readsEveryField()
{
    const ApiResult<CompletionRequest> request = app::parseChatRequest(chatWith(
        R"("stream":true,"stream_options":{"include_usage":true},"max_tokens":5,"max_completion_tokens":7,)"
        R"("temperature":0,"top_p":0.5,"top_k":3,"min_p":0.1,"repeat_penalty":1.5,"seed":42,"stop":["a","b"],)"
        R"("chat_template_kwargs":{"enable_thinking":false})"));
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    QVERIFY(request->stream && request->includeUsage);
    const core::GenerationRequest& generation = request->generation;
    QCOMPARE(generation.maxTokens, 7);
    QCOMPARE(generation.sampling.temperature, 0.0F);
    QCOMPARE(generation.sampling.topP, 0.5F);
    QCOMPARE(generation.sampling.topK, 3);
    QCOMPARE(generation.sampling.minP, 0.1F);
    QCOMPARE(generation.sampling.repeatPenalty, 1.5F);
    QCOMPARE(generation.sampling.seed, std::uint64_t(42));
    QVERIFY(request->hasSeed);
    QCOMPARE(generation.stopStrings, (std::vector<std::string>{"a", "b"}));
    QCOMPARE(generation.priority, core::Priority::Background);
    QCOMPARE(chatPrompt(*request).variablesJson, std::string(R"({"enable_thinking":false})"));
    QVERIFY(chatPrompt(*request).addGenerationPrompt);
}

void TestCompletionRequest::hasDefaults()
{
    const ApiResult<CompletionRequest> request = app::parseChatRequest(chatWith(""));
    QVERIFY(request);
    QVERIFY(!request->stream && !request->includeUsage && !request->hasSeed);
    QCOMPARE(request->generation.maxTokens, -1);
    QCOMPARE(request->generation.sampling, core::SamplingParams());
    QCOMPARE(request->model, std::string("m"));
}

void TestCompletionRequest::readsWhatTheAnswerCarries()
{
    const ApiResult<CompletionRequest> chat = app::parseChatRequest(
        chatWith(R"("n":3,"logprobs":true,"top_logprobs":4,)"
                 R"("logit_bias":{"7":-100,"0":1.5},"fireside":{"receipt":"whole"})"));
    QVERIFY2(chat, chat ? "" : chat.error().message.c_str());
    QCOMPARE(chat->choices, 3);
    QCOMPARE(chat->generation.alternatives, 4);
    const std::vector<std::pair<core::TokenId, float>> bias{{7, -100.0F}, {0, 1.5F}};
    QVERIFY(chat->generation.sampling.logitBias == bias);
    QVERIFY(chat->receipt == app::ReceiptWish::Whole);
    const ApiResult<CompletionRequest> plain =
        app::parseChatRequest(chatWith(R"("logprobs":true)"));
    QVERIFY(plain);
    QCOMPARE(plain->generation.alternatives, 0);
    QVERIFY(plain->receipt == app::ReceiptWish::Summary);
    const ApiResult<CompletionRequest> text =
        app::parseTextRequest(R"({"prompt":"x","logprobs":5,"fireside":{"receipt":"none"}})");
    QVERIFY(text);
    QCOMPARE(text->generation.alternatives, 5);
    QVERIFY(text->receipt == app::ReceiptWish::None);
    QCOMPARE(app::parseTextRequest(R"({"prompt":"x"})")->generation.alternatives, -1);
}

void TestCompletionRequest::toleratesWhatClientsSend_data()
{
    QTest::addColumn<QByteArray>("members");
    for (
        const char* members : {
            R"("unknown_field":{"a":[1]},"user":"me","store":false,"metadata":{},"service_tier":"auto")",
            R"("stream":null,"stream_options":null,"max_tokens":null,"temperature":null,"stop":null,"seed":null)",
            R"("tools":null,"tool_choice":null,"response_format":null,"logit_bias":null,"logprobs":null,"n":null)",
            R"("tools":[],"tool_choice":"auto","parallel_tool_calls":true)",
            R"("max_tokens":1.0,"top_k":40.0,"seed":1.0,"n":1.0)",
            R"("max_tokens":-1)",
            R"("seed":-1)",
            R"("seed":18446744073709551615)",
            R"("logprobs":false,"top_logprobs":0,"logit_bias":{})",
            R"("presence_penalty":0.5,"frequency_penalty":-2)",
            R"("response_format":{"type":"text"})",
            R"("stop":"END")",
            R"("stop":[])",
            R"("stop":["1","2","3","4","5","6"])",
            R"("cache_prompt":true,"grammar":"")",
            R"("temperature":1e-3,"top_k":-1)",
        })
        QTest::newRow(members) << QByteArray(members);
}

void TestCompletionRequest::toleratesWhatClientsSend()
{
    QFETCH(QByteArray, members);
    const ApiResult<CompletionRequest> request =
        app::parseChatRequest(chatWith(members.toStdString()));
    QVERIFY2(request, request ? "" : request.error().message.c_str());
}

void TestCompletionRequest::readsMessages_data()
{
    using core::Role;
    QTest::addColumn<QByteArray>("messages");
    QTest::addColumn<QString>("expected"); // role:content|…
    const auto row = [](const char* name, const char* messages, const char* expected) {
        QTest::newRow(name) << QByteArray(messages) << QString::fromUtf8(expected);
    };
    row("one", R"([{"role":"user","content":"Hi"}])", "user:Hi");
    row("developer is system",
        R"([{"role":"developer","content":"S"},{"role":"user","content":"Hi"}])",
        "system:S|user:Hi");
    row("systems in front are merged",
        R"([{"role":"system","content":"A"},{"role":"developer","content":"B"},{"role":"user","content":"Hi"}])",
        "system:A\n\nB|user:Hi");
    row("a later system stays",
        R"([{"role":"user","content":"Hi"},{"role":"system","content":"A"},{"role":"system","content":"B"}])",
        "user:Hi|system:A|system:B");
    row("parts",
        R"([{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}])",
        "user:ab");
    row("no parts", R"([{"role":"user","content":[]}])", "user:");
    row("strings as parts", R"([{"role":"user","content":["a","b"]}])", "user:ab");
    row("empty content", R"([{"role":"user","content":""}])", "user:");
    row("assistant without content",
        R"([{"role":"user","content":"x"},{"role":"assistant","content":null}])",
        "user:x|assistant:");
    row("tool", R"([{"role":"tool","tool_call_id":"c","content":"4"}])", "tool:4");
    row("function", R"([{"role":"function","name":"f","content":"4"}])", "tool:4");
    row("escapes", R"([{"role":"user","content":"\u00e9\ud83d\ude00\n"}])", "user:é😀\n");
    row("extra members",
        R"([{"role":"user","content":"x","cache_control":{},"name":null,"refusal":null,"audio":null}])",
        "user:x");
}

void TestCompletionRequest::readsMessages()
{
    QFETCH(QByteArray, messages);
    QFETCH(QString, expected);
    const ApiResult<CompletionRequest> request =
        app::parseChatRequest(chatOf(messages.toStdString()));
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    static const char* const kNames[] = {"system", "user", "assistant", "tool"};
    QStringList found;
    for (const core::ChatMessage& message : chatPrompt(*request).messages)
        found << QString::fromLatin1(kNames[static_cast<int>(message.role)]) + u':' +
                     QString::fromStdString(message.content);
    QCOMPARE(found.join(u'|'), expected);
}

void TestCompletionRequest::readsToolCalls()
{
    const ApiResult<CompletionRequest> request = app::parseChatRequest(chatOf(
        R"([{"role":"user","content":"2+2?"},{"role":"assistant","content":null,"tool_calls":[)"
        R"({"id":"c1","type":"function","function":{"name":"add","arguments":"{\"a\":2}"}},)"
        R"({"id":null,"function":{"name":"now","arguments":""}},)"
        R"({"function":{"name":"obj","arguments":{"b":1}}}]},)"
        R"({"role":"tool","tool_call_id":"c1","content":"4"}])"));
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    const std::vector<core::ChatMessage>& messages = chatPrompt(*request).messages;
    QCOMPARE(messages[1].toolCalls,
             (std::vector<core::ToolCall>{
                 {"c1", "add", R"({"a":2})"}, {"", "now", "{}"}, {"", "obj", R"({"b":1})"}}));
    QCOMPARE(messages[2].toolCallId, std::string("c1"));
}

void TestCompletionRequest::passesToolsOn()
{
    const std::string tools =
        R"([{"type":"function","function":{"name":"f","parameters":{"z":1,"a":2}}}])";
    const ApiResult<CompletionRequest> with = app::parseChatRequest(chatWith("\"tools\":" + tools));
    QVERIFY(with);
    QCOMPARE(chatPrompt(*with).toolsJson, tools); // in the client's order
    const ApiResult<CompletionRequest> without =
        app::parseChatRequest(chatWith("\"tool_choice\":\"none\",\"tools\":" + tools));
    QVERIFY(without);
    QCOMPARE(chatPrompt(*without).toolsJson, std::string());
}

void TestCompletionRequest::refusesByName_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("param");
    const auto member = [](const char* members, const char* param) {
        QTest::newRow(members) << QByteArray::fromStdString(chatWith(members))
                               << QString::fromLatin1(param);
    };
    const auto message = [](const char* messages, const char* param) {
        QTest::newRow(messages) << QByteArray::fromStdString(chatOf(messages))
                                << QString::fromLatin1(param);
    };
    QTest::newRow("no messages") << QByteArray("{}") << QStringLiteral("messages");
    message("null", "messages");
    message("\"Hi\"", "messages");
    message("[]", "messages");
    message("[1]", "messages[0]");
    message(R"([{"content":"x"}])", "messages[0].role");
    message(R"([{"role":"wizard","content":"x"}])", "messages[0].role");
    message(R"([{"role":7,"content":"x"}])", "messages[0].role");
    message(R"([{"role":"user"}])", "messages[0].content");
    message(R"([{"role":"user","content":null}])", "messages[0].content");
    message(R"([{"role":"user","content":5}])", "messages[0].content");
    message(R"([{"role":"user","content":"x"},{"role":"user","content":{}}])",
            "messages[1].content");
    message(R"([{"role":"user","content":[5]}])", "messages[0].content[0]");
    message(R"([{"role":"user","content":[{"type":"text"}]}])", "messages[0].content[0].text");
    message(R"([{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}])",
            "messages[0].content[0].type");
    message(R"([{"role":"user","content":[{"type":"hologram"}]}])", "messages[0].content[0].type");
    message(R"([{"role":"assistant","tool_calls":{}}])", "messages[0].tool_calls");
    message(R"([{"role":"assistant","tool_calls":[{}]}])", "messages[0].tool_calls[0].function");
    message(R"([{"role":"assistant","tool_calls":[{"function":{}}]}])",
            "messages[0].tool_calls[0].function.name");
    message(R"([{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{"}}]}])",
            "messages[0].tool_calls[0].function.arguments");

    for (const char* value : {"-5", "0", "1000000000000000000", "\"x\"", "1.5", "true", "1e300"}) {
        const std::string limit = std::string("\"max_tokens\":") + value;
        member(limit.c_str(), "max_tokens");
    }
    member(R"("max_completion_tokens":0)", "max_completion_tokens");
    member(R"("temperature":-1)", "temperature");
    member(R"("temperature":1e300)", "temperature");
    member(R"("temperature":"hot")", "temperature");
    member(R"("top_p":-1)", "top_p");
    member(R"("top_p":2)", "top_p");
    member(R"("min_p":1.5)", "min_p");
    member(R"("top_k":-2147483648)", "top_k");
    member(R"("top_k":1.5)", "top_k");
    member(R"("repeat_penalty":0)", "repeat_penalty");
    member(R"("seed":1180591620717411303424)", "seed");
    member(R"("seed":1.5)", "seed");
    member(R"("n":0)", "n");
    member(R"("n":17)", "n");
    member(R"("n":1000000)", "n");
    member(R"("stop":"")", "stop");
    member(R"("stop":[""])", "stop");
    member(R"("stop":[1])", "stop");
    member(R"("stop":{})", "stop");
    member(R"("stream":"yes")", "stream");
    member(R"("stream_options":1)", "stream_options");
    member(R"("stream_options":{"include_usage":1})", "stream_options.include_usage");
    member(R"("presence_penalty":3)", "presence_penalty");
    member(R"("best_of":2)", "best_of");
    member(R"("logprobs":3)", "logprobs");
    member(R"("logprobs":"yes")", "logprobs");
    member(R"("logprobs":true,"top_logprobs":21)", "top_logprobs");
    member(R"("top_logprobs":2)", "top_logprobs");
    member(R"("logit_bias":[])", "logit_bias");
    member(R"("logit_bias":{"5":101})", "logit_bias");
    member(R"("logit_bias":{"five":1})", "logit_bias");
    member(R"("logit_bias":{"-5":1})", "logit_bias");
    member(R"("logit_bias":{"99999999999":1})", "logit_bias");
    member(R"("fireside":1)", "fireside");
    member(R"("fireside":{"receipt":"some"})", "fireside.receipt");
    member(R"("response_format":{"type":"json_object"})", "response_format");
    member(R"("grammar":"root ::= x")", "grammar");
    member(R"("tools":{})", "tools");
    member(R"("tools":[{"type":"web"}])", "tools[0].type");
    member(R"("tools":[{"type":"function"}])", "tools[0].function");
    member(R"("tool_choice":"required")", "tool_choice");
    member(R"("chat_template_kwargs":[])", "chat_template_kwargs");
    member(R"("model2":1,"temperature":[])", "temperature");
    QTest::newRow("model is a number")
        << QByteArray(R"({"model":1,"messages":[{"role":"user","content":"x"}]})")
        << QStringLiteral("model");
    const std::string manyStops = "\"stop\":[\"a\"" + [] {
        std::string list;
        for (int i = 0; i < 1000; ++i)
            list += ",\"a\"";
        return list;
    }() + "]";
    QTest::newRow("1001 stops") << QByteArray::fromStdString(chatWith(manyStops))
                                << QStringLiteral("stop");
    QTest::newRow("long stop") << QByteArray::fromStdString(
                                      chatWith("\"stop\":\"" + std::string(257, 'x') + "\""))
                               << QStringLiteral("stop");
}

void TestCompletionRequest::refusesByName()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, param);
    const ApiResult<CompletionRequest> request = app::parseChatRequest(body.toStdString());
    QVERIFY(!request);
    QCOMPARE(request.error().status, 400);
    QCOMPARE(QString::fromStdString(request.error().param), param);
    QVERIFY(request.error().message.find(param.toStdString()) != std::string::npos);
}

void TestCompletionRequest::refusesBadJson_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("spaces") << QByteArray("  ");
    QTest::newRow("words") << QByteArray("hello");
    QTest::newRow("array") << QByteArray("[]");
    QTest::newRow("string") << QByteArray("\"x\"");
    QTest::newRow("cut") << QByteArray(R"({"messages":[)");
    QTest::newRow("trailing text") << QByteArray("{} {}");
    QTest::newRow("trailing NUL") << QByteArray("{}\0", 3);
    QTest::newRow("trailing comma") << QByteArray(R"({"a":1,})");
    QTest::newRow("NaN") << QByteArray(R"({"temperature":NaN})");
    QTest::newRow("number beyond double") << QByteArray(R"({"temperature":1e999})");
    QTest::newRow("invalid UTF-8") << QByteArray("{\"a\":\"\xff\"}");
    QTest::newRow("overlong UTF-8") << QByteArray("{\"a\":\"\xc0\xaf\"}");
    QTest::newRow("lone surrogate") << QByteArray(R"({"a":"\ud800"})");
    QTest::newRow("control in a string") << QByteArray("{\"a\":\"\n\"}");
    QTest::newRow("key twice") << QByteArray(R"({"a":1,"a":2})");
    QTest::newRow("key twice, deeper") << QByteArray(R"({"x":[{"a":1,"a":2}]})");
    QTest::newRow("65 levels") << "{\"a\":" + QByteArray("[").repeated(64) +
                                      QByteArray("]").repeated(64) + "}";
    QTest::newRow("200000 levels") << "{\"a\":" + QByteArray("[").repeated(200000);
    QTest::newRow("200000 objects deep") << QByteArray("{\"a\":").repeated(200000);
}

void TestCompletionRequest::refusesBadJson()
{
    QFETCH(QByteArray, body);
    const ApiResult<CompletionRequest> request = app::parseChatRequest(body.toStdString());
    QVERIFY(!request);
    QCOMPARE(request.error().status, 400);
    QVERIFY(request.error().param.empty());
    QVERIFY(request.error().message.find("JSON") != std::string::npos);
}

void TestCompletionRequest::readsTextPrompts_data()
{
    QTest::addColumn<QByteArray>("prompt");
    QTest::addColumn<QString>(
        "expected"); // text, ids joined by commas, or the param at fault after '!'
    const auto row = [](const char* prompt, const char* expected) {
        QTest::newRow(prompt) << QByteArray(prompt) << QString::fromLatin1(expected);
    };
    row("\"Once\"", "Once");
    row("[\"Once\"]", "Once");
    row("[1,2,3]", "1,2,3");
    row("[5]", "5");
    row("[[1,2]]", "1,2");
    row("null", "!prompt");
    row("[]", "!prompt");
    row("[\"a\",\"b\"]", "!prompt");
    row("[[1],[2]]", "!prompt");
    row("[-1]", "!prompt");
    row("[1.5]", "!prompt");
    row("[99999999999]", "!prompt");
    row("7", "!prompt");
    row("[{}]", "!prompt");
}

void TestCompletionRequest::readsTextPrompts()
{
    QFETCH(QByteArray, prompt);
    QFETCH(QString, expected);
    const ApiResult<CompletionRequest> request =
        app::parseTextRequest("{\"prompt\":" + prompt.toStdString() + "}");
    QString found;
    if (!request) {
        found = u'!' + QString::fromStdString(request.error().param);
    } else if (const auto* text = std::get_if<std::string>(&request->generation.prompt)) {
        found = QString::fromStdString(*text);
    } else {
        QStringList ids;
        for (const core::TokenId id :
             std::get<std::vector<core::TokenId>>(request->generation.prompt))
            ids << QString::number(id);
        found = ids.join(u',');
    }
    QCOMPARE(found, expected);
}

void TestCompletionRequest::hugeObjectsEndQuickly()
{
    std::string body = "{";
    for (int i = 0; i < 400'000; ++i)
        body += "\"k" + std::to_string(i) + "\":0,";
    body.back() = '}';
    QVERIFY(!app::parseChatRequest(body));
    std::string values = "{\"a\":[0";
    for (int i = 0; i < 1'000'000; ++i)
        values += ",0";
    QVERIFY(!app::parseChatRequest(values + "]}"));
}

QTEST_GUILESS_MAIN(TestCompletionRequest)
#include "tst_completion_request.moc"
