// Qwen 2 and 2.5 (Yang et al. 2024, arXiv:2407.10671): llama with biases on queries, keys and
// values. Qwen 3 (Yang et al. 2025, arXiv:2505.09388): norms on queries and keys instead.
#include "core/model/arch/basics.h"
#include "core/model/arch/gguf_keys.h"
#include "core/model/arch/model_config.h"
#include "core/model/arch/tensor_names.h"

namespace core {

namespace {

void asQwen2(Hyperparameters& hp)
{
    hp.qkvBias = true;
    hp.attentionOutputBias = false;
}

void asQwen3(Hyperparameters& hp)
{
    hp.qkNorm = QkNorm::PerHead;
}

template <auto adapt>
Result<Hyperparameters> readGguf(const ModelFile& file, std::string_view name)
{
    Result<Hyperparameters> hp = readGgufBasics(GgufKeys(file, name), RopePairing::Halves);
    if (hp)
        adapt(*hp);
    return hp;
}

// Layers from max_window_layers on have a window, where "use_sliding_window" asks for it.
template <auto adapt>
Result<Hyperparameters> readHuggingFace(const ModelFile& file)
{
    const ModelConfig config(file);
    Result<Hyperparameters> hp = readConfigBasics(config);
    if (!hp)
        return hp;
    adapt(*hp);
    const std::size_t window =
        config.flagOr("use_sliding_window", false) ? config.positiveOr("sliding_window", 0) : 0;
    if (!applyLayerTypes(config, window, *hp))
        for (std::size_t i = config.positiveOr("max_window_layers", 0); i < hp->layerCount; ++i)
            hp->layers[i].window = window;
    return hp;
}

Result<Hyperparameters> readQwen2Gguf(const ModelFile& file)
{
    return readGguf<asQwen2>(file, "qwen2");
}

Result<Hyperparameters> readQwen3Gguf(const ModelFile& file)
{
    return readGguf<asQwen3>(file, "qwen3");
}

} // namespace

const Architecture& qwen2Architecture()
{
    static const Architecture kQwen2 = {
        "qwen2", {"qwen2"}, readQwen2Gguf, readHuggingFace<asQwen2>, commonTensors, commonLayer};
    return kQwen2;
}

const Architecture& qwen3Architecture()
{
    static const Architecture kQwen3 = {
        "qwen3", {"qwen3"}, readQwen3Gguf, readHuggingFace<asQwen3>, commonTensors, commonLayer};
    return kQwen3;
}

} // namespace core
