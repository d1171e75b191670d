// The steps between logits and draw, each on its own.
#include "core/sampling/min_p.h"
#include "core/sampling/repeat_penalty.h"
#include "core/sampling/temperature.h"
#include "core/sampling/top_k.h"
#include "core/sampling/top_p.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace core;

using Ids = QList<TokenId>;

namespace {

Candidates fromProbabilities(const QList<double>& probabilities)
{
    Candidates candidates;
    for (qsizetype i = 0; i < probabilities.size(); ++i)
        candidates.push_back(
            {static_cast<TokenId>(i), static_cast<float>(std::log(probabilities[i]))});
    return candidates;
}

Ids idsOf(const Candidates& candidates)
{
    Ids ids;
    for (const Candidate& candidate : candidates)
        ids.append(candidate.id);
    return ids;
}

Candidates randomCandidates(std::size_t count)
{
    std::mt19937 random(7);
    Candidates candidates;
    for (std::size_t i = 0; i < count; ++i)
        candidates.push_back(
            {static_cast<TokenId>(i), static_cast<float>(random() % 4001) / 200.0F});
    return candidates;
}

const QList<double> kMixed = {0.2, 0.4, 0.1, 0.3};

} // namespace

class TestSamplingSteps : public QObject
{
    Q_OBJECT

private slots:
    void topK_data()
    {
        QTest::addColumn<int>("k");
        QTest::addColumn<Ids>("kept");
        QTest::newRow("zero is off") << 0 << Ids{0, 1, 2, 3};
        QTest::newRow("negative is off") << -5 << Ids{0, 1, 2, 3};
        QTest::newRow("one keeps the best") << 1 << Ids{1};
        QTest::newRow("best first") << 3 << Ids{1, 3, 0};
        QTest::newRow("more than there are sorts all") << 99 << Ids{1, 3, 0, 2};
    }
    void topK()
    {
        QFETCH(int, k);
        QFETCH(Ids, kept);
        Candidates candidates = fromProbabilities(kMixed);
        keepTopK(candidates, k);
        QCOMPARE(idsOf(candidates), kept);
    }
    void topKAgreesWithSorting()
    {
        for (const int k : {1, 40, 512, 513, 4999, 5000}) {
            Candidates expected = randomCandidates(5000);
            std::sort(expected.begin(), expected.end(), ranksBefore);
            expected.resize(static_cast<std::size_t>(k));
            Candidates candidates = randomCandidates(5000);
            keepTopK(candidates, k);
            QCOMPARE(idsOf(candidates), idsOf(expected));
        }
    }

    void topP_data()
    {
        QTest::addColumn<float>("p");
        QTest::addColumn<Ids>("kept");
        QTest::newRow("one is off") << 1.0F << Ids{0, 1, 2, 3};
        QTest::newRow("always keeps the best") << 0.0F << Ids{1};
        QTest::newRow("reached by the best alone") << 0.35F << Ids{1};
        QTest::newRow("cuts inside the mass") << 0.69F << Ids{1, 3};
        QTest::newRow("the one that reaches p stays") << 0.8F << Ids{1, 3, 0};
    }
    void topP()
    {
        QFETCH(float, p);
        QFETCH(Ids, kept);
        Candidates candidates = fromProbabilities(kMixed);
        keepTopP(candidates, p);
        QCOMPARE(idsOf(candidates), kept);
    }
    void topPAgreesWithSorting()
    {
        Candidates sorted = randomCandidates(5000);
        keepTopK(sorted, 5000);
        for (const float p : {0.1F, 0.5F, 0.9F, 0.999F}) {
            Candidates expected = sorted;
            keepTopP(expected, p);
            Candidates candidates = randomCandidates(5000);
            keepTopP(candidates, p);
            QVERIFY(p < 0.9F || candidates.size() > 64); // more than is sorted first
            QCOMPARE(idsOf(candidates), idsOf(expected));
        }
    }

    void minP_data()
    {
        QTest::addColumn<float>("p");
        QTest::addColumn<Ids>("kept");
        QTest::newRow("zero is off") << 0.0F << Ids{0, 1, 2, 3};
        QTest::newRow("below the least keeps all") << 0.2F << Ids{0, 1, 2, 3};
        QTest::newRow("drops the improbable, keeps the order") << 0.45F << Ids{0, 1, 3};
        QTest::newRow("one keeps the best") << 1.0F << Ids{1};
    }
    void minP()
    {
        QFETCH(float, p);
        QFETCH(Ids, kept);
        Candidates candidates = fromProbabilities(kMixed);
        keepMinP(candidates, p);
        QCOMPARE(idsOf(candidates), kept);
    }

    void temperatureScalesDifferences()
    {
        Candidates candidates = {{0, 1.0F}, {1, 3.0F}, {2, -1.0F}};
        applyTemperature(candidates, 0.5F);
        QCOMPARE(candidates, (Candidates{{0, -4.0F}, {1, 0.0F}, {2, -8.0F}}));
    }
    void tinyTemperatureKeepsTheBestAtZero()
    {
        Candidates candidates = {{0, 30.0F}, {1, 29.0F}};
        applyTemperature(candidates, 1e-40F);
        QCOMPARE(candidates[0].logit, 0.0F);
        QCOMPARE(std::exp(candidates[1].logit), 0.0F);
    }

    void repeatPenalty()
    {
        std::vector<float> logits = {2.0F, -2.0F, 0.0F, 5.0F};
        applyRepeatPenalty(logits, std::vector<TokenId>{1, 0, 0, 2, -1, 4, 1000}, 2.0F);
        QCOMPARE(logits, (std::vector<float>{1.0F, -4.0F, 0.0F, 5.0F}));
    }
};

QTEST_GUILESS_MAIN(TestSamplingSteps)
#include "tst_sampling_steps.moc"
