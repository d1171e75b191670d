// Answers taken apart: the same parts however the text is cut.
#include "core/prompt/answer_form.h"
#include "core/prompt/answer_reader.h"
#include "core/prompt/reasoning_tags.h"
#include "tests/support/test_paths.h"

#include <QFile>
#include <QTest>

#include <string>
#include <vector>

using core::AnswerForm;
using core::AnswerParts;
using core::AnswerReader;
using core::ToolCall;
using core::ToolCallForm;

namespace {

const AnswerForm kPlain{};
const AnswerForm kThinks{.reasons = true};
const AnswerForm kOpened{.reasons = true, .opensReasoning = true};
const AnswerForm kBare{.toolCalls = ToolCallForm::Bare};

ToolCall call(const char* name, const char* arguments)
{
    return {.name = name, .argumentsJson = arguments};
}

AnswerParts read(const AnswerForm& form, bool tools, const std::vector<std::string>& pieces)
{
    AnswerReader reader(form, tools);
    AnswerParts all;
    const auto add = [&all](const AnswerParts& parts) {
        all.reasoning += parts.reasoning;
        all.content += parts.content;
        all.toolCalls.insert(all.toolCalls.end(), parts.toolCalls.begin(), parts.toolCalls.end());
    };
    for (const std::string& piece : pieces)
        add(reader.feed(piece));
    add(reader.finish());
    return all;
}

std::vector<std::string> cut(const std::string& text, std::size_t length)
{
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < text.size(); at += length)
        pieces.push_back(text.substr(at, length));
    return pieces;
}

} // namespace

Q_DECLARE_METATYPE(AnswerForm)
Q_DECLARE_METATYPE(AnswerParts)

class TestAnswerReader : public QObject
{
    Q_OBJECT

private slots:
    void takesApart_data();
    void takesApart();
    void tellsEarly();
    void recognisesFamilies_data();
    void recognisesFamilies();
    void seesOpenedReasoning();
    void leavesOutReasoning_data();
    void leavesOutReasoning();
};

