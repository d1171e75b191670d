// What files may say of their tokenizers, and what they may not.
#include "core/engine/chat_template_source.h"
#include "core/engine/tokenizer_loader.h"
#include "core/formats/hugging_face_files.h"

#include <QTest>

#include <functional>

using namespace core;

namespace {

using Json = nlohmann::json;
using Metadata = std::map<std::string, MetaValue, std::less<>>;
using Integers = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;

class FakeModelFile : public ModelFile
{
public:
    explicit FakeModelFile(Metadata metadata)
        : ModelFile(Format::Gguf, "model.gguf")
    {
        m_metadata = std::move(metadata);
    }
    explicit FakeModelFile(HuggingFaceFiles files)
        : ModelFile(Format::HuggingFace, "folder")
    {
        m_huggingFace = std::make_unique<HuggingFaceFiles>(std::move(files));
    }
    bool damaged() const override { return false; }
};

Metadata gpt2()
{
    return {{"tokenizer.ggml.model", std::string("gpt2")},
            {"tokenizer.ggml.pre", std::string("gpt-2")},
            {"tokenizer.ggml.tokens", Texts{"<|im_end|>", "a", "b", "ab", "Ġ", "<|x|>"}},
            {"tokenizer.ggml.token_type", Integers{1, 1, 1, 1, 1, 3}},
            {"tokenizer.ggml.merges", Texts{"a b"}},
            {"tokenizer.ggml.eos_token_id", std::int64_t{5}}};
}

Metadata llama()
{
    return {{"tokenizer.ggml.model", std::string("llama")},
            {"tokenizer.ggml.tokens", Texts{"<unk>", "<s>", "</s>", "▁", "a"}},
            {"tokenizer.ggml.token_type", Integers{2, 3, 3, 1, 1}},
            {"tokenizer.ggml.scores", std::vector<double>{0, 0, 0, -1, -2}}};
}

HuggingFaceFiles folder()
{
    HuggingFaceFiles files;
    files.tokenizer = Json::parse(R"({
        "added_tokens": [{"id": 4, "content": "<|end|>", "special": true}],
        "normalizer": null,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            {"type": "Digits", "individual_digits": true},
            {"type": "ByteLevel", "add_prefix_space": false, "use_regex": true}]},
        "post_processor": {"type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "<|end|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
            "special_tokens": {"<|end|>": {"id": "<|end|>", "ids": [4], "tokens": ["<|end|>"]}}},
        "decoder": {"type": "ByteLevel"},
        "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2, "1": 3}, "merges": [["a", "b"]]}})");
    files.tokenizerConfig =
        Json::parse(R"({"bos_token": {"content": "<|end|>"}, "eos_token": "ab"})");
    files.generationConfig = Json::parse(R"({"eos_token_id": [3, 1]})");
    return files;
}

Result<std::unique_ptr<Tokenizer>> load(Metadata metadata)
{
    return loadTokenizer(FakeModelFile(std::move(metadata)));
}

} // namespace

using ChangeMetadata = std::function<void(Metadata&)>;
using ChangeFolder = std::function<void(HuggingFaceFiles&)>;
Q_DECLARE_METATYPE(ChangeMetadata)
Q_DECLARE_METATYPE(ChangeFolder)

class TestTokenizerLoader : public QObject
{
    Q_OBJECT

private slots:
    void readsGpt2()
    {
        const auto tokenizer = load(gpt2());
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
        QCOMPARE((*tokenizer)->encode("ab b<|x|>", {}), (std::vector<TokenId>{3, 4, 2, 5}));
        QVERIFY(!(*tokenizer)->addsBos());
        QVERIFY((*tokenizer)->endsGeneration(5)); // eos
        QVERIFY((*tokenizer)->endsGeneration(0)); // known by its text, and then a control token
        QVERIFY((*tokenizer)->isControl(0));
    }

