// Hugging Face folders: what is read, and what is refused (S24 of the project's list of malformed
// inputs).
#include "core/formats/hugging_face_files.h"
#include "core/formats/open_model_file.h"
#include "core/tensor/dequantize.h"
#include "tests/support/cpu_time.h"
#include "tests/support/gguf_builder.h"
#include "tests/support/safetensors_builder.h"
#include "tests/support/test_paths.h"

#include <QTemporaryDir>
#include <QTest>

namespace fs = std::filesystem;
using Files = std::vector<std::pair<std::string, std::string>>;

class HuggingFaceTest : public QObject
{
    Q_OBJECT

private slots:
    void oneFile();
    void shards();
    void totalSizeIsNoted();
    void refuses_data();
    void refuses();
    void weightsAloneAreExplained();
    void storyModel();

private:
    // A fresh folder with these files.
    fs::path folderOf(const Files& files)
    {
        const fs::path folder = fs::path(m_root.path().toStdString()) / std::to_string(m_count++);
        fs::create_directory(folder);
        for (const auto& [name, contents] : files)
            if (!tests::writeFile(folder / name, contents))
                return {};
        return folder;
    }

    QTemporaryDir m_root;
    int m_count = 0;
};

namespace {

const std::string kConfig = R"({"model_type":"llama"})";

std::string indexOf(const std::string& weightMap, const std::string& totalSize = "32")
{
    return R"({"metadata":{"total_size":)" + totalSize + R"(},"weight_map":)" + weightMap + "}";
}

Files sharded(const std::string& index)
{
    return {{"config.json", kConfig},
            {"model.safetensors.index.json", index},
            {"m-1.safetensors", tests::safetensorsOf({"a"})},
            {"m-2.safetensors", tests::safetensorsOf({"b"})}};
}

} // namespace

void HuggingFaceTest::oneFile()
{
    const auto model = core::openModelFile(folderOf(
        {{"config.json", kConfig},
         {"model.safetensors", tests::safetensorsOf({"a", "b"})},
         {"generation_config.json", R"({"eos_token_id":2})"},
         {"tokenizer_config.json", R"({"model_max_length":1000000000000000019884624838656})"},
         {"tokenizer.json", R"({"version":"1.0"})"},
         {"tokenizer.model", std::string("\0proto", 6)},
         {"chat_template.jinja", "{{ x }}"}}));
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    QCOMPARE((*model)->format(), core::ModelFile::Format::HuggingFace);
    QVERIFY((*model)->metadata().empty());
    QVERIFY((*model)->tensor("b") != nullptr);
    QVERIFY(!(*model)->damaged());
    const core::HuggingFaceFiles& files = *(*model)->huggingFace();
    QCOMPARE(files.config.at("model_type").get<std::string>(), std::string("llama"));
    QCOMPARE(files.generationConfig.at("eos_token_id").get<int>(), 2);
    QCOMPARE(files.tokenizerConfig.at("model_max_length").get<double>(), 1e30);
    QCOMPARE(files.tokenizer.at("version").get<std::string>(), std::string("1.0"));
    QCOMPARE(files.sentencePieceModel.size(), std::size_t{6});
    QCOMPARE(files.chatTemplate, std::string("{{ x }}"));

    const auto bare = core::openModelFile(
        folderOf({{"config.json", kConfig}, {"model.safetensors", tests::safetensorsOf({"a"})}}));
    QVERIFY(bare);
    QVERIFY((*bare)->huggingFace()->tokenizer.is_null());
    QVERIFY((*bare)->huggingFace()->chatTemplate.empty());
}

void HuggingFaceTest::shards()
{
    const auto model = core::openModelFile(
        folderOf(sharded(indexOf(R"({"a":"m-1.safetensors","b":"m-2.safetensors"})"))));
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    QVERIFY((*model)->tensor("a") != nullptr);
    QVERIFY((*model)->tensor("b") != nullptr);
    QVERIFY((*model)->notes().empty());
}

void HuggingFaceTest::totalSizeIsNoted()
{
    const auto model = core::openModelFile(
        folderOf(sharded(indexOf(R"({"a":"m-1.safetensors","b":"m-2.safetensors"})", "31"))));
    QVERIFY(model);
    QCOMPARE((*model)->notes().size(), std::size_t{1});
    QVERIFY((*model)->notes()[0].ends_with("expected a total size of 31 bytes, found 32"));
}

