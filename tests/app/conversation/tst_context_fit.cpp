// What fits into a context window, counted in words: every message here has ten.
#include "app/conversation/context_fit.h"
#include "app/conversation/prompt.h"
#include "app/conversation/summariser.h"

#include <QTest>

using app::ContextChoice;
using app::ContextFit;
using app::ContextPlan;
using app::Message;
using Verdict = app::ContextFit::Verdict;

namespace {

constexpr int kWords = 10;

int words(const core::ChatPrompt& prompt)
{
    int count = 0;
    for (const core::ChatMessage& message : prompt.messages)
        count += static_cast<int>(
            QString::fromStdString(message.content).simplified().split(u' ').size());
    return count;
}

QList<Message> pathOf(int messages)
{
    QList<Message> path;
    for (int i = 0; i < messages; ++i) {
        Message message;
        message.id = i + 1;
        message.role = i % 2 == 0 ? core::Role::User : core::Role::Assistant;
        message.text = QStringLiteral("word ").repeated(kWords).trimmed();
        path.append(message);
    }
    path.last().id = 0; // not stored yet
    return path;
}

} // namespace

class TestContextFit : public QObject
{
    Q_OBJECT

private slots:
    void says_data();
    void says();
    void leavesOutTheOldestTurns();
    void forgetsAPlanThatIsNotNeeded();
    void keepsASummary();
    void readsOtherBranchesInFull();
    void neverSaysTooMuchSurelyFits();
    void cutsByTokens();
    void dropsThoughts_data();
    void dropsThoughts();
};

void TestContextFit::says_data()
{
    QTest::addColumn<int>("messages");
    QTest::addColumn<int>("window");
    QTest::addColumn<Verdict>("verdict");
    QTest::addColumn<int>("leftOut");
    // An eighth of the window is kept for the answer; what goes frees a quarter more.
    QTest::newRow("empty window") << 1 << 8 << Verdict::TooLong << 0;
    QTest::newRow("fits") << 7 << 80 << Verdict::Fits << 0;
    QTest::newRow("just full") << 7 << 78 << Verdict::Full << 2;
    QTest::newRow("long over") << 31 << 80 << Verdict::Full << 26;
    QTest::newRow("only the last one") << 3 << 13 << Verdict::Full << 2;
    QTest::newRow("the last one alone is too long") << 3 << 10 << Verdict::TooLong << 0;
    QTest::newRow("one that is too long") << 1 << 10 << Verdict::TooLong << 0;
}

void TestContextFit::says()
{
    QFETCH(int, messages);
    QFETCH(int, window);
    const ContextFit fit = app::fitContext({}, pathOf(messages), {}, window, words);
    QTEST(fit.verdict, "verdict");
    QTEST(static_cast<int>(fit.leftOut.size()), "leftOut");
    QCOMPARE(fit.promptTokens, messages * kWords);
    if (fit.verdict == Verdict::Full)
        QVERIFY(fit.tokensThen <= window - app::tokensForAnswer(window));
}

void TestContextFit::leavesOutTheOldestTurns()
{
    const QList<Message> path = pathOf(11);
    ContextFit fit = app::fitContext(QStringLiteral("one two"), path, {}, 80, words);
    QCOMPARE(fit.verdict, Verdict::Full);
    QCOMPARE(fit.plan.end, fit.leftOut.last().id);
    QCOMPARE(fit.leftOut.last().role, core::Role::Assistant);
    const QList<Message> read = app::pathToRead(path, fit.plan);
    QCOMPARE(read.size() + fit.leftOut.size(), path.size());
    QCOMPARE(fit.tokensThen, 2 + static_cast<int>(read.size()) * kWords);

    // Going on with that plan nothing moves until it is full again.
    QList<Message> longer = pathOf(13);
    const ContextFit next = app::fitContext(QStringLiteral("one two"), longer, fit.plan, 80, words);
    QCOMPARE(next.verdict, Verdict::Fits);
    QCOMPARE(next.plan, fit.plan);
    longer = pathOf(17);
    const ContextFit later =
        app::fitContext(QStringLiteral("one two"), longer, fit.plan, 80, words);
    QCOMPARE(later.verdict, Verdict::Full);
    QCOMPARE(later.leftOut.first().id, fit.plan.end + 1);
}

