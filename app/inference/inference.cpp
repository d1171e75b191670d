#include "app/inference/inference.h"

#include <utility>

namespace app {

core::RequestId Inference::prepare(core::GenerationRequest request)
{
    request.priority = core::Priority::Ahead;
    request.maxTokens = 0;
    return submit(std::move(request));
}

} // namespace app

#include "moc_inference.cpp"
