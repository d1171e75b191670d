// Files that go with a message, there and back.
#include "ui/chat/attachment.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using ui::Attachment;

class TestAttachment : public QObject
{
    Q_OBJECT

private:
    QString write(const QString& name, const QByteArray& bytes)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("could not write %s", qPrintable(file.fileName()));
        return file.fileName();
    }
    QTemporaryDir m_folder;

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

    void textIsRead()
    {
        const QString path = write(QStringLiteral("a.md"), "Grüße\r\n");
        const ui::ReadAttachment read = ui::readAttachment(path);
        QCOMPARE(read.error, QString());
        QCOMPARE(read.attachment.name, QStringLiteral("a.md"));
        QCOMPARE(read.attachment.text, QStringLiteral("Grüße\n"));
    }

    void whatIsNoTextIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("binary") << QByteArray("\x7f"
                                              "ELF\0\0",
                                              6);
        QTest::newRow("not UTF-8") << QByteArray("caf\xe9");
        QTest::newRow("too large") << QByteArray(int(ui::kMostAttachedBytes) + 1, 'a');
    }

    void whatIsNoTextIsRefused()
    {
        QFETCH(QByteArray, bytes);
        const QString path = write(QStringLiteral("b.bin"), bytes);
        QVERIFY(ui::readAttachment(path).error.startsWith(QStringLiteral("b.bin ")));
        QVERIFY(!ui::readAttachment(m_folder.path()).error.isEmpty());
        QVERIFY(!ui::readAttachment(m_folder.filePath(QStringLiteral("none"))).error.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestAttachment)
#include "tst_attachment.moc"
