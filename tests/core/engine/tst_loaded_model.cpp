// Models that cannot be used: each gives one clear error and nothing else.
#include "core/engine/loaded_model.h"
#include "core/threads/worker_team.h"
#include "tests/support/tiny_llama.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <functional>
#include <limits>
#include <optional>

using namespace core;
using tests::GgufBuilder;

using Damage = std::function<void(GgufBuilder&)>;
Q_DECLARE_METATYPE(Damage)

class TestLoadedModel : public QObject
{
    Q_OBJECT

private slots:
    void loadsEveryType_data();
    void loadsEveryType();
    void tellsTheQuantisation_data();
    void tellsTheQuantisation();
    void refuses_data();
    void refuses();
    void goesOnBehindTheAnswerSoFar();
    void goesOnInChannels_data();
    void goesOnInChannels();
    void survivesBrokenTemplate();
    void tellsTemplatesWithoutSystemMessages();
    void refusesToolsThatATemplateLeavesOut();
    void readsLongConversations();
    void saysWhoseFaultALimitIs();
    void stopsWhenAsked();

private:
    std::filesystem::path write(const GgufBuilder& builder);

    QTemporaryDir m_folder;
    InlineTeam m_team;
};

std::filesystem::path TestLoadedModel::write(const GgufBuilder& builder)
{
    const std::filesystem::path path = m_folder.filePath("model.gguf").toStdString();
    std::ofstream(path, std::ios::binary) << builder.build();
    return path;
}

void TestLoadedModel::loadsEveryType_data()
{
    QTest::addColumn<DType>("dtype");
    for (std::uint32_t number = 0; number < 64; ++number)
        if (const auto dtype = dtypeFromGguf(number))
            QTest::newRow(traits(*dtype).name.data()) << *dtype;
}

void TestLoadedModel::loadsEveryType()
{
    QFETCH(DType, dtype);
    const auto model = LoadedModel::load(
        write(tests::tinyLlama({.modelDim = 256, .feedForwardDim = 256, .matrixType = dtype})),
        m_team);
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    QCOMPARE((*model)->info.quantisation, std::string(traits(dtype).name));
    QCOMPARE((*model)->info.architecture, std::string("llama"));
    QVERIFY((*model)->info.hasChatTemplate);
}

void TestLoadedModel::tellsTheQuantisation_data()
{
    QTest::addColumn<int>("fileType"); // -1: the file says none
    QTest::addColumn<QString>("name");
    QTest::newRow("none said") << -1 << "Q8_0";
    QTest::newRow("guessed") << 1024 << "Q8_0";
    QTest::newRow("no longer given") << 5 << "Q8_0";
    QTest::newRow("F16") << 1 << "F16";
    QTest::newRow("Q4_K_M") << 15 << "Q4_K_M";
    QTest::newRow("Q6_K") << 18 << "Q6_K";
    QTest::newRow("IQ4_XS") << 30 << "IQ4_XS";
    QTest::newRow("BF16") << 32 << "BF16";
    QTest::newRow("MXFP4") << 38 << "MXFP4";
    QTest::newRow("beyond the last") << 39 << "Q8_0";
}

void TestLoadedModel::tellsTheQuantisation()
{
    QFETCH(int, fileType);
    GgufBuilder builder = tests::tinyLlama({.matrixType = DType::Q8_0});
    if (fileType >= 0)
        builder.set("general.file_type", std::int64_t(fileType));
    const auto model = LoadedModel::load(write(builder), m_team);
    QVERIFY(model.has_value());
    QTEST(QString::fromStdString((*model)->info.quantisation), "name");
}

