// Answers in channels, the same however they are cut.
#include "core/prompt/answer_form.h"
#include "core/prompt/channel_text.h"
#include "tests/support/test_paths.h"

#include <QFile>
#include <QTest>

#include <string>

using core::ChannelText;

namespace {

const std::string kStart = "<|start|>assistant";
const std::string kAnalysis = "<|channel|>analysis<|message|>";
const std::string kFinal = "<|channel|>final<|message|>";

std::string read(ChannelText channels, const std::string& text, std::size_t length)
{
    std::string all;
    for (std::size_t at = 0; at < text.size(); at += length)
        all += channels.feed(text.substr(at, length));
    return all + channels.finish();
}

} // namespace

class TestChannelText : public QObject
{
    Q_OBJECT

private slots:
    void turns_data();
    void turns();
    void tellsEarly();
    void goesOn_data();
    void goesOn();
    void goesOnWhereverItWasCut();
    void isRecognised();
};

void TestChannelText::turns_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char* name, const std::string& text, const std::string& expected) {
        QTest::newRow(name) << text << expected;
    };
    row("nothing", "", "");
    row("answer", kFinal + "Hello <b>", "Hello <b>");
    row("reasoning and answer",
        kAnalysis + "A greeting.<|end|>" + kStart + kFinal + "Hello",
        "<think>A greeting.</think>\n\nHello");
    row("reasoning alone", kAnalysis + "A gree", "<think>A gree");
    row("a preamble", "<|channel|>commentary<|message|>I look.<|end|>", "I look.");
    row("a call",
        kAnalysis + "Look.<|end|>" + kStart +
            "<|channel|>commentary to=functions.weather <|constrain|>json<|message|>"
            "{\"city\":\"Köln\"}",
        "<think>Look.</think>\n\n"
        R"(<tool_call>{"name":"weather","arguments":"{\"city\":\"Köln\"}"}</tool_call>)");
    row("a call whose recipient comes first",
        " to=functions.f<|channel|>commentary json<|message|>{}<|call|>",
        R"(<tool_call>{"name":"f","arguments":"{}"}</tool_call>)");
    row("no channel", "Hello <b>", "Hello <b>");
    row("a mark that is none", kFinal + "a <|mess|> b <|mes", "a <|mess|> b <|mes");
}

void TestChannelText::turns()
{
    QFETCH(std::string, text);
    QFETCH(std::string, expected);
    for (const std::size_t length : {1UL, 2UL, 5UL, 1000UL})
        QCOMPARE(read(ChannelText(), text, length), expected);
}

void TestChannelText::tellsEarly()
{
    ChannelText channels;
    QCOMPARE(channels.feed(kAnalysis + "So"), std::string("<think>So"));
    QCOMPARE(channels.feed(" far<|e"), std::string(" far"));
    QCOMPARE(channels.feed("nd|>" + kStart + kFinal + "Yes"), std::string("</think>\n\nYes"));
    QCOMPARE(channels.feed(" <"), std::string(" "));
    QCOMPARE(channels.feed("3"), std::string("<3"));
}

void TestChannelText::goesOn_data()
{
    QTest::addColumn<std::string>("answerSoFar");
    QTest::addColumn<std::string>("channels");
    QTest::addColumn<std::string>("more");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char* name,
                        const std::string& answerSoFar,
                        const std::string& channels,
                        const std::string& more,
                        const std::string& expected) {
        QTest::newRow(name) << answerSoFar << channels << more << expected;
    };
    const std::string toFinal = "<|end|>" + kStart + kFinal;
    row("from nothing", "", "", kAnalysis + "A." + toFinal + "B", "<think>A.</think>\n\nB");
    row("in the answer", " Once", kFinal + " Once", " upon <b><|return|>", " upon <b>");
    row("in the reasoning",
        "<think>A gree",
        kAnalysis + "A gree",
        "ting." + toFinal + "Hello",
        "ting.</think>\n\nHello");
    row("in the reasoning, to be cut again", "<think>A ", kAnalysis + "A ", "gree", "gree");
    row("in the answer behind reasoning",
        "<think>A greeting.</think>\n\nHel",
        kAnalysis + "A greeting." + toFinal + "Hel",
        "lo",
        "lo");
    row("behind the reasoning",
        "\n<think>\nA.\n</think>\n",
        kAnalysis + "\nA.\n" + toFinal,
        "B",
        "B");
    row("without reasoning", "<think>\n\n</think>\n\n", kFinal, "B", "B");
    row("behind two reasonings",
        "<think>A.</think>\n\n<think>B.</think>\n\nC",
        kAnalysis + "A.<|end|>" + kStart + kAnalysis + "B." + toFinal + "C",
        ".",
        ".");
    row("behind what looked like a mark", "3 <", kFinal + "3 <", " 4", " 4");
    row("behind the mark of another form", "A <think>", kFinal + "A <think>", "B", "B");
}

void TestChannelText::goesOn()
{
    QFETCH(std::string, answerSoFar);
    QFETCH(std::string, channels);
    QFETCH(std::string, more);
    QFETCH(std::string, expected);
    QCOMPARE(core::toChannels(answerSoFar), channels);
    for (const std::size_t length : {1UL, 3UL, 1000UL})
        QCOMPARE(read(ChannelText(answerSoFar), more, length), expected);
}

void TestChannelText::goesOnWhereverItWasCut()
{
    const std::string reasoning = "A greeting. ";
    const std::string answer = "Hello <b>";
    const std::string head = kAnalysis + reasoning + "<|end|>" + kStart + kFinal;
    const std::string whole = read(ChannelText(), head + answer, 1000);
    const auto check = [&](const std::string& told, const std::string& more) {
        const std::string soFar = read(ChannelText(), told, 1000);
        QCOMPARE(core::toChannels(soFar), told);
        QCOMPARE(soFar + read(ChannelText(soFar), more, 1000), whole);
    };
    for (std::size_t i = 0; i <= reasoning.size(); ++i) {
        const std::size_t at = kAnalysis.size() + i;
        check(head.substr(0, at), head.substr(at) + answer);
    }
    for (std::size_t i = 0; i <= answer.size(); ++i)
        check(head + answer.substr(0, i), answer.substr(i));
}

void TestChannelText::isRecognised()
{
    QFile file(
        QString::fromStdString(tests::sharedPath("templates/openai-gpt-oss-120b.jinja").string()));
    if (!file.open(QIODevice::ReadOnly))
        QSKIP("needs the published templates");
    const std::string source = file.readAll().toStdString();
    QVERIFY(core::answersInChannels(source));
    QVERIFY(core::answerFormOf(source).reasons);
    QVERIFY(!core::answersInChannels("{{ messages }}"));
}

QTEST_APPLESS_MAIN(TestChannelText)
#include "tst_channel_text.moc"
