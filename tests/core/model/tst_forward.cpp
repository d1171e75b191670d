// The forward pass against known answers, and against itself under every way of cutting the work.
#include "core/model/forward.h"
#include "core/threads/fork_join.h"
#include "tests/support/loaded_model.h"
#include "tests/support/test_paths.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstring>
#include <fstream>
#include <thread>

using namespace core;

class TestForward : public QObject
{
    Q_OBJECT

private slots:
    void reproducesStory_data();
    void reproducesStory();
    void bitsDoNotDependOnChunksOrThreads();
};

void TestForward::reproducesStory_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<int>("chunk");
    for (int index = 0; index < 4; ++index)
        for (int chunk : {1, 3, 512})
            QTest::addRow("prompt %d in pieces of %d", index, chunk) << index << chunk;
}

void TestForward::reproducesStory()
{
    const std::filesystem::path folder = tests::sharedPath("models/story");
    if (folder.empty())
        QSKIP("needs the story model among the larger test data (FIRESIDE_TEST_DATA)");
    QFETCH(int, index);
    QFETCH(int, chunk);
    std::ifstream stream(folder / "golden.json");
    const nlohmann::json golden = nlohmann::json::parse(stream).at(static_cast<std::size_t>(index));
    InlineTeam team;
    auto model = tests::LoadedModel::open(folder, team, 512, DType::F32);
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());

    const auto ids = golden.at("ids").get<std::vector<TokenId>>();
    const std::vector<float> all = (*model)->logits(ids, static_cast<std::size_t>(chunk));
    const std::size_t vocab = (*model)->hyperparameters().vocabSize;
    const float* last = all.data() + (ids.size() - 1) * vocab;
    for (const auto& entry : golden.at("top10"))
        QVERIFY2(std::fabs(last[entry[0].get<std::size_t>()] - entry[1].get<float>()) < 1e-3F,
                 qPrintable(QString("logit %1").arg(entry[0].get<int>())));
    double nll = 0;
    for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
        const float* row = all.data() + i * vocab;
        double sum = 0;
        for (std::size_t v = 0; v < vocab; ++v)
            sum += std::exp(double(row[v]));
        nll += std::log(sum) - row[ids[i + 1]];
    }
    QVERIFY(std::fabs(nll / double(ids.size() - 1) -
                      golden.at("prompt_nll_per_token").get<double>()) < 1e-4);

    const auto greedy = golden.at("greedy_ids").get<std::vector<TokenId>>();
    QCOMPARE((*model)->greedy(ids, greedy.size()), greedy);
}

void TestForward::bitsDoNotDependOnChunksOrThreads()
{
    const std::filesystem::path path = tests::starterModelPath();
    if (path.empty())
        QSKIP("needs the starter model (packaging/fetch_starter_model.sh)");
    std::vector<TokenId> ids;
    for (int i = 0; i < 70; ++i)
        ids.push_back((i * 7919 + 100) % 40000);
    std::vector<float> expected;
    for (const int workers : {1, 2, 3}) {
        ForkJoin team(workers);
        std::vector<std::jthread> threads;
        for (int worker = 1; worker < workers; ++worker)
            threads.emplace_back([&team, worker] { team.serve(worker); });
        {
            auto model = tests::LoadedModel::open(path, team, 128, DType::F16);
            QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
            for (const std::size_t chunk : {70, 1, 9, 33}) {
                const std::vector<float> logits = (*model)->logits(ids, chunk);
                if (expected.empty())
                    expected = logits;
                QCOMPARE(logits.size(), expected.size());
                QVERIFY2(
                    std::memcmp(logits.data(), expected.data(), logits.size() * sizeof(float)) == 0,
                    qPrintable(QString("%1 threads, pieces of %2").arg(workers).arg(chunk)));
            }
        }
        team.stop();
    }
}

QTEST_APPLESS_MAIN(TestForward)
#include "tst_forward.moc"
