// Hugging Face folders made smaller: the copy on disk, the tokenizer it needs to stand alone, and
// what a model answers then.
#include "core/engine/gguf_tokenizer_writer.h"
#include "core/engine/loaded_model.h"
#include "core/formats/hugging_face.h"
#include "core/model/quantize_model.h"
#include "core/model/read_hyperparameters.h"
#include "core/threads/worker_team.h"
#include "core/tokenizer/byte_level.h"
#include "tests/support/random_model.h"
#include "tests/support/test_paths.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace core;

namespace {

const tests::RandomModel& someLlama()
{
    for (const tests::RandomModel& model : tests::randomModels())
        if (model.ggufName == "llama")
            return model;
    qFatal("there is no llama among the random models");
}

// One token for each byte and two merges, cut as the pattern says.
nlohmann::json byteTokenizer(const char* pattern)
{
    nlohmann::json vocabulary = nlohmann::json::object();
    for (int byte = 0; byte < 256; ++byte)
        vocabulary[byteLevelCharacter(static_cast<unsigned char>(byte))] = byte;
    vocabulary["th"] = 256;
    vocabulary["the"] = 257;
    nlohmann::json json = nlohmann::json::parse(R"({
        "added_tokens": [{"id": 258, "content": "<|end|>", "special": true}],
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": ""}, "behavior": "Isolated"},
            {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}]},
        "decoder": {"type": "ByteLevel"},
        "model": {"type": "BPE", "merges": ["t h", "th e"]}})");
    json["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = pattern;
    json["model"]["vocab"] = vocabulary;
    return json;
}

constexpr std::size_t kBytesOfOthers = 1000;

using Ids = std::vector<TokenId>;

constexpr char kLlama3[] =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

} // namespace

