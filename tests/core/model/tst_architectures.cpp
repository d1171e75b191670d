// Every architecture, from GGUF files and from Hugging Face folders, against an exact computation.
#include "core/formats/open_model_file.h"
#include "core/model/quantize_model.h"
#include "core/threads/worker_team.h"
#include "tests/support/loaded_model.h"
#include "tests/support/random_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
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
    void folderWrittenAsGgufIsExact_data();
    void folderWrittenAsGgufIsExact();
    void refuses_data();
    void refuses();
    void namesKnownArchitectures();

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

void TestArchitectures::folderWrittenAsGgufIsExact_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<bool>("isSaid"); // GGUF has a way to say it
    const auto& models = tests::randomModels();
    for (std::size_t i = 0; i < models.size(); ++i)
        if (models[i].name != "gpt-oss")
            QTest::newRow(models[i].name.c_str()) << int(i) << !models[i].ggufName.empty();
}

void TestArchitectures::folderWrittenAsGgufIsExact()
{
    QFETCH(int, index);
    QFETCH(bool, isSaid);
    const tests::RandomModel& model = tests::randomModels()[std::size_t(index)];
    QVERIFY(tests::writeHuggingFace(model, m_folder.path().toStdString()));
    const auto file = openModelFile(m_folder.path().toStdString());
    QVERIFY(file.has_value());
    const std::filesystem::path path = m_folder.filePath("written.gguf").toStdString();
    const Status written = quantizeModel(**file, DType::F32, path, m_team, {}, {});
    if (!isSaid && !written) {
        QCOMPARE(written.error().code, ErrorCode::Unsupported);
        return;
    }
    QVERIFY2(written.has_value(), written ? "" : written.error().message.c_str());
    const auto loaded = open(path);
    QVERIFY(loaded != nullptr);
    const double error =
        relativeError(loaded->logits(someTokens(), kTokens), m_exact[std::size_t(index)]);
    QVERIFY2(error < 2e-5, qPrintable(QString("relative error %1").arg(error)));
}

void TestArchitectures::refuses_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("key");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* model, const char* key, double value, const char* expected) {
        QTest::addRow("%s, %s = %g", model, key, value) << model << key << value << expected;
    };
    row("qwen3", "block_count", 2e9, "at most 1024 layers");
    row("qwen3", "block_count", 5, "blk.4.");
    row("qwen3", "attention.key_length", 1e9, "dimensions up to");
    row("qwen3", "attention.head_count_kv", 3, "whole number of query heads");
    row("phi3, long factors", "rope.dimension_count", 1e9, "even rotary dimension");
    row("phi3, long factors", "rope.dimension_count", 16, "RoPE factors");
    row("phi3, long factors", "feed_forward_length", 64, "ffn_up.weight");
    row("qwen3moe", "expert_count", 2e9, "experts");
    row("qwen3moe", "expert_used_count", 7, "experts");
    row("qwen3moe", "expert_count", 5, "ffn_gate_inp.weight");
    row("granite", "embedding_scale", -1.0, "positive scales");
    row("gemma2", "attn_logit_softcapping", -2.0, "soft-caps");
    row("gpt-oss", "rope.freq_base", -1.0, "RoPE");
}

void TestArchitectures::refuses()
{
    QFETCH(QString, model);
    QFETCH(QString, key);
    QFETCH(double, value);
    QFETCH(QString, expected);
    const auto& models = tests::randomModels();
    const auto found =
        std::find_if(models.begin(), models.end(), [&](const tests::RandomModel& each) {
            return each.name == model.toStdString();
        });
    QVERIFY(found != models.end());
    tests::GgufBuilder builder = tests::ggufOf(*found, DType::F32);
    const MetaValue number =
        value > 0 ? MetaValue(static_cast<std::int64_t>(value)) : MetaValue(value);
    builder.set(found->ggufName + "." + key.toStdString(), number);
    const std::filesystem::path path = m_folder.filePath("broken.gguf").toStdString();
    QVERIFY(tests::writeFile(path, builder.build()));
    const auto loaded = tests::LoadedModel::open(path, m_team, kTokens, DType::F32);
    QVERIFY(!loaded.has_value());
    QVERIFY2(loaded.error().message.find(expected.toStdString()) != std::string::npos,
             loaded.error().message.c_str());
}

void TestArchitectures::namesKnownArchitectures()
{
    tests::GgufBuilder builder = tests::ggufOf(tests::randomModels().front(), DType::F32);
    builder.set("general.architecture", std::string("mamba"));
    const std::filesystem::path path = m_folder.filePath("unknown.gguf").toStdString();
    QVERIFY(tests::writeFile(path, builder.build()));
    const auto loaded = tests::LoadedModel::open(path, m_team, kTokens, DType::F32);
    QVERIFY(!loaded.has_value());
    QCOMPARE(loaded.error().code, ErrorCode::Unsupported);
    for (const char* name : {"mamba", "llama", "qwen3moe", "gemma3", "phi3", "olmo2", "gpt-oss"})
        QVERIFY2(loaded.error().message.find(name) != std::string::npos,
                 loaded.error().message.c_str());
}

QTEST_APPLESS_MAIN(TestArchitectures)
#include "tst_architectures.moc"
