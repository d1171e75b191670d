// Greedy answers of two real models, word for word as they were recorded: whatever changes one of
// them, on whatever instruction set, changes what people read.
#include "app/cli/model_session.h"
#include "core/formats/json_text.h"
#include "tests/support/test_paths.h"

#include <QTest>

#include <fstream>
#include <sstream>

namespace {

constexpr int kAnswerTokens = 48;

enum class PromptForm
{
    Conversation,
    Text
};

} // namespace

Q_DECLARE_METATYPE(PromptForm)

class TestRecordedAnswers : public QObject
{
    Q_OBJECT

private slots:
    void areGivenAgain_data();
    void areGivenAgain();
};

void TestRecordedAnswers::areGivenAgain_data()
{
    QTest::addColumn<std::filesystem::path>("model");
    QTest::addColumn<PromptForm>("form");
    QTest::newRow("SmolLM2 135M") << tests::starterModelPath() << PromptForm::Conversation;
    QTest::newRow("Gemma 3 270M") << tests::gemmaModelPath()
                                  << PromptForm::Text; // not taught to chat
}

void TestRecordedAnswers::areGivenAgain()
{
    QFETCH(std::filesystem::path, model);
    QFETCH(PromptForm, form);
    if (model.empty())
        QSKIP("needs the model (packaging/fetch_starter_model.sh, packaging/fetch_gemma_model.sh)");
    std::ifstream file(tests::dataPath("answers") / model.filename().replace_extension(".json"));
    std::ostringstream recorded;
    recorded << file.rdbuf();
    const auto answers = core::parseJson(recorded.str());
    QVERIFY2(answers.has_value(), answers ? "" : answers.error().message.c_str());
    QVERIFY(answers->size() >= 5);

    const auto session = app::cli::ModelSession::open(
        QString::fromStdString(model.string()), 2, {.contextTokens = 512}, {});
    QVERIFY2(session.has_value(), session ? "" : session.error().message.c_str());
    for (const nlohmann::json& entry : *answers) {
        const std::string prompt = entry.at("prompt");
        core::GenerationRequest request;
        request.sampling.temperature = 0;
        request.maxTokens = kAnswerTokens;
        if (form == PromptForm::Text)
            request.prompt = prompt;
        else
            request.prompt =
                core::ChatPrompt{.messages = {{.role = core::Role::User, .content = prompt}}};
        const auto answer = (*session)->generate(std::move(request), [](std::string_view) {});
        QVERIFY2(answer.has_value(), answer ? "" : answer.error().message.c_str());
        QCOMPARE(QString::fromStdString(answer->text), QString::fromStdString(entry.at("answer")));
    }
}

QTEST_GUILESS_MAIN(TestRecordedAnswers)
#include "tst_recorded_answers.moc"