void HuggingFaceTest::refuses_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("fragment");
    const auto row = [this](const char* name, const Files& files, const char* fragment) {
        QTest::newRow(name) << QString::fromStdString(folderOf(files).string()) << fragment;
    };
    const std::string weights = tests::safetensorsOf({"a"});
    const auto configured = [&](const std::string& config) {
        return Files{{"config.json", config}, {"model.safetensors", weights}};
    };
    row("empty folder", {}, "holds no config.json");
    row("no weights", {{"config.json", kConfig}}, "holds neither model.safetensors nor");
    row("pickled weights", {{"config.json", kConfig}, {"pytorch_model.bin", "x"}}, "can run code");
    row("config not JSON", configured("hello"), "config.json: expected JSON");
    row("config empty", configured(""), "config.json: expected JSON");
    row("config a list", configured("[]"), "expected a JSON object, found array");
    row("config NaN", configured(R"({"rms_norm_eps":NaN})"), "expected JSON");
    row("config of 10 MiB", configured(std::string(10 << 20, ' ') + "{}"), "too large");
    row("config 100,000 deep",
        configured(R"({"a":)" + std::string(100000, '[')),
        "at most 64 levels deep");
    row("config with NUL", configured(std::string("{}\0{}", 5)), "byte of value 0 at byte 2");
    row("tokenizer not JSON",
        {{"config.json", kConfig}, {"model.safetensors", weights}, {"tokenizer.json", "{"}},
        "tokenizer.json: expected JSON");
    row("template of 4 MiB",
        {{"config.json", kConfig},
         {"model.safetensors", weights},
         {"chat_template.jinja", std::string(4 << 20, 'x')}},
        "chat_template.jinja is too large");
    row("weights cut short",
        {{"config.json", kConfig}, {"model.safetensors", weights.substr(0, weights.size() - 1)}},
        "model.safetensors: the file is shorter than it says");

    row("S24 shard missing",
        sharded(indexOf(R"({"a":"m-1.safetensors","b":"m-3.safetensors"})")),
        "m-3.safetensors is missing");
    row("S24 parent folder",
        sharded(indexOf(R"({"a":"../x.safetensors"})")),
        "\"a\" to name a .safetensors file of this folder, found \"../x.safetensors\"");
    row("S24 absolute path",
        sharded(indexOf(R"({"a":"/etc/x.safetensors"})")),
        "found \"/etc/x.safetensors\"");
    row("S24 drive letter", sharded(indexOf(R"({"a":"C:x.safetensors"})")), "of this folder");
    row("S24 backslash", sharded(indexOf(R"({"a":"..\\x.safetensors"})")), "of this folder");
    row("S24 NUL in the name",
        sharded(indexOf(R"({"a":"x\u0000.safetensors"})")),
        "of this folder");
    row("S24 not safetensors", sharded(indexOf(R"({"a":"config.json"})")), "of this folder");
    row("S24 number as a name", sharded(indexOf(R"({"a":7})")), "found number");
    row("S24 tensor in the wrong shard",
        sharded(indexOf(R"({"a":"m-2.safetensors","b":"m-2.safetensors"})")),
        "expected tensor \"a\"");
    row("S24 tensor nowhere",
        sharded(indexOf(R"({"a":"m-1.safetensors","c":"m-2.safetensors"})")),
        "expected tensor \"c\"");
    Files twice = sharded(indexOf(R"({"a":"m-1.safetensors","b":"m-2.safetensors"})"));
    twice[3].second = tests::safetensorsOf({"b", "a"});
    row("S24 tensor in two shards", twice, "tensor \"a\" is in both m-1.safetensors and");
    row("no weight map", sharded("{}"), "\"weight_map\"");
    row("empty weight map", sharded(indexOf("{}")), "\"weight_map\"");
    row("weight map a list", sharded(indexOf("[]")), "\"weight_map\"");
}

void HuggingFaceTest::refuses()
{
    QFETCH(QString, folder);
    QFETCH(QString, fragment);
    const tests::CpuTimer timer;
    const auto model = core::openModelFile(folder.toStdString());
    QVERIFY(timer.elapsedMs() < 1000);
    QVERIFY(!model);
    const QString message = QString::fromStdString(model.error().message);
    QVERIFY2(message.contains(fragment), qPrintable(message));
    QVERIFY(message.contains(folder) || message.startsWith("tensor"));
}

void HuggingFaceTest::weightsAloneAreExplained()
{
    const fs::path folder = folderOf({{"model.safetensors", tests::safetensorsOf({"a"})}});
    const auto model = core::openModelFile(folder / "model.safetensors");
    QVERIFY(!model);
    QVERIFY(model.error().message.find("choose the folder it lies in") != std::string::npos);
}

void HuggingFaceTest::storyModel()
{
    const fs::path story = tests::sharedPath("models/story");
    if (story.empty())
        QSKIP("the story model is not beside the checkout");
    const auto model = core::openModelFile(story);
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    const core::TensorInfo* const head = (*model)->tensor("lm_head.weight");
    const core::TensorInfo* const embedding = (*model)->tensor("model.embed_tokens.weight");
    QVERIFY(head != nullptr && embedding != nullptr);
    QCOMPARE(embedding->shape, (std::vector<std::size_t>{2048, 128}));
    QVERIFY(head->data.data() == embedding->data.data()); // stored once
    QVERIFY(!(*model)->huggingFace()->tokenizer.is_null());
}

QTEST_APPLESS_MAIN(HuggingFaceTest)
#include "tst_hugging_face.moc"
