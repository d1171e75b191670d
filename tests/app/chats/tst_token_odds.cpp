// What is kept of the tokens of an answer: packed, unpacked, and placed in its text again.
#include "app/chats/chat_database.h"
#include "app/chats/token_odds.h"

#include <QRandomGenerator>
#include <QTest>

#include <cmath>

using app::OddsRun;
using app::PlacedToken;
using app::TokenOdds;

namespace {

TokenOdds token(const QByteArray& bytes, float probability, QList<app::TokenChoice> others = {})
{
    return {{bytes, probability}, std::move(others)};
}

OddsRun run(qsizetype start, const QByteArrayList& pieces)
{
    QList<TokenOdds> tokens;
    for (const QByteArray& piece : pieces)
        tokens << token(piece, 0.5F);
    return {start, app::packOdds(tokens)};
}

} // namespace

class TestTokenOdds : public QObject
{
    Q_OBJECT

private slots:
    void packsCompactly()
    {
        QList<TokenOdds> tokens;
        for (int i = 0; i < 1000; ++i)
            tokens << token(" word", 0.9F - float(i % 80) / 100, {{" other", 0.05F}, {"", 0.01F}});
        const QByteArray packed = app::packOdds(tokens);
        QVERIFY2(packed.size() < 20 * tokens.size(), qPrintable(QString::number(packed.size())));
        const QList<TokenOdds> back = app::unpackOdds(packed);
        QCOMPARE(back.size(), tokens.size());
        for (qsizetype i = 0; i < back.size(); ++i) {
            QCOMPARE(back[i].chosen.bytes, tokens[i].chosen.bytes);
            QVERIFY(std::abs(back[i].chosen.probability - tokens[i].chosen.probability) < 0.001F);
            QCOMPARE(back[i].others.size(), 2);
            QCOMPARE(back[i].others[1].bytes, QByteArray());
        }
    }

    void damageIsSurvived()
    {
        const QByteArray packed = run(0, {"Hel", "lo", " you"}).packed;
        QRandomGenerator dice(7);
        for (int i = 0; i < 500; ++i) {
            QByteArray broken = packed;
            for (int hit = dice.bounded(1, 4); hit > 0; --hit)
                broken[dice.bounded(broken.size())] = char(dice.bounded(256));
            QVERIFY(app::unpackOdds(broken).size() < 1000);
        }
        QVERIFY(app::unpackOdds({}).isEmpty());
        QVERIFY(app::unpackOdds(QByteArray("\x7f\xff\xff\xff", 4)).isEmpty());
        // Not whole at its end.
        const QByteArray cut = qCompress(qUncompress(packed).chopped(3));
        QCOMPARE(app::unpackOdds(cut).size(), 2);
    }

    void keepsWhatIsPossible()
    {
        core::ScoredToken scored;
        scored.chosen = {5, std::log(0.6F), " yes"};
        scored.alternatives = {
            scored.chosen, {6, std::log(0.3F), " no"}, {7, std::log(0.00001F), " zebra"}};
        const TokenOdds odds = app::oddsOf(scored);
        QCOMPARE(odds.chosen.bytes, QByteArray(" yes"));
        QCOMPARE(odds.others.size(), 1);
        QCOMPARE(odds.others[0].bytes, QByteArray(" no"));
    }

    void places_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<OddsRun>>("runs");
        QTest::addColumn<QStringList>("placed");
        QTest::newRow("words") << "Hello you" << QList<OddsRun>{run(0, {"Hel", "lo", " you"})}
                               << QStringList{"0:Hel", "3:lo", "5: you"};
        QTest::newRow("nothing kept") << "Hello" << QList<OddsRun>() << QStringList();
        QTest::newRow("space before the first word")
            << "Hello you" << QList<OddsRun>{run(0, {" Hello", " you"})}
            << QStringList{"0:Hello", "5: you"};
        QTest::newRow("a character of two tokens")
            << QString::fromUtf8("a\xe4\xbd\xa0z")
            << QList<OddsRun>{run(0, {"a", "\xe4\xbd", "\xa0", "z"})}
            << QStringList{"0:a", QString::fromUtf8("1:\xe4\xbd\xa0"), "2:z"};
        QTest::newRow("another text")
            << "Bye" << QList<OddsRun>{run(0, {"Hel", "lo"})} << QStringList();
        QTest::newRow("as far as it agrees")
            << "Help" << QList<OddsRun>{run(0, {"Hel", "lo"})} << QStringList{"0:Hel"};
        QTest::newRow("continued") << "Yes. And no" << QList<OddsRun>{run(4, {" And", " no"})}
                                   << QStringList{"4: And", "8: no"};
        QTest::newRow("two runs") << "Yes. No" << QList<OddsRun>{run(0, {"Yes"}), run(4, {" No"})}
                                  << QStringList{"0:Yes", "4: No"};
        QTest::newRow("beyond the end") << "Yes" << QList<OddsRun>{run(9, {"No"})} << QStringList();
        QTest::newRow("before the start")
            << "Yes" << QList<OddsRun>{run(-5, {"Yes"})} << QStringList();
    }

    void places()
    {
        QFETCH(QString, text);
        QFETCH(QList<OddsRun>, runs);
        QFETCH(QStringList, placed);
        const QList<PlacedToken> tokens = app::placeTokens(text, runs);
        QStringList found;
        for (const PlacedToken& at : tokens)
            found << QString::number(at.range.start) + u':' +
                         text.mid(at.range.start, at.range.length);
        QCOMPARE(found, placed);
        // So they are where the text grows, or comes later than its tokens.
        QList<PlacedToken> grown;
        for (const OddsRun& run : runs) {
            if (!grown.isEmpty() &&
                run.start < grown.last().range.start + grown.last().range.length)
                continue;
            app::TokenPlacer placer(run.start);
            const QList<TokenOdds> odds = app::unpackOdds(run.packed);
            for (qsizetype length = 0; length <= text.size(); ++length)
                placer.place(
                    text.first(length), odds.first(std::min(length + 1, odds.size())), grown);
        }
        QCOMPARE(grown, tokens);
        // Packed once more they are the same.
        const QList<PlacedToken> again = app::placeTokens(text, app::runsOf(tokens));
        QCOMPARE(again.size(), tokens.size());
        for (qsizetype i = 0; i < again.size(); ++i)
            QCOMPARE(again[i].range, tokens[i].range);
    }

    void areStoredAndGoWithTheirConversation()
    {
        app::ChatDatabase database(QStringLiteral(":memory:"));
        database.open();
        app::Message message;
        message.role = core::Role::Assistant;
        message.text = QStringLiteral("Yes. No");
        const auto stored = database.append(message, QStringLiteral("title"));
        QVERIFY(stored.has_value());
        QVERIFY(database.appendOdds(stored->id, {run(4, {" No"})}).has_value());
        QVERIFY(database.appendOdds(stored->id, {run(0, {"Yes"})}).has_value());
        QCOMPARE(database.odds(stored->id)->size(), 2);
        QCOMPARE(database.odds(stored->id)->at(1).start, 4);
        const auto fork = database.fork(stored->id);
        QCOMPARE(database.odds(fork->messages.at(0).id)->size(), 2);
        QVERIFY(database.setDeleted(stored->conversation, true).has_value());
        QVERIFY(database.purge({stored->conversation}).has_value());
        QVERIFY(database.odds(stored->id)->isEmpty());
        QVERIFY(!database.appendOdds(99, {run(0, {"Yes"})}).has_value());
        database.close();
    }
};

QTEST_GUILESS_MAIN(TestTokenOdds)
#include "tst_token_odds.moc"
