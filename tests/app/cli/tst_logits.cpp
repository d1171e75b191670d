// The verb logits: what is computed follows the options.
#include "app/cli/command.h"
#include "tests/support/tiny_llama.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>
#include <fstream>
#include <vector>

using namespace app::cli;

class TestLogits : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void followsTheTypeOfTheCache();

private:
    std::vector<float> logits(const QStringList& options);

    QTemporaryDir m_folder;
    QString m_model;
};

void TestLogits::initTestCase()
{
    m_model = m_folder.filePath("tiny.gguf");
    std::ofstream(m_model.toStdString(), std::ios::binary)
        << tests::tinyLlama({.contextTokens = 512, .matrixType = core::DType::Q8_0}).build();
}

// Of the last of five tokens.
std::vector<float> TestLogits::logits(const QStringList& options)
{
    const QString out = m_folder.filePath("logits");
    if (runLogits(QStringList{"-m", m_model, "--ids", "1,2,3,4,5", "--out", out} + options) !=
        kDone)
        return {};
    QFile file(out);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray bytes = file.readAll();
    std::vector<float> values(static_cast<std::size_t>(bytes.size()) / sizeof(float));
    std::memcpy(values.data(), bytes.constData(), values.size() * sizeof(float));
    return values;
}

void TestLogits::followsTheTypeOfTheCache()
{
    const std::vector<float> full = logits({});
    QVERIFY(!full.empty());
    QCOMPARE(logits({"--kv-type", "full"}), full);
    const std::vector<float> compact = logits({"--kv-type", "q8_0"});
    QCOMPARE(compact.size(), full.size());
    QVERIFY(compact != full); // 8 bits round
    double difference = 0, size = 0;
    for (std::size_t i = 0; i < full.size(); ++i) {
        difference += std::pow(double(full[i]) - compact[i], 2);
        size += std::pow(double(full[i]), 2);
    }
    QVERIFY2(difference < 1e-3 * size, qPrintable(QString::number(difference / size)));
}

QTEST_MAIN(TestLogits)
#include "tst_logits.moc"
