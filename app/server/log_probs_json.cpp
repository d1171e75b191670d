#include "app/server/log_probs_json.h"

#include <utility>

namespace app {

namespace {

// For reading; what is not UTF-8 by itself is replaced when the line is written.
Json scoreJson(const core::TokenScore& score)
{
    Json bytes = Json::array();
    for (const char byte : score.bytes)
        bytes.push_back(static_cast<unsigned char>(byte));
    return {{"token", score.bytes}, {"bytes", std::move(bytes)}, {"logprob", score.logProb}};
}

Json chatLogProbs(const ScoredPiece& piece)
{
    Json content = Json::array();
    for (const core::ScoredToken& token : piece.tokens) {
        Json entry = scoreJson(token.chosen);
        entry["top_logprobs"] = Json::array();
        for (const core::TokenScore& alternative : token.alternatives)
            entry["top_logprobs"].push_back(scoreJson(alternative));
        content.push_back(std::move(entry));
    }
    return {{"content", std::move(content)}, {"refusal", nullptr}};
}

Json textLogProbs(const ScoredPiece& piece)
{
    Json result{{"tokens", Json::array()},
                {"token_logprobs", Json::array()},
                {"top_logprobs", Json::array()},
                {"text_offset", Json::array()}};
    std::size_t offset = piece.offset;
    for (const core::ScoredToken& token : piece.tokens) {
        Json top = Json::object();
        for (const core::TokenScore& alternative : token.alternatives)
            if (!top.contains(alternative.bytes)) // the likelier of two that read alike
                top[alternative.bytes] = alternative.logProb;
        result["tokens"].push_back(token.chosen.bytes);
        result["token_logprobs"].push_back(token.chosen.logProb);
        result["top_logprobs"].push_back(std::move(top));
        result["text_offset"].push_back(offset);
        offset += token.chosen.bytes.size();
    }
    return result;
}

} // namespace

Json logProbsJson(CompletionKind kind, const ScoredPiece& piece)
{
    return kind == CompletionKind::Chat ? chatLogProbs(piece) : textLogProbs(piece);
}

} // namespace app
