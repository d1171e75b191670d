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

std::string read(ChannelText::Start start, const std::string& text, std::size_t length)
{
    ChannelText channels(start);
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
    void goesOnInTheAnswer();
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
    row("reasoning alone", kAnalysis + "A gree", "<think>A gree</think>\n\n");
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
        QCOMPARE(read(ChannelText::Start::Header, text, length), expected);
}

void TestChannelText::tellsEarly()
{
    ChannelText channels(ChannelText::Start::Header);
    QCOMPARE(channels.feed(kAnalysis + "So"), std::string("<think>So"));
    QCOMPARE(channels.feed(" far<|e"), std::string(" far"));
    QCOMPARE(channels.feed("nd|>" + kStart + kFinal + "Yes"), std::string("</think>\n\nYes"));
    QCOMPARE(channels.feed(" <"), std::string(" "));
    QCOMPARE(channels.feed("3"), std::string("<3"));
}

void TestChannelText::goesOnInTheAnswer()
{
    QCOMPARE(read(ChannelText::Start::Answer, " and so on<|return|>", 3),
             std::string(" and so on"));
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
