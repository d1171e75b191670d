// Folders after XDG, their override, and the log file.
#include "app/platform/log_file.h"
#include "app/platform/paths.h"

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

QTEST_GUILESS_MAIN(TestPaths)
#include "tst_paths.moc"
