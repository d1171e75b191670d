#include "core/sampling/sampler.h"

#include <QElapsedTimer>
#include <QTest>

#include <array>
#include <cmath>
#include <limits>
#include <random>

using namespace core;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

SamplingParams neutral()
{
    SamplingParams params;
    params.temperature = 1;
    params.topK = 0;
    params.topP = 1;
    params.minP = 0;
    return params;
}

SamplingParams greedy()
{
    SamplingParams params;
    params.temperature = 0;
    return params;
}

std::vector<TokenId>
draws(const SamplingParams& params, const std::vector<float>& logits, int count)
{
    Sampler sampler(params);
    std::vector<TokenId> ids;
    for (int i = 0; i < count; ++i)
        ids.push_back(sampler.sample(logits));
    return ids;
}

} // namespace

class TestSampler : public QObject
{
    Q_OBJECT

private slots:
    void validation_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<double>("value");
        QTest::addColumn<bool>("valid");
        QTest::newRow("greedy") << "temperature" << 0.0 << true;
        QTest::newRow("negative temperature") << "temperature" << -1.0 << false;
        QTest::newRow("huge temperature") << "temperature" << 1e30 << false;
        QTest::newRow("no temperature") << "temperature" << double(kNan) << false;
        QTest::newRow("topP off") << "topP" << 1.0 << true;
        QTest::newRow("topP above one") << "topP" << 2.0 << false;
        QTest::newRow("topP negative") << "topP" << -0.1 << false;
        QTest::newRow("minP above one") << "minP" << 1.5 << false;
        QTest::newRow("minP NaN") << "minP" << double(kNan) << false;
        QTest::newRow("repeatPenalty zero") << "repeatPenalty" << 0.0 << false;
        QTest::newRow("repeatPenalty infinite") << "repeatPenalty" << double(kInfinity) << false;
        QTest::newRow("repeatWindow negative") << "repeatWindow" << -1.0 << false;
        QTest::newRow("repeatWindow zero") << "repeatWindow" << 0.0 << true;
    }
    void validation()
    {
        QFETCH(QString, name);
        QFETCH(double, value);
        QFETCH(bool, valid);
        SamplingParams params;
        if (name == "temperature")
            params.temperature = static_cast<float>(value);
        else if (name == "topP")
            params.topP = static_cast<float>(value);
        else if (name == "minP")
            params.minP = static_cast<float>(value);
        else if (name == "repeatPenalty")
            params.repeatPenalty = static_cast<float>(value);
        else if (name == "repeatWindow")
            params.repeatWindow = static_cast<int>(value);
        const Status status = validate(params);
        QCOMPARE(status.has_value(), valid);
        if (!valid) {
            QCOMPARE(status.error().code, ErrorCode::InvalidArgument);
            QVERIFY(QString::fromStdString(status.error().message).contains(name));
        }
    }

    void greedyTakesTheBest_data()
    {
        QTest::addColumn<QList<float>>("logits");
        QTest::addColumn<TokenId>("expected");
        QTest::newRow("best") << QList<float>{1, 5, 3} << 1;
        QTest::newRow("lowest id wins ties") << QList<float>{1, 5, 5} << 1;
        QTest::newRow("first is best") << QList<float>{5, 1} << 0;
        QTest::newRow("NaN is never best") << QList<float>{kNan, -7, kNan} << 1;
        QTest::newRow("nor is -infinity") << QList<float>{-kInfinity, -7} << 1;
        QTest::newRow("infinity is") << QList<float>{3, kInfinity} << 1;
        QTest::newRow("all NaN") << QList<float>{kNan, kNan} << 0;
        QTest::newRow("nothing") << QList<float>{} << kNoToken;
    }
    void greedyTakesTheBest()
    {
        QFETCH(QList<float>, logits);
        QFETCH(TokenId, expected);
        QCOMPARE(Sampler(greedy()).sample(std::vector<float>(logits.begin(), logits.end())),
                 expected);
    }

    void drawsFollowTheProbabilities()
    {
        const std::array<double, 4> probabilities = {0.5, 0.3, 0.15, 0.05};
        std::vector<float> logits;
        for (const double p : probabilities)
            logits.push_back(static_cast<float>(std::log(p)) + 3);
        constexpr int kDraws = 100000;
        std::array<int, 4> counts = {};
        for (const TokenId id : draws(neutral(), logits, kDraws))
            ++counts[static_cast<std::size_t>(id)];
        double chiSquared = 0;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            const double expected = probabilities[i] * kDraws;
            chiSquared += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        QVERIFY2(chiSquared < 16.3, "three degrees of freedom, one in a thousand");
    }

    void brokenLogitsAreNotDrawn()
    {
        const std::vector<float> logits = {kNan, 1, -kInfinity, 1, kNan};
        for (const TokenId id : draws(neutral(), logits, 1000))
            QVERIFY(id == 1 || id == 3);
        const std::vector<float> broken = {kNan, -kInfinity};
        for (const TokenId id : draws(SamplingParams(), broken, 100))
            QVERIFY(id == 0 || id == 1);
        for (const TokenId id : draws(SamplingParams(), {1, kInfinity, 2}, 100))
            QCOMPARE(id, 1);
    }

    void seedDecides()
    {
        const std::vector<float> logits(1000, 1.0F);
        SamplingParams params = neutral();
        params.seed = 42;
        const auto first = draws(params, logits, 50);
        QCOMPARE(draws(params, logits, 50), first);
        params.seed = 43;
        QVERIFY(draws(params, logits, 50) != first);
    }

    // Published test vector of SplitMix64 for seed 1234567.
    void randomNumbersAreTheSameEverywhere()
    {
        Random random(1234567);
        QCOMPARE(random.next(), std::uint64_t{6457827717110365317U});
        QCOMPARE(random.next(), std::uint64_t{3203168211198807973U});
        QCOMPARE(random.next(), std::uint64_t{9817491932198370423U});
    }

    void repeatPenaltySeesTheWindowOnly()
    {
        SamplingParams params = greedy();
        params.repeatPenalty = 2;
        params.repeatWindow = 2;
        Sampler sampler(params);
        const std::vector<float> logits = {10, 9, 8, 7};
        QCOMPARE(sampler.sample(logits), 0);
        sampler.accept(0);
        QCOMPARE(sampler.sample(logits), 1);
        sampler.accept(1);
        QCOMPARE(sampler.sample(logits), 2);
        sampler.accept(2); // 0 leaves the window
        QCOMPARE(sampler.sample(logits), 0);
        sampler.accept(0); // 1 leaves
        QCOMPARE(sampler.sample(logits), 1);
    }

    void topKOfOneIsGreedy()
    {
        SamplingParams params = neutral();
        params.topK = 1;
        params.temperature = 100;
        for (const TokenId id : draws(params, {1, 2, 1.9F}, 100))
            QCOMPARE(id, 1);
    }

    void largeVocabularyIsFast()
    {
        std::mt19937 random(1);
        std::vector<float> logits(150000);
        for (float& logit : logits)
            logit = static_cast<float>(random() % 100000) / 5000.0F;
        QElapsedTimer timer;
        timer.start();
        constexpr int kDraws = 50;
        draws(SamplingParams(), logits, kDraws);
        const double perDrawMs = static_cast<double>(timer.nsecsElapsed()) / 1e6 / kDraws;
        qInfo("%.3f ms per draw", perDrawMs);
        QVERIFY(perDrawMs <
                20); // ~0.4 in a release build; wide enough for sanitizers and busy machines
    }
};

QTEST_GUILESS_MAIN(TestSampler)
#include "tst_sampler.moc"
