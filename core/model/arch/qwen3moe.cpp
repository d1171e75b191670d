// Qwen 3 with experts (Yang et al. 2025, arXiv:2505.09388): Qwen 3 whose feed-forward networks are
// chosen per token.
#include "core/model/arch/basics.h"
#include "core/model/arch/dimensions.h"
#include "core/model/arch/gguf_keys.h"
#include "core/model/arch/model_config.h"
#include "core/model/arch/tensor_names.h"

namespace core {

namespace {

Result<Hyperparameters> readGguf(const ModelFile& file)
{
    const GgufKeys keys(file, "qwen3moe");
    Result<Hyperparameters> hp = readGgufBasics(keys, RopePairing::Halves);
    if (!hp)
        return hp;
    hp->qkNorm = QkNorm::PerHead;
    const Result<std::size_t> experts = keys.positive("expert_count");
    const Result<std::size_t> used = keys.positive("expert_used_count");
    if (!experts || !used)
        return fail(!experts ? experts.error() : used.error());
    hp->expertCount = *experts;
    hp->expertsUsed = *used;
    hp->ffnDim = keys.positiveOr("expert_feed_forward_length", hp->ffnDim);
    return hp;
}

Result<Hyperparameters> readHuggingFace(const ModelFile& file)
{
    const ModelConfig config(file);
    Result<Hyperparameters> hp = readConfigBasics(config);
    if (!hp)
        return hp;
    hp->qkNorm = QkNorm::PerHead;
    const Result<std::size_t> experts = config.positive("num_experts");
    const Result<std::size_t> used = config.positive("num_experts_per_tok");
    if (!experts || !used)
        return fail(!experts ? experts.error() : used.error());
    hp->expertCount = *experts;
    hp->expertsUsed = *used;
    hp->expertSharesSumToOne = config.flagOr("norm_topk_prob", false);
    hp->ffnDim = config.positiveOr("moe_intermediate_size", hp->ffnDim);
    if (config.positiveOr("decoder_sparse_step", 1) != 1 ||
        !config.floats("mlp_only_layers").empty())
        return fail(ErrorCode::Unsupported,
                    "{}: config.json asks for layers without experts among those with, which this "
                    "version does not "
                    "compute; choose another model",
                    file.path().string());
    return hp;
}

LayerTensorNames layer(const ModelFile& file, const Hyperparameters& hp, std::size_t index)
{
    LayerTensorNames names = commonLayer(file, hp, index);
    if (isGguf(file)) {
        names.experts = ggufExperts(hp, index);
        return names;
    }
    const std::string prefix = fmt::format("model.layers.{}.mlp.", index);
    names.router = {.weight = prefix + "gate.weight"};
    for (std::size_t e = 0; e < hp.expertCount; ++e) {
        const auto matrix = [&](const char* part) -> MatrixName {
            return {.weight = fmt::format("{}experts.{}.{}_proj.weight", prefix, e, part)};
        };
        names.experts.push_back({matrix("gate"), matrix("up"), matrix("down")});
    }
    return names;
}

} // namespace

const Architecture& qwen3MoeArchitecture()
{
    static const Architecture kQwen3Moe = {
        "qwen3moe", {"qwen3_moe"}, readGguf, readHuggingFace, commonTensors, layer};
    return kQwen3Moe;
}

} // namespace core
