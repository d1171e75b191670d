// What templates render to, against output of Python's Jinja2 set up as Hugging Face transformers
// does.
#include "core/prompt/chat_template.h"
#include "tests/support/test_paths.h"

#include <QTest>

#include <fstream>
#include <sstream>

namespace {

using Json = nlohmann::ordered_json;

constexpr core::RenderClock kNow{2026, 1, 15, 9, 30, 0};
// Wide enough that a busy machine changes nothing.
constexpr core::RenderLimits kLimits{.time = std::chrono::seconds(10)};

std::string readFile(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

core::Result<std::string> render(std::string_view source, const Json& variables)
{
    const auto parsed = core::ChatTemplate::parse(source);
    if (!parsed)
        return core::fail(parsed.error());
    return parsed->render(variables, kNow, kLimits);
}

core::ChatPrompt weatherPrompt()
{
    core::ChatPrompt prompt;
    prompt.messages.push_back({.role = core::Role::User, .content = "Weather?"});
    prompt.messages.push_back(
        {.role = core::Role::Assistant, .toolCalls = {{"id1", "weather", R"({"city": "Paris"})"}}});
    prompt.messages.push_back({.role = core::Role::Tool, .content = "18 C", .toolCallId = "id1"});
    prompt.toolsJson = R"([{"type": "function"}])";
    prompt.variablesJson = R"({"enable_thinking": false})";
    return prompt;
}

constexpr std::string_view kChatMl =
    "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
    "{{ '<|im_start|>system\\nYou are a helpful assistant<|im_end|>\\n' }}{% endif %}"
    "{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

} // namespace

class TestChatTemplate : public QObject
{
    Q_OBJECT
private slots:
    void snippets_data();
    void snippets();
    void publishedTemplates_data();
    void publishedTemplates();
    void chatMl();
    void errorsSayTheLine_data();
    void errorsSayTheLine();
    void rendersAgainFromTheStart();
    void variablesOfAConversation();
    void variablesRefuseWhatIsNotJson();
    void roleNames();
};

// Rows of [template, expected output]; null where Jinja2 fails.
void TestChatTemplate::snippets_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<bool>("fails");
    const auto rows = Json::parse(readFile(tests::dataPath("prompt/jinja_snippets.json")));
    int number = 0;
    for (const auto& row : rows) {
        const auto source = QByteArray::fromStdString(row[0].get<std::string>());
        const bool fails = row[1].is_null();
        QTest::addRow("%d: %s", ++number, source.left(50).simplified().constData())
            << source
            << (fails ? QByteArray() : QByteArray::fromStdString(row[1].get<std::string>()))
            << fails;
    }
}

void TestChatTemplate::snippets()
{
    QFETCH(QByteArray, source);
    QFETCH(QByteArray, expected);
    QFETCH(bool, fails);
    const auto rendered = render(source.toStdString(), Json::object());
    if (fails) {
        QVERIFY2(!rendered, rendered.value_or("").c_str());
        return;
    }
    QVERIFY2(rendered, rendered ? "" : rendered.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(*rendered), expected);
}

void TestChatTemplate::publishedTemplates_data()
{
    QTest::addColumn<QByteArray>("name");
    const auto folder = tests::sharedPath("templates");
    if (folder.empty())
        QSKIP("the published templates are not on this machine");
    const auto golden = Json::parse(readFile(folder / "golden.json"));
    for (const auto& [name, cases] : golden["templates"].items())
        QTest::newRow(name.c_str()) << QByteArray::fromStdString(name);
}

void TestChatTemplate::publishedTemplates()
{
    QFETCH(QByteArray, name);
    const auto folder = tests::sharedPath("templates");
    static const auto golden = Json::parse(readFile(folder / "golden.json"));
    const auto source = readFile(folder / name.toStdString());
    QVERIFY(!source.empty());
    for (const auto& [caseName, expected] : golden["templates"][name.toStdString()].items()) {
        Json variables = golden["variables"];
        for (const auto& [key, value] : golden["cases"][caseName].items())
            variables[key] = value;
        const auto rendered = render(source, variables);
        if (expected.contains("error")) {
            QVERIFY2(!rendered, caseName.c_str());
            continue;
        }
        QVERIFY2(rendered, rendered ? "" : (caseName + ": " + rendered.error().message).c_str());
        QCOMPARE(QByteArray::fromStdString(*rendered),
                 QByteArray::fromStdString(expected["text"].get<std::string>()));
    }
}

