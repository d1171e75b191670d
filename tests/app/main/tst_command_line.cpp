#include "app/main/command_line.h"

#include <QtTest>

using app::CommandLine;

class TestCommandLine : public QObject
{
    Q_OBJECT

private slots:
    void parses_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("action");
        QTest::addColumn<QString>("models"); // with commas
        QTest::addColumn<int>("port");       // -1: not given
        const auto row = [](const char* line,
                            CommandLine::Action action,
                            const char* model = "",
                            int port = -1) {
            QTest::newRow(line) << QString::fromLatin1(line) << int(action)
                                << QString::fromLatin1(model) << port;
        };
        using Action = CommandLine::Action;
        row("", Action::Window);
        row("a.gguf", Action::Window, "a.gguf");
        row("--model a.gguf", Action::Window, "a.gguf");
        row("--model=a.gguf", Action::Window, "a.gguf");
        row("--serve", Action::Serve);
        row("--serve --model m --port 0", Action::Serve, "m", 0);
        row("--serve --port 65535 m", Action::Serve, "m", 65535);
        row("--serve --model a --model b c", Action::Serve, "a,b,c");
        row("--serve --host 0.0.0.0 --api-key k", Action::Serve);
        row("--new-window", Action::Window);
        row("--ask a.gguf", Action::Window, "a.gguf");
        row("--version", Action::Version);
        row("-v", Action::Version);
        row("--help", Action::Help);
    }

    void parses()
    {
        QFETCH(QString, line);
        QFETCH(int, action);
        QFETCH(QString, models);
        QFETCH(int, port);
        const CommandLine result = app::parseCommandLine(QStringList{QStringLiteral("fireside")} +
                                                         line.split(u' ', Qt::SkipEmptyParts));
        QCOMPARE(result.error, QString());
        QCOMPARE(int(result.action), action);
        QCOMPARE(result.models.join(u','), models);
        QCOMPARE(result.port ? int(*result.port) : -1, port);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("line");
        for (const auto* line : {"--unknown",
                                 "--ask --serve",
                                 "--ask --new-window",
                                 "--model",
                                 "a b",
                                 "--model a b",
                                 "--serve 1 2 3 4 5 6 7 8 9",
                                 "--port 80",
                                 "--host x",
                                 "--api-key x",
                                 "--serve --port x",
                                 "--serve --port 65536",
                                 "--serve --port -1",
                                 "--serve --port 8080x"})
            QTest::newRow(line) << QString::fromLatin1(line);
    }

    void refuses()
    {
        QFETCH(QString, line);
        QVERIFY(!app::parseCommandLine(QStringList{QStringLiteral("fireside")} + line.split(u' '))
                     .error.isEmpty());
    }

    void handsFilesOverByTheirWholePaths()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("a.gguf")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(QDir::setCurrent(folder.path()));
        CommandLine line;
        line.models = QStringList{QStringLiteral("a.gguf")};
        QCOMPARE(app::parseCommandLine(app::argumentsToHandOver(line)).models,
                 QStringList{QDir::current().filePath(QStringLiteral("a.gguf"))});
        line.models = QStringList{QStringLiteral("A name")};
        QCOMPARE(app::parseCommandLine(app::argumentsToHandOver(line)).models, line.models);
        QVERIFY(QDir::setCurrent(QDir::rootPath()));
    }

    void handsOverWhatToOpen()
    {
        using Opening = CommandLine::Opening;
        for (const Opening opening : {Opening::Last, Opening::NewWindow, Opening::Question}) {
            CommandLine line;
            line.opening = opening;
            QCOMPARE(app::parseCommandLine(app::argumentsToHandOver(line)).opening, opening);
        }
    }

    void textsNameEveryOption()
    {
        QFile page(FIRESIDE_SOURCE_DIR "/packaging/linux/man/fireside.1");
        QVERIFY(page.open(QIODevice::ReadOnly));
        const QString manual = QString::fromUtf8(page.readAll()).remove(u'\\');
        for (const auto* option : {"--model",
                                   "--new-window",
                                   "--ask",
                                   "--serve",
                                   "--host",
                                   "--port",
                                   "--api-key",
                                   "--version",
                                   "--help"}) {
            QVERIFY2(app::usage().contains(QLatin1String(option)), option);
            QVERIFY2(manual.contains(QLatin1String(option)), option);
        }
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
