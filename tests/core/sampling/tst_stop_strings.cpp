#include "core/sampling/stop_strings.h"

#include <QTest>

using core::StopStrings;

class TestStopStrings : public QObject
{
    Q_OBJECT

private slots:
    void finds_data()
    {
        QTest::addColumn<QStringList>("stops");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<bool>("stopped");
        QTest::newRow("none") << QStringList{} << "text"
                              << "text" << false;
        QTest::newRow("empty ones are ignored") << QStringList{""} << "text"
                                                << "text" << false;
        QTest::newRow("in the middle") << QStringList{"END"} << "one END two"
                                       << "one " << true;
        QTest::newRow("at once") << QStringList{"END"} << "END"
                                 << "" << true;
        QTest::newRow("only its beginning") << QStringList{"END"} << "the EN"
                                            << "the EN" << false;
        QTest::newRow("beginning repeated") << QStringList{"aab"} << "xaaab"
                                            << "xa" << true;
        QTest::newRow("border of a border") << QStringList{"abacabad"} << "abacabacabad"
                                            << "abac" << true;
        QTest::newRow("false start") << QStringList{"###"} << "## ##!"
                                     << "## ##!" << false;
        QTest::newRow("first end wins") << QStringList{"abc", "b"} << "xabc"
                                        << "xa" << true;
        QTest::newRow("longest of those that end together") << QStringList{"c", "abc"} << "xabcd"
                                                            << "x" << true;
        QTest::newRow("several characters") << QStringList{"é。"} << "caféè é。"
                                            << "caféè " << true;
        QTest::newRow("half a character in common") << QStringList{"é"} << "è"
                                                    << "è" << false;
        QTest::newRow("new lines") << QStringList{"\n\n"} << "a\nb\n\nc"
                                   << "a\nb" << true;
    }
    void finds()
    {
        QFETCH(QStringList, stops);
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QFETCH(bool, stopped);
        std::vector<std::string> strings;
        for (const QString& stop : stops)
            strings.push_back(stop.toStdString());
        for (qsizetype step = 1; step <= text.size(); ++step) {
            StopStrings matcher(strings);
            QString shown;
            for (qsizetype at = 0; at < text.size(); at += step)
                shown += QString::fromStdString(matcher.feed(text.mid(at, step).toStdString()));
            shown += QString::fromStdString(matcher.flush());
            QCOMPARE(shown, expected);
            QCOMPARE(matcher.stopped(), stopped);
        }
    }

    void holdsBackNoMoreThanItMust()
    {
        StopStrings matcher({"</s>"});
        QCOMPARE(matcher.feed("a<b"), std::string("a<b"));
        QCOMPARE(matcher.feed("c</"), std::string("c"));
        QCOMPARE(matcher.feed("<"), std::string("</"));
        QCOMPARE(matcher.feed("/s>tail"), std::string());
        QVERIFY(matcher.stopped());
        QCOMPARE(matcher.feed("more"), std::string());
        QCOMPARE(matcher.flush(), std::string());
    }
};

QTEST_GUILESS_MAIN(TestStopStrings)
#include "tst_stop_strings.moc"
