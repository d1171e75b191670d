// What the verbs refuse, with which words, and what they leave alone.
#include "app/cli/command.h"
#include "tests/support/tiny_llama.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <fstream>
#include <unistd.h>

using namespace app::cli;

class TestCommand : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void wrongUsageIsSaidOnce_data();
    void wrongUsageIsSaidOnce();
    void helpBeginsWithTheVerb();
    void oneTokenIsSingular();
    void nothingToAnswerIsRefused();
    void idsBeyondTheVocabularyAreRefused_data();
    void idsBeyondTheVocabularyAreRefused();
    void quantizeKeepsWhatExists();
    void quantizeWarnsOfQuantisedWeights();

private:
    struct Outcome
    {
        int status = kDone;
        QByteArray errors; // what standard error got
    };
    // Runs the verb with input on standard input.
    Outcome run(int (*verb)(const QStringList&),
                const QStringList& arguments,
                const QByteArray& input = {});

    QTemporaryDir m_folder;
    QString m_model;
    QString m_quantised;
};

void TestCommand::initTestCase()
{
    m_model = m_folder.filePath("tiny.gguf");
    m_quantised = m_folder.filePath("tiny-q8.gguf");
    std::ofstream(m_model.toStdString(), std::ios::binary) << tests::tinyLlama().build();
    std::ofstream(m_quantised.toStdString(), std::ios::binary)
        << tests::tinyLlama({.matrixType = core::DType::Q8_0}).build();
}

TestCommand::Outcome TestCommand::run(int (*verb)(const QStringList&),
                                      const QStringList& arguments,
                                      const QByteArray& input)
{
    const QByteArray in = m_folder.filePath("in").toLocal8Bit();
    const QByteArray errors = m_folder.filePath("errors").toLocal8Bit();
    std::ofstream(in.constData(), std::ios::binary) << input.toStdString();
    if (!std::freopen(in.constData(), "r", stdin))
        return {-1, "no standard input"};
    std::fflush(stderr);
    const int terminal = dup(STDERR_FILENO);
    FILE* const file = std::fopen(errors.constData(), "w");
    dup2(fileno(file), STDERR_FILENO);
    Outcome outcome{verb(arguments), {}};
    std::fflush(stderr);
    dup2(terminal, STDERR_FILENO);
    close(terminal);
    std::fclose(file);
    QFile written(errors);
    if (written.open(QIODevice::ReadOnly))
        outcome.errors = written.readAll();
    return outcome;
}

void TestCommand::wrongUsageIsSaidOnce_data()
{
    QTest::addColumn<QString>("message");
    QTest::newRow("as Qt ends it") << "Unknown option 'frob'.";
    QTest::newRow("as we do") << "Unknown option 'frob'";
}

void TestCommand::wrongUsageIsSaidOnce()
{
    QFETCH(QString, message);
    static QString text;
    text = message;
    const Outcome outcome = run([](const QStringList&) { return usageError(text); }, {});
    QCOMPARE(outcome.status, int(kWrongUsage));
    QCOMPARE(outcome.errors, "fireside-cli: Unknown option 'frob'; see fireside-cli --help\n");
}

void TestCommand::helpBeginsWithTheVerb()
{
    QCommandLineParser parser;
    parser.addOption({"force", "Replaces OUT."});
    const QString text = helpText(parser, "quantize");
    QVERIFY2(text.startsWith("Usage: fireside-cli quantize IN OUT --type T [--force]\n"),
             qPrintable(text));
    QVERIFY2(text.contains("Replaces OUT."), qPrintable(text));
}

void TestCommand::oneTokenIsSingular()
{
    QCOMPARE(tokensText(0), std::string("0 tokens"));
    QCOMPARE(tokensText(1), std::string("1 token"));
    QCOMPARE(tokensText(1204), std::string("1204 tokens"));
}

void TestCommand::nothingToAnswerIsRefused()
{
    const QStringList options{"-m", m_model, "-n", "2"};
    const Outcome empty = run(runGenerate, options);
    QCOMPARE(empty.status, int(kFailed));
    QVERIFY2(empty.errors.contains("there is nothing to answer"), empty.errors.constData());
    QCOMPARE(run(runGenerate, options, " \n").status, int(kFailed));
    QCOMPARE(run(runGenerate, options + QStringList{"-p", ""}).status, int(kFailed));
    QCOMPARE(run(runGenerate, options, "Hello").status, int(kDone));
}

void TestCommand::idsBeyondTheVocabularyAreRefused_data()
{
    QTest::addColumn<QByteArray>("ids");
    QTest::addColumn<int>("status");
    QTest::newRow("the last") << QByteArray("[260]") << int(kDone); // 256 bytes, 2 merges, 3 marks
    QTest::newRow("one beyond") << QByteArray("[1, 261]") << int(kFailed);
    QTest::newRow("far beyond") << QByteArray("[18446744073709551615]") << int(kFailed);
    QTest::newRow("wraps in 32 bits") << QByteArray("[4294967297]") << int(kFailed);
    QTest::newRow("negative") << QByteArray("[-1]") << int(kFailed);
    QTest::newRow("a text") << QByteArray("[\"1\"]") << int(kFailed);
}

void TestCommand::idsBeyondTheVocabularyAreRefused()
{
    QFETCH(QByteArray, ids);
    QFETCH(int, status);
    const Outcome outcome = run(runDetokenize, {"-m", m_model}, ids);
    QCOMPARE(outcome.status, status);
    QCOMPARE(outcome.errors.contains("from 0 to 260"), status == kFailed);
}

void TestCommand::quantizeKeepsWhatExists()
{
    const QString out = m_folder.filePath("out.gguf");
    std::ofstream(out.toStdString()) << "precious";
    const QStringList arguments{m_model, out, "--type", "Q8_0"};
    const Outcome refused = run(runQuantize, arguments);
    QCOMPARE(refused.status, int(kFailed));
    QVERIFY2(refused.errors.contains("--force"), refused.errors.constData());
    QCOMPARE(QFile(out).size(), qint64(8));

    const Outcome forced = run(runQuantize, arguments + QStringList{"--force"});
    QCOMPARE(forced.status, int(kDone));
    QCOMPARE(forced.errors, QByteArray()); // no progress into what is no terminal
    QVERIFY(QFile(out).size() > 8);
}

void TestCommand::quantizeWarnsOfQuantisedWeights()
{
    const Outcome outcome =
        run(runQuantize, {m_quantised, m_folder.filePath("q4.gguf"), "--type", "Q4_0"});
    QCOMPARE(outcome.status, int(kDone));
    QVERIFY2(outcome.errors.contains("is quantised already (Q8_0)"), outcome.errors.constData());
}

QTEST_GUILESS_MAIN(TestCommand)
#include "tst_command.moc"