    // "e" with a combining accent is the one letter "é" to Qwen, and remains two to GPT-2.
    void normalizesAsTheModelDoes_data()
    {
        QTest::addColumn<std::string>("preTokenizer");
        QTest::addColumn<std::vector<TokenId>>("expected");
        QTest::newRow("qwen2") << std::string("qwen2") << std::vector<TokenId>{3};
        QTest::newRow("gpt-2") << std::string("gpt-2") << std::vector<TokenId>{4, 5};
    }
    void normalizesAsTheModelDoes()
    {
        QFETCH(std::string, preTokenizer);
        QFETCH(std::vector<TokenId>, expected);
        Metadata metadata = gpt2();
        metadata["tokenizer.ggml.pre"] = preTokenizer;
        metadata["tokenizer.ggml.tokens"] =
            Texts{"<|im_end|>", "Ã", "©", "Ã©", "e", "Ìģ", "Ì", "ģ"};
        metadata["tokenizer.ggml.token_type"] = Integers{3, 1, 1, 1, 1, 1, 1, 1};
        metadata["tokenizer.ggml.merges"] = Texts{"Ã ©", "Ì ģ"};
        metadata["tokenizer.ggml.eos_token_id"] = std::int64_t{0};
        const auto tokenizer = load(metadata);
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
        QCOMPARE((*tokenizer)->encode("e\u0301", {}), expected);
    }

    // BERT's: words and their continuations, small letters without accents, Chinese characters
    // apart.
    void readsBert()
    {
        const Metadata metadata = {
            {"tokenizer.ggml.model", std::string("bert")},
            {"tokenizer.ggml.tokens",
             Texts{"[UNK]", "[CLS]", "[SEP]", "▁hel", "lo", "▁,", "▁中", "▁h", "▁文"}},
            {"tokenizer.ggml.token_type", Integers{2, 3, 3, 1, 1, 1, 1, 1, 1}},
            {"tokenizer.ggml.unknown_token_id", std::int64_t{0}},
            {"tokenizer.ggml.cls_token_id", std::int64_t{1}},
            {"tokenizer.ggml.seperator_token_id", std::int64_t{2}}};
        const auto tokenizer = load(metadata);
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
        QCOMPARE((*tokenizer)->encode("H\u00c9LLO,\n中文 hex", {}),
                 (std::vector<TokenId>{1, 3, 4, 5, 6, 8, 0, 2}));
        QCOMPARE((*tokenizer)->encode("", {}), (std::vector<TokenId>{1, 2}));
        const std::vector<TokenId> ids = {3, 4, 7};
        QCOMPARE((*tokenizer)->decode(ids, false), std::string("hello h"));
    }

    void readsLlama()
    {
        const auto tokenizer = load(llama());
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
        QCOMPARE((*tokenizer)->encode("a</s>", {}), (std::vector<TokenId>{1, 3, 4, 2}));
        QVERIFY((*tokenizer)->addsBos());
        Metadata plain = llama();
        plain["tokenizer.ggml.add_bos_token"] = false;
        plain["tokenizer.ggml.add_space_prefix"] = false;
        QCOMPARE((*load(plain))->encode("a", {}), (std::vector<TokenId>{4}));
    }

    // Files of Gemma 3 call them user defined, which is a type for texts that are shown.
    void marksOfPicturesAreNotShown()
    {
        Metadata metadata = llama();
        metadata["tokenizer.ggml.tokens"] =
            Texts{"<unk>", "<s>", "</s>", "▁", "a", "<start_of_image>", "<table>"};
        metadata["tokenizer.ggml.token_type"] = Integers{2, 3, 3, 1, 1, 4, 4};
        metadata["tokenizer.ggml.scores"] = std::vector<double>{0, 0, 0, -1, -2, 0, 0};
        const auto tokenizer = load(metadata);
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
        const std::vector<TokenId> ids = {4, 5, 6};
        QCOMPARE((*tokenizer)->decode(ids, false), std::string("a<table>"));
        QCOMPARE((*tokenizer)->encode("<start_of_image>", {}), (std::vector<TokenId>{1, 5}));
        const EncodeOptions asText = {.addBos = false, .parseSpecial = false};
        QVERIFY((*tokenizer)->encode("<start_of_image>", asText) != std::vector<TokenId>{5});
    }

