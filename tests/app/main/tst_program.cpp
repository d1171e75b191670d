// The program as it is started: exit statuses and the lines it prints.
#include "tests/support/test_paths.h"
#include "tests/support/tiny_llama.h"

#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

class TestProgram : public QObject
{
    Q_OBJECT

private:
    struct Ended
    {
        int status = -1;
        QString out;
        QString err;
    };

    QProcessEnvironment environment() const
    {
        QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
        for (const auto* name :
             {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "FIRESIDE_STARTER_MODEL"})
            env.remove(QLatin1String(name));
        env.insert(QStringLiteral("FIRESIDE_DATA_DIR"), m_folder.path());
        return env;
    }

    Ended run(const QStringList& arguments) const
    {
        QProcess process;
        process.setProcessEnvironment(environment());
        process.start(QStringLiteral(FIRESIDE_PROGRAM), arguments);
        if (!process.waitForFinished(60'000))
            return {};
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2,
                QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError())};
    }

    QTemporaryDir m_folder;

private slots:
    void version()
    {
        const Ended ended = run({QStringLiteral("--version")});
        QCOMPARE(ended.status, 0);
        QVERIFY(ended.out.startsWith(QStringLiteral("fireside ")));
        QCOMPARE(ended.out.count(u'\n'), 1);
    }

    void wrongUsage()
    {
        const Ended ended = run({QStringLiteral("--no-such-option")});
        QCOMPARE(ended.status, 2);
        QCOMPARE(ended.out, QString());
        QVERIFY(ended.err.contains(QStringLiteral("no-such-option")));
    }

    void withoutADisplay()
    {
        const Ended ended = run({});
        QCOMPARE(ended.status, 1);
        QVERIFY2(ended.err.contains(QStringLiteral("fireside --serve")), qPrintable(ended.err));
        QCOMPARE(ended.err.count(u'\n'), 1);
    }

    void missingModel()
    {
        const Ended ended = run({QStringLiteral("--serve"),
                                 QStringLiteral("--model"),
                                 QStringLiteral("/no/such/model.gguf")});
        QCOMPARE(ended.status, 1);
        QVERIFY2(ended.err.contains(QStringLiteral("model.gguf")), qPrintable(ended.err));
        QCOMPARE(ended.out, QString());
    }

    // In another folder, with a file that only stands there.
    void secondStartHandsItsModelOver()
    {
        QProcessEnvironment env = environment();
        env.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        const QTemporaryDir data;
        env.insert(QStringLiteral("FIRESIDE_DATA_DIR"), data.path());
        const QTemporaryDir elsewhere;
        const std::string bytes = tests::tinyLlama().build();
        QFile model(elsewhere.filePath(QStringLiteral("tiny.gguf")));
        QVERIFY(model.open(QIODevice::WriteOnly));
        model.write(bytes.data(), static_cast<qint64>(bytes.size()));
        model.close();
        const auto logged = [&data] {
            QFile log(data.filePath(QStringLiteral("data/fireside.log")));
            return log.open(QIODevice::ReadOnly) ? log.readAll() : QByteArray();
        };
        QProcess first;
        first.setProcessEnvironment(env);
        first.start(QStringLiteral(FIRESIDE_PROGRAM), {});
        QTRY_VERIFY_WITH_TIMEOUT(logged().contains("starts"), 60'000);

        QProcess second;
        second.setProcessEnvironment(env);
        second.setWorkingDirectory(elsewhere.path());
        second.start(QStringLiteral(FIRESIDE_PROGRAM), {QStringLiteral("tiny.gguf")});
        QVERIFY(second.waitForFinished(60'000));
        QCOMPARE(second.exitCode(), 0);
        QTRY_VERIFY_WITH_TIMEOUT(logged().contains("A model is open"), 60'000);
        QCOMPARE(logged().count(" starts"), 1);
        first.terminate();
        QVERIFY(first.waitForFinished(30'000));
    }

    void aFirstThatHangsIsToldOf()
    {
        QProcessEnvironment env = environment();
        env.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        const QTemporaryDir data;
        env.insert(QStringLiteral("FIRESIDE_DATA_DIR"), data.path());
        QProcess first;
        first.setProcessEnvironment(env);
        first.start(QStringLiteral(FIRESIDE_PROGRAM), {});
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(data.filePath(QStringLiteral("data/fireside.log"))),
                                 60'000);
        ::kill(pid_t(first.processId()), SIGSTOP);
        QProcess second;
        second.setProcessEnvironment(env);
        second.start(QStringLiteral(FIRESIDE_PROGRAM), {});
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += second.readAllStandardError()).contains("not answer"),
                                 60'000);
        QVERIFY(!second.waitForFinished(1000)); // its message waits for the person
        second.kill();
        QVERIFY(second.waitForFinished(30'000));
        ::kill(pid_t(first.processId()), SIGCONT);
        first.terminate();
        QVERIFY(first.waitForFinished(30'000));
    }

    void servesUntilToldToEnd()
    {
        const auto model = tests::starterModelPath();
        if (model.empty())
            QSKIP("the starter model is not here");
        QProcess process;
        process.setProcessEnvironment(environment());
        process.start(QStringLiteral(FIRESIDE_PROGRAM),
                      {QStringLiteral("--serve"),
                       QStringLiteral("--port"),
                       QStringLiteral("0"),
                       QStringLiteral("--model"),
                       QString::fromStdString(model.string())});
        QVERIFY(QTest::qWaitFor(
            [&] { return process.canReadLine() || process.state() == QProcess::NotRunning; },
            120'000));
        const QString line = QString::fromUtf8(process.readLine());
        QVERIFY2(QRegularExpression(
                     QStringLiteral("^Fireside listens on http://127\\.0\\.0\\.1:[0-9]+/v1\n$"))
                     .match(line)
                     .hasMatch(),
                 qPrintable(line + QString::fromUtf8(process.readAllStandardError())));
        process.terminate();
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
    }

    void portInUse()
    {
        const auto model = tests::starterModelPath();
        if (model.empty())
            QSKIP("the starter model is not here");
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        const Ended ended = run({QStringLiteral("--serve"),
                                 QStringLiteral("--port"),
                                 QString::number(other.serverPort()),
                                 QStringLiteral("--model"),
                                 QString::fromStdString(model.string())});
        QCOMPARE(ended.status, 1);
        QVERIFY2(ended.err.contains(QString::number(other.serverPort())), qPrintable(ended.err));
    }
};

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
