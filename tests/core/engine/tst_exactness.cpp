// The promise of exactness as a property: an answer and its log-probabilities are the same bits
// alone as in any mix of arrivals, cancellations, evictions, common prefixes and restarts, at any
// size of pieces, on any number of threads and with guesses at the next tokens.
#include "app/threads/compute_team.h"
#include "core/engine/engine.h"
#include "tests/support/test_paths.h"
#include "tests/support/tiny_llama.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <fstream>
#include <map>
#include <random>

using namespace core;

namespace {

using Dice = std::mt19937;

int pick(Dice& dice, int lowest, int highest) // both included
{
    return lowest + static_cast<int>(dice() % static_cast<unsigned>(highest - lowest + 1));
}

struct Outcome
{
    std::vector<TokenId> ids;
    std::string text;
    std::vector<ScoredToken> scores;
    std::optional<FinishReason> reason;
};

class Recorder : public EngineObserver
{
public:
    void onPrefillProgress(RequestId, int, int) override {}
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
    void onFinished(RequestId id, FinishReason reason, const GenerationStats&) override
    {
        outcomes[id.value].reason = reason;
    }
    void onFailed(RequestId id, const Error& error) override { failures[id.value] = error.message; }

    std::map<std::uint64_t, Outcome> outcomes;
    std::map<std::uint64_t, std::string> failures;
};

constexpr int kContextTokens = 256;

struct Subject
{
    std::shared_ptr<const LoadedModel> model;
    std::vector<GenerationRequest> requests; // many of them begin alike
    std::vector<Outcome> solitary;           // of each, computed alone
    bool compactCache = false;
};

// Prompts that fork: each is a piece of one of three texts, a little longer than so many pages,
// continued by its own few tokens or by nothing.
std::vector<GenerationRequest>
forkingRequests(const LoadedModel& model, Dice& dice, std::size_t count, int trunkPages)
{
    const auto vocab = static_cast<int>(model.hp.vocabSize);
    const int page = static_cast<int>(kPageTokens);
    std::array<std::vector<TokenId>, 3> trunks;
    for (std::vector<TokenId>& trunk : trunks)
        for (int i = 0; i < trunkPages * page + 4; ++i)
            trunk.push_back(pick(dice, 3, vocab - 4));
    std::vector<GenerationRequest> requests(count);
    for (GenerationRequest& request : requests) {
        const std::vector<TokenId>& trunk = trunks[dice() % trunks.size()];
        std::vector<TokenId> ids(trunk.begin(),
                                 trunk.begin() + (pick(dice, 0, 2) == 0
                                                      ? pick(dice, 1, trunkPages * page + 4)
                                                      : page * pick(dice, 1, trunkPages)));
        for (int i = pick(dice, 0, 2) == 0 ? 0 : pick(dice, 1, 20); i > 0; --i)
            ids.push_back(pick(dice, 3, vocab - 4));
        request.prompt = std::move(ids);
        request.maxTokens = pick(dice, 0, 12);
        request.alternatives = pick(dice, 0, 3);
        request.keepOnDisk = pick(dice, 0, 1) == 0;
        request.sampling.seed = dice();
        request.sampling.temperature = pick(dice, 0, 3) == 0 ? 0.0F : 0.9F;
        request.sampling.repeatPenalty = pick(dice, 0, 3) == 0 ? 1.3F : 1.0F;
        request.priority = pick(dice, 0, 1) == 0 ? Priority::Interactive : Priority::Background;
    }
    return requests;
}

} // namespace

class TestExactness : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void mixesAnswerAsAlone_data();
    void mixesAnswerAsAlone();

private:
    void addSubject(const char* name,
                    const std::filesystem::path& path,
                    std::size_t requests,
                    int trunkPages,
                    bool compactCache = false,
                    std::size_t window = 0);
    void runMix(const Subject& subject, unsigned seed);

    QTemporaryDir m_folder;
    std::array<app::ComputeTeam, 3> m_teams{
        app::ComputeTeam(1), app::ComputeTeam(2), app::ComputeTeam(3)};
    std::map<std::string, Subject> m_subjects;
};

void TestExactness::addSubject(const char* name,
                               const std::filesystem::path& path,
                               std::size_t requests,
                               int trunkPages,
                               bool compactCache,
                               std::size_t window)
{
    auto model = LoadedModel::load(path, m_teams[0]);
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    if (window > 0) // of the last layer, as the file of such a model would say
        std::const_pointer_cast<LoadedModel>(*model)->hp.layers.back().window = window;
    Subject& subject = m_subjects[name];
    subject.model = *model;
    subject.compactCache = compactCache;
    Dice dice(7);
    subject.requests = forkingRequests(*subject.model, dice, requests, trunkPages);
    for (const GenerationRequest& request : subject.requests) {
        Recorder recorder;
        const auto engine = std::move(*Engine::create(subject.model,
                                                      {.contextTokens = kContextTokens,
                                                       .compactCache = compactCache,
                                                       .guessing = Guessing::Never},
                                                      m_teams[0],
                                                      recorder));
        engine->submit({1}, request);
        while (engine->step()) {
        }
        QVERIFY(recorder.failures.empty());
        subject.solitary.push_back(recorder.outcomes[1]);
    }
}