void TestLoadedModel::refuses_data()
{
    QTest::addColumn<Damage>("damage");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("word"); // that the message must hold
    const auto row = [](const char* name, const Damage& damage, ErrorCode code, const char* word) {
        QTest::newRow(name) << damage << code << word;
    };
    const auto setting = [](const char* key, const MetaValue& value) {
        return Damage([key, value](GgufBuilder& b) { b.set(key, value); });
    };
    const ErrorCode malformed = ErrorCode::Malformed, unsupported = ErrorCode::Unsupported;
    row("unknown architecture",
        setting("general.architecture", std::string("mamba")),
        unsupported,
        "mamba");
    row("no layers", setting("llama.block_count", std::int64_t(0)), malformed, "block_count");
    row("absurd layers",
        setting("llama.block_count", std::int64_t(4294967295)),
        malformed,
        "layers");
    row("one layer too many", setting("llama.block_count", std::int64_t(3)), malformed, "blk.2");
    row("no heads",
        setting("llama.attention.head_count", std::int64_t(0)),
        malformed,
        "head_count");
    row("heads do not share evenly",
        setting("llama.attention.head_count_kv", std::int64_t(3)),
        malformed,
        "query heads");
    row("odd rotary dimension",
        setting("llama.rope.dimension_count", std::int64_t(7)),
        malformed,
        "rotary");
    row("epsilon is not a number",
        setting("llama.attention.layer_norm_rms_epsilon", std::numeric_limits<double>::quiet_NaN()),
        malformed,
        "epsilon");
    row("negative RoPE base", setting("llama.rope.freq_base", -1.0), malformed, "RoPE");
    row("another width",
        setting("llama.embedding_length", std::int64_t(96)),
        malformed,
        "expected");
    row(
        "a tensor is missing",
        [](GgufBuilder& b) { b.removeTensor("blk.1.ffn_up.weight"); },
        malformed,
        "blk.1.ffn_up.weight");
    row(
        "the embedding is missing",
        [](GgufBuilder& b) { b.removeTensor("token_embd.weight"); },
        malformed,
        "token_embd.weight");
    row(
        "no tokenizer",
        [](GgufBuilder& b) { b.remove("tokenizer.ggml.tokens"); },
        malformed,
        "token");
}

void TestLoadedModel::refuses()
{
    QFETCH(Damage, damage);
    QFETCH(ErrorCode, code);
    QFETCH(QString, word);
    GgufBuilder builder = tests::tinyLlama();
    damage(builder);
    const auto model = LoadedModel::load(write(builder), m_team);
    QVERIFY(!model.has_value());
    const QString message = QString::fromStdString(model.error().message);
    QVERIFY2(message.contains("model.gguf") && message.contains(word), qPrintable(message));
    QCOMPARE(model.error().code, code);
}

void TestLoadedModel::goesOnBehindTheAnswerSoFar()
{
    const auto model = LoadedModel::load(write(tests::tinyLlama()), m_team);
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    ChatPrompt prompt{.messages = {{.role = Role::User, .content = "Hi"}}};
    const auto fresh = (*model)->promptText(prompt);
    prompt.answerSoFar = "Once upon";
    const auto begun = (*model)->promptText(prompt);
    QVERIFY(fresh.has_value() && begun.has_value());
    QCOMPARE(*begun, *fresh + "Once upon");
}

void TestLoadedModel::goesOnInChannels_data()
{
    QTest::addColumn<std::string>("answerSoFar");
    QTest::addColumn<std::string>("expected"); // behind the conversation
    QTest::newRow("a new answer") << std::string() << std::string();
    QTest::newRow("in the answer")
        << std::string("Once") << std::string("<|channel|>final<|message|>Once");
    QTest::newRow("in the reasoning")
        << std::string("<think>First") << std::string("<|channel|>analysis<|message|>First");
    QTest::newRow("in the answer behind reasoning")
        << std::string("<think>First</think>\n\nOnce")
        << std::string("<|channel|>analysis<|message|>First<|end|>"
                       "<|start|>assistant<|channel|>final<|message|>Once");
}

// The model reads no reasoning of former answers, but that which led to a call of a tool.
void TestLoadedModel::goesOnInChannels()
{
    QFETCH(std::string, answerSoFar);
    QFETCH(std::string, expected);
    GgufBuilder builder = tests::tinyLlama();
    builder.set("tokenizer.chat_template",
                std::string("{% for m in messages %}{{ m.role }}: {{ m.content }};{% endfor %}"
                            "<|start|>assistant"
                            "{% if false %}<|channel|><|message|>{% endif %}"));
    const auto model = LoadedModel::load(write(builder), m_team);
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    QVERIFY((*model)->info.answerForm.reasons);
    const ChatPrompt prompt{
        .messages = {{.role = Role::User, .content = "<think>Hi"},
                     {.role = Role::Assistant, .content = "<think>Hm.</think>\n\nHello"},
                     {.role = Role::Assistant,
                      .content = "<think>Look.</think>",
                      .toolCalls = {{.name = "weather"}}}},
        .answerSoFar = answerSoFar};
    const auto text = (*model)->promptText(prompt);
    QVERIFY2(text.has_value(), text ? "" : text.error().message.c_str());
    QCOMPARE(*text,
             "user: <think>Hi;assistant: Hello;assistant: <think>Look.</think>;<|start|>assistant" +
                 expected);
}

