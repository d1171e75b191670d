// The engine under single requests, many at once, cancellation and full queues.
#include "core/engine/engine.h"
#include "core/threads/worker_team.h"
#include "tests/support/tiny_llama.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <map>

using namespace core;

namespace {

struct Outcome
{
    std::vector<TokenId> ids;
    std::string text;
    std::optional<FinishReason> reason;
    std::optional<Error> error;
    GenerationStats stats;
    int lastProgress = 0;
    int endings = 0; // finished or failed: exactly one is promised
};

class Recorder : public EngineObserver
{
public:
    void onPrefillProgress(RequestId id, int done, int) override { outcomes[id.value].lastProgress = done; }
    void onToken(RequestId id, TokenId token, std::string_view text) override
    {
        if (token != kNoToken)
            outcomes[id.value].ids.push_back(token);
        outcomes[id.value].text += text;
    }
    void onFinished(RequestId id, FinishReason reason, const GenerationStats& stats) override
    {
        outcomes[id.value].reason = reason;
        outcomes[id.value].stats = stats;
        ++outcomes[id.value].endings;
    }
    void onFailed(RequestId id, const Error& error) override
    {
        outcomes[id.value].error = error;
        ++outcomes[id.value].endings;
    }

    std::map<std::uint64_t, Outcome> outcomes;
};

GenerationRequest request(const std::string& text, int maxTokens, std::uint64_t seed = 0)
{
    GenerationRequest result;
    result.prompt = text;
    result.maxTokens = maxTokens;
    result.sampling.seed = seed;
    result.sampling.temperature = seed == 0 ? 0.0F : 1.0F;
    return result;
}

std::string longText(std::size_t characters)
{
    std::string text;
    for (std::size_t i = 0; text.size() < characters; ++i)
        text += "line " + std::to_string(i * i) + "; ";
    return text.substr(0, characters);
}

} // namespace

class TestEngine : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void answersAloneAsInCompany();
    void reusesKnownPrefix();
    void endsAsAsked();
    void cancelsAtOnce();
    void refuses_data();
    void refuses();
    void refusesBeyondTheQueue();
    void waitsForPages();

private:
    std::unique_ptr<Engine> engineWith(EngineObserver& observer, const EngineOptions& options = {});
    Outcome alone(const GenerationRequest& request);

    QTemporaryDir m_folder;
    InlineTeam m_team;
    std::shared_ptr<const LoadedModel> m_model;
};

void TestEngine::initTestCase()
{
    const std::filesystem::path path = m_folder.filePath("tiny.gguf").toStdString();
    std::ofstream(path, std::ios::binary) << tests::tinyLlama({.contextTokens = 512, .matrixType = DType::Q8_0}).build();
    auto model = LoadedModel::load(path, m_team);
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    m_model = *model;
}

std::unique_ptr<Engine> TestEngine::engineWith(EngineObserver& observer, const EngineOptions& options)
{
    return std::move(*Engine::create(m_model, options, m_team, observer));
}

Outcome TestEngine::alone(const GenerationRequest& request)
{
    Recorder recorder;
    const auto engine = engineWith(recorder);
    engine->submit({1}, request);
    while (engine->step()) {
    }
    return recorder.outcomes[1];
}

void TestEngine::answersAloneAsInCompany()
{
    std::vector<GenerationRequest> requests;
    for (std::uint64_t i = 0; i < 9; ++i)
        requests.push_back(request(longText(5 + 40 * i), 20, i % 3 == 0 ? 0 : i));
    Recorder recorder;
    const auto engine = engineWith(recorder, {.prefillTokens = 48});
    for (std::size_t i = 0; i < requests.size(); ++i) {
        engine->submit({i + 1}, requests[i]);
        engine->step(); // they arrive while others are being answered
    }
    while (engine->step()) {
    }
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const Outcome& together = recorder.outcomes[i + 1];
        const Outcome single = alone(requests[i]);
        QCOMPARE(together.endings, 1);
        QCOMPARE(together.ids, single.ids);
        QCOMPARE(together.text, single.text);
        QCOMPARE(together.lastProgress, together.stats.promptTokens);
    }
}

void TestEngine::reusesKnownPrefix()
{
    Recorder recorder;
    const auto engine = engineWith(recorder);
    const std::string text = longText(200);
    engine->submit({1}, request(text, 10));
    while (engine->step()) {
    }
    engine->submit({2}, request(text, 10));
    engine->submit({3}, request(text.substr(0, 100) + "something else", 10));
    while (engine->step()) {
    }
    QCOMPARE(recorder.outcomes[1].stats.cachedTokens, 0);
    QVERIFY(recorder.outcomes[2].stats.cachedTokens >= recorder.outcomes[2].stats.promptTokens - 32);
    QVERIFY(recorder.outcomes[3].stats.cachedTokens >= 64);
    QCOMPARE(recorder.outcomes[2].ids, recorder.outcomes[1].ids);
    QCOMPARE(recorder.outcomes[3].ids, alone(request(text.substr(0, 100) + "something else", 10)).ids);
}