void TestExactness::initTestCase()
{
    const std::filesystem::path tiny = m_folder.filePath("tiny.gguf").toStdString();
    std::ofstream(tiny, std::ios::binary)
        << tests::tinyLlama({.contextTokens = 512, .matrixType = DType::Q8_0}).build();
    addSubject("tiny", tiny, 60, 3);
    addSubject("compact", tiny, 60, 3, true);
    addSubject("windowed", tiny, 60, 6, false, 40);
    if (const std::filesystem::path story = tests::sharedPath("models/story"); !story.empty())
        addSubject("story", story, 60, 3);
    if (const std::filesystem::path starter = tests::starterModelPath(); !starter.empty())
        addSubject("starter", starter, 12, 1);
}

void TestExactness::mixesAnswerAsAlone_data()
{
    QTest::addColumn<QString>("subject");
    QTest::addColumn<unsigned>("firstSeed");
    QTest::addColumn<unsigned>("mixes");
    for (unsigned seed = 0; seed < 500; seed += 100) {
        QTest::addRow("story, mixes from %u", seed) << "story" << seed << 100U;
        if (seed < 200)
            QTest::addRow("tiny, mixes from %u", seed) << "tiny" << seed << 100U;
    }
    QTest::newRow("tiny, compact cache") << "compact" << 0U << 100U;
    QTest::newRow("tiny, sliding window") << "windowed" << 0U << 200U;
    QTest::newRow("starter model") << "starter" << 0U << 20U;
}

void TestExactness::mixesAnswerAsAlone()
{
    QFETCH(QString, subject);
    QFETCH(unsigned, firstSeed);
    QFETCH(unsigned, mixes);
    const auto found = m_subjects.find(subject.toStdString());
    if (found == m_subjects.end())
        QSKIP("this model is not at hand (FIRESIDE_TEST_DATA names the folder above models/story)");
    for (unsigned seed = firstSeed; seed < firstSeed + mixes; ++seed) {
        runMix(found->second, seed);
        if (QTest::currentTestFailed())
            return;
    }
}

void TestExactness::runMix(const Subject& subject, unsigned seed)
{
    Dice dice(seed);
    EngineOptions options;
    options.contextTokens = kContextTokens;
    options.compactCache = subject.compactCache;
    options.cacheBytes =
        pick(dice, 0, 1) == 0 ? 1 : std::size_t{64} << 20; // room for one context, or for all
    options.prefillTokens = static_cast<std::size_t>(pick(dice, 1, kContextTokens));
    options.runningRequests = static_cast<std::size_t>(pick(dice, 1, 8));
    if (pick(dice, 0, 1) == 0)
        options.guessing = Guessing::Always;
    if (pick(dice, 0, 2) == 0) // with what earlier mixes have left there
        options.disk =
            std::make_shared<PageFolder>(m_folder.filePath("computed").toStdString(), 8 << 20);
    Recorder recorder;
    const auto engine = std::move(
        *Engine::create(subject.model, options, m_teams[dice() % m_teams.size()], recorder));

    std::map<std::uint64_t, std::size_t> asked;
    std::map<std::uint64_t, bool> cancelled;
    for (std::uint64_t id = 1, count = static_cast<std::uint64_t>(pick(dice, 2, 6)); id <= count;
         ++id) {
        asked[id] = dice() % subject.requests.size();
        engine->submit({id}, subject.requests[asked[id]]);
        for (int steps = pick(dice, 0, 6); steps > 0; --steps)
            engine->step();
        if (pick(dice, 0, 5) == 0) {
            const std::uint64_t victim = 1 + dice() % id;
            engine->cancel({victim});
            cancelled[victim] = true;
        }
    }
    while (engine->step()) {
    }
    while (engine->saveOnePage()) {
    }

    for (const auto& [id, index] : asked) {
        const QByteArray where = "mix " + QByteArray::number(seed) + ", request " +
                                 QByteArray::number(static_cast<qulonglong>(index));
        const Outcome& together = recorder.outcomes[id];
        const Outcome& alone = subject.solitary[index];
        QVERIFY2(together.reason.has_value(), where);
        if (cancelled[id] && together.reason == FinishReason::Cancelled) { // as far as it came
            QVERIFY2(together.scores.size() <= alone.scores.size(), where);
            QVERIFY2(
                std::equal(together.scores.begin(), together.scores.end(), alone.scores.begin()),
                where);
            continue;
        }
        QVERIFY2(together.reason == alone.reason, where);
        QVERIFY2(together.ids == alone.ids, where);
        QVERIFY2(together.text == alone.text, where);
        QVERIFY2(together.scores == alone.scores, where); // log-probabilities to the last bit
    }
}

QTEST_GUILESS_MAIN(TestExactness)
#include "tst_exactness.moc"