void TestLoadedModel::survivesBrokenTemplate()
{
    GgufBuilder builder = tests::tinyLlama();
    builder.set("tokenizer.chat_template", std::string("{% if %}"));
    const auto model = LoadedModel::load(write(builder), m_team);
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    QVERIFY(!(*model)->info.hasChatTemplate);
    QVERIFY(!(*model)->info.chatTemplateError.empty());
    const auto text = (*model)->promptText({.messages = {{.role = Role::User, .content = "Hi"}}});
    QVERIFY(text.has_value());
    QCOMPARE(*text, std::string("User: Hi\n\nAssistant:")); // the plain one
    GenerationRequest request;
    request.stopStrings = {"END"};
    request.prompt = std::string("Hi");
    QCOMPARE((*model)->stopStrings(request), (std::vector<std::string>{"END"}));
    request.prompt = ChatPrompt{};
    QCOMPARE((*model)->stopStrings(request),
             (std::vector<std::string>{"END", "\nSystem:", "\nUser:", "\nAssistant:", "\nTool:"}));
}

void TestLoadedModel::tellsTemplatesWithoutSystemMessages()
{
    GgufBuilder builder = tests::tinyLlama();
    builder.set("tokenizer.chat_template",
                std::string("{% for m in messages %}{% if m.role == 'system' %}"
                            "{{ raise_exception('no system role') }}{% endif %}"
                            "{{ m.role }}: {{ m.content }};{% endfor %}"));
    const auto model = LoadedModel::load(write(builder), m_team);
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    const ChatMessage system{.role = Role::System, .content = "Be brief."};
    const ChatMessage hello{.role = Role::User, .content = "Hi"};
    const auto text = (*model)->promptText({.messages = {system, hello}});
    QVERIFY(text.has_value());
    QCOMPARE(*text, std::string("user: Be brief.\n\nHi;"));
    const auto refused = (*model)->promptText({.messages = {hello, system}});
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().message.find("no system role") != std::string::npos);
}

void TestLoadedModel::refusesToolsThatATemplateLeavesOut()
{
    const std::string plain = "{% for m in messages %}{{ m.role }}: {{ m.content }};{% endfor %}";
    const auto render = [this](const std::string& source) {
        GgufBuilder builder = tests::tinyLlama();
        builder.set("tokenizer.chat_template", source);
        const auto model = LoadedModel::load(write(builder), m_team);
        return (*model)->promptText({.messages = {{.role = Role::User, .content = "Hi"}},
                                     .toolsJson = R"([{"type":"function"}])"});
    };
    const auto passed = render("{% if tools %}{{ tools | length }} tools;{% endif %}" + plain);
    QVERIFY2(passed.has_value(), passed ? "" : passed.error().message.c_str());
    QCOMPARE(*passed, std::string("1 tools;user: Hi;"));
    for (const std::string& source : {plain, std::string("{% if %}")}) { // the latter: none
        const auto refused = render(source);
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QVERIFY(refused.error().message.find("tools") != std::string::npos);
    }
}

// A template's limits are for the template; what is too long for the context window is said with
// its tokens, by whoever counts them.
void TestLoadedModel::readsLongConversations()
{
    GgufBuilder builder = tests::tinyLlama();
    builder.set("tokenizer.chat_template",
                std::string("{% for m in messages %}{{ m.role + ': ' + m.content }}{% endfor %}"));
    const auto model = LoadedModel::load(write(builder), m_team);
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    const std::size_t bytes = 3 * 1024 * 1024;
    const auto text = (*model)->promptText(
        {.messages = {{.role = Role::User, .content = std::string(bytes, 'x')}}});
    QVERIFY2(text.has_value(), text ? "" : text.error().message.c_str());
    QCOMPARE(text->size(), bytes + 6);
}

void TestLoadedModel::saysWhoseFaultALimitIs()
{
    GgufBuilder builder = tests::tinyLlama();
    builder.set("tokenizer.chat_template",
                std::string("{% for m in messages %}{{ m.content * 2000000 }}{% endfor %}"));
    const auto model = LoadedModel::load(write(builder), m_team);
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    const auto refusal = [&](std::size_t bytes) {
        const auto text = (*model)->promptText(
            {.messages = {{.role = Role::User, .content = std::string(bytes, 'x')}}});
        return text ? std::optional<ErrorCode>() : text.error().code;
    };
    QCOMPARE(refusal(1), ErrorCode::Unsupported); // the template's
    QCOMPARE(refusal(9 * 1024 * 1024), ErrorCode::Limit);
}

void TestLoadedModel::stopsWhenAsked()
{
    std::stop_source source;
    source.request_stop();
    const auto model = LoadedModel::load(write(tests::tinyLlama()), m_team, {}, source.get_token());
    QVERIFY(!model.has_value());
    QCOMPARE(model.error().code, ErrorCode::Cancelled);
}

QTEST_APPLESS_MAIN(TestLoadedModel)
#include "tst_loaded_model.moc"
