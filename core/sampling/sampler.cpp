#include "core/sampling/sampler.h"

#include "core/base/check.h"
#include "core/sampling/min_p.h"
#include "core/sampling/repeat_penalty.h"
#include "core/sampling/temperature.h"
#include "core/sampling/top_k.h"
#include "core/sampling/top_p.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace core {

namespace {

constexpr float kMaxTemperature = 100;
constexpr float kMinRepeatPenalty = 0.01F;
constexpr float kMaxRepeatPenalty = 100;
constexpr int kMaxRepeatWindow = 1 << 20;
constexpr float kMaxLogitBias = 100;

template <class T>
Status checkRange(const char* name, T value, T least, T most)
{
    if (value >= least && value <= most) // false for NaN
        return {};
    return fail(ErrorCode::InvalidArgument,
                "{} must be from {} to {}, found {}.",
                name,
                least,
                most,
                value);
}

// A number that can be compared and subtracted: NaN and -infinity become the lowest, +infinity the
// highest one.
float finite(float logit)
{
    constexpr float kHighest = std::numeric_limits<float>::max();
    return std::isnan(logit) ? -kHighest : std::clamp(logit, -kHighest, kHighest);
}

// The first of the largest. Nearly all logits fail the first comparison, which costs little.
TokenId best(std::span<const float> logits)
{
    std::size_t found = 0;
    float highest = finite(logits[0]);
    for (std::size_t i = 1; i < logits.size(); ++i) {
        if (logits[i] > highest && finite(logits[i]) > highest) {
            found = i;
            highest = finite(logits[i]);
        }
    }
    return static_cast<TokenId>(found);
}

} // namespace

Status validate(const SamplingParams& params)
{
    if (Status ok = checkRange("temperature", params.temperature, 0.0F, kMaxTemperature); !ok)
        return ok;
    if (Status ok = checkRange("topP", params.topP, 0.0F, 1.0F); !ok)
        return ok;
    if (Status ok = checkRange("minP", params.minP, 0.0F, 1.0F); !ok)
        return ok;
    if (Status ok =
            checkRange("repeatPenalty", params.repeatPenalty, kMinRepeatPenalty, kMaxRepeatPenalty);
        !ok)
        return ok;
    for (const auto& [token, bias] : params.logitBias) {
        if (token < 0)
            return fail(
                ErrorCode::InvalidArgument, "logitBias must name token ids, found {}.", token);
        if (Status ok = checkRange("logitBias", bias, -kMaxLogitBias, kMaxLogitBias); !ok)
            return ok;
    }
    return checkRange("repeatWindow", params.repeatWindow, 0, kMaxRepeatWindow);
}

Sampler::Sampler(const SamplingParams& params)
    : m_params(params)
    , m_random(params.seed)
{
    CORE_CHECK(validate(params));
}

TokenId Sampler::sample(std::span<const float> logits)
{
    if (logits.empty())
        return kNoToken;
    logits = adjusted(logits);
    if (m_params.temperature == 0)
        return best(logits);

    m_candidates.resize(logits.size());
    for (std::size_t i = 0; i < logits.size(); ++i)
        m_candidates[i] = {static_cast<TokenId>(i), finite(logits[i])};
    keepTopK(m_candidates, m_params.topK);
    keepTopP(m_candidates, m_params.topP);
    keepMinP(m_candidates, m_params.minP);
    applyTemperature(m_candidates, m_params.temperature);
    return draw();
}

void Sampler::accept(TokenId token)
{
    const auto window = static_cast<std::size_t>(m_params.repeatWindow);
    if (window == 0)
        return;
    if (m_recent.size() < window) {
        m_recent.push_back(token);
        return;
    }
    m_recent[m_oldest] = token;
    m_oldest = (m_oldest + 1) % window;
}

std::span<const float> Sampler::adjusted(std::span<const float> logits)
{
    if (m_params.logitBias.empty() && (m_params.repeatPenalty == 1.0F || m_recent.empty()))
        return logits;
    m_logits.assign(logits.begin(), logits.end());
    for (const auto& [token, bias] : m_params.logitBias)
        if (static_cast<std::size_t>(token) < m_logits.size())
            m_logits[static_cast<std::size_t>(token)] += bias;
    applyRepeatPenalty(m_logits, m_recent, m_params.repeatPenalty);
    return m_logits;
}

// After applyTemperature the best logit is 0, so the weights exp(logit) lie in [0, 1] and one of
// them is 1.
TokenId Sampler::draw()
{
    double total = 0;
    for (const Candidate& candidate : m_candidates)
        total += std::exp(static_cast<double>(candidate.logit));
    const double chosen = m_random.nextUnit() * total;
    double passed = 0;
    TokenId last = m_candidates.front().id;
    for (const Candidate& candidate : m_candidates) {
        const double weight = std::exp(static_cast<double>(candidate.logit));
        if (weight == 0)
            continue;
        last = candidate.id; // rounding may leave passed just short of total
        passed += weight;
        if (passed > chosen)
            break;
    }
    return last;
}

} // namespace core
