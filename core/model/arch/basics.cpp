#include "core/model/arch/basics.h"

#include "core/model/arch/dimensions.h"
#include "core/model/arch/gguf_keys.h"
#include "core/model/arch/model_config.h"
#include "core/model/arch/rope_scaling.h"

#include <cmath>

namespace core {

Result<Hyperparameters> readGgufBasics(const GgufKeys& keys, RopePairing pairing)
{
    Hyperparameters hp;
    const struct
    {
        const char* key;
        std::size_t* value;
    } numbers[] = {{"block_count", &hp.layerCount},
                   {"embedding_length", &hp.modelDim},
                   {"feed_forward_length", &hp.ffnDim},
                   {"attention.head_count", &hp.headCount},
                   {"context_length", &hp.trainedContext}};
    for (const auto& number : numbers) {
        const Result<std::size_t> value = keys.positive(number.key);
        if (!value)
            return fail(value.error());
        *number.value = *value;
    }
    hp.kvHeadCount = keys.positiveOr("attention.head_count_kv", hp.headCount);
    hp.headDim = keys.positiveOr("attention.key_length", hp.modelDim / hp.headCount);
    hp.rotaryDim = keys.positiveOr("rope.dimension_count", hp.headDim);
    if (const Status status = checkDimensions(keys.file(), hp); !status)
        return fail(status.error());
    hp.normEpsilon = keys.numberOr("attention.layer_norm_rms_epsilon", 1e-5F);
    hp.attentionScale = keys.numberOr("attention.scale", 0.0F);
    if (hp.attentionScale == 0.0F)
        hp.attentionScale = 1.0F / std::sqrt(static_cast<float>(hp.headDim));
    hp.ropePairing = pairing;
    Result<Rope> rope = ggufRope(keys, hp);
    if (!rope)
        return fail(rope.error());
    hp.ropes = {std::move(*rope)};
    hp.layers.resize(hp.layerCount);
    return hp;
}

Result<Hyperparameters> readConfigBasics(const ModelConfig& config)
{
    Hyperparameters hp;
    const struct
    {
        const char* key;
        std::size_t* value;
    } numbers[] = {{"num_hidden_layers", &hp.layerCount},
                   {"hidden_size", &hp.modelDim},
                   {"intermediate_size", &hp.ffnDim},
                   {"num_attention_heads", &hp.headCount},
                   {"max_position_embeddings", &hp.trainedContext}};
    for (const auto& number : numbers) {
        const Result<std::size_t> value = config.positive(number.key);
        if (!value)
            return fail(value.error());
        *number.value = *value;
    }
    hp.kvHeadCount = config.positiveOr("num_key_value_heads", hp.headCount);
    hp.headDim = config.positiveOr("head_dim", hp.modelDim / hp.headCount);
    const double rotated =
        config.object("rope_parameters")
            .numberOr("partial_rotary_factor", config.numberOr("partial_rotary_factor", 1.0));
    hp.rotaryDim = rotated > 0 && rotated <= 1
                       ? static_cast<std::size_t>(rotated * static_cast<double>(hp.headDim))
                       : 0;
    if (const Status status = checkDimensions(config.file(), hp); !status)
        return fail(status.error());
    hp.normEpsilon = static_cast<float>(config.numberOr("rms_norm_eps", 1e-6));
    hp.attentionScale = 1.0F / std::sqrt(static_cast<float>(hp.headDim));
    hp.qkvBias = config.flagOr("attention_bias", false);
    hp.attentionOutputBias = hp.qkvBias;
    hp.ffnBias = config.flagOr("mlp_bias", false);
    hp.ropePairing = RopePairing::Halves;
    Result<Rope> rope = configRope(config, hp);
    if (!rope)
        return fail(rope.error());
    hp.ropes = {std::move(*rope)};
    hp.layers.resize(hp.layerCount);
    return hp;
}

bool applyLayerTypes(const ModelConfig& config, std::size_t window, Hyperparameters& hp)
{
    const std::vector<std::string> types = config.texts("layer_types");
    if (types.size() != hp.layerCount)
        return false;
    for (std::size_t i = 0; i < types.size(); ++i)
        hp.layers[i].window = types[i] == "sliding_attention" ? window : 0;
    return true;
}

} // namespace core
