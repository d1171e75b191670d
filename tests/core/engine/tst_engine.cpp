// The engine under single requests, many at once, cancellation and full queues.
#include "core/engine/engine.h"
#include "core/threads/worker_team.h"
#include "tests/support/tiny_llama.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>

using namespace core;

namespace {

struct Outcome
{
    std::vector<TokenId> ids;
    std::string text;
    std::vector<ScoredToken> scores;
    std::optional<FinishReason> reason;
    std::optional<Error> error;
    GenerationStats stats;
    int lastProgress = 0;
    int endings = 0; // finished or failed: exactly one is promised
};

class Recorder : public EngineObserver
{
public:
    void onPrefillProgress(RequestId id, int done, int) override
    {
        outcomes[id.value].lastProgress = done;
    }
    void onScored(RequestId id, const ScoredToken& scored) override
    {
        outcomes[id.value].scores.push_back(scored);
    }
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

// Looks at what is in use each time that pages are to be forgotten, and has nothing to forget.
class BudgetWatch : public EvictableCache
{
public:
    explicit BudgetWatch(CacheBudget& budget)
        : m_budget(budget)
    {
        m_budget.add(*this);
    }
    ~BudgetWatch() override { m_budget.remove(*this); }

    std::uint64_t oldestUse(Part) const override
    {
        m_most = std::max(m_most, m_budget.used());
        return std::numeric_limits<std::uint64_t>::max();
    }
    bool evictOldest(Part) override { return false; }
    std::size_t evictableBytes() const override { return 0; }

    std::size_t most() const { return m_most; }

private:
    CacheBudget& m_budget;
    mutable std::size_t m_most = 0;
};

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
    void enginesShareABudget();
    void windowsTakeLessMemory();
    void branchesKeepToTheBudget();
    void readingKeepsToTheBudget();
    void computesACommonPromptOnce();
    void answersShortBesideLong();
    void stepsAreAsShortAsAsked();
    void givesUpWorkAhead();
    void goesOnAfterARestart();
    void contextsShareWhatIsOnDisk();
    void scoresTokens();
    void guessesChangeNothing_data();
    void guessesChangeNothing();
    void biasForbidsTokens();
    void damagedFileEndsAnswers_data();
    void damagedFileEndsAnswers();

private:
    std::unique_ptr<Engine> engineWith(EngineObserver& observer, const EngineOptions& options = {});
    Outcome alone(const GenerationRequest& request);
    std::shared_ptr<const LoadedModel> windowedModel(std::size_t window);

    std::shared_ptr<PageFolder> folder(const char* name)
    {
        return std::make_shared<PageFolder>(m_folder.filePath(name).toStdString(), 1 << 30);
    }