void TestChatTemplate::chatMl()
{
    core::ChatPrompt prompt;
    prompt.messages.push_back({.role = core::Role::User, .content = "Hi {{ there }}"});
    const auto variables = core::templateVariables(prompt, "<|im_start|>", "<|im_end|>");
    QVERIFY(variables);
    const auto rendered = render(kChatMl, *variables);
    QVERIFY(rendered);
    QCOMPARE(QByteArray::fromStdString(*rendered),
             QByteArray("<|im_start|>system\nYou are a helpful assistant<|im_end|>\n"
                        "<|im_start|>user\nHi {{ there }}<|im_end|>\n<|im_start|>assistant\n"));
}

void TestChatTemplate::errorsSayTheLine_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("raise_exception") << QByteArray("a\n{{ raise_exception('no system role') }}")
                                     << QByteArray("chat template, line 2: no system role");
    QTest::newRow("undefined attribute")
        << QByteArray("\n\n{{ a.b }}") << QByteArray("chat template, line 3: 'a' is undefined");
    QTest::newRow("unknown filter") << QByteArray("{{ 1 | foo }}")
                                    << QByteArray("chat template, line 1: No filter named 'foo'.");
    QTest::newRow("unclosed block")
        << QByteArray("{% if true %}\nx")
        << QByteArray("chat template, line 2: a block has no end: expected '{% endif %}'");
    QTest::newRow("unclosed tag") << QByteArray("a\n{{ x")
                                  << QByteArray(
                                         "chat template, line 2: a tag has no end: expected '}}'");
    QTest::newRow("unknown tag")
        << QByteArray("{% import 'x' %}")
        << QByteArray(
               "chat template, line 1: the tag 'import' is not available in a chat template");
}

void TestChatTemplate::errorsSayTheLine()
{
    QFETCH(QByteArray, source);
    QFETCH(QByteArray, message);
    const auto rendered = render(source.toStdString(), Json::object());
    QVERIFY(!rendered);
    QCOMPARE(QByteArray::fromStdString(rendered.error().message), message);
}

void TestChatTemplate::rendersAgainFromTheStart()
{
    const auto parsed = core::ChatTemplate::parse(
        "{% set ns = namespace(n=0) %}{% set ns.n = ns.n + k %}{{ ns.n }}");
    QVERIFY(parsed);
    for (const int k : {1, 2}) {
        const auto rendered = parsed->render(Json{{"k", k}}, kNow, kLimits);
        QVERIFY(rendered);
        QCOMPARE(QByteArray::fromStdString(*rendered), QByteArray::number(k));
    }
}

void TestChatTemplate::variablesOfAConversation()
{
    const auto variables = core::templateVariables(weatherPrompt(), "<s>", "</s>");
    QVERIFY(variables);
    QCOMPARE(QByteArray::fromStdString(variables->dump()),
             QByteArray(R"({"bos_token":"<s>","eos_token":"</s>","messages":[)"
                        R"({"role":"user","content":"Weather?"},)"
                        R"({"role":"assistant","content":"","tool_calls":[{"id":"id1",)"
                        R"("type":"function","function":{"name":"weather",)"
                        R"("arguments":{"city":"Paris"}}}]},)"
                        R"({"role":"tool","tool_call_id":"id1","content":"18 C"}],)"
                        R"("tools":[{"type":"function"}],"add_generation_prompt":true,)"
                        R"("enable_thinking":false})"));
}

void TestChatTemplate::variablesRefuseWhatIsNotJson()
{
    const auto refuses = [](auto change) {
        core::ChatPrompt prompt = weatherPrompt();
        change(prompt);
        const auto variables = core::templateVariables(prompt, "", "");
        return !variables && variables.error().code == core::ErrorCode::InvalidArgument;
    };
    QVERIFY(refuses([](core::ChatPrompt& prompt) { prompt.toolsJson = "[1"; }));
    QVERIFY(refuses([](core::ChatPrompt& prompt) { prompt.toolsJson = "{}"; }));
    QVERIFY(refuses([](core::ChatPrompt& prompt) { prompt.variablesJson = "[]"; }));
    QVERIFY(refuses([](core::ChatPrompt& prompt) {
        prompt.messages[1].toolCalls[0].argumentsJson = "not json";
    }));
}

void TestChatTemplate::roleNames()
{
    QCOMPARE(core::roleName(core::Role::System), std::string_view("system"));
    QCOMPARE(core::roleName(core::Role::User), std::string_view("user"));
    QCOMPARE(core::roleName(core::Role::Assistant), std::string_view("assistant"));
    QCOMPARE(core::roleName(core::Role::Tool), std::string_view("tool"));
}

QTEST_GUILESS_MAIN(TestChatTemplate)
#include "tst_chat_template.moc"