    void readsFolder()
    {
        const auto tokenizer = loadTokenizer(FakeModelFile(folder()));
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
        QCOMPARE((*tokenizer)->encode("ab11", {}), (std::vector<TokenId>{4, 2, 3, 3}));
        QCOMPARE((*tokenizer)->bos(), 4);
        QCOMPARE((*tokenizer)->eos(), 2);
        for (const TokenId end : {1, 2, 3, 4})
            QVERIFY((*tokenizer)->endsGeneration(end));
        QVERIFY(!(*tokenizer)->endsGeneration(0));
    }

    void readsUnigramOfGguf()
    {
        Metadata metadata = llama();
        metadata["tokenizer.ggml.model"] = std::string("t5");
        metadata["tokenizer.ggml.tokens"] = Texts{"<pad>", "</s>", "<unk>", "▁", "a", "▁a"};
        metadata["tokenizer.ggml.token_type"] = Integers{3, 3, 2, 1, 1, 1};
        metadata["tokenizer.ggml.scores"] = std::vector<double>{0, 0, 0, -1, -2, -2.5};
        metadata["tokenizer.ggml.unknown_token_id"] = std::int64_t{2};
        metadata["tokenizer.ggml.eos_token_id"] = std::int64_t{1};
        metadata["tokenizer.ggml.add_eos_token"] = true;
        const auto tokenizer = load(metadata);
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
        QCOMPARE((*tokenizer)->encode("a  aa", {}), (std::vector<TokenId>{5, 5, 4, 1}));
        QCOMPARE((*tokenizer)->decode(std::vector<TokenId>{5, 5, 4}, false), std::string("a aa"));
        metadata["tokenizer.ggml.precompiled_charsmap"] = Integers{1, 2, 3};
        QVERIFY(!load(metadata));
    }

