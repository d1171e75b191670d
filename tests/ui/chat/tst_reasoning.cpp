// What is thought aloud, and what is answered.
#include "ui/chat/reasoning.h"

#include <QtTest>

class TestReasoning : public QObject
{
    Q_OBJECT

private slots:
    void splits_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("reasoning");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<bool>("thinking");
        QTest::newRow("none") << "Hello <b>"
                              << ""
                              << "Hello <b>" << false;
        QTest::newRow("empty") << ""
                               << ""
                               << "" << false;
        QTest::newRow("whole") << "<think>\nA\n\nB\n</think>\n\nYes."
                               << "A\n\nB"
                               << "Yes." << false;
        QTest::newRow("blank lines before") << "\n\n<think>a</think>b"
                                            << "a"
                                            << "b" << false;
        QTest::newRow("still thinking") << "<think>a < b"
                                        << "a < b"
                                        << "" << true;
        QTest::newRow("half a closing mark") << "<think>a</thi"
                                             << "a</thi"
                                             << "" << true;
        QTest::newRow("nothing thought") << "<think>\n\n</think>\n\nYes"
                                         << ""
                                         << "Yes" << false;
        QTest::newRow("closing mark alone") << "a\n</think>\n\nYes"
                                            << "a"
                                            << "Yes" << false;
        QTest::newRow("about the mark") << "Write `</think>` at the end."
                                        << ""
                                        << "Write `</think>` at the end." << false;
        QTest::newRow("later in the text") << "Yes. <think>no</think>"
                                           << ""
                                           << "Yes. <think>no</think>" << false;
    }

    void splits()
    {
        QFETCH(QString, text);
        const ui::SplitAnswer split = ui::splitReasoning(text);
        QTEST(split.reasoning, "reasoning");
        QTEST(split.answer, "answer");
        QTEST(split.thinking, "thinking");
    }

    void aBeginningMayStillBecomeTheMark()
    {
        QVERIFY(ui::splitReasoning(QStringLiteral("\n<thi")).undecided);
        QVERIFY(!ui::splitReasoning(QStringLiteral("<thus")).undecided);
        QVERIFY(!ui::splitReasoning(QStringLiteral("<think>")).undecided);
    }
};

QTEST_APPLESS_MAIN(TestReasoning)
#include "tst_reasoning.moc"
