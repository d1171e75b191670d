// What a screen reader hears of an answer that streams in.
#include "ui/chat/sentence_speaker.h"

#include <QtTest>

class TestSentenceSpeaker : public QObject
{
    Q_OBJECT

private slots:
    void saysSentences_data()
    {
        QTest::addColumn<QStringList>("pieces");
        QTest::addColumn<QStringList>("said");
        QTest::newRow("one") << QStringList{"Hello", " there."} << QStringList{"Hello there."};
        QTest::newRow("two") << QStringList{"One. T", "wo!"} << QStringList{"One.", "Two!"};
        QTest::newRow("number") << QStringList{"It is 3", ".", "5 m long."}
                                << QStringList{"It is 3.5 m long."};
        QTest::newRow("lines") << QStringList{"- a\n- b\n\n"} << QStringList{"- a", "- b"};
        QTest::newRow("Chinese") << QStringList{"你好。再见"} << QStringList{"你好。", "再见"};
        QTest::newRow("nothing") << QStringList{" ", "\n"} << QStringList{};
    }

    void saysSentences()
    {
        QFETCH(QStringList, pieces);
        QStringList said;
        ui::SentenceSpeaker speaker([&said](const QString& sentence) { said << sentence; });
        for (const QString& piece : pieces)
            speaker.add(piece);
        speaker.finish();
        QTEST(said, "said");
    }

    void anotherAnswerBeginsAnew()
    {
        QStringList said;
        ui::SentenceSpeaker speaker([&said](const QString& sentence) { said << sentence; });
        speaker.add(QStringLiteral("half a"));
        speaker.forget();
        speaker.add(QStringLiteral("Whole. "));
        QCOMPARE(said, QStringList{QStringLiteral("Whole.")});
    }
};

QTEST_APPLESS_MAIN(TestSentenceSpeaker)
#include "tst_sentence_speaker.moc"
