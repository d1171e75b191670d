// Verdicts that come in the background.
#include "app/spelling/spell_checker.h"
#include "tests/support/test_paths.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using app::SpellChecker;
using Verdict = SpellChecker::Verdict;

namespace {

const QString kWrong = QStringLiteral("helo");
const QString kRight = QStringLiteral("hello");

struct Checker : SpellChecker
{
    explicit Checker(const QString& ownWordsPath)
        : SpellChecker({QString::fromStdString(tests::dataPath("spelling").string())}, ownWordsPath)
    {
    }
    // Once it is known.
    Verdict known(const QString& word)
    {
        (void)QTest::qWaitFor([&] { return verdict(word) != Verdict::Unknown; });
        return verdict(word);
    }
};

} // namespace

class TestSpellChecker : public QObject
{
    Q_OBJECT

private slots:
    void checksNothingUnasked();
    void tellsWhenWordsAreKnown();
    void followsTheChoice();
    void suggests();
    void ignoresAndAdds();
    void tellsOfWordsThatCannotBeKept();
    void endsWhileLookingUp();

private:
    QString ownWords() const
    {
        return m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction()));
    }
    QTemporaryDir m_folder;
};

void TestSpellChecker::checksNothingUnasked()
{
    Checker checker(ownWords());
    QCOMPARE(checker.verdict(kWrong), Verdict::Right);
    checker.choose(QLatin1String(app::kNoSpelling), {});
    QCOMPARE(checker.verdict(kWrong), Verdict::Right);
}

void TestSpellChecker::tellsWhenWordsAreKnown()
{
    Checker checker(ownWords());
    checker.choose({}, {QStringLiteral("en_US")});
    QSignalSpy changed(&checker, &SpellChecker::changed);
    QCOMPARE(checker.verdict(kWrong), Verdict::Unknown);
    QCOMPARE(checker.verdict(kRight), Verdict::Unknown);
    QCOMPARE(checker.verdict(kRight), Verdict::Unknown);
    QVERIFY(changed.wait());
    QCOMPARE(checker.verdict(kWrong), Verdict::Wrong);
    QCOMPARE(checker.verdict(kRight), Verdict::Right);
    QCOMPARE(changed.size(), 1); // both at once
}

void TestSpellChecker::followsTheChoice()
{
    Checker checker(ownWords());
    checker.choose({}, {QStringLiteral("en_US")});
    QCOMPARE(checker.known(kWrong), Verdict::Wrong);
    QCOMPARE(checker.verdict(QStringLiteral("quik")), Verdict::Unknown);
    const int generation = checker.generation();
    checker.choose(QStringLiteral("ru_RU"), {QStringLiteral("en_US")});
    QVERIFY(checker.generation() > generation);
    QCOMPARE(checker.known(kWrong), Verdict::Right);
    QCOMPARE(checker.known(QStringLiteral("quik")), Verdict::Right); // not the answer on its way
    QCOMPARE(checker.known(QStringLiteral("првиет")), Verdict::Wrong);
}

void TestSpellChecker::suggests()
{
    Checker checker(ownWords());
    std::optional<QStringList> reply;
    const auto keep = [&reply](const QStringList& suggestions) { reply = suggestions; };
    checker.suggest(kWrong, this, keep);
    QTRY_VERIFY(reply.has_value());
    QVERIFY(reply->isEmpty()); // nothing was chosen
    reply.reset();
    checker.choose({}, {QStringLiteral("en_US")});
    checker.suggest(kWrong, this, keep);
    QTRY_VERIFY(reply.has_value());
    QCOMPARE(reply->value(0), kRight);
}

void TestSpellChecker::ignoresAndAdds()
{
    const QString other = QStringLiteral("emberly");
    {
        Checker checker(ownWords());
        checker.choose({}, {QStringLiteral("en_US")});
        QCOMPARE(checker.known(kWrong), Verdict::Wrong);
        QCOMPARE(checker.known(QStringLiteral("Emberly")), Verdict::Wrong);
        QSignalSpy changed(&checker, &SpellChecker::changed);
        checker.ignore(kWrong);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(checker.verdict(kWrong), Verdict::Right);
        checker.add(other);
        QCOMPARE(changed.size(), 2);
        QCOMPARE(checker.verdict(other), Verdict::Right);
        QCOMPARE(checker.known(QStringLiteral("Emberly")), Verdict::Right);
    }
    Checker checker(ownWords());
    checker.choose({}, {QStringLiteral("en_US")});
    QCOMPARE(checker.known(kWrong), Verdict::Wrong);
    QCOMPARE(checker.known(other), Verdict::Right);
}

void TestSpellChecker::tellsOfWordsThatCannotBeKept()
{
    Checker checker(m_folder.path()); // a folder
    checker.choose({}, {QStringLiteral("en_US")});
    QSignalSpy failed(&checker, &SpellChecker::failed);
    checker.add(kWrong);
    QVERIFY(failed.wait());
    QVERIFY(failed.first().first().toString().contains(m_folder.path()));
    QCOMPARE(checker.known(kWrong), Verdict::Right);
}

void TestSpellChecker::endsWhileLookingUp()
{
    Checker checker(ownWords());
    checker.choose({}, {QStringLiteral("en_US")});
    for (int i = 0; i < 100'000; ++i)
        checker.verdict(kWrong + QString::number(i));
    QCoreApplication::processEvents(); // they are given away
}

QTEST_GUILESS_MAIN(TestSpellChecker)
#include "tst_spell_checker.moc"
