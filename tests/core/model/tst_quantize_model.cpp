#include "core/formats/open_model_file.h"
#include "core/model/quantize_model.h"

#include "core/tensor/quantize.h"
#include "core/threads/worker_team.h"
#include "tests/support/loaded_model.h"
#include "tests/support/random_model.h"
#include "tests/support/relative_error.h"
#include "tests/support/tiny_llama.h"

#include <QTemporaryDir>
#include <QTest>

using namespace core;

Q_DECLARE_METATYPE(DType)

namespace {

const std::vector<TokenId> kPrompt = {72, 101, 108, 108, 111, 44, 32, 119};

} // namespace

class TestQuantizeModel : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(
            tests::writeFile(path("model.gguf"),
                             tests::tinyLlama({.modelDim = 256, .feedForwardDim = 256}).build()));
    }

    // The written file loads, and predicts what the original does as closely as its type allows.
    void answersAreClose_data()
    {
        QTest::addColumn<DType>("dtype");
        QTest::addColumn<double>("budget");
        QTest::newRow("F32") << DType::F32 << 0.0;
        QTest::newRow("F16") << DType::F16 << 0.002;
        QTest::newRow("Q8_0") << DType::Q8_0 << 0.03;
        QTest::newRow("Q6_K") << DType::Q6_K << 0.06;
        QTest::newRow("Q4_K") << DType::Q4_K << 0.25;
        QTest::newRow("Q4_0") << DType::Q4_0 << 0.3;
    }
    void answersAreClose()
    {
        QFETCH(DType, dtype);
        QFETCH(double, budget);
        const auto file = openModelFile(path("model.gguf"));
        QVERIFY(file);
        double last = 0;
        const Status written = quantizeModel(
            **file, dtype, path("small.gguf"), m_team, [&last](double done) { last = done; }, {});
        QVERIFY2(written, written ? "" : written.error().message.c_str());
        QCOMPARE(last, 1.0);

        const auto original = tests::LoadedModel::open(path("model.gguf"), m_team, 32, DType::F32);
        const auto small = tests::LoadedModel::open(path("small.gguf"), m_team, 32, DType::F32);
        QVERIFY2(small.has_value(), small ? "" : small.error().message.c_str());
        QCOMPARE((*small)->file().tensor("blk.0.attn_q.weight")->dtype, dtype);
        QCOMPARE((*small)->file().tensor("blk.0.attn_norm.weight")->dtype, DType::F32);
        const double error =
            tests::relativeError((*original)->logits(kPrompt, 8), (*small)->logits(kPrompt, 8));
        QVERIFY2(error <= budget, qPrintable(QString::number(error)));
    }

    void typesOfTensors()
    {
        const auto typeOf = [](const char* name, std::vector<std::size_t> shape, DType wanted) {
            return quantizedType(
                {.name = name, .dtype = DType::BF16, .shape = std::move(shape), .data = {}},
                wanted);
        };
        QCOMPARE(typeOf("blk.0.ffn_up.weight", {8, 512}, DType::Q4_K), DType::Q4_K);
        QCOMPARE(typeOf("blk.0.ffn_up_exps.weight", {4, 8, 512}, DType::Q4_K), DType::Q4_K);
        QCOMPARE(typeOf("blk.0.ffn_up.weight", {8, 96}, DType::Q4_K),
                 DType::Q8_0); // no whole block of 256
        QCOMPARE(typeOf("blk.0.ffn_up.weight", {8, 50}, DType::Q4_0), DType::F16);
        QCOMPARE(typeOf("token_embd.weight", {8, 512}, DType::Q4_0), DType::Q6_K);
        QCOMPARE(typeOf("output.weight", {8, 512}, DType::Q8_0), DType::Q8_0);
        QCOMPARE(typeOf("blk.0.attn_q.bias", {512}, DType::Q4_0), DType::BF16);
        QCOMPARE(typeOf("blk.0.ffn_gate_inp.weight", {8, 512}, DType::Q4_0), DType::BF16);
    }

    void theModelIsNotWrittenOverItself()
    {
        const auto file = openModelFile(path("model.gguf"));
        const Status written =
            quantizeModel(**file, DType::Q8_0, path("model.gguf"), m_team, {}, {});
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::InvalidArgument);
        QVERIFY(openModelFile(path("model.gguf")));
    }

    void norOverAnyOfItsParts()
    {
        tests::GgufBuilder first = tests::tinyLlama();
        first.set("split.no", std::int64_t{0}).set("split.count", std::int64_t{2});
        QVERIFY(tests::writeFile(path("m-00001-of-00002.gguf"), first.build()));
        tests::GgufBuilder second;
        second.set("split.no", std::int64_t{1}).set("split.count", std::int64_t{2});
        QVERIFY(tests::writeFile(path("m-00002-of-00002.gguf"), second.build()));
        const auto file = openModelFile(path("m-00001-of-00002.gguf"));
        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        std::filesystem::create_symlink("m-00002-of-00002.gguf", path("link.gguf"));
        for (const char* target : {"m-00001-of-00002.gguf", "m-00002-of-00002.gguf", "link.gguf"}) {
            const Status written = quantizeModel(**file, DType::Q8_0, path(target), m_team, {}, {});
            QVERIFY2(!written, target);
            QCOMPARE(written.error().code, ErrorCode::InvalidArgument);
        }
        QVERIFY(quantizeModel(**file, DType::Q8_0, path("model.gguf"), m_team, {}, {}));
    }

    void norOverAFileOfItsFolder()
    {
        const std::filesystem::path folder = path("folder");
        std::filesystem::create_directory(folder);
        QVERIFY(tests::writeHuggingFace(tests::randomModels().front(), folder));
        const auto file = openModelFile(folder);
        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        for (const char* name : {"model.safetensors", "config.json"}) {
            const Status written = quantizeModel(**file, DType::F32, folder / name, m_team, {}, {});
            QVERIFY2(!written, name);
            QCOMPARE(written.error().code, ErrorCode::InvalidArgument);
        }
        QVERIFY(openModelFile(folder));
        for (const char* time : {"first", "again"}) {
            const Status beside =
                quantizeModel(**file, DType::F32, folder / "small.gguf", m_team, {}, {});
            QVERIFY2(beside.has_value(), beside ? time : beside.error().message.c_str());
        }
    }

    void cancelledLeavesNothing()
    {
        const auto file = openModelFile(path("model.gguf"));
        std::stop_source source;
        source.request_stop();
        const Status written =
            quantizeModel(**file, DType::Q8_0, path("small.gguf"), m_team, {}, source.get_token());
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Cancelled);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{"model.gguf"});
    }

private:
    std::filesystem::path path(const char* name) const
    {
        return m_folder->filePath(QString::fromLatin1(name)).toStdString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    InlineTeam m_team;
};

QTEST_GUILESS_MAIN(TestQuantizeModel)
#include "tst_quantize_model.moc"
