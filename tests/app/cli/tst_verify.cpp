// The verb verify: an answer computed again is the same, and what was altered is found.
#include "app/cli/command.h"
#include "core/engine/receipt.h"
#include "tests/support/tiny_llama.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace app::cli;

class TestVerify : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void sameAnswerMatches_data();
    void sameAnswerMatches();
    void findsDifferences_data();
    void findsDifferences();
    void findsTheReceiptInAResponse();
    void refusesReceipts_data();
    void refusesReceipts();

private:
    core::Receipt receipt() const;
    QString write(const std::string& json) const;

    QTemporaryDir m_folder;
    QString m_model;
    QString m_other; // the same shape, other weights
    QString m_receipt;
};

void TestVerify::initTestCase()
{
    m_model = m_folder.filePath("tiny.gguf");
    m_other = m_folder.filePath("other.gguf");
    m_receipt = m_folder.filePath("receipt.json");
    for (const auto& [path, seed] : {std::pair(m_model, 1U), std::pair(m_other, 2U)})
        std::ofstream(path.toStdString(), std::ios::binary)
            << tests::tinyLlama(
                   {.contextTokens = 512, .matrixType = core::DType::Q8_0, .seed = seed})
                   .build();
    QCOMPARE(runGenerate(
                 {"-m", m_model, "-p", "Once", "-n", "20", "--seed", "11", "--receipt", m_receipt}),
             kDone);
}

core::Receipt TestVerify::receipt() const
{
    const auto json = readFile(m_receipt);
    return *core::parseReceipt(*json);
}

QString TestVerify::write(const std::string& json) const
{
    const QString path = m_folder.filePath("altered.json");
    std::ofstream(path.toStdString()) << json;
    return path;
}

void TestVerify::sameAnswerMatches_data()
{
    QTest::addColumn<QStringList>("generate");
    QTest::newRow("sampled") << QStringList{
        "-p", "Hello there", "-n", "30", "--seed", "18446744073709551615"};
    QTest::newRow("greedy") << QStringList{"-p", "x", "-n", "12", "--temp", "0"};
    QTest::newRow("raw, with penalty")
        << QStringList{"-p", "x", "--raw", "-n", "12", "--repeat-penalty", "1.3", "--seed", "2"};
    QTest::newRow("compact cache")
        << QStringList{"-p", "Once", "-n", "20", "--seed", "5", "--kv-type", "q8_0"};
    QTest::newRow("nothing") << QStringList{"-p", "x", "-n", "0"};
    QTest::newRow("until the end") << QStringList{"-p", "x", "-n", "-1", "--seed", "3"};
}

void TestVerify::sameAnswerMatches()
{
    QFETCH(QStringList, generate);
    const QString path = m_folder.filePath("again.json");
    QCOMPARE(runGenerate(QStringList{"-m", m_model, "--receipt", path} + generate), kDone);
    QCOMPARE(runVerify({path, "-m", m_model}), kDone);
    QCOMPARE(runVerify({path, "-m", m_model, "-t", "3", "--json"}), kDone);
}

void TestVerify::findsDifferences_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("another token") << 0;
    QTest::newRow("a token less") << 1;
    QTest::newRow("a token more") << 2;
    QTest::newRow("another seed") << 3;
    QTest::newRow("another end") << 4;
}

void TestVerify::findsDifferences()
{
    QFETCH(int, kind);
    core::Receipt altered = receipt();
    QVERIFY(altered.outputIds.size() > 3);
    switch (kind) {
    case 0:
        altered.outputIds[2] = altered.outputIds[2] == 70 ? 71 : 70;
        break;
    case 1:
        altered.outputIds.pop_back();
        break;
    case 2:
        altered.outputIds.push_back(70);
        break;
    case 3:
        altered.sampling.seed += 1;
        break;
    default:
        altered.reason = core::FinishReason::StopString;
    }
    QCOMPARE(
        runVerify({write(core::receiptJson(altered, core::ReceiptForm::Whole)), "-m", m_model}),
        kFailed);
}

void TestVerify::findsTheReceiptInAResponse()
{
    const std::string whole = core::receiptJson(receipt(), core::ReceiptForm::Whole);
    const std::string response =
        R"({"object":"chat.completion","choices":[{"index":0,"fireside":)" + whole + "}]}";
    const auto found = core::parseReceipt(response);
    QVERIFY2(found.has_value(), found ? "" : found.error().message.c_str());
    QVERIFY(*found == receipt());
    const auto none = core::parseReceipt(R"({"choices":[{"index":0}]})");
    QVERIFY(!none.has_value());
    QVERIFY(none.error().message.find("choices[0].fireside") != std::string::npos);
}

void TestVerify::refusesReceipts_data()
{
    QTest::addColumn<std::string>("json");
    const core::Receipt good = receipt();
    const std::string whole = core::receiptJson(good, core::ReceiptForm::Whole);
    QTest::newRow("summary") << core::receiptJson(good, core::ReceiptForm::Summary);
    QTest::newRow("no JSON") << std::string("MATCH");
    QTest::newRow("empty") << std::string();
    QTest::newRow("another object") << std::string("{}");
    QTest::newRow("cut") << whole.substr(0, whole.size() / 2);
    QString text = QString::fromStdString(whole);
    text.replace(QStringLiteral("\"prompt_ids\":["), QStringLiteral("\"prompt_ids\":[9,"));
    QTest::newRow("tokens that are not those of the hash") << text.toStdString();
    text = QString::fromStdString(whole);
    text.replace(QStringLiteral("\"seed\":11"), QStringLiteral("\"seed\":\"11\""));
    QTest::newRow("wrong type") << text.toStdString();
}

void TestVerify::refusesReceipts()
{
    QFETCH(std::string, json);
    QVERIFY(!core::parseReceipt(json).has_value());
    QCOMPARE(runVerify({write(json), "-m", m_model}), kFailed);
    QCOMPARE(runVerify({m_receipt, "-m", m_other}), kFailed); // another model
    QCOMPARE(runVerify({m_folder.filePath("absent.json"), "-m", m_model}), kFailed);
    QCOMPARE(runVerify({}), kWrongUsage);
}

QTEST_GUILESS_MAIN(TestVerify)
#include "tst_verify.moc"
