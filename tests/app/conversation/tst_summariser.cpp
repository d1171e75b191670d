// Summariser: piece by piece, on a scripted engine that counts words.
#include "app/conversation/summariser.h"
#include "tests/support/fake_inference.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

using app::Message;
using app::Summariser;
using tests::FakeAnswer;
using tests::FakeInference;

namespace {

// Of two pieces in a window of 40 words.
QList<Message> twoPieces()
{
    Message message;
    message.text = QStringLiteral("word ").repeated(30);
    return {message};
}

} // namespace

class TestSummariser : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_inference = std::make_unique<FakeInference>();
        core::ModelInfo info = m_inference->modelInfo();
        info.contextTokens = 40;
        m_inference->setModelInfo(info);
    }

    void takesInTheSummaryBefore();
    void failsRatherThanForget_data();
    void failsRatherThanForget();
    void failsWhenTheModelChanges();

private:
    std::string task(std::size_t request) const
    {
        const auto prompt = std::get<core::ChatPrompt>(m_inference->requests().at(request).prompt);
        return prompt.messages.back().content;
    }

    std::unique_ptr<FakeInference> m_inference;
};

void TestSummariser::takesInTheSummaryBefore()
{
    Summariser summariser(*m_inference);
    QSignalSpy finished(&summariser, &Summariser::finished);
    m_inference->enqueueAnswer({.pieces = {"they met"}});
    m_inference->setAnswer({.pieces = {"they parted"}});
    summariser.start(QStringLiteral("long ago"), twoPieces());
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(m_inference->requests().size() > 1);
    QVERIFY(QString::fromStdString(task(0)).contains(QStringLiteral("long ago")));
    QVERIFY(QString::fromStdString(task(1)).contains(QStringLiteral("they met")));
    QCOMPARE(finished.first().first().toString(), QStringLiteral("they parted"));
}

void TestSummariser::failsRatherThanForget_data()
{
    QTest::addColumn<QStringList>("pieces");
    QTest::newRow("nothing") << QStringList();
    QTest::newRow("blanks") << QStringList{" ", "\n"};
    QTest::newRow("thoughts without an end") << QStringList{"<think>", "hm"};
    QTest::newRow("thoughts alone") << QStringList{"<think>", "hm", "</think>", "\n"};
}

void TestSummariser::failsRatherThanForget()
{
    QFETCH(QStringList, pieces);
    Summariser summariser(*m_inference);
    QSignalSpy finished(&summariser, &Summariser::finished);
    QSignalSpy failed(&summariser, &Summariser::failed);
    m_inference->enqueueAnswer({.pieces = pieces});
    summariser.start(QStringLiteral("long ago"), twoPieces());
    QTRY_COMPARE(failed.size() + finished.size(), 1);
    QCOMPARE(failed.size(), 1);
    QVERIFY(!failed.first().first().toString().isEmpty());
    QCOMPARE(m_inference->requests().size(), std::size_t(1));
    // And again from the beginning.
    summariser.start(QStringLiteral("long ago"), twoPieces());
    QTRY_COMPARE(finished.size(), 1);
}

void TestSummariser::failsWhenTheModelChanges()
{
    Summariser summariser(*m_inference);
    QSignalSpy changed(&summariser, &Summariser::changed);
    QSignalSpy finished(&summariser, &Summariser::finished);
    QSignalSpy failed(&summariser, &Summariser::failed);
    m_inference->enqueueAnswer({.pieces = QStringList(1000, QStringLiteral("x ")), .pieceMs = 20});
    summariser.start({}, twoPieces());
    QTRY_VERIFY(!changed.isEmpty());
    m_inference->loadModel(QStringLiteral("/models/other.gguf"));
    QTRY_COMPARE(failed.size() + finished.size(), 1);
    QCOMPARE(failed.size(), 1);
    QCOMPARE(m_inference->requests().size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(TestSummariser)
#include "tst_summariser.moc"
