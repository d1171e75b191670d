#include "core/engine/receipt.h"

#include "core/base/json_line.h"
#include "core/base/sha256.h"

#include <nlohmann/json.hpp>

#include <array>

namespace core {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;

constexpr std::array<std::pair<FinishReason, std::string_view>, 4> kReasons{{
    {FinishReason::EndOfTurn, "end_of_turn"},
    {FinishReason::StopString, "stop_string"},
    {FinishReason::Length, "length"},
    {FinishReason::Cancelled, "cancelled"},
}};

// 0.7 and not 0.699999988079071, where both are the same float.
double shortest(float value)
{
    const double neat = std::stod(fmt::format("{}", value));
    return static_cast<float>(neat) == value ? neat : static_cast<double>(value);
}

Json settingsJson(const Receipt& receipt)
{
    const SamplingParams& sampling = receipt.sampling;
    Json bias = Json::array();
    for (const auto& [token, value] : sampling.logitBias)
        bias.push_back({token, shortest(value)});
    return {{"temperature", shortest(sampling.temperature)},
            {"top_k", sampling.topK},
            {"top_p", shortest(sampling.topP)},
            {"min_p", shortest(sampling.minP)},
            {"repeat_penalty", shortest(sampling.repeatPenalty)},
            {"repeat_window", sampling.repeatWindow},
            {"logit_bias", std::move(bias)},
            {"max_tokens", receipt.maxTokens},
            {"context_tokens", receipt.contextTokens},
            {"compact_cache", receipt.compactCache},
            {"stop", receipt.stopStrings}};
}

void readSettings(const Json& settings, Receipt& receipt)
{
    SamplingParams& sampling = receipt.sampling;
    settings.at("temperature").get_to(sampling.temperature);
    settings.at("top_k").get_to(sampling.topK);
    settings.at("top_p").get_to(sampling.topP);
    settings.at("min_p").get_to(sampling.minP);
    settings.at("repeat_penalty").get_to(sampling.repeatPenalty);
    settings.at("repeat_window").get_to(sampling.repeatWindow);
    for (const Json& entry : settings.at("logit_bias"))
        sampling.logitBias.emplace_back(entry.at(0).get<TokenId>(), entry.at(1).get<float>());
    settings.at("max_tokens").get_to(receipt.maxTokens);
    settings.at("context_tokens").get_to(receipt.contextTokens);
    receipt.compactCache = settings.value("compact_cache", false);
    settings.at("stop").get_to(receipt.stopStrings);
}

Result<Receipt> read(const Json& json)
{
    if (json.at("fireside_receipt") != kFormat)
        return fail(
            ErrorCode::Unsupported,
            "expected a receipt of form {}, found {}; use the version of Fireside that wrote it",
            kFormat,
            jsonLine(json.at("fireside_receipt")));
    if (!json.contains("prompt_ids") || !json.contains("output_ids"))
        return fail(ErrorCode::InvalidArgument,
                    "expected a whole receipt, found a summary without tokens; ask for the whole "
                    "one with the answer");
    Receipt receipt;
    json.at("engine").get_to(receipt.engine);
    json.at("model").get_to(receipt.model);
    json.at("model_fingerprint").get_to(receipt.fingerprint);
    json.at("seed").get_to(receipt.sampling.seed);
    readSettings(json.at("settings"), receipt);
    json.at("prompt_ids").get_to(receipt.promptIds);
    json.at("output_ids").get_to(receipt.outputIds);
    bool isKnown = false;
    for (const auto& [reason, name] : kReasons)
        if (json.at("finish_reason") == name) {
            receipt.reason = reason;
            isKnown = true;
        }
    if (!isKnown)
        return fail(ErrorCode::Malformed,
                    "expected a known finish_reason in the receipt, found another word");
    if (json.at("prompt_hash") != hashOfIds(receipt.promptIds) ||
        json.at("output_hash") != hashOfIds(receipt.outputIds))
        return fail(ErrorCode::Malformed,
                    "expected the receipt's tokens to have the hashes it names, found others; it "
                    "was altered or damaged");
    return receipt;
}

} // namespace

std::string engineVersion()
{
    return FIRESIDE_VERSION;
}

std::string hashOfIds(const std::vector<TokenId>& ids)
{
    std::string bytes;
    bytes.reserve(4 * ids.size());
    for (const TokenId id : ids)
        for (int shift = 0; shift < 32; shift += 8)
            bytes += static_cast<char>(static_cast<std::uint32_t>(id) >> shift & 0xff);
    Sha256 hash;
    hash.update(bytes);
    return "sha256:" + hex(hash.finish());
}

std::string receiptJson(const Receipt& receipt, ReceiptForm form)
{
    Json json = {{"fireside_receipt", kFormat},
                 {"engine", receipt.engine},
                 {"model", receipt.model},
                 {"model_fingerprint", receipt.fingerprint},
                 {"prompt_hash", hashOfIds(receipt.promptIds)},
                 {"settings", settingsJson(receipt)},
                 {"seed", receipt.sampling.seed},
                 {"output_hash", hashOfIds(receipt.outputIds)}};
    for (const auto& [reason, name] : kReasons)
        if (reason == receipt.reason)
            json["finish_reason"] = name;
    if (form == ReceiptForm::Whole) {
        json["prompt_ids"] = receipt.promptIds;
        json["output_ids"] = receipt.outputIds;
    }
    return jsonLine(json);
}

Result<Receipt> parseReceipt(std::string_view json)
{
    const Json parsed = Json::parse(json, nullptr, false);
    if (!parsed.is_object())
        return fail(ErrorCode::Malformed,
                    "expected a receipt as a JSON object, found something else");
    try {
        if (!parsed.contains("fireside_receipt")) {
            const Json::json_pointer inResponse("/choices/0/fireside");
            if (!parsed.contains(inResponse))
                return fail(ErrorCode::Malformed,
                            "expected a receipt, or a response of the endpoint with one in "
                            "choices[0].fireside, found neither");
            return read(parsed.at(inResponse));
        }
        return read(parsed);
    } catch (const Json::exception& problem) {
        return fail(ErrorCode::Malformed,
                    "the receipt is not complete or was altered ({})",
                    problem.what());
    }
}

} // namespace core
