#include "app/conversation/usual_sampling.h"

namespace app {

namespace {

constexpr std::uint64_t kSmall = 600'000'000; // parameters; below

}

core::SamplingParams usualSampling(std::uint64_t parameters)
{
    core::SamplingParams params;
    if (parameters > 0 && parameters < kSmall) {
        params.temperature = 0.3F;
        params.topP = 0.9F;
        params.repeatPenalty = 1.15F;
    }
    return params;
}

} // namespace app
