// Folders after XDG, their override, and the log file.
#include "app/platform/log_file.h"
#include "app/platform/paths.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

class TestPaths : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { qunsetenv("FIRESIDE_DATA_DIR"); }

    void followsXdg();
    void followsTheOverride();
    void findsInstalledModels();
    void logsAndRotates();
    void logNamesNoOnesFolder();
    void logTailHasWholeLines();
};

void TestPaths::followsXdg()
{
    qunsetenv("FIRESIDE_DATA_DIR");
    QTemporaryDir home;
    qputenv("XDG_DATA_HOME", home.filePath("data").toUtf8());
    qputenv("XDG_CACHE_HOME", home.filePath("cache").toUtf8());
    qputenv("XDG_CONFIG_HOME", home.filePath("config").toUtf8());
    QCOMPARE(app::dataDir(), home.filePath("data/fireside"));
    QCOMPARE(app::cacheDir(), home.filePath("cache/fireside"));
    QCOMPARE(app::settingsPath(), home.filePath("config/fireside/settings.ini"));
    QCOMPARE(app::ownWordsPath(), home.filePath("config/fireside/words.txt"));
    QCOMPARE(app::dictionaryDirs().first(), home.filePath("data/hunspell"));
    QCOMPARE(app::chatStorePath(), home.filePath("data/fireside/chats.sqlite"));
    QVERIFY(app::modelDirs().contains(home.filePath("cache/fireside/models")));
    QVERIFY(!QFileInfo::exists(app::dataDir()));
}

void TestPaths::followsTheOverride()
{
    QTemporaryDir root;
    qputenv("FIRESIDE_DATA_DIR", root.path().toUtf8());
    const QStringList all{app::dataDir(),
                          app::cacheDir(),
                          app::settingsPath(),
                          app::ownWordsPath(),
                          app::chatStorePath(),
                          app::logFilePath(),
                          app::modelDirs().first()};
    for (const QString& path : all)
        QVERIFY2(path.startsWith(root.path() + u'/'), qPrintable(path));
}

void TestPaths::findsInstalledModels()
{
    const QStringList dirs = app::modelDirs();
    QVERIFY(dirs.contains(QStringLiteral("/usr/share/fireside/models")));
    const QString beside = QFileInfo(QCoreApplication::applicationDirPath()).absolutePath();
    QVERIFY(dirs.contains(beside + QStringLiteral("/share/fireside/models")));
}

void TestPaths::logsAndRotates()
{
    QTemporaryDir folder;
    const QString path = folder.filePath("below/fireside.log");
    app::logToFile(path);
    qWarning("something %d", 42);
    const QByteArray line = QByteArray(100, 'x');
    for (int i = 0; i < 9000; ++i)
        qDebug("%s", line.constData());
    app::logToFile(QString());
    qWarning("after the end");
    QFile former(path + QStringLiteral(".1"));
    QVERIFY(former.open(QIODevice::ReadOnly));
    QVERIFY(former.readLine().endsWith(" warning: something 42\n"));
    QVERIFY(QFileInfo(path).exists());
    QVERIFY(QFileInfo(path).size() < (1 << 20));
    QFile now(path);
    QVERIFY(now.open(QIODevice::ReadOnly));
    QVERIFY(!now.readAll().contains("after the end"));
}

void TestPaths::logNamesNoOnesFolder()
{
    QTemporaryDir folder;
    const QString path = folder.filePath("fireside.log");
    app::logToFile(path);
    qWarning("%s/models/x.gguf: no model", qPrintable(QDir::homePath()));
    app::logToFile(QString());
    const QString log = app::logTail(path, 1000);
    QVERIFY(log.endsWith(QLatin1String(" warning: ~/models/x.gguf: no model\n")));
}

void TestPaths::logTailHasWholeLines()
{
    QTemporaryDir folder;
    const QString path = folder.filePath("fireside.log");
    const auto write = [](const QString& name, const QByteArray& bytes) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    };
    QCOMPARE(app::logTail(path, 100), QString());
    write(path, "three\nfour\n");
    QCOMPARE(app::logTail(path, 100), QStringLiteral("three\nfour\n"));
    QCOMPARE(app::logTail(path, 8), QStringLiteral("four\n"));
    write(path + ".1", "one\ntwo\n");
    QCOMPARE(app::logTail(path, 100), QStringLiteral("one\ntwo\nthree\nfour\n"));
    QCOMPARE(app::logTail(path, 16), QStringLiteral("two\nthree\nfour\n"));
}

QTEST_GUILESS_MAIN(TestPaths)
#include "tst_paths.moc"
