// The plain vocabulary of the engine: what requests are made of and what comes back. No tensors, no
// threads.
#pragma once

#include "core/base/token.h"
#include "core/prompt/answer_form.h"
#include "core/prompt/chat_message.h"
#include "core/sampling/sampling_params.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace core {

struct RequestId
{
    std::uint64_t value = 0; // 0: none

    bool operator==(const RequestId&) const = default;
};

enum class FinishReason
{
    EndOfTurn,  // the model ended its answer
    StopString, // a stop string of the request appeared; it is not part of the text
    Length,     // the token limit of the request, or the context window, was reached
    Cancelled,
};

// The person at the keyboard comes before programs at the endpoint. Ahead is work that nobody has
// asked for yet, such as the prompt of a message that is still being typed: it runs while there is
// nothing else and gives way at once.
enum class Priority
{
    Interactive,
    Background,
    Ahead
};

// A token and the natural logarithm of the probability that the model itself gives it, before any
// sampling setting.
struct TokenScore
{
    TokenId token = kNoToken;
    float logProb = 0;
    std::string
        bytes; // what it stands for; may be part of a UTF-8 character, and empty for control tokens

    bool operator==(const TokenScore&) const = default;
};

// A token that was chosen, and what else the model thought of, most probable first.
struct ScoredToken
{
    TokenScore chosen;
    std::vector<TokenScore> alternatives;

    bool operator==(const ScoredToken&) const = default;
};

inline constexpr int kMostAlternatives = 20;

struct GenerationRequest
{
    // A conversation for the model's chat template, plain text to continue, or token ids as they
    // are.
    std::variant<ChatPrompt, std::string, std::vector<TokenId>> prompt;
    std::string model; // where several are loaded: ModelInfo::path of one; empty: the current one
    SamplingParams sampling;
    std::vector<std::string> stopStrings;
    int maxTokens = -1; // < 0: until the context window ends
    Priority priority = Priority::Interactive;
    bool keepOnDisk =
        false; // what is computed of it may go to the folder of the cache, where there is one
    int alternatives =
        -1; // to report beside every token, 0 … kMostAlternatives; < 0: no log-probabilities at all
};

struct GenerationStats
{
    int promptTokens = 0;
    int cachedTokens = 0; // of the prompt, found in the KV cache
    int completionTokens = 0;
    double prefillMs = 0;
    double decodeMs = 0;

    double prefillTokensPerSecond() const;
    double decodeTokensPerSecond() const; // 0 where nothing was decoded
    bool operator==(const GenerationStats&) const = default;
};

inline double GenerationStats::prefillTokensPerSecond() const
{
    return prefillMs > 0 ? (promptTokens - cachedTokens) * 1000.0 / prefillMs : 0;
}

inline double GenerationStats::decodeTokensPerSecond() const
{
    return decodeMs > 0 ? completionTokens * 1000.0 / decodeMs : 0;
}

// What a loaded model says of itself, for people and for the endpoint.
struct ModelInfo
{
    std::string name;         // for people: "SmolLM2 135M Instruct"
    std::string path;         // UTF-8
    std::string architecture; // "llama"
    std::string quantisation; // type of most weights: "Q4_1"
    std::uint64_t parameters = 0;
    std::uint64_t sizeBytes = 0;   // of the weights
    int trainedContext = 0;        // tokens
    int contextTokens = 0;         // the context window allocated now, in tokens
    bool hasChatTemplate = false;  // else conversations get a plain form
    std::string chatTemplateError; // why the model's own cannot be used; empty: it has none
    AnswerForm answerForm;
    std::string kernels;     // instruction set chosen: "AVX2"
    std::string fingerprint; // modelFingerprint()

    bool operator==(const ModelInfo&) const = default;
};

} // namespace core
