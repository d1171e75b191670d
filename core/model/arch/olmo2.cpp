// OLMo 2 (OLMo et al. 2024, arXiv:2501.00656): llama with norms after each half of a layer instead
// of before, and on whole rows of queries and keys. OLMo 3 adds windows to three layers of four;
// only layers without one have their rope scaled. GGUF files of it call themselves olmo2.
#include "core/model/arch/basics.h"
#include "core/model/arch/gguf_keys.h"
#include "core/model/arch/model_config.h"
#include "core/model/arch/tensor_names.h"

namespace core {

namespace {

constexpr std::size_t kUnwindowedInterval = 4;

void useRowNorms(Hyperparameters& hp)
{
    hp.qkNorm = QkNorm::PerRow;
    hp.ropes.push_back({.theta = hp.ropes.front().theta});
    for (LayerAttention& layer : hp.layers)
        layer.rope = layer.window > 0 ? 1 : 0;
}

Result<Hyperparameters> readGguf(const ModelFile& file)
{
    const GgufKeys keys(file, "olmo2");
    Result<Hyperparameters> hp = readGgufBasics(keys, RopePairing::Halves);
    if (!hp)
        return hp;
    for (std::size_t i = 0; i < hp->layerCount; ++i)
        if ((i + 1) % kUnwindowedInterval != 0)
            hp->layers[i].window = keys.positiveOr("attention.sliding_window", 0);
    useRowNorms(*hp);
    return hp;
}

Result<Hyperparameters> readHuggingFace(const ModelFile& file)
{
    const ModelConfig config(file);
    Result<Hyperparameters> hp = readConfigBasics(config);
    if (!hp)
        return hp;
    applyLayerTypes(config, config.positiveOr("sliding_window", 0), *hp);
    useRowNorms(*hp);
    return hp;
}

LayerTensorNames layer(const ModelFile& file, const Hyperparameters& hp, std::size_t index)
{
    LayerTensorNames names = commonLayer(file, hp, index);
    names.attentionNorm.clear();
    names.ffnNorm.clear();
    const std::string prefix = isGguf(file) ? fmt::format("blk.{}.post_", index)
                                            : fmt::format("model.layers.{}.post_", index);
    names.attentionPostNorm =
        prefix + (isGguf(file) ? "attention_norm.weight" : "attention_layernorm.weight");
    names.ffnPostNorm =
        prefix + (isGguf(file) ? "ffw_norm.weight" : "feedforward_layernorm.weight");
    return names;
}

} // namespace

const Architecture& olmo2Architecture()
{
    static const Architecture kOlmo2 = {
        "olmo2", {"olmo2", "olmo3"}, readGguf, readHuggingFace, commonTensors, layer};
    return kOlmo2;
}

} // namespace core