    QTemporaryDir m_folder;
    InlineTeam m_team;
    std::shared_ptr<const LoadedModel> m_model;
};

void TestEngine::initTestCase()
{
    const std::filesystem::path path = m_folder.filePath("tiny.gguf").toStdString();
    std::ofstream(path, std::ios::binary)
        << tests::tinyLlama({.contextTokens = 512, .matrixType = DType::Q8_0}).build();
    auto model = LoadedModel::load(path, m_team);
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    m_model = *model;
}

std::unique_ptr<Engine> TestEngine::engineWith(EngineObserver& observer,
                                               const EngineOptions& options)
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
    QVERIFY(recorder.outcomes[2].stats.cachedTokens >=
            recorder.outcomes[2].stats.promptTokens - 32);
    QVERIFY(recorder.outcomes[3].stats.cachedTokens >= 64);
    QCOMPARE(recorder.outcomes[2].ids, recorder.outcomes[1].ids);
    QCOMPARE(recorder.outcomes[3].ids,
             alone(request(text.substr(0, 100) + "something else", 10)).ids);
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
    QVERIFY(untilFull.reason == FinishReason::Length ||
            untilFull.reason == FinishReason::EndOfTurn);
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
    QTest::newRow("longer than the context")
        << QString(3000, 'x') << QList<int>{} << 0.0F << ErrorCode::Limit;
    QTest::newRow("id outside the vocabulary")
        << "" << QList<int>{1, 100000} << 0.0F << ErrorCode::InvalidArgument;
    QTest::newRow("negative id") << "" << QList<int>{-1} << 0.0F << ErrorCode::InvalidArgument;
    QTest::newRow("negative temperature")
        << "abc" << QList<int>{} << -1.0F << ErrorCode::InvalidArgument;
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
    const auto engine =
        engineWith(recorder, {.contextTokens = 128, .cacheBytes = 1}); // room for one context
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

// Room for one context: each engine forgets for the other, and answers as alone.
void TestEngine::enginesShareABudget()
{
    constexpr std::uint64_t kRequests = 6;
    const auto budget = std::make_shared<CacheBudget>(1);
    std::array<Recorder, 2> recorders;
    std::array<std::unique_ptr<Engine>, 2> engines;
    for (std::size_t i = 0; i < engines.size(); ++i)
        engines[i] = engineWith(recorders[i], {.contextTokens = 256, .budget = budget});
    const auto ask = [](std::uint64_t id) {
        return request(longText(30 * id) + std::to_string(id), 20, id);
    };
    for (std::uint64_t id = 1; id <= kRequests; ++id)
        engines[id % 2]->submit({id}, ask(id));
    for (bool hasWork = true; hasWork;) {
        hasWork = false;
        for (const auto& engine : engines)
            hasWork = engine->step() || hasWork;
        QVERIFY(budget->used() <= budget->bytes());
    }
    for (std::uint64_t id = 1; id <= kRequests; ++id)
        QCOMPARE(recorders[id % 2].outcomes[id].ids, alone(ask(id)).ids);
    engines[0].reset();
    QVERIFY(budget->used() < budget->bytes());
    engines[1].reset();
    QCOMPARE(budget->used(), std::size_t(0));
}

// window: positions that the last layer sees.
std::shared_ptr<const LoadedModel> TestEngine::windowedModel(std::size_t window)
{
    const auto model = std::const_pointer_cast<LoadedModel>(
        *LoadedModel::load(m_folder.filePath("tiny.gguf").toStdString(), m_team));
    model->hp.layers.back().window = window;
    return model;
}

// A layer that sees 40 positions needs no more of a long sequence, and less memory does for it.
void TestEngine::windowsTakeLessMemory()
{
    const auto model = windowedModel(40);
    Recorder unused;
    QCOMPARE(2 * (*Engine::create(model, {}, m_team, unused))->cacheBytesPerToken(),
             engineWith(unused)->cacheBytesPerToken());
    const auto answer = [&](std::size_t bytes, Outcome& outcome) {
        const auto budget = std::make_shared<CacheBudget>(bytes);
        Recorder recorder;
        const auto engine =
            std::move(*Engine::create(model,
                                      {.contextTokens = 512, .budget = budget, .prefillTokens = 32},
                                      m_team,
                                      recorder));
        engine->submit({1}, request(longText(400), -1, 3));
        std::size_t most = 0;
        while (engine->step())
            most = std::max(most, budget->used());
        outcome = recorder.outcomes[1];
        return most;
    };
    Outcome ample, scarce;
    const std::size_t whole = answer(std::size_t{64} << 20, ample);
    const std::size_t least = answer(1, scarce);
    // Of 16 pages, the half of layers that see all and the windowed half of 2 + 32 / 32 + 3.
    QVERIFY2(4 * least <= 3 * whole, qPrintable(QString("%1 of %2").arg(least).arg(whole)));
    QCOMPARE(scarce.ids, ample.ids);
    QVERIFY(ample.stats.completionTokens > 50);
}

// A branch in the middle of a conversation in use: what it sees there cannot be forgotten for it.
void TestEngine::branchesKeepToTheBudget()
{
    const auto model = windowedModel(200);
    const std::string conversation = longText(460);
    const GenerationRequest branch = request(conversation.substr(0, 230) + " and so on", 10, 7);
    int mostCached = 0;
    for (std::size_t spare = 0; spare < 24; ++spare) {
        const auto budget = std::make_shared<CacheBudget>(1);
        Recorder recorder;
        const auto engine =
            std::move(*Engine::create(model,
                                      {.contextTokens = 512, .budget = budget, .prefillTokens = 32},
                                      m_team,
                                      recorder));
        budget->raiseTo(budget->bytes() + spare * engine->cacheBytesPerToken() * kPageTokens);
        const BudgetWatch watch(*budget);
        engine->submit({1}, request(conversation, 20, 3));
        while (recorder.outcomes[1].ids.empty())
            engine->step();
        engine->submit({2}, branch);
        while (engine->step())
            QVERIFY(budget->used() <= budget->bytes());
        QVERIFY2(watch.most() <= budget->bytes(), qPrintable(QString::number(spare)));
        mostCached = std::max(mostCached, recorder.outcomes[2].stats.cachedTokens);
    }
    QVERIFY(mostCached > 200);
}

// Room for one context with what its window sees: pages read from disk take no more meanwhile.
void TestEngine::readingKeepsToTheBudget()
{
    const auto model = windowedModel(40);
    EngineOptions options{.contextTokens = 512, .prefillTokens = 32, .disk = folder("windowed")};
    GenerationRequest kept = request(longText(450), 5, 4);
    kept.keepOnDisk = true;
    Recorder before, after;
    {
        const auto engine = std::move(*Engine::create(model, options, m_team, before));
        engine->submit({1}, kept);
        while (engine->step()) {
        }
        while (engine->saveOnePage()) {
        }
    }
    options.budget = std::make_shared<CacheBudget>(1);
    const auto engine = std::move(*Engine::create(model, options, m_team, after));
    const BudgetWatch watch(*options.budget);
    engine->submit({1}, kept);
    while (engine->step()) {
    }
    QVERIFY(watch.most() > 0);
    QVERIFY(watch.most() <= options.budget->bytes());
    QVERIFY(after.outcomes[1].stats.cachedTokens >= after.outcomes[1].stats.promptTokens - 32);
    QCOMPARE(after.outcomes[1].ids, before.outcomes[1].ids);
}

void TestEngine::computesACommonPromptOnce()
{
    Recorder recorder;
    const auto engine = engineWith(recorder, {.prefillTokens = 40});
    const std::string common = longText(200);
    for (std::uint64_t id = 1; id <= 8; ++id)
        engine->submit({id}, request(common + " question " + std::to_string(id), 6, id));
    while (engine->step()) {
    }
    int computed = 0;
    for (std::uint64_t id = 1; id <= 8; ++id) {
        const Outcome& outcome = recorder.outcomes[id];
        computed += outcome.stats.promptTokens - outcome.stats.cachedTokens;
        QCOMPARE(outcome.ids,
                 alone(request(common + " question " + std::to_string(id), 6, id)).ids);
    }
    // Only whole pages are shared: each computes less than a page and its question.
    const int promptTokens = recorder.outcomes[1].stats.promptTokens;
    QVERIFY2(computed < promptTokens + 7 * 64, qPrintable(QString::number(computed)));
}

void TestEngine::answersShortBesideLong()
{
    Recorder recorder;
    const auto engine = engineWith(recorder, {.prefillTokens = 16});
    engine->submit({1}, request(longText(480), 2));
    engine->step();
    engine->submit({2}, request("short", 2));
    while (recorder.outcomes[2].endings == 0)
        engine->step();
    QCOMPARE(recorder.outcomes[1].endings, 0);
    QVERIFY(recorder.outcomes[1].lastProgress < recorder.outcomes[1].stats.promptTokens + 480);
    while (engine->step()) {
    }
    QCOMPARE(recorder.outcomes[1].ids, alone(request(longText(480), 2)).ids);
}

void TestEngine::stepsAreAsShortAsAsked()
{
    Recorder recorder;
    const auto engine = engineWith(recorder);
    engine->submit({1}, request(longText(400), 0));
    engine->step(); // measures what a row costs
    const int first = recorder.outcomes[1].lastProgress;
    engine->step(0);
    const int least = recorder.outcomes[1].lastProgress - first;
    engine->step(1e9);
    QVERIFY(least > 0 && least < first);
    QVERIFY(recorder.outcomes[1].lastProgress - first - least > first);
}

void TestEngine::givesUpWorkAhead()
{
    Recorder recorder;
    const auto engine = engineWith(recorder, {.prefillTokens = 40});
    GenerationRequest ahead = request(longText(300), 0);
    ahead.priority = Priority::Ahead;
    engine->submit({1}, ahead);
    engine->step();
    engine->step();
    QCOMPARE(recorder.outcomes[1].endings, 0);
    engine->submit({2}, request(longText(300) + " and the rest", 5));
    engine->step();
    QCOMPARE(recorder.outcomes[1].reason, FinishReason::Cancelled);
    while (engine->step()) {
    }
    QCOMPARE(recorder.outcomes[1].endings, 1);
    QVERIFY(recorder.outcomes[2].stats.cachedTokens >= 32);
    QCOMPARE(recorder.outcomes[2].ids, alone(request(longText(300) + " and the rest", 5)).ids);

    engine->submit({3}, request("working", 8));
    engine->step();
    engine->submit({4}, ahead); // waits while there is real work
    engine->step();
    QCOMPARE(recorder.outcomes[4].lastProgress, 0);
    while (engine->step()) {
    }
    QCOMPARE(recorder.outcomes[4].reason, FinishReason::Length);
}

void TestEngine::goesOnAfterARestart()
{
    const EngineOptions options{.disk = folder("computed")};
    GenerationRequest kept = request(longText(400), 20, 4);
    kept.keepOnDisk = true;
    GenerationRequest secret = request("secret " + longText(200), 5, 4);
    {
        Recorder recorder;
        const auto engine = engineWith(recorder, options);
        engine->submit({1}, kept);
        engine->submit({2}, secret);
        while (engine->step()) {
        }
        while (engine->saveOnePage()) {
        }
    }
    Recorder recorder;
    const auto engine = engineWith(recorder, options);
    engine->submit({1}, kept);
    engine->submit({2}, secret);
    while (engine->step()) {
    }
    QCOMPARE(recorder.outcomes[1].ids, alone(kept).ids);
    QVERIFY(recorder.outcomes[1].stats.cachedTokens >=
            recorder.outcomes[1].stats.promptTokens - 32);
    QCOMPARE(recorder.outcomes[2].stats.cachedTokens, 0); // was not to be kept

    std::filesystem::remove_all(options.disk->path()); // while it runs
    kept.prompt = "other " + longText(300);
    engine->submit({3}, kept);
    while (engine->step()) {
    }
    while (engine->saveOnePage()) {
    }
    QCOMPARE(recorder.outcomes[3].ids, alone(kept).ids);
    QVERIFY(std::filesystem::exists(options.disk->path()));
}

// Another context finds what was computed for this one, but where it turns the heads otherwise.
void TestEngine::contextsShareWhatIsOnDisk()
{
    const auto stretched = std::const_pointer_cast<LoadedModel>(
        *LoadedModel::load(m_folder.filePath("tiny.gguf").toStdString(), m_team));
    Rope& rope = stretched->hp.ropes.front();
    rope.longFactors.assign(stretched->hp.rotaryDim / 2, 2.0F);
    rope.shortContext = 500;
    GenerationRequest kept = request(longText(400), 4, 4);
    kept.keepOnDisk = true;
    const auto run = [&](const std::shared_ptr<const LoadedModel>& model,
                         const std::shared_ptr<PageFolder>& disk,
                         int contextTokens) {
        Recorder recorder;
        const auto engine = std::move(*Engine::create(
            model, {.contextTokens = contextTokens, .disk = disk}, m_team, recorder));
        engine->submit({1}, kept);
        while (engine->step()) {
        }
        while (engine->saveOnePage()) {
        }
        return recorder.outcomes[1];
    };
    const auto plain = folder("contexts"), turned = folder("stretched contexts");
    QCOMPARE(run(m_model, plain, 480).stats.cachedTokens, 0);
    const Outcome larger = run(m_model, plain, 512);
    QVERIFY(larger.stats.cachedTokens >= larger.stats.promptTokens - 32);
    QCOMPARE(larger.ids, alone(kept).ids);
    QCOMPARE(run(stretched, turned, 480).stats.cachedTokens, 0);
    QCOMPARE(run(stretched, turned, 512).stats.cachedTokens, 0);
    QVERIFY(run(stretched, turned, 512).stats.cachedTokens > 0);
}

void TestEngine::scoresTokens()
{
    GenerationRequest scored = request("abc", 6, 9);
    scored.alternatives = 8;
    const Outcome outcome = alone(scored);
    QCOMPARE(outcome.ids, alone(request("abc", 6, 9)).ids);
    QCOMPARE(outcome.scores.size(), outcome.ids.size());
    for (std::size_t i = 0; i < outcome.ids.size(); ++i) {
        const ScoredToken& token = outcome.scores[i];
        QCOMPARE(token.chosen.token, outcome.ids[i]);
        QVERIFY(token.chosen.logProb < 0);
        QCOMPARE(token.alternatives.size(), std::size_t(8));
        double sum = 0;
        for (std::size_t k = 0; k < token.alternatives.size(); ++k) {
            QVERIFY(k == 0 || token.alternatives[k].logProb <= token.alternatives[k - 1].logProb);
            if (token.alternatives[k].token == token.chosen.token)
                QCOMPARE(token.alternatives[k].logProb, token.chosen.logProb);
            sum += std::exp(static_cast<double>(token.alternatives[k].logProb));
        }
        QVERIFY(sum <= 1.0 + 1e-6);
    }
    scored.alternatives = 0;
    QVERIFY(alone(scored).scores.at(0).alternatives.empty());
    scored.alternatives = kMostAlternatives + 1;
    QCOMPARE(alone(scored).error->code, ErrorCode::InvalidArgument);
}

void TestEngine::guessesChangeNothing_data()
{
    QTest::addColumn<int>("maxTokens");
    QTest::addColumn<int>("seed");
    QTest::addColumn<bool>("repeats");
    QTest::newRow("greedy") << 120 << 0 << true;
    QTest::newRow("sampled") << 120 << 3 << false; // at random: guesses are mostly wrong
    for (int most : {0, 1, 2, 3, 33})
        QTest::addRow("%d tokens", most) << most << 0 << (most > 3);
    QTest::newRow("to the end of the context") << -1 << 0 << true;
}

// A model that repeats itself is guessed rightly, in fewer steps, and every token and probability
// is what it was.
void TestEngine::guessesChangeNothing()
{
    QFETCH(int, maxTokens);
    QFETCH(int, seed);
    QFETCH(bool, repeats);
    GenerationRequest asked =
        request("once upon once upon once upon", maxTokens, static_cast<std::uint64_t>(seed));
    asked.alternatives = 3;
    struct Run
    {
        Outcome outcome;
        GuessCounts counts;
        int steps = 0;
    };
    const auto run = [&](Guessing guessing) {
        Run result;
        Recorder recorder;
        const auto engine = engineWith(recorder, {.guessing = guessing});
        engine->submit({1}, asked);
        for (bool hasMore = true; hasMore; ++result.steps)
            hasMore = engine->step();
        result.counts = engine->guessCounts();
        result.outcome = recorder.outcomes[1];
        return result;
    };
    const Run never = run(Guessing::Never);
    const Run always = run(Guessing::Always);
    QCOMPARE(always.outcome.ids, never.outcome.ids);
    QCOMPARE(always.outcome.text, never.outcome.text);
    QVERIFY(always.outcome.scores == never.outcome.scores);
    QVERIFY(always.outcome.reason == never.outcome.reason);
    QCOMPARE(always.outcome.stats.completionTokens, never.outcome.stats.completionTokens);
    QCOMPARE(never.counts.guessed, std::size_t(0));
    QVERIFY(always.counts.accepted <= always.counts.guessed);
    QCOMPARE(always.steps, never.steps - static_cast<int>(always.counts.accepted));
    if (repeats)
        QVERIFY(always.counts.accepted > 0);
    else
        QVERIFY(always.counts.accepted < always.counts.guessed || always.counts.guessed == 0);
}

void TestEngine::biasForbidsTokens()
{
    const Outcome free = alone(request("abc", 1));
    GenerationRequest biased = request("abc", 20);
    biased.sampling.logitBias = {{free.ids[0], -100.0F}};
    const Outcome outcome = alone(biased);
    QVERIFY(std::find(outcome.ids.begin(), outcome.ids.end(), free.ids[0]) == outcome.ids.end());
    biased.sampling.logitBias = {{65, 100.0F}};
    QCOMPARE(alone(biased).ids, std::vector<TokenId>(20, 65));
    biased.sampling.logitBias = {{65, 101.0F}};
    QCOMPARE(alone(biased).error->code, ErrorCode::InvalidArgument);
}

void TestEngine::damagedFileEndsAnswers_data()
{
    QTest::addColumn<int>("type");
    QTest::newRow("full precision") << static_cast<int>(DType::F32);
    QTest::newRow("quantised: the embedding stays mapped") << static_cast<int>(DType::Q8_0);
}

void TestEngine::damagedFileEndsAnswers()
{
    QFETCH(int, type);
    const std::filesystem::path path = m_folder.filePath("truncated.gguf").toStdString();
    std::ofstream(path, std::ios::binary)
        << tests::tinyLlama({.contextTokens = 512, .matrixType = static_cast<DType>(type)}).build();
    auto model = LoadedModel::load(path, m_team);
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    Recorder recorder;
    const auto engine =
        std::move(*Engine::create(*model, {.runningRequests = 2}, m_team, recorder));
    GenerationRequest endless = request("Once upon a time", -1);
    endless.sampling.logitBias = {{65, 100.0F}};
    for (std::uint64_t id = 1; id <= 3; ++id) // the third waits
        engine->submit({id}, endless);
    for (int i = 0; i < 5; ++i)
        engine->step();
    std::filesystem::resize_file(path, 0);
    for (int i = 0; i < 1000 && engine->step(); ++i) {
    }
    for (std::uint64_t id = 1; id <= 3; ++id) {
        QCOMPARE(recorder.outcomes[id].endings, 1);
        QVERIFY(recorder.outcomes[id].error.has_value());
        QCOMPARE(recorder.outcomes[id].error->code, ErrorCode::Io);
        QVERIFY(recorder.outcomes[id].error->message.find("truncated.gguf") != std::string::npos);
    }
    engine->submit({4}, request("later", 3));
    QVERIFY(!engine->step());
    QCOMPARE(recorder.outcomes[4].error->message, recorder.outcomes[1].error->message);
}

QTEST_APPLESS_MAIN(TestEngine)
#include "tst_engine.moc"
