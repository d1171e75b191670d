// Conversations in the archive that ChatGPT sends, and archives that are none or mean harm.
#include "app/chats/exchange/import_archive.h"

#include "app/chats/exchange/import.h"
#include "tests/support/sample_documents.h"
#include "tests/support/test_paths.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace {

QByteArray chatGpt()
{
    QFile file(QString::fromStdString(
        (tests::dataPath("exchange") / "chatgpt_conversations.json").string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestImportArchive : public QObject
{
    Q_OBJECT

private slots:
    void readsConversations_data()
    {
        QTest::addColumn<QStringList>("names");
        QTest::newRow("at the top") << QStringList{QStringLiteral("conversations.json")};
        QTest::newRow("in a folder") << QStringList{QStringLiteral("a b/conversations.json")};
        QTest::newRow("in parts") << QStringList{QStringLiteral("conversations-000.json"),
                                                 QStringLiteral("conversations-001.json")};
    }

    void readsConversations()
    {
        QFETCH(QStringList, names);
        QList<std::pair<QString, QByteArray>> parts{
            {QStringLiteral("chat.html"), "<p>"},
            {QStringLiteral("shared_conversations.json"), "[1]"}};
        for (const QString& name : names)
            parts.append({name, chatGpt()});
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("export.zip")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(tests::zipOf(parts));
        file.close();
        app::ImportPreview plain;
        app::readImportFile(chatGpt(), QStringLiteral("file"), plain);
        QVERIFY(!plain.conversations.isEmpty());
        const app::ImportPreview preview = app::readImport({file.fileName()});
        QCOMPARE(preview.problems.size(), plain.problems.size());
        QCOMPARE(preview.conversations.size(), names.size() * plain.conversations.size());
        QCOMPARE(preview.messageCount(), int(names.size()) * plain.messageCount());
    }

    void readsANameOnce()
    {
        QByteArray archive = tests::zipOf({{QStringLiteral("conversations-0.json"), "[1]"},
                                           {QStringLiteral("conversations-1.json"), "[2]"}});
        archive.replace("conversations-1.json", "conversations-0.json");
        const auto contents = app::conversationsIn(archive, QStringLiteral("x.zip"), 2 << 20);
        QVERIFY(contents);
        QCOMPARE(*contents, QList<QByteArray>{"[1]"});
    }

    void saysOnceWhatIsWrong()
    {
        QList<std::pair<QString, QByteArray>> parts;
        for (int i = 0; i < 1000; ++i)
            parts.append({QStringLiteral("conversations-%1.json").arg(i), {}});
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("export.zip")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(tests::zipOf(parts));
        file.close();
        const app::ImportPreview preview = app::readImport({file.fileName()});
        QCOMPARE(preview.problems.size(), 1);
        QVERIFY(preview.conversations.isEmpty());
    }

    void refusesOthers_data()
    {
        QTest::addColumn<QByteArray>("archive");
        QTest::addColumn<QString>("why");
        const QByteArray whole = tests::zipOf({{QStringLiteral("conversations.json"), chatGpt()}});
        const QByteArray bomb(4 << 20, ' ');
        QTest::newRow("another archive")
            << tests::zipOf({{QStringLiteral("my_conversations.json"), "[]"}})
            << QStringLiteral("without a file conversations.json");
        QTest::newRow("cut off") << whole.left(whole.size() / 2) << QStringLiteral("damaged");
        QByteArray changed = whole;
        for (qsizetype i = 60; i < 200; ++i)
            changed[i] = char(~changed[i]);
        QTest::newRow("damaged inside") << changed << QStringLiteral("damaged");
        QTest::newRow("too much") << tests::zipOf({{QStringLiteral("conversations.json"), bomb}})
                                  << QStringLiteral("more than 2 MiB");
        QTest::newRow("too much together")
            << tests::zipOf({{QStringLiteral("conversations-0.json"), bomb.left(1'500'000)},
                             {QStringLiteral("conversations-1.json"), bomb.left(1'500'000)}})
            << QStringLiteral("more than 2 MiB");
    }

    void refusesOthers()
    {
        QFETCH(QByteArray, archive);
        QFETCH(QString, why);
        QVERIFY(app::isArchive(archive));
        const auto contents = app::conversationsIn(archive, QStringLiteral("x.zip"), 2 << 20);
        QVERIFY(!contents);
        const QString said = QString::fromStdString(contents.error().message);
        QVERIFY2(said.startsWith(QStringLiteral("x.zip")) && said.contains(why), qPrintable(said));
    }
};

QTEST_GUILESS_MAIN(TestImportArchive)
#include "tst_import_archive.moc"