void TestEngine::endsAsAsked()
{
    const Outcome limited = alone(request("abc", 7));
    QCOMPARE(limited.reason, FinishReason::Length);
    QCOMPARE(limited.stats.completionTokens, 7);
    QCOMPARE(limited.ids.size(), std::size_t(7));

    const Outcome nothing = alone(request("abc", 0));
    QCOMPARE(nothing.reason, FinishReason::Length);
    QVERIFY(nothing.ids.empty());

    GenerationRequest full = request("abc", -1, 3);
    const Outcome untilFull = alone(full);
    QVERIFY(untilFull.reason == FinishReason::Length || untilFull.reason == FinishReason::EndOfTurn);
    QVERIFY(untilFull.stats.promptTokens + untilFull.stats.completionTokens <= 512);

    const Outcome free = alone(request("abc", 40, 5));
    QVERIFY(free.text.size() > 6);
    GenerationRequest stopped = request("abc", 40, 5);
    const std::string stop = free.text.substr(4, 2);
    stopped.stopStrings = {stop};
    const Outcome cut = alone(stopped);
    QCOMPARE(cut.reason, FinishReason::StopString);
    QCOMPARE(cut.text, free.text.substr(0, free.text.find(stop)));
}

void TestEngine::cancelsAtOnce()
{
    Recorder recorder;
    const auto engine = engineWith(recorder, {.prefillTokens = 16});
    engine->submit({1}, request(longText(300), 50));
    engine->submit({2}, request("short", 5));
    engine->step();
    engine->step();
    engine->cancel({1}); // in the middle of its prompt
    engine->cancel({77});
    engine->step();
    QCOMPARE(recorder.outcomes[1].reason, FinishReason::Cancelled);
    while (engine->step()) {
    }
    QCOMPARE(recorder.outcomes[1].endings, 1);
    QCOMPARE(recorder.outcomes[2].ids, alone(request("short", 5)).ids);

    engine->submit({3}, request("never begun", 5));
    engine->cancelAll();
    QCOMPARE(recorder.outcomes[3].reason, FinishReason::Cancelled);
    QVERIFY(!engine->step());
}

void TestEngine::refuses_data()
{
    QTest::addColumn<QString>("prompt");
    QTest::addColumn<QList<int>>("ids");
    QTest::addColumn<float>("temperature");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("empty text") << "" << QList<int>{} << 0.0F << ErrorCode::InvalidArgument;
    QTest::newRow("longer than the context") << QString(3000, 'x') << QList<int>{} << 0.0F << ErrorCode::Limit;
    QTest::newRow("id outside the vocabulary") << "" << QList<int>{1, 100000} << 0.0F << ErrorCode::InvalidArgument;
    QTest::newRow("negative id") << "" << QList<int>{-1} << 0.0F << ErrorCode::InvalidArgument;
    QTest::newRow("negative temperature") << "abc" << QList<int>{} << -1.0F << ErrorCode::InvalidArgument;
}

void TestEngine::refuses()
{
    QFETCH(QString, prompt);
    QFETCH(QList<int>, ids);
    QFETCH(float, temperature);
    QFETCH(ErrorCode, code);
    GenerationRequest wrong = request(prompt.toStdString(), 5);
    if (!ids.isEmpty())
        wrong.prompt = std::vector<TokenId>(ids.begin(), ids.end());
    wrong.sampling.temperature = temperature;
    const Outcome outcome = alone(wrong);
    QCOMPARE(outcome.endings, 1);
    QVERIFY(outcome.error.has_value());
    QCOMPARE(outcome.error->code, code);
    QVERIFY(!outcome.error->message.empty());
}

void TestEngine::refusesBeyondTheQueue()
{
    Recorder recorder;
    const auto engine = engineWith(recorder, {.queueLength = 3});
    for (std::uint64_t id = 1; id <= 5; ++id)
        engine->submit({id}, request("abc", 2));
    while (engine->step()) {
    }
    int answered = 0, busy = 0;
    for (const auto& [id, outcome] : recorder.outcomes) {
        answered += outcome.reason == FinishReason::Length;
        busy += outcome.error && outcome.error->code == ErrorCode::Busy;
    }
    QCOMPARE(answered, 3);
    QCOMPARE(busy, 2);
}

void TestEngine::waitsForPages()
{
    Recorder recorder;
    const auto engine = engineWith(recorder, {.contextTokens = 128, .cacheBytes = 1}); // room for one context
    for (std::uint64_t id = 1; id <= 4; ++id)
        engine->submit({id}, request(longText(20 * id), -1, id));
    while (engine->step()) {
    }
    for (std::uint64_t id = 1; id <= 4; ++id) {
        QCOMPARE(recorder.outcomes[id].endings, 1);
        QVERIFY(recorder.outcomes[id].reason.has_value());
        QVERIFY(recorder.outcomes[id].stats.completionTokens > 0);
    }
}

QTEST_APPLESS_MAIN(TestEngine)
#include "tst_engine.moc"
