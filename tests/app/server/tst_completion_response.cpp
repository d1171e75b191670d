#include "app/server/api_error.h"
#include "app/server/completion_response.h"

#include <QTest>

using app::CompletionKind;
using app::CompletionResponse;

namespace {

CompletionResponse chat(bool withUsage = false)
{
    return CompletionResponse(
        CompletionKind::Chat, {"chatcmpl-1", 1760000000, "m", "fp_1"}, withUsage);
}

CompletionResponse text(bool withUsage = false)
{
    return CompletionResponse(CompletionKind::Text, {"cmpl-1", 1760000000, "m", "fp_1"}, withUsage);
}

const core::GenerationStats kStats{9, 4, 2, 1.0, 1.0};
const std::string kChatStart =
    R"({"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"m","system_fingerprint":"fp_1","choices":[)";
const std::string kTextStart =
    R"({"id":"cmpl-1","object":"text_completion","created":1760000000,"model":"m","system_fingerprint":"fp_1","choices":[)";
const std::string kUsage =
    R"("usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11,"prompt_tokens_details":{"cached_tokens":4}}})";

std::string sentEvent(const std::string& json)
{
    return "data: " + json + "\n\n";
}

} // namespace

class TestCompletionResponse : public QObject
{
    Q_OBJECT

private slots:
    void writes_data();
    void writes();
    void writesErrors_data();
    void writesErrors();
    void mapsErrorCodes_data();
    void mapsErrorCodes();
    void namesModels_data();
    void namesModels();
    void fingerprintFollowsModel();
    void listsModels();
};

void TestCompletionResponse::writes_data()
{
    QTest::addColumn<std::string>("found");
    QTest::addColumn<std::string>("expected");
    using core::FinishReason;
    QTest::newRow("opening")
        << chat().opening(0)
        << sentEvent(
               kChatStart +
               R"({"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]})");
    QTest::newRow("text")
        << chat().piece({.content = "Hel\n\"é"}, 0, 0, nullptr)
        << sentEvent(
               kChatStart +
               R"({"index":0,"delta":{"content":"Hel\n\"é"},"logprobs":null,"finish_reason":null}]})");
    QTest::newRow("usage announced")
        << chat(true).piece({.content = "x"}, 0, 0, nullptr)
        << sentEvent(
               kChatStart +
               R"({"index":0,"delta":{"content":"x"},"logprobs":null,"finish_reason":null}],"usage":null})");
    QTest::newRow("stop")
        << chat().finish({FinishReason::EndOfTurn}, 0, {})
        << sentEvent(kChatStart +
                     R"({"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]})");
    QTest::newRow("stop string")
        << chat().finish({FinishReason::StopString}, 0, {})
        << sentEvent(kChatStart +
                     R"({"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]})");
    QTest::newRow("length")
        << chat().finish({FinishReason::Length}, 0, {})
        << sentEvent(kChatStart +
                     R"({"index":0,"delta":{},"logprobs":null,"finish_reason":"length"}]})");
    QTest::newRow("usage") << chat(true).closing(kStats)
                           << sentEvent(kChatStart + "]," + kUsage) + sentEvent("[DONE]");
    QTest::newRow("whole")
        << chat().whole({{.parts = {.content = "Hi"}}}, kStats, {})
        << R"({"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"m","system_fingerprint":"fp_1","choices":[)"
           R"({"index":0,"message":{"role":"assistant","content":"Hi","refusal":null},"logprobs":null,"finish_reason":"stop"}],)" +
               kUsage;
    const core::AnswerParts calling{.reasoning = "Hm",
                                    .toolCalls = {{.name = "f", .argumentsJson = R"({"x":1})"}}};
    QTest::newRow("parts")
        << chat().piece(calling, 2, 0, nullptr)
        << sentEvent(
               kChatStart +
               R"({"index":0,"delta":{"reasoning_content":"Hm","tool_calls":[{"index":2,"id":"call_1_0_2",)"
               R"("type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]},"logprobs":null,"finish_reason":null}]})");
    QTest::newRow("whole with a call")
        << chat().whole({{.parts = calling}}, kStats, {})
        << R"({"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"m","system_fingerprint":"fp_1","choices":[)"
           R"({"index":0,"message":{"role":"assistant","reasoning_content":"Hm","content":null,"refusal":null,)"
           R"("tool_calls":[{"id":"call_1_0_0","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]},)"
           R"("logprobs":null,"finish_reason":"tool_calls"}],)" +
               kUsage;
    QTest::newRow("cut short in a call")
        << chat().finish({.reason = FinishReason::Length, .parts = calling}, 0, {})
        << sentEvent(kChatStart +
                     R"({"index":0,"delta":{},"logprobs":null,"finish_reason":"length"}]})");
    QTest::newRow("invalid UTF-8 is replaced")
        << chat().piece({.content = "\xff"}, 0, 0, nullptr)
        << sentEvent(
               kChatStart +
               R"({"index":0,"delta":{"content":"�"},"logprobs":null,"finish_reason":null}]})");
    QTest::newRow("text completion opening")
        << text().opening(0)
        << sentEvent(kTextStart +
                     R"({"index":0,"text":"","logprobs":null,"finish_reason":null}]})");
    QTest::newRow("text completion text")
        << text().piece({.content = "x"}, 0, 0, nullptr)
        << sentEvent(kTextStart +
                     R"({"index":0,"text":"x","logprobs":null,"finish_reason":null}]})");
    QTest::newRow("text completion end")
        << text().finish({FinishReason::Length}, 0, {})
        << sentEvent(kTextStart +
                     R"({"index":0,"text":"","logprobs":null,"finish_reason":"length"}]})");
    QTest::newRow("text completion whole")
        << text().whole({{.parts = {.content = "x"}}}, kStats, {})
        << kTextStart + R"({"index":0,"text":"x","logprobs":null,"finish_reason":"stop"}],)" +
               kUsage;
}

