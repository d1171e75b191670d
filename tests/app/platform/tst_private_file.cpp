#include "app/platform/private_file.h"

#include "app/chats/chat_store.h"
#include "app/platform/log_file.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

namespace {

constexpr QFile::Permissions kOthers = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                                       QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;

}

class TestPrivateFile : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { ::umask(0); }

    void makesFiles();
    void leavesWhatTheOwnerChose();
    void keepsConversationsAndLogsPrivate();
};

void TestPrivateFile::makesFiles()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("new"));
    app::makePrivate(path);
    QVERIFY(QFile::exists(path));
    QVERIFY((QFile::permissions(path) & kOthers) == 0);
    app::makePrivate(dir.filePath(QStringLiteral("no folder/new"))); // cannot be
}

void TestPrivateFile::leavesWhatTheOwnerChose()
{
    const QTemporaryDir dir;
    QFile file(dir.filePath(QStringLiteral("old")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("text") == 4);
    file.close();
    file.setPermissions(QFile::ReadOwner | QFile::ReadOther);
    app::makePrivate(file.fileName());
    QVERIFY((file.permissions() & kOthers) == 0);
    QVERIFY(file.permissions() & QFile::ReadOwner);
    QVERIFY(!(file.permissions() & QFile::WriteOwner));
    QCOMPARE(file.size(), 4);
}

void TestPrivateFile::keepsConversationsAndLogsPrivate()
{
    const QTemporaryDir dir;
    const QString log = dir.filePath(QStringLiteral("fireside.log"));
    app::logToFile(log);
    const app::ChatStore store(dir.filePath(QStringLiteral("chats.sqlite")));
    QTRY_VERIFY(QFile::exists(dir.filePath(QStringLiteral("chats.sqlite-wal"))));
    for (const QFileInfo& file : QDir(dir.path()).entryInfoList(QDir::Files))
        QVERIFY2((file.permissions() & kOthers) == 0, qPrintable(file.fileName()));
    app::logToFile(QString());
    QVERIFY(QFile::exists(log));
}

QTEST_GUILESS_MAIN(TestPrivateFile)
#include "tst_private_file.moc"
