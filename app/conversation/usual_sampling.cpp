#include "app/conversation/usual_sampling.h"

namespace app {

namespace {

constexpr std::uint64_t kSmall = 600'000'000;

}

bool isSmallModel(std::uint64_t parameters)
{
    return parameters > 0 && parameters < kSmall;
}

core::SamplingParams usualSampling(std::uint64_t parameters)
{
    core::SamplingParams params;
    if (isSmallModel(parameters)) {
        params.temperature = 0.3F;
        params.topP = 0.9F;
        params.repeatPenalty = 1.1F; // without one they go in circles, with more code suffers
    }
    return params;
}

} // namespace app
