// Phi-3, 3.5 and Phi-4-mini (Abdin et al. 2024, arXiv:2404.14219): llama with queries, keys and
// values in one tensor, gate and up in another, and rope factors of their own for long contexts
// (Ding et al. 2024, arXiv:2402.13753).
#include "core/model/arch/basics.h"
#include "core/model/arch/gguf_keys.h"
#include "core/model/arch/model_config.h"
#include "core/model/arch/tensor_names.h"

namespace core {

namespace {

Result<Hyperparameters> withWindow(Result<Hyperparameters> hp, std::size_t window)
{
    if (hp)
        for (LayerAttention& layer : hp->layers)
            layer.window = window;
    return hp;
}

Result<Hyperparameters> readGguf(const ModelFile& file)
{
    const GgufKeys keys(file, "phi3");
    return withWindow(readGgufBasics(keys, RopePairing::Halves),
                      keys.positiveOr("attention.sliding_window", 0));
}

Result<Hyperparameters> readHuggingFace(const ModelFile& file)
{
    const ModelConfig config(file);
    return withWindow(readConfigBasics(config), config.positiveOr("sliding_window", 0));
}

LayerTensorNames layer(const ModelFile& file, const Hyperparameters& hp, std::size_t index)
{
    LayerTensorNames names = commonLayer(file, hp, index);
    const std::string qkv = isGguf(file) ? fmt::format("blk.{}.attn_qkv", index)
                                         : fmt::format("model.layers.{}.self_attn.qkv_proj", index);
    const std::string gateUp = isGguf(file)
                                   ? fmt::format("blk.{}.ffn_up", index)
                                   : fmt::format("model.layers.{}.mlp.gate_up_proj", index);
    const auto rows =
        [](const std::string& tensor, std::size_t first, std::size_t of) -> MatrixName {
        return {.weight = tensor + ".weight",
                .bias = tensor + ".bias",
                .firstRow = first,
                .ofRows = of};
    };
    const std::size_t qkvRows = hp.qDim() + 2 * hp.kvDim();
    names.query = rows(qkv, 0, qkvRows);
    names.key = rows(qkv, hp.qDim(), qkvRows);
    names.value = rows(qkv, hp.qDim() + hp.kvDim(), qkvRows);
    names.ffn.gate = rows(gateUp, 0, 2 * hp.ffnDim);
    names.ffn.up = rows(gateUp, hp.ffnDim, 2 * hp.ffnDim);
    return names;
}

} // namespace

const Architecture& phi3Architecture()
{
    static const Architecture kPhi3 = {
        "phi3", {"phi3"}, readGguf, readHuggingFace, commonTensors, layer};
    return kPhi3;
}

} // namespace core