class TestQuantisedCopy : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir(m_folder->path()).mkdir("model"));
        QVERIFY(tests::writeHuggingFace(someLlama(), path("model")));
    }

    void isMadeOnce()
    {
        const QStringList first = copiesAfterLoading(DType::Q8_0);
        QCOMPARE(first.size(), 1);
        const auto file = openHuggingFace(path("model"));
        bool written = false;
        QVERIFY(quantisedCopy(**file,
                              {DType::Q8_0, path("copies")},
                              m_team,
                              [&written](double) { written = true; },
                              {}));
        QVERIFY(!written);
        QCOMPARE(copies(), first);
    }

    void whatIsOfNoUseGoes()
    {
        const QStringList current = copiesAfterLoading(DType::Q8_0);
        QCOMPARE(current.size(), 1);
        const QString stem = current[0].left(current[0].lastIndexOf('-') + 1);
        const auto now = std::filesystem::file_time_type::clock::now();
        addFile(stem + "0.0.0.gguf", now);
        addFile(stem + "0.0.0.gguf.1.part", now - std::chrono::hours(2));
        addFile("being written.gguf.2.part", now);
        addFile("of another model.gguf", now);
        std::filesystem::remove(path("copies") / current[0].toStdString());
        QCOMPARE(copiesAfterLoading(DType::Q8_0),
                 QStringList({current[0], "being written.gguf.2.part", "of another model.gguf"}));
    }

    void theOldestGoWhereRoomIsShort()
    {
        std::filesystem::create_directory(path("copies"));
        const auto now = std::filesystem::file_time_type::clock::now();
        addFile("used before.gguf", now - std::chrono::hours(9));
        addFile("used last.gguf", now - std::chrono::hours(1));
        addFile("used first.gguf", now - std::chrono::hours(99));
        const QStringList first = copiesAfterLoading(DType::Q8_0);
        QCOMPARE(first.size(), 4);
        const auto size = std::filesystem::file_size(path("copies") / first[0].toStdString());
        std::filesystem::remove(path("copies") / first[0].toStdString());
        QCOMPARE(copiesAfterLoading(DType::Q8_0, "model", size + kBytesOfOthers),
                 QStringList({first[0], "used last.gguf"}));
        // What was just written stays, however little the room.
        QCOMPARE(copiesAfterLoading(DType::Q4_0, "model", 1).size(), 1);
    }

    void isKeyedByContent()
    {
        QCOMPARE(copiesAfterLoading(DType::Q8_0).size(), 1);
        QVERIFY(QDir(m_folder->path()).rename("model", "renamed"));
        QVERIFY(QDir().mkdir(m_folder->filePath("model")));
        tests::RandomModel other = someLlama();
        other.tensors.at("model.norm.weight").values[3] += 1.0F;
        QVERIFY(tests::writeHuggingFace(other, path("model")));
        QCOMPARE(copiesAfterLoading(DType::Q8_0).size(), 2);
        QCOMPARE(copiesAfterLoading(DType::Q8_0, "renamed").size(), 2);
        QCOMPARE(copiesAfterLoading(DType::Q4_0).size(), 3);
    }

    void isMadeAnewWhereItIsDamaged()
    {
        const QStringList copies = copiesAfterLoading(DType::Q8_0);
        const std::filesystem::path copy = path("copies") / copies[0].toStdString();
        const auto size = std::filesystem::file_size(copy);
        std::filesystem::resize_file(copy, size / 2);
        QCOMPARE(copiesAfterLoading(DType::Q8_0), copies);
        QCOMPARE(std::filesystem::file_size(copy), size);
    }

    void cancelledLeavesNothing()
    {
        std::stop_source source;
        source.request_stop();
        const auto file = openHuggingFace(path("model"));
        const auto copy =
            quantisedCopy(**file, {DType::Q8_0, path("copies")}, m_team, {}, source.get_token());
        QVERIFY(!copy);
        QCOMPARE(copy.error().code, ErrorCode::Cancelled);
        QVERIFY(QDir(m_folder->filePath("copies")).isEmpty());
    }

    void namesOfTypes()
    {
        QCOMPARE(loadTypeNamed("q4_k"), std::optional(DType::Q4_K));
        QCOMPARE(loadTypeNamed("Q8_0"), std::optional(DType::Q8_0));
        QVERIFY(!loadTypeNamed("F16"));
        QVERIFY(!loadTypeNamed("q4_"));
        QVERIFY(!loadTypeNamed("q4_k_m"));
        QVERIFY(!loadTypeNamed(""));
    }

    void tokenizerIsNamedByWhatItCuts_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        QTest::addColumn<std::string>("name"); // empty: none cuts so
        // The same words in another spelling.
        QTest::newRow("llama 3") << QByteArray(kLlama3) << std::string("dbrx");
        QTest::newRow("qwen 2") << QByteArray(kLlama3).replace("{1,3}", "")
                                << std::string("stablelm2");
        QTest::newRow("none") << QByteArray(R"(\p{L})") << std::string();
    }
    void tokenizerIsNamedByWhatItCuts()
    {
        QFETCH(QByteArray, pattern);
        QFETCH(std::string, name);
        writeTokenizer(byteTokenizer(pattern.constData()));
        const auto file = openHuggingFace(path("model"));
        const auto metadata = ggufTokenizerMetadata(**file, 300);
        if (name.empty()) {
            QVERIFY(!metadata);
            QCOMPARE(metadata.error().code, ErrorCode::Unsupported);
            return;
        }
        QVERIFY2(metadata.has_value(), metadata ? "" : metadata.error().message.c_str());
        QCOMPARE(std::get<std::string>(metadata->at("tokenizer.ggml.pre")), name);
        QCOMPARE(std::get<std::vector<std::string>>(metadata->at("tokenizer.ggml.tokens")).size(),
                 std::size_t{300});
    }

    void endsOfGenerationAreKept_data()
    {
        QTest::addColumn<QByteArray>("ids"); // of generation_config.json
        QTest::addColumn<Ids>("written");    // empty: GGUF cannot say them
        QTest::newRow("one") << QByteArray("[1]") << Ids{1};
        QTest::newRow("three, one twice") << QByteArray("[1, 2, 3, 2]") << Ids{1, 2, 3};
        QTest::newRow("four") << QByteArray("[1, 2, 3, 4]") << Ids();
        QTest::newRow("four, one of them well known")
            << QByteArray("[1, 2, 3, 258]") << Ids{1, 2, 3};
    }
    void endsOfGenerationAreKept()
    {
        QFETCH(QByteArray, ids);
        QFETCH(Ids, written);
        writeTokenizer(byteTokenizer(kLlama3));
        std::ofstream(path("model") / "generation_config.json")
            << R"({"eos_token_id": )" << ids.constData() << '}';
        const auto file = openHuggingFace(path("model"));
        const auto metadata = ggufTokenizerMetadata(**file, 300);
        QCOMPARE(metadata.has_value(), !written.empty());
        if (!metadata) {
            QCOMPARE(metadata.error().code, ErrorCode::Unsupported);
            return;
        }
        Ids found;
        for (const char* key : {"eos_token_id", "eot_token_id", "eom_token_id"})
            if (const auto id = metadata->find(std::string("tokenizer.ggml.") + key);
                id != metadata->end())
                found.push_back(TokenId(std::get<std::int64_t>(id->second)));
        QCOMPARE(found, written);
    }

    // Tokens, text and answers of a folder are those of the file it was written as.
    void storyAnswersAlike()
    {
        const std::filesystem::path story = tests::sharedPath("models/story");
        if (story.empty())
            QSKIP("this model is not at hand (FIRESIDE_TEST_DATA names the folder above "
                  "models/story)");
        const auto file = openHuggingFace(story);
        const auto hp = readHyperparameters(**file);
        const auto tokenizer = ggufTokenizerMetadata(**file, hp->vocabSize);
        QVERIFY2(tokenizer.has_value(), tokenizer ? "" : tokenizer.error().message.c_str());
        const Status written =
            quantizeModel(**file, DType::F32, path("story.gguf"), m_team, {}, {}, *tokenizer);
        QVERIFY2(written.has_value(), written ? "" : written.error().message.c_str());
        const auto folder = LoadedModel::load(story, m_team);
        const auto alone = LoadedModel::load(path("story.gguf"), m_team);
        QVERIFY2(alone.has_value(), alone ? "" : alone.error().message.c_str());
        for (const char* text : {"Once upon a time", " two  spaces\nand é 你好", ""})
            QCOMPARE((*alone)->tokenizer->encode(text, {}), (*folder)->tokenizer->encode(text, {}));
        QCOMPARE((*alone)->tokenizer->eos(), (*folder)->tokenizer->eos());

        const auto smaller =
            LoadedModel::load(story, m_team, {}, {}, QuantiseOnLoad{DType::Q8_0, path("copies")});
        QVERIFY2(smaller.has_value(), smaller ? "" : smaller.error().message.c_str());
        QCOMPARE((*smaller)->info.quantisation, std::string("Q8_0"));
        QCOMPARE((*smaller)->info.name, (*folder)->info.name);
        QCOMPARE((*smaller)->info.path, (*folder)->info.path);
    }

