#include "app/cli/command.h"
#include "app/cli/model_session.h"
#include "core/base/json_line.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>

namespace app::cli {

namespace {

struct Verdict
{
    bool matches = false;
    std::size_t position = 0; // of the first token that differs, 0-based
    std::string message;      // for a person
};

std::string describe(const core::LoadedModel& model,
                     const std::vector<core::TokenId>& ids,
                     std::size_t position)
{
    if (position >= ids.size())
        return "the end";
    return fmt::format(
        "{} {}",
        ids[position],
        core::jsonLine(nlohmann::json(model.tokenizer->tokenBytes(ids[position], true))));
}

Verdict compare(const core::LoadedModel& model, const core::Receipt& receipt, const Answer& answer)
{
    const std::vector<core::TokenId>& expected = receipt.outputIds;
    const auto [first, second] =
        std::mismatch(expected.begin(), expected.end(), answer.ids.begin(), answer.ids.end());
    Verdict verdict;
    verdict.position = static_cast<std::size_t>(first - expected.begin());
    if (first != expected.end() || second != answer.ids.end()) {
        verdict.message =
            fmt::format("DIFFERS at token {}: the receipt has {}, computed again it is {}",
                        verdict.position,
                        describe(model, expected, verdict.position),
                        describe(model, answer.ids, verdict.position));
    } else if (receipt.reason != core::FinishReason::Cancelled && receipt.reason != answer.reason) {
        verdict.message =
            fmt::format("DIFFERS at the end: {}, all the same, the reason to stop is not",
                        tokensText(expected.size()));
    } else {
        verdict.matches = true;
        verdict.message =
            fmt::format("MATCH: {} of {}", tokensText(expected.size()), receipt.model);
    }
    return verdict;
}

core::Result<core::Receipt> readReceipt(const QString& path)
{
    const core::Result<std::string> json = readFile(path);
    if (!json)
        return core::fail(json.error());
    core::Result<core::Receipt> receipt = core::parseReceipt(*json);
    if (!receipt)
        return core::fail(
            receipt.error().code, "{}: {}", path.toStdString(), receipt.error().message);
    return receipt;
}

// The very request the receipt speaks of. What was stopped by a person is computed as far as it had
// come.
core::GenerationRequest requestFrom(const core::Receipt& receipt)
{
    core::GenerationRequest request;
    request.prompt = receipt.promptIds;
    request.sampling = receipt.sampling;
    request.stopStrings = receipt.stopStrings;
    request.maxTokens = receipt.reason == core::FinishReason::Cancelled
                            ? static_cast<int>(receipt.outputIds.size())
                            : receipt.maxTokens;
    return request;
}

} // namespace

int runVerify(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.addOption({{"m", "model"},
                      "GGUF file, folder or name; the one the receipt names unless given.",
                      "MODEL"});
    parser.addOption({{"t", "threads"}, "Compute threads; 0: one for each processor core.", "T"});
    addLoadAsOption(parser);
    parser.addOption({"json", "One JSON object instead of a line of text."});
    parser.addPositionalArgument("RECEIPT.json",
                                 "What generate --receipt wrote, or a response of the endpoint.");
    if (!parse(parser, "verify", arguments))
        return kWrongUsage;
    if (parser.positionalArguments().size() != 1)
        return usageError(QStringLiteral("expected one receipt after verify"));
    const core::Result<core::Receipt> receipt =
        readReceipt(parser.positionalArguments().constFirst());
    if (!receipt)
        return failWith(receipt.error().message);

    const QString model =
        parser.isSet("model") ? parser.value("model") : QString::fromStdString(receipt->model);
    const auto session = ModelSession::open(model,
                                            intOption(parser, "threads", 0, 0, 128),
                                            {.contextTokens = std::max(receipt->contextTokens, 1),
                                             .compactCache = receipt->compactCache},
                                            loadAsFrom(parser));
    if (!session)
        return failWith(session.error().message);
    if ((*session)->info().fingerprint != receipt->fingerprint)
        return failWith(
            fmt::format("{} is not the model of the receipt: expected the fingerprint {}, found {}",
                        model.toStdString(),
                        receipt->fingerprint,
                        (*session)->info().fingerprint));
    if (receipt->engine != core::engineVersion())
        std::fprintf(stderr,
                     "the receipt is from version %s, this is %s: their arithmetic may differ\n",
                     receipt->engine.c_str(),
                     core::engineVersion().c_str());

    const core::Result<Answer> answer = (*session)->generate(requestFrom(*receipt), {});
    if (!answer)
        return failWith(answer.error().message);
    const Verdict verdict = compare((*session)->model(), *receipt, *answer);
    if (parser.isSet("json")) {
        nlohmann::ordered_json result = {{"match", verdict.matches},
                                         {"tokens", receipt->outputIds.size()}};
        if (!verdict.matches)
            result["first_difference"] = verdict.position;
        std::printf("%s\n", core::jsonLine(result).c_str());
    } else {
        std::printf("%s\n", verdict.message.c_str());
    }
    return verdict.matches ? kDone : kFailed;
}

} // namespace app::cli
