// Every architecture, from GGUF files and from Hugging Face folders, against an exact computation.
#include "core/threads/worker_team.h"
#include "tests/support/loaded_model.h"
#include "tests/support/random_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace core;

namespace {

constexpr std::size_t kTokens = 80; // beyond two pages of the cache and every window

std::vector<TokenId> someTokens()
{
    std::vector<TokenId> ids;
    for (std::size_t i = 0; i < kTokens; ++i)
        ids.push_back(static_cast<TokenId>((i * 89 + i * i * 7 + 3) % 256));
    return ids;
}

// The root of the mean squared difference, by that of the exact logits.
double relativeError(const std::vector<float>& logits, const std::vector<double>& exact)
{
    double wrong = 0, all = 0;
    for (std::size_t i = 0; i < exact.size(); ++i) {
        wrong += (double(logits[i]) - exact[i]) * (double(logits[i]) - exact[i]);
        all += exact[i] * exact[i];
    }
    return std::sqrt(wrong / all);
}

} // namespace

class TestArchitectures : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void ggufIsExact_data();
    void ggufIsExact();
    void huggingFaceIsExact_data();
    void huggingFaceIsExact();

private:
    std::unique_ptr<tests::LoadedModel> open(const std::filesystem::path& path);

    QTemporaryDir m_folder;
    InlineTeam m_team;
    std::vector<std::vector<double>> m_exact; // of each of randomModels()
};

void TestArchitectures::initTestCase()
{
    for (const tests::RandomModel& model : tests::randomModels())
        m_exact.push_back(tests::exactLogits(model, someTokens()));
}

std::unique_ptr<tests::LoadedModel> TestArchitectures::open(const std::filesystem::path& path)
{
    auto model = tests::LoadedModel::open(path, m_team, kTokens, DType::F32);
    if (!model)
        qWarning("%s", model.error().message.c_str());
    return model ? std::move(*model) : nullptr;
}

void TestArchitectures::ggufIsExact_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("chunk");
    QTest::addColumn<double>("tolerance");
    const auto& models = tests::randomModels();
    for (std::size_t i = 0; i < models.size(); ++i) {
        if (models[i].ggufName.empty())
            continue;
        const auto row = [&](DType type, int chunk, double tolerance) {
            QTest::addRow("%s, %s, pieces of %d",
                          models[i].name.c_str(),
                          std::string(traits(type).name).c_str(),
                          chunk)
                << int(i) << int(type) << chunk << tolerance;
        };
        row(DType::F32, int(kTokens), 2e-5);
        row(DType::F32, 7, 2e-5);
        row(DType::BF16, int(kTokens), 2e-5);
        // Activations are rounded to 8 bits, which may also change which experts are chosen.
        row(DType::Q8_0, 33, models[i].experts > 0 ? 0.15 : 4e-2);
    }
}

void TestArchitectures::ggufIsExact()
{
    QFETCH(int, index);
    QFETCH(int, type);
    QFETCH(int, chunk);
    QFETCH(double, tolerance);
    const tests::RandomModel& model = tests::randomModels()[std::size_t(index)];
    const std::filesystem::path path = m_folder.filePath("model.gguf").toStdString();
    QVERIFY(tests::writeFile(path, tests::ggufOf(model, static_cast<DType>(type)).build()));
    const auto loaded = open(path);
    QVERIFY(loaded != nullptr);
    const double error = relativeError(loaded->logits(someTokens(), std::size_t(chunk)),
                                       m_exact[std::size_t(index)]);
    QVERIFY2(error < tolerance, qPrintable(QString("relative error %1").arg(error)));
}

void TestArchitectures::huggingFaceIsExact_data()
{
    QTest::addColumn<int>("index");
    const auto& models = tests::randomModels();
    for (std::size_t i = 0; i < models.size(); ++i)
        if (models[i].name != "gpt-oss") // whose folders hold experts in a form of their own
            QTest::newRow(models[i].name.c_str()) << int(i);
}

void TestArchitectures::huggingFaceIsExact()
{
    QFETCH(int, index);
    const tests::RandomModel& model = tests::randomModels()[std::size_t(index)];
    QVERIFY(tests::writeHuggingFace(model, m_folder.path().toStdString()));
    const auto loaded = open(m_folder.path().toStdString());
    QVERIFY(loaded != nullptr);
    const double error =
        relativeError(loaded->logits(someTokens(), kTokens), m_exact[std::size_t(index)]);
    QVERIFY2(error < 2e-5, qPrintable(QString("relative error %1").arg(error)));
}

QTEST_APPLESS_MAIN(TestArchitectures)
#include "tst_architectures.moc"
