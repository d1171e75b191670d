#include "core/engine/context_memory.h"

#include <algorithm>

namespace core {

namespace {

constexpr std::size_t kDefaultContext = 8192;

} // namespace

std::size_t contextWindow(const Hyperparameters& hp, int wanted)
{
    return wanted > 0 ? static_cast<std::size_t>(wanted)
                      : std::min(hp.trainedContext, kDefaultContext);
}

KvShape keyValueShape(const Hyperparameters& hp, DType dtype)
{
    std::vector<std::size_t> windows;
    for (const LayerAttention& layer : hp.layers)
        windows.push_back(layer.window < hp.trainedContext ? layer.window : 0);
    return {hp.layerCount, hp.kvHeadCount, hp.headDim, dtype, std::move(windows)};
}

} // namespace core
