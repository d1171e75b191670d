#include "app/inference/inference.h"

#include <utility>

namespace app {

std::vector<core::ModelInfo> Inference::loadedModels() const
{
    core::ModelInfo current = modelInfo();
    if (current.path.empty())
        return {};
    return {std::move(current)};
}

core::RequestId Inference::prepare(core::GenerationRequest request)
{
    request.priority = core::Priority::Ahead;
    request.maxTokens = 0;
    return submit(std::move(request));
}

} // namespace app

#include "moc_inference.cpp"
