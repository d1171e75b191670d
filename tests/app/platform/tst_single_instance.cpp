// SingleInstance: one owner among many starts, arguments handed over, nothing stale after a kill.
//
// Started with "--child FOLDER", this program is a second Fireside: it tells its role on standard
// output and, as owner, stays until it is killed.
#include "app/platform/single_instance.h"
#include "tests/support/long_tests.h"

#include <QElapsedTimer>
#include <QLocalSocket>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <memory>
#include <vector>

using app::SingleInstance;

namespace {

int runChild(const QString& folder)
{
    SingleInstance instance(folder);
    QObject::connect(&instance, &SingleInstance::activated, [](const QStringList& arguments) {
        std::printf("activated %s\n", qPrintable(arguments.join(u' ')));
        std::fflush(stdout);
    });
    const SingleInstance::Role role = instance.start({QStringLiteral("from a child")});
    std::printf("role %d\n", static_cast<int>(role));
    std::fflush(stdout);
    return role == SingleInstance::Role::Owner ? QCoreApplication::exec() : 0;
}

} // namespace

class TestSingleInstance : public QObject
{
    Q_OBJECT

private slots:
    void handsOver();
    void separatesFolders();
    void ownsAgainAfterKill();
    void oneOwnerOfManyStarts();
    void ignoresStrangers_data();
    void ignoresStrangers();

private:
    static std::unique_ptr<QProcess> child(const QString& folder)
    {
        auto process = std::make_unique<QProcess>();
        process->start(QCoreApplication::applicationFilePath(),
                       {QStringLiteral("--child"), folder});
        return process;
    }
};

void TestSingleInstance::handsOver()
{
    QTemporaryDir folder;
    SingleInstance first(folder.path());
    QCOMPARE(first.start({}), SingleInstance::Role::Owner);
    QSignalSpy spy(&first, &SingleInstance::activated);
    const auto second = child(folder.path());
    QTRY_COMPARE(spy.count(), 1);
    QCOMPARE(spy.first().first().toStringList(), QStringList{"from a child"});
    QTRY_COMPARE(second->state(), QProcess::NotRunning);
    QCOMPARE(second->readAllStandardOutput(), QByteArray("role 1\n"));
}

void TestSingleInstance::separatesFolders()
{
    QTemporaryDir one;
    QTemporaryDir other;
    SingleInstance first(one.path());
    SingleInstance second(other.path());
    QCOMPARE(first.start({}), SingleInstance::Role::Owner);
    QCOMPARE(second.start({}), SingleInstance::Role::Owner);
}

void TestSingleInstance::ownsAgainAfterKill()
{
    QTemporaryDir folder;
    const auto owner = child(folder.path());
    QTRY_VERIFY(owner->canReadLine() || owner->bytesAvailable() > 0);
    QCOMPARE(owner->readAllStandardOutput(), QByteArray("role 0\n"));
    owner->kill();
    QVERIFY(owner->waitForFinished());
    SingleInstance next(folder.path());
    QCOMPARE(next.start({}), SingleInstance::Role::Owner);
    QSignalSpy spy(&next, &SingleInstance::activated);
    const auto later = child(folder.path());
    QTRY_COMPARE(spy.count(), 1);
    QTRY_COMPARE(later->state(), QProcess::NotRunning);
}

void TestSingleInstance::oneOwnerOfManyStarts()
{
    const int starts = tests::rounds(12, 50);
    const int rounds = tests::rounds(1, 20);
    for (int round = 0; round < rounds; ++round) {
        QTemporaryDir folder;
        std::vector<std::unique_ptr<QProcess>> children;
        for (int i = 0; i < starts; ++i)
            children.push_back(child(folder.path()));
        QMap<QByteArray, int> roles;
        for (const auto& process : children) {
            QTRY_VERIFY_WITH_TIMEOUT(process->bytesAvailable() > 0, 60000);
            // The owner's output goes on with what it was handed.
            const QByteArray output = process->readAllStandardOutput();
            ++roles[output.mid(output.indexOf("role "), 6)];
        }
        QCOMPARE(roles.value("role 0"), 1);
        QCOMPARE(roles.value("role 1") + roles.value("role 2"), starts - 1);
        for (const auto& process : children) {
            process->kill();
            process->waitForFinished();
        }
        SingleInstance next(folder.path()); // takes away what the killed owner left
        QCOMPARE(next.start({}), SingleInstance::Role::Owner);
    }
    qInfo("%d rounds of %d simultaneous starts, one owner each", rounds, starts);
}

void TestSingleInstance::ignoresStrangers_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("bytes without an end") << QByteArray("\xff\xff\xff\xfe\x00\x00", 6);
    QTest::newRow("a line of bytes") << QByteArray("\xff\xff\xff\xfe\n");
    QTest::newRow("an object") << QByteArray("{\"arguments\":[]}\n");
    QTest::newRow("numbers") << QByteArray("[1,2]\n");
    QTest::newRow("deep") << QByteArray(100000, '[') + '\n';
}

void TestSingleInstance::ignoresStrangers()
{
    QFETCH(QByteArray, message);
    QTemporaryDir folder;
    SingleInstance owner(folder.path());
    QCOMPARE(owner.start({}), SingleInstance::Role::Owner);
    QSignalSpy spy(&owner, &SingleInstance::activated);
    QLocalSocket stranger;
    stranger.connectToServer(owner.socketName());
    QVERIFY(stranger.waitForConnected(2000));
    stranger.write(message);
    stranger.flush();
    QTRY_COMPARE_WITH_TIMEOUT(stranger.state(), QLocalSocket::UnconnectedState, 3000);
    QCOMPARE(spy.count(), 0);
}

int main(int argc, char* argv[])
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("--child"))
        return runChild(arguments.value(2));
    TestSingleInstance test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_single_instance.moc"