private:
    std::filesystem::path path(const char* name) const
    {
        return m_folder->filePath(QString::fromLatin1(name)).toStdString();
    }

    void writeTokenizer(const nlohmann::json& json) const
    {
        std::ofstream(path("model") / "tokenizer.json") << json.dump();
    }

    void addFile(const QString& name, std::filesystem::file_time_type used) const
    {
        const std::filesystem::path file = path("copies") / name.toStdString();
        std::ofstream(file) << std::string(kBytesOfOthers, 'x');
        std::filesystem::last_write_time(file, used);
    }

    QStringList copies() const
    {
        return QDir(m_folder->filePath("copies")).entryList(QDir::Files, QDir::Name);
    }

    // The names of the copies there are once the folder has been opened.
    QStringList
    copiesAfterLoading(DType dtype, const char* folder = "model", std::uint64_t maxBytes = 1U << 30)
    {
        const auto file = openHuggingFace(path(folder));
        const auto copy = quantisedCopy(**file, {dtype, path("copies"), maxBytes}, m_team, {}, {});
        if (!copy)
            qWarning("%s", copy.error().message.c_str());
        return copy ? copies() : QStringList();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    InlineTeam m_team;
};

QTEST_GUILESS_MAIN(TestQuantisedCopy)
#include "tst_quantised_copy.moc"