void TestAnswerReader::takesApart_data()
{
    QTest::addColumn<AnswerForm>("form");
    QTest::addColumn<bool>("tools");
    QTest::addColumn<std::string>("text");
    QTest::addColumn<AnswerParts>("parts");
    const auto row = [](const char* name,
                        const AnswerForm& form,
                        bool tools,
                        const char* text,
                        const AnswerParts& parts) {
        QTest::newRow(name) << form << tools << std::string(text) << parts;
    };
    row("empty", kThinks, true, "", {});
    row("content", kPlain, true, " Hi \n there\n", {.content = " Hi \n there\n"});
    row("reasoning",
        kThinks,
        false,
        "\n<think>\nFirst, I count.\n\n</think>\n\nThree. ",
        {.reasoning = "First, I count.", .content = "Three. "});
    row("no reasoning", kThinks, false, "<thin air> is", {.content = "<thin air> is"});
    row("empty reasoning", kThinks, false, "<think>\n\n</think>\n\nYes", {.content = "Yes"});
    row("reasoning that goes on", kThinks, false, "<think>So </thin", {.reasoning = "So </thin"});
    row("a mark that nobody asked for",
        kPlain,
        false,
        "<think>a</think>",
        {.content = "<think>a</think>"});
    row("reasoning that the prompt opened",
        kOpened,
        false,
        "\nHm.\n</think>\nYes",
        {.reasoning = "Hm.", .content = "Yes"});
    row("a call",
        kPlain,
        true,
        "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Köln\", \"n\": 1}}\n"
        "</tool_call>",
        {.toolCalls = {call("weather", R"({"city":"Köln","n":1})")}});
    row("text and two calls",
        kThinks,
        true,
        "<think>Two.</think>I look.\n<tool_call>{\"name\":\"a\",\"arguments\":{}}</tool_call>\n"
        "<tool_call>{\"name\":\"b\",\"arguments\":\"{\\\"x\\\":2}\"}</tool_call>\nDone",
        {.reasoning = "Two.",
         .content = "I look.Done",
         .toolCalls = {call("a", "{}"), call("b", R"({"x":2})")}});
    row("an array of calls",
        kPlain,
        true,
        R"(<tool_call>[{"name":"a"},{"name":"b","arguments":{}}]</tool_call>)",
        {.toolCalls = {call("a", "{}"), call("b", "{}")}});
    row("a call without its end",
        kPlain,
        true,
        R"(<tool_call>{"name":"a","arguments":{}})",
        {.toolCalls = {call("a", "{}")}});
    row("no call after all",
        kPlain,
        true,
        "See \n<tool_call>{\"nam</tool_call> there <tool",
        {.content = "See \n<tool_call>{\"nam</tool_call> there <tool"});
    row("arguments that are no object",
        kPlain,
        true,
        R"(<tool_call>{"name":"a","arguments":"5"}</tool_call>)",
        {.content = R"(<tool_call>{"name":"a","arguments":"5"}</tool_call>)"});
    row("arguments that are none",
        kPlain,
        true,
        R"(<tool_call>{"name":"a","arguments":"x"}</tool_call>)",
        {.content = R"(<tool_call>{"name":"a","arguments":"x"}</tool_call>)"});
    row("without tools",
        kPlain,
        false,
        R"(<tool_call>{"name":"a"}</tool_call>)",
        {.content = R"(<tool_call>{"name":"a"}</tool_call>)"});
    row("a bare call",
        kBare,
        true,
        "\n{\"name\": \"a\", \"parameters\": {\"x\": \"y\"}}",
        {.toolCalls = {call("a", R"({"x":"y"})")}});
    row("an array of bare calls",
        kBare,
        true,
        R"([{"name":"a","arguments":{"x":1}}])",
        {.toolCalls = {call("a", R"({"x":1})")}});
    row("JSON that is no call", kBare, true, "{\"x\": 1}", {.content = "{\"x\": 1}"});
    row("text with JSON", kBare, true, "So {\"name\":\"a\"}", {.content = "So {\"name\":\"a\"}"});
    const std::string deep = std::string(100'000, '[');
    QTest::newRow("deep") << kBare << true << deep << AnswerParts{.content = deep};
    // Where the brackets are spelled otherwise, and in a string.
    std::string hidden = R"({"name":"a","arguments":"{\"x\":)";
    for (int i = 0; i < 1'000; ++i)
        hidden += R"(\u005b)";
    for (int i = 0; i < 1'000; ++i)
        hidden += R"(\u005d)";
    hidden = "<tool_call>" + hidden + R"(}"}</tool_call>)";
    QTest::newRow("deep in a string") << kPlain << true << hidden << AnswerParts{.content = hidden};
}

void TestAnswerReader::takesApart()
{
    QFETCH(AnswerForm, form);
    QFETCH(bool, tools);
    QFETCH(std::string, text);
    QFETCH(AnswerParts, parts);
    for (const std::size_t length : {1UL, 2UL, 3UL, 7UL, 1000UL, text.size() + 1}) {
        if (text.size() / length > 2000)
            continue; // a long text in single bytes takes long
        const AnswerParts found = read(form, tools, cut(text, length));
        QCOMPARE(found.reasoning, parts.reasoning);
        QCOMPARE(found.content, parts.content);
        QVERIFY(found.toolCalls == parts.toolCalls);
    }
}

// A reader sees words as they come, but for what may still be a mark.
void TestAnswerReader::tellsEarly()
{
    AnswerReader reader(kThinks, true);
    QCOMPARE(reader.feed("<think>So").reasoning, std::string("So"));
    QCOMPARE(reader.feed(" far </thi").reasoning, std::string(" far"));
    QCOMPARE(reader.feed("nk>Yes").content, std::string("Yes"));
    QCOMPARE(reader.feed(", it is <").content, std::string(", it is"));
    QCOMPARE(reader.feed("b>").content, std::string(" <b>"));
}

void TestAnswerReader::recognisesFamilies_data()
{
    QTest::addColumn<bool>("reasons");
    QTest::addColumn<bool>("isBare");
    QTest::newRow("Qwen-Qwen3-0.6B") << true << false;
    QTest::newRow("Qwen-Qwen2.5-7B-Instruct") << false << false;
    QTest::newRow("NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use") << false << false;
    QTest::newRow("meta-llama-Llama-3.2-3B-Instruct") << false << true;
    QTest::newRow("mistralai-Mistral-Nemo-Instruct-2407") << false << true;
    QTest::newRow("deepseek-ai-DeepSeek-R1-Distill-Qwen-32B") << true << false;
    QTest::newRow("google-gemma-2-2b-it") << false << false;
}

void TestAnswerReader::recognisesFamilies()
{
    QFETCH(bool, reasons);
    QFETCH(bool, isBare);
    QFile file(QString::fromStdString(
        tests::sharedPath(std::string("templates/") + QTest::currentDataTag() + ".jinja")
            .string()));
    if (!file.open(QIODevice::ReadOnly))
        QSKIP("needs the published templates");
    const AnswerForm form = core::answerFormOf(file.readAll().toStdString());
    QCOMPARE(form.reasons, reasons);
    QCOMPARE(form.toolCalls == ToolCallForm::Bare, isBare);
}

void TestAnswerReader::seesOpenedReasoning()
{
    QVERIFY(core::opensReasoning("<|im_start|>assistant\n<think>\n"));
    QVERIFY(!core::opensReasoning("<|im_start|>assistant\n<think>\n\n</think>\n\n"));
    QVERIFY(!core::opensReasoning("<|im_start|>assistant\n"));
    QVERIFY(!core::opensReasoning(""));
}

void TestAnswerReader::leavesOutReasoning_data()
{
    QTest::addColumn<std::string>("answer");
    QTest::addColumn<std::string>("content");
    const auto row = [](const char* name, const char* answer, const char* content) {
        QTest::newRow(name) << std::string(answer) << std::string(content);
    };
    row("nothing", "", "");
    row("no reasoning", " Yes <think>\n", " Yes <think>\n");
    row("reasoning", "\n<think>Hm.</think>\n\nYes ", "Yes ");
    row("two reasonings", "<think>Hm.</think>\n\n<think>Well.</think>\n\nYes", "Yes");
    row("reasoning alone", "<think>Hm.</think>\n\n", "");
    row("reasoning without an end", "<think>Hm, yes", "");
    row("a call",
        "<think>Hm.</think><tool_call>{\"name\":\"a\"}</tool_call>",
        "<tool_call>{\"name\":\"a\"}</tool_call>");
}

void TestAnswerReader::leavesOutReasoning()
{
    QFETCH(std::string, answer);
    QTEST(core::withoutReasoning(answer), "content");
}

QTEST_APPLESS_MAIN(TestAnswerReader)
#include "tst_answer_reader.moc"
