#include "app/cli/command.h"
#include "app/cli/model_session.h"
#include "core/base/json_line.h"

#include <QSaveFile>

#include <nlohmann/json.hpp>

#include <cstdio>

namespace app::cli {

namespace {

const char* reasonName(core::FinishReason reason)
{
    switch (reason) {
    case core::FinishReason::EndOfTurn:
    case core::FinishReason::StopString:
        return "stop";
    case core::FinishReason::Length:
        return "length";
    case core::FinishReason::Cancelled:
        return "cancelled";
    }
    return "";
}

void printJson(const std::vector<core::TokenId>& promptIds,
               const Answer& answer,
               const core::GuessCounts& guesses)
{
    const core::GenerationStats& stats = answer.stats;
    const nlohmann::ordered_json timings = {
        {"prompt_tokens", stats.promptTokens},
        {"completion_tokens", stats.completionTokens},
        {"prefill_ms", stats.prefillMs},
        {"decode_ms", stats.decodeMs},
        {"prefill_tokens_per_second", stats.prefillTokensPerSecond()},
        {"decode_tokens_per_second", stats.decodeTokensPerSecond()},
        {"guessed_tokens", guesses.guessed},
        {"accepted_guesses", guesses.accepted}};
    const nlohmann::ordered_json result = {{"prompt_ids", promptIds},
                                           {"ids", answer.ids},
                                           {"text", answer.text},
                                           {"finish_reason", reasonName(answer.reason)},
                                           {"timings", timings}};
    std::printf("%s\n", core::jsonLine(result).c_str());
}

core::Status writeReceipt(const QString& path, const core::Receipt& receipt)
{
    QSaveFile file(path);
    const std::string json = core::receiptJson(receipt, core::ReceiptForm::Whole) + "\n";
    if (file.open(QIODevice::WriteOnly) &&
        file.write(json.data(), static_cast<qint64>(json.size())) >= 0 && file.commit())
        return {};
    return core::fail(core::ErrorCode::Io,
                      "{}: the receipt cannot be written ({}); choose another place",
                      path.toStdString(),
                      file.errorString().toStdString());
}

} // namespace

int runGenerate(const QStringList& arguments)
{
    QCommandLineParser parser;
    addModelOptions(parser);
    addSamplingOptions(parser);
    parser.addOption({{"p", "prompt"}, "What to answer; standard input unless given.", "TEXT"});
    parser.addOption({"raw", "Continues the text, without the model's chat template."});
    parser.addOption({{"n", "max-tokens"},
                      "Tokens at most; -1: until the model ends or the context is full.",
                      "N"});
    parser.addOption({"json", "One JSON object instead of the streamed text."});
    parser.addOption(
        {"receipt", "Writes the answer's receipt to FILE, for the verb verify.", "FILE"});
    if (!parse(parser, "generate", arguments))
        return kWrongUsage;
    core::GenerationRequest request;
    request.sampling = samplingFrom(parser);
    request.maxTokens = intOption(parser, "max-tokens", -1, -1, 1 << 24);
    const std::string prompt =
        parser.isSet("prompt") ? parser.value("prompt").toStdString() : readStandardInput();
    if (!parser.isSet("raw") && QString::fromStdString(prompt).trimmed().isEmpty())
        return failWith("there is nothing to answer; give a text after -p or on standard input");
    const auto session = openSession(parser);
    if (!session)
        return failWith(session.error().message);
    if (parser.isSet("raw"))
        request.prompt = prompt;
    else
        request.prompt =
            core::ChatPrompt{.messages = {{.role = core::Role::User, .content = prompt}}};
    const auto promptIds = (*session)->model().promptIds(request);
    if (!promptIds)
        return failWith(promptIds.error().message);

    const bool asJson = parser.isSet("json");
    const core::Result<Answer> answer =
        (*session)->generate(std::move(request), [asJson](std::string_view text) {
            if (asJson)
                return;
            std::fwrite(text.data(), 1, text.size(), stdout);
            std::fflush(stdout);
        });
    if (!answer)
        return failWith(answer.error().message);
    if (parser.isSet("receipt"))
        if (const core::Status written = writeReceipt(parser.value("receipt"), answer->receipt);
            !written)
            return failWith(written.error().message);
    if (asJson)
        printJson(*promptIds, *answer, (*session)->guessCounts());
    else
        std::printf("\n");
    return kDone;
}

} // namespace app::cli