void TestCompletionResponse::writes()
{
    QFETCH(std::string, found);
    QFETCH(std::string, expected);
    QCOMPARE(found, expected);
}

void TestCompletionResponse::writesErrors_data()
{
    QTest::addColumn<std::string>("found");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("field")
        << app::errorJson(app::invalidField("n", "n must be 1."))
        << std::string(
               R"({"error":{"message":"n must be 1.","type":"invalid_request_error","param":"n","code":null}})");
    QTest::newRow("key")
        << app::errorJson(app::errorForStatus(401, "no"))
        << std::string(
               R"({"error":{"message":"no","type":"authentication_error","param":null,"code":"invalid_api_key"}})");
    QTest::newRow("bytes that are not UTF-8")
        << app::errorJson(app::errorForStatus(400, "\xff"))
        << std::string(
               R"({"error":{"message":"�","type":"invalid_request_error","param":null,"code":null}})");
}

void TestCompletionResponse::writesErrors()
{
    QFETCH(std::string, found);
    QFETCH(std::string, expected);
    QCOMPARE(found, expected);
}

void TestCompletionResponse::mapsErrorCodes_data()
{
    QTest::addColumn<core::ErrorCode>("code");
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("name");
    QTest::newRow("invalid") << core::ErrorCode::InvalidArgument << 400 << std::string();
    QTest::newRow("limit") << core::ErrorCode::Limit << 400
                           << std::string("context_length_exceeded");
    QTest::newRow("unsupported") << core::ErrorCode::Unsupported << 400
                                 << std::string("unsupported");
    QTest::newRow("not found") << core::ErrorCode::NotFound << 404
                               << std::string("model_not_found");
    QTest::newRow("busy") << core::ErrorCode::Busy << 503 << std::string("server_busy");
    QTest::newRow("cancelled") << core::ErrorCode::Cancelled << 503
                               << std::string("generation_cancelled");
    QTest::newRow("memory") << core::ErrorCode::OutOfMemory << 503 << std::string("out_of_memory");
    QTest::newRow("io") << core::ErrorCode::Io << 500 << std::string();
    QTest::newRow("malformed") << core::ErrorCode::Malformed << 500 << std::string();
}

void TestCompletionResponse::mapsErrorCodes()
{
    QFETCH(core::ErrorCode, code);
    QFETCH(int, status);
    QFETCH(std::string, name);
    const app::ApiError error = app::apiErrorFrom(code, "why");
    QCOMPARE(error.status, status);
    QCOMPARE(error.code, name);
    QCOMPARE(error.message, std::string("why"));
    QCOMPARE(error.type,
             std::string(status >= 500   ? "server_error"
                         : status == 404 ? "not_found_error"
                                         : "invalid_request_error"));
}

void TestCompletionResponse::namesModels_data()
{
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("id");
    QTest::newRow("file") << std::string("/m/SmolLM2-135M.Q4_1.gguf")
                          << std::string("SmolLM2-135M.Q4_1");
    QTest::newRow("folder") << std::string("/m/story/") << std::string("story");
    QTest::newRow("bare") << std::string("a.gguf") << std::string("a");
    QTest::newRow("none") << std::string() << std::string("Some Name");
    QTest::newRow("root") << std::string("/") << std::string("Some Name");
}

void TestCompletionResponse::namesModels()
{
    QFETCH(std::string, path);
    QFETCH(std::string, id);
    core::ModelInfo model;
    model.name = "Some Name";
    model.path = path;
    QCOMPARE(app::modelId(model), id);
}

void TestCompletionResponse::fingerprintFollowsModel()
{
    core::ModelInfo model;
    model.path = "/a.gguf";
    const std::string first = app::systemFingerprint("1", model);
    QVERIFY(first.starts_with("fp_") && first.size() == 19);
    QCOMPARE(app::systemFingerprint("1", model), first);
    QVERIFY(app::systemFingerprint("2", model) != first);
    model.kernels = "AVX2";
    QVERIFY(app::systemFingerprint("1", model) != first);
}

void TestCompletionResponse::listsModels()
{
    core::ModelInfo model;
    model.path = "/a.gguf";
    model.contextTokens = 2048;
    model.quantisation = "Q8_0";
    const std::string object =
        R"({"id":"a","object":"model","created":5,"owned_by":"fireside","context_length":2048,"parameters":0,"quantization":"Q8_0"})";
    QCOMPARE(app::modelJson(model, 5), object);
    QCOMPARE(app::modelListJson({model, model}, 5),
             R"({"object":"list","data":[)" + object + "," + object + "]}");
    QCOMPARE(app::modelListJson({}, 5), std::string(R"({"object":"list","data":[]})"));
}

QTEST_GUILESS_MAIN(TestCompletionResponse)
#include "tst_completion_response.moc"
