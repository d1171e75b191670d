// Chooses the next token from the logits.
//
// The steps run in llama.cpp's default order: logit bias, repeat penalty, top-k, top-p, min-p,
// temperature, draw. So top-p and min-p see the model's own distribution, whatever the temperature.
// Temperature 0 takes the best token after the repeat penalty; the lowest id wins ties.
//
// One Sampler per sequence; not thread-safe. Scratch memory (12 bytes per token of the vocabulary)
// is kept between calls.
#pragma once

#include "core/base/result.h"
#include "core/base/token.h"
#include "core/sampling/candidates.h"
#include "core/sampling/random.h"
#include "core/sampling/sampling_params.h"

#include <cstddef>
#include <span>
#include <vector>

namespace core {

// InvalidArgument with the name of the parameter, its range and the value found; NaN is never in
// range.
Status validate(const SamplingParams& params);

class Sampler
{
public:
    // params must be valid.
    explicit Sampler(const SamplingParams& params);

    // logits: [vocabSize]. NaN and -infinity are never chosen while there is anything else.
    // kNoToken if logits is empty. Advances the random numbers unless greedy; does not accept() the
    // token.
    TokenId sample(std::span<const float> logits);

    // Tells the repeat penalty of a token that now is part of the sequence, prompt tokens included.
    void accept(TokenId token);

private:
    std::span<const float> adjusted(std::span<const float> logits);
    TokenId draw();

    SamplingParams m_params;
    Random m_random;
    std::vector<TokenId> m_recent; // ring of the last repeatWindow tokens, in no particular order
    std::size_t m_oldest = 0;      // index in m_recent, once it is full
    std::vector<float> m_logits;
    Candidates m_candidates;
};

} // namespace core
