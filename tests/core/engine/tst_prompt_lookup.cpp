#include "core/engine/prompt_lookup.h"

#include <QTest>

#include <vector>

using namespace core;

using Tokens = std::vector<TokenId>;

class TestPromptLookup : public QObject
{
    Q_OBJECT

private slots:
    void findsWhatFollowed_data();
    void findsWhatFollowed();
    void guessesLessWhereItCostsMore();
    void learnsFromOutcomes();
};

void TestPromptLookup::findsWhatFollowed_data()
{
    QTest::addColumn<Tokens>("ids");
    QTest::addColumn<int>("most");
    QTest::addColumn<Tokens>("guesses");
    QTest::newRow("nothing") << Tokens{} << 4 << Tokens{};
    QTest::newRow("the gram alone") << Tokens{1, 2, 3} << 4 << Tokens{};
    QTest::newRow("seen once") << Tokens{1, 2, 3, 4, 5, 6} << 4 << Tokens{};
    QTest::newRow("seen before") << Tokens{1, 2, 3, 7, 8, 9, 1, 2, 3} << 2 << Tokens{7, 8};
    QTest::newRow("two of three") << Tokens{1, 2, 3, 7, 8, 9, 0, 2, 3} << 2 << Tokens{};
    QTest::newRow("the latest place") << Tokens{1, 2, 3, 7, 1, 2, 3, 8, 1, 2, 3} << 1 << Tokens{8};
    QTest::newRow("up to the end") << Tokens{1, 2, 3, 7, 1, 2, 3} << 9 << Tokens{7, 1, 2, 3};
    QTest::newRow("one token over and over") << Tokens{5, 5, 5, 5} << 3 << Tokens{5};
    QTest::newRow("no more than asked") << Tokens{1, 2, 3, 7, 1, 2, 3} << 0 << Tokens{};
}

void TestPromptLookup::findsWhatFollowed()
{
    QFETCH(Tokens, ids);
    QFETCH(int, most);
    QFETCH(Tokens, guesses);
    const std::span<const TokenId> found = lookUp(ids, static_cast<std::size_t>(most));
    QCOMPARE(Tokens(found.begin(), found.end()), guesses);
}

void TestPromptLookup::guessesLessWhereItCostsMore()
{
    std::size_t before = GuessLength().next(0);
    QCOMPARE(before, GuessLength::kMostGuesses);
    for (const double cost : {0.05, 0.2, 0.4, 0.55, 0.9}) {
        const std::size_t length = GuessLength().next(cost);
        QVERIFY(length <= before);
        before = length;
    }
    QCOMPARE(before, std::size_t(0));
}

void TestPromptLookup::learnsFromOutcomes()
{
    GuessLength good;
    GuessLength bad;
    for (int i = 0; i < 20; ++i) {
        good.record(3, 3);
        bad.record(3, 0);
    }
    QCOMPARE(good.next(0.3), GuessLength::kMostGuesses);
    QCOMPARE(bad.next(0.3), std::size_t(0));
    int steps = 0; // until it tries again
    while (bad.next(0.3) == 0)
        QVERIFY(++steps < 200);
    QVERIFY(steps > 5);
}

QTEST_APPLESS_MAIN(TestPromptLookup)
#include "tst_prompt_lookup.moc"