    // The parts as T5's and XLM-R's files have them.
    void readsUnigramOfFolder_data()
    {
        QTest::addColumn<QByteArray>("normalizer");
        QTest::addColumn<QByteArray>("preTokenizer");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<std::vector<TokenId>>("expected");
        const QByteArray metaspace =
            R"({"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"})";
        const QByteArray words = R"({"type": "Sequence", "pretokenizers": [
            {"type": "WhitespaceSplit"}, )" +
                                 metaspace + "]}";
        const QByteArray t5 = R"({"type": "Sequence", "normalizers": [
            {"type": "Strip", "strip_left": false, "strip_right": true},
            {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "▁"}]})";
        QTest::newRow("metaspace") << QByteArray("null") << metaspace << QByteArray("a aé")
                                   << std::vector<TokenId>{3, 3, 0};
        QTest::newRow("spaces joined")
            << t5 << metaspace << QByteArray("a   a \n ") << std::vector<TokenId>{3, 3};
        QTest::newRow("words") << QByteArray("null") << words << QByteArray("  a \n aa\t")
                               << std::vector<TokenId>{3, 3, 2};
    }
    void readsUnigramOfFolder()
    {
        QFETCH(QByteArray, normalizer);
        QFETCH(QByteArray, preTokenizer);
        QFETCH(QByteArray, text);
        QFETCH(std::vector<TokenId>, expected);
        HuggingFaceFiles files;
        files.tokenizer = Json::parse(R"({"model": {"type": "Unigram", "unk_id": 0, "vocab": [
            ["<unk>", 0], ["▁", -1], ["a", -2], ["▁a", -2.5]]}})");
        files.tokenizer["normalizer"] = Json::parse(normalizer.toStdString());
        files.tokenizer["pre_tokenizer"] = Json::parse(preTokenizer.toStdString());
        const auto tokenizer = loadTokenizer(FakeModelFile(std::move(files)));
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
        QCOMPARE((*tokenizer)->encode(text.toStdString(), {}), expected);
    }

    void refusesUnigram_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::newRow("no list") << QByteArray(R"({"unk_id": 0, "vocab": {"a": 1}})");
        QTest::newRow("empty") << QByteArray(R"({"unk_id": 0, "vocab": []})");
        QTest::newRow("no score") << QByteArray(R"({"unk_id": 0, "vocab": [["a"]]})");
        QTest::newRow("score is a text") << QByteArray(R"({"unk_id": 0, "vocab": [["a", "b"]]})");
        QTest::newRow("unknown one beyond") << QByteArray(R"({"unk_id": 1, "vocab": [["a", 0]]})");
        QTest::newRow("no unknown one") << QByteArray(R"({"vocab": [["a", 0]]})");
    }
    void refusesUnigram()
    {
        QFETCH(QByteArray, model);
        HuggingFaceFiles files;
        files.tokenizer["model"] = Json::parse(model.toStdString());
        files.tokenizer["model"]["type"] = "Unigram";
        const auto tokenizer = loadTokenizer(FakeModelFile(std::move(files)));
        QVERIFY(!tokenizer);
        QCOMPARE(tokenizer.error().code, ErrorCode::Malformed);
    }

    void refusesGguf_data()
    {
        QTest::addColumn<ChangeMetadata>("change");
        QTest::addColumn<ErrorCode>("code");
        const auto set = [](const char* name,
                            const char* key,
                            const MetaValue& value,
                            ErrorCode code = ErrorCode::Malformed) {
            QTest::newRow(name) << ChangeMetadata([=](Metadata& m) {
                m[std::string("tokenizer.ggml.") + key] = value;
            }) << code;
        };
        set("unknown kind", "model", std::string("rwkv"), ErrorCode::Unsupported);
        set("unknown pre-tokenizer", "pre", std::string("nobody"), ErrorCode::Unsupported);
        set("tokens of another type", "tokens", Integers{1});
        set("types of another type", "token_type", Texts{"x"});
        set("types too short", "token_type", Integers{1});
        set("type out of range", "token_type", Integers{1, 1, 1, 1, 1, 7});
        set("byte token that is none", "token_type", Integers{1, 6, 1, 1, 1, 3});
        set("eos negative", "eos_token_id", std::int64_t{-1});
        set("eos 2^31", "eos_token_id", std::int64_t{1} << 31);
        set("bos beyond", "bos_token_id", std::int64_t{6});
        set("eot is a text", "eot_token_id", std::string("x"));
        set("flag is a number", "add_bos_token", std::int64_t{1});
        set("merge without space", "merges", Texts{"ab"});
        set("merge of an empty token", "merges", Texts{"a "});
        set("empty merge", "merges", Texts{""});
        set("merge of unknown tokens", "merges", Texts{"a z"});
        QTest::newRow("no tokenizer")
            << ChangeMetadata([](Metadata& m) { m.clear(); }) << ErrorCode::Unsupported;
    }
    void refusesGguf()
    {
        QFETCH(ChangeMetadata, change);
        QFETCH(ErrorCode, code);
        Metadata metadata = gpt2();
        change(metadata);
        const auto tokenizer = load(metadata);
        QVERIFY(!tokenizer);
        QCOMPARE(tokenizer.error().code, code);
        QVERIFY(tokenizer.error().message.starts_with("model.gguf: "));
    }

    void acceptsDuplicatesAndEmptyTokens()
    {
        Metadata metadata = gpt2();
        metadata["tokenizer.ggml.tokens"] = Texts{"a", "a", "b", "ab", "ab", ""};
        metadata["tokenizer.ggml.eos_token_id"] = std::int64_t{0};
        const auto tokenizer = load(metadata);
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
        QCOMPARE((*tokenizer)->encode("aba", {}), (std::vector<TokenId>{3, 0}));
    }

    void refusesFolder_data()
    {
        QTest::addColumn<ChangeFolder>("change");
        QTest::addColumn<ErrorCode>("code");
        const auto set = [](const char* name,
                            const char* path,
                            const char* value,
                            ErrorCode code = ErrorCode::Malformed) {
            QTest::newRow(name) << ChangeFolder([=](HuggingFaceFiles& files) {
                files.tokenizer[Json::json_pointer(path)] = Json::parse(value);
            }) << code;
        };
        set("no vocabulary", "/model/vocab", "[]");
        set("id too large", "/model/vocab/a", "999999999");
        set("id negative", "/model/vocab/a", "-1");
        set("id is a text", "/model/vocab/a", "\"0\"");
        set("one id twice", "/model/vocab/a", "1");
        set("merge of one", "/model/merges/0", "\"ab\"");
        set("merge of unknown tokens", "/model/merges/0", "\"a z\"");
        set("merges missing", "/model/merges", "null");
        set("another model", "/model/type", "\"WordPiece\"", ErrorCode::Unsupported);
        set("unknown token missing", "/model/unk_token", "\"<unk>\"");
        set("added token without text", "/added_tokens/0/content", "\"\"");
        set("added token's id", "/added_tokens/0/id", "999999999");
        set("added token's id taken", "/added_tokens/0/id", "1");
        set("frame without ids", "/post_processor/special_tokens", "{}");
        set("frame beyond", "/post_processor/special_tokens/<|end|>/ids/0", "77");
        set("unknown normalizer", "/normalizer", R"({"type": "Nmt"})", ErrorCode::Unsupported);
        set("unknown pre-tokenizer", "/pre_tokenizer", R"({"type": "X"})", ErrorCode::Unsupported);
        set("pattern that can explode",
            "/pre_tokenizer",
            R"({"type": "Split", "pattern": {"Regex": "(a+)+$"}, "behavior": "Isolated"})",
            ErrorCode::Unsupported);
        QTest::newRow("no files") << ChangeFolder([](HuggingFaceFiles& files) { files = {}; })
                                  << ErrorCode::NotFound;
        QTest::newRow("tokenizer.model is noise") << ChangeFolder([](HuggingFaceFiles& files) {
            files.tokenizer = nullptr;
            files.sentencePieceModel = "noise";
        }) << ErrorCode::Malformed;
        QTest::newRow("eos beyond") << ChangeFolder([](HuggingFaceFiles& files) {
            files.generationConfig["eos_token_id"] = 5;
        }) << ErrorCode::Malformed;
    }
    void refusesFolder()
    {
        QFETCH(ChangeFolder, change);
        QFETCH(ErrorCode, code);
        HuggingFaceFiles files = folder();
        change(files);
        const auto tokenizer = loadTokenizer(FakeModelFile(std::move(files)));
        QVERIFY(!tokenizer);
        QCOMPARE(tokenizer.error().code, code);
    }

    void chatTemplates()
    {
        QCOMPARE(chatTemplateSource(
                     FakeModelFile(Metadata{{"tokenizer.chat_template", std::string("T")}})),
                 std::string("T"));
        QCOMPARE(chatTemplateSource(FakeModelFile(gpt2())), std::string());
        HuggingFaceFiles files = folder();
        files.tokenizerConfig["chat_template"] = "from the configuration";
        QCOMPARE(chatTemplateSource(FakeModelFile(files)), std::string("from the configuration"));
        files.tokenizerConfig["chat_template"] = Json::parse(
            R"([7, {"name": "tool_use", "template": "x"}, {"name": "default", "template": "y"}])");
        QCOMPARE(chatTemplateSource(FakeModelFile(files)), std::string("y"));
        files.chatTemplate = "from its own file";
        QCOMPARE(chatTemplateSource(FakeModelFile(files)), std::string("from its own file"));
        files = {};
        QCOMPARE(chatTemplateSource(FakeModelFile(files)), std::string());
    }
};

QTEST_GUILESS_MAIN(TestTokenizerLoader)
#include "tst_tokenizer_loader.moc"
