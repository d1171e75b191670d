#include "core/engine/running_request.h"

#include "core/kernels/kernel_table.h"
#include "core/sampling/log_probs.h"

#include <algorithm>

namespace core {

namespace {

bool isInChannels(const LoadedModel& model, const GenerationRequest& request)
{
    return model.answersInChannels && std::holds_alternative<ChatPrompt>(request.prompt);
}

} // namespace

std::size_t mostTokens(const GenerationRequest& request, std::size_t promptTokens, int context)
{
    const auto room = static_cast<std::size_t>(context);
    return request.maxTokens < 0
               ? room
               : std::min(room, promptTokens + static_cast<std::size_t>(request.maxTokens));
}

RunningRequest::RunningRequest(RequestId requestId,
                               const LoadedModel& loaded,
                               GenerationRequest&& given,
                               std::vector<TokenId>&& prompt)
    : id(requestId)
    , model(loaded)
    , request(std::move(given))
    , ids(std::move(prompt))
    , promptTokens(ids.size())
    , sampler(request.sampling)
    , decoder(*model.tokenizer, StreamDecoder::Start::Continuation, isInChannels(model, request))
    , stops(model.stopStrings(request))
{
    if (isInChannels(model, request))
        channels.emplace(std::get<ChatPrompt>(request.prompt).answerSoFar);
    const std::size_t recent =
        std::min<std::size_t>(ids.size(), std::max(request.sampling.repeatWindow, 0));
    for (std::size_t i = ids.size() - recent; i < ids.size(); ++i)
        sampler.accept(ids[i]);
}

bool RunningRequest::mayFollow(const RunningRequest& other) const
{
    const std::size_t pageEnd = (computed / kPageTokens + 1) * kPageTokens;
    // The last token is computed by each request itself, for its logits.
    if (pageEnd >= promptTokens || pageEnd > other.promptTokens || other.computed < computed)
        return false;
    return std::equal(
        ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(pageEnd), other.ids.begin());
}

std::string RunningRequest::textOf(TokenId token)
{
    const std::string text = decoder.feed(token);
    return channels ? channels->feed(text) : text;
}

std::string RunningRequest::restOfText()
{
    const std::string text = decoder.flush();
    return channels ? channels->feed(text) + channels->finish() : text;
}

ScoredToken RunningRequest::score(std::span<const float> logits, TokenId chosen) const
{
    const LogProbs scores(logits);
    ScoredToken result;
    result.chosen = {chosen, scores.of(chosen), model.tokenizer->tokenBytes(chosen, false)};
    for (const Candidate& candidate :
         scores.best(static_cast<std::size_t>(std::max(request.alternatives, 0))))
        result.alternatives.push_back(
            {candidate.id, candidate.logit, model.tokenizer->tokenBytes(candidate.id, false)});
    return result;
}

Receipt RunningRequest::receipt(FinishReason reason, int contextTokens, bool compactCache) const
{
    const auto firstOutput = ids.begin() + static_cast<std::ptrdiff_t>(promptTokens);
    return {.engine = engineVersion(),
            .model = model.info.name,
            .fingerprint = model.info.fingerprint,
            .promptIds = {ids.begin(), firstOutput},
            .sampling = request.sampling,
            .maxTokens = request.maxTokens,
            .contextTokens = contextTokens,
            .compactCache = compactCache,
            .stopStrings = request.stopStrings,
            .outputIds = {firstOutput, ids.end()},
            .reason = reason};
}

} // namespace core
