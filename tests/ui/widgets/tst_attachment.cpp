// Files that go with a message, there and back.
#include "ui/widgets/attachment.h"

#include <QtTest>

using ui::Attachment;

class TestAttachment : public QObject
{
    Q_OBJECT

private slots:
    void messagesRoundTrip_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QStringList>("texts");
        QTest::newRow("one") << "Explain this" << QStringList{"int x;\n"};
        QTest::newRow("two") << "Compare" << QStringList{"a\n", "b\nc\n"};
        QTest::newRow("no words") << "" << QStringList{"a\n"};
        QTest::newRow("fences inside") << "Look" << QStringList{"```py\nx\n```\n````\n"};
        QTest::newRow("a file that looks like a message")
            << "Look" << QStringList{"Hi\n\nFile: y.txt\n```\nz\n```\n"};
        QTest::newRow("blank lines") << "Look" << QStringList{"\n\n\n"};
        QTest::newRow("empty") << "Look" << QStringList{"\n"};
    }

    void messagesRoundTrip()
    {
        QFETCH(QString, words);
        QFETCH(QStringList, texts);
        QList<Attachment> attachments;
        for (const QString& text : texts)
            attachments << Attachment{QStringLiteral("file.cpp"), text, -1};
        const ui::SplitMessage split = ui::splitAttachments(ui::messageWith(words, attachments));
        QCOMPARE(split.words, words);
        QCOMPARE(split.attachments, attachments);
    }

    void otherMessagesStayWhole_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("words") << "Hello";
        QTest::newRow("about files") << "File: a.txt is missing\n\nFile: b.txt";
        QTest::newRow("open fence") << "x\n\nFile: a\n```\ny";
        QTest::newRow("words behind") << "x\n\nFile: a\n```\ny\n```\nand more";
        QTest::newRow("empty") << "";
    }

    void otherMessagesStayWhole()
    {
        QFETCH(QString, text);
        QCOMPARE(ui::splitAttachments(text).words, text);
        QVERIFY(ui::splitAttachments(text).attachments.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestAttachment)
#include "tst_attachment.moc"