void TestContextFit::forgetsAPlanThatIsNotNeeded()
{
    const ContextPlan plan{ContextChoice::LeaveOut, 2, {}};
    const ContextFit fit = app::fitContext({}, pathOf(5), plan, 80, words);
    QCOMPARE(fit.verdict, Verdict::Fits);
    QCOMPARE(fit.plan, (ContextPlan{ContextChoice::LeaveOut, 0, {}}));
}

void TestContextFit::keepsASummary()
{
    const ContextPlan plan{ContextChoice::Ask, 2, QStringLiteral("they met")};
    const QList<Message> path = pathOf(5);
    const ContextFit fit = app::fitContext({}, path, plan, 80, words);
    QCOMPARE(fit.plan, plan);
    const core::ChatPrompt prompt = app::promptFor({}, app::pathToRead(path, plan));
    QCOMPARE(prompt.messages.size(), std::size_t(3)); // the roles still take turns
    QVERIFY(QString::fromStdString(prompt.messages.front().content)
                .contains(QStringLiteral("they met")));
    // At the beginning of a new conversation.
    QCOMPARE(app::pathToRead(path, {ContextChoice::Ask, 0, QStringLiteral("they met")}).size(), 6);
}

void TestContextFit::readsOtherBranchesInFull()
{
    const ContextPlan plan{ContextChoice::Ask, 77, QStringLiteral("of a branch not shown")};
    QCOMPARE(app::pathToRead(pathOf(5), plan).size(), 5);
    // While it fits the plan is kept for when that branch is shown again.
    QCOMPARE(app::fitContext({}, pathOf(5), plan, 80, words).plan, plan);
    const ContextFit full = app::fitContext({}, pathOf(9), plan, 80, words);
    QCOMPARE(full.verdict, Verdict::Full);
    QCOMPARE(full.plan, (ContextPlan{ContextChoice::Ask, full.leftOut.last().id, {}}));
    QCOMPARE(full.tokensThen, static_cast<int>(9 - full.leftOut.size()) * kWords);
}

void TestContextFit::neverSaysTooMuchSurelyFits()
{
    QVERIFY(app::surelyFits({}, pathOf(1), 2048));
    QVERIFY(!app::surelyFits({}, pathOf(1), 256));
    QVERIFY(!app::surelyFits(QString(2000, u'x'), pathOf(1), 2048));
    QVERIFY(!app::surelyFits(QString(700, u'字'), pathOf(1), 2048)); // three bytes each
}

void TestContextFit::cutsByTokens()
{
    const auto count = [](const QString& text) { return static_cast<int>(text.size()); };
    const QString text = QStringLiteral("one\ntwo\nthree\n😀😀😀😀😀😀 and more words without a line");
    const QStringList pieces = app::splitByTokens(text, 9, count);
    QCOMPARE(pieces.join(QString()), text);
    QVERIFY(pieces.size() > 3);
    for (const QString& piece : pieces) {
        QVERIFY(piece.size() <= 9);
        QVERIFY(piece.isValidUtf16());
    }
    QVERIFY(app::splitByTokens({}, 9, count).isEmpty());
    // Ends also where nothing is small enough.
    QCOMPARE(app::splitByTokens(QStringLiteral("abc"), 0, count).size(), 3);
}

void TestContextFit::dropsThoughts_data()
{
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QString>("rest");
    QTest::newRow("none") << "A title"
                          << "A title";
    QTest::newRow("before") << "<think>hm\nhm</think>A title"
                            << "A title";
    QTest::newRow("unended") << " <think>hm"
                             << "";
    QTest::newRow("as text") << "Say <think> aloud"
                             << "Say <think> aloud";
}

void TestContextFit::dropsThoughts()
{
    QFETCH(QString, answer);
    QTEST(app::withoutThoughts(answer), "rest");
}

QTEST_GUILESS_MAIN(TestContextFit)
#include "tst_context_fit.moc"
