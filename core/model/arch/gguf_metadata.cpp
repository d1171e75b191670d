#include "core/model/arch/gguf_metadata.h"

#include "core/model/arch/model_config.h"

#include <algorithm>
#include <cmath>

namespace core {

namespace {

class Keys
{
public:
    explicit Keys(std::string_view architecture)
        : m_prefix(std::string(architecture) + ".")
    {
        metadata["general.architecture"] = std::string(architecture);
    }

    void number(const char* key, std::size_t value)
    {
        metadata[m_prefix + key] = static_cast<std::int64_t>(value);
    }
    void real(const char* key, double value) { metadata[m_prefix + key] = value; }
    void text(const char* key, std::string value) { metadata[m_prefix + key] = std::move(value); }

    GgufMetadata metadata;

private:
    std::string m_prefix;
};

// The object of config.json that scales the rotary embedding; it may be absent.
ModelConfig ropeScaling(const ModelFile& file)
{
    const ModelConfig whole(file);
    const ModelConfig text = whole.object("text_config");
    const ModelConfig& config = text.isThere() ? text : whole;
    const ModelConfig parameters = config.object("rope_parameters");
    if (!parameters.isThere())
        return config.object("rope_scaling");
    const ModelConfig full = parameters.object("full_attention");
    return full.isThere() ? full : parameters;
}

std::string typeOf(const ModelConfig& scaling)
{
    return scaling.textOr("rope_type", scaling.textOr("type", "default"));
}

void addRopeScaling(const ModelFile& file, const Hyperparameters& hp, Keys& keys)
{
    const Rope& rope = hp.ropes.front();
    const ModelConfig scaling = ropeScaling(file);
    const std::string type = typeOf(scaling);
    const double factor = scaling.numberOr("factor", 1.0);
    if (type == "linear" || type == "yarn") {
        keys.text("rope.scaling.type", type);
        keys.real("rope.scaling.factor", factor);
    }
    if (type == "yarn") {
        keys.number("rope.scaling.original_context_length",
                    scaling.positiveOr("original_max_position_embeddings", hp.trainedContext));
        keys.real("rope.scaling.yarn_beta_fast", scaling.numberOr("beta_fast", 32.0));
        keys.real("rope.scaling.yarn_beta_slow", scaling.numberOr("beta_slow", 1.0));
    } else if (!rope.longFactors.empty()) {
        keys.text("rope.scaling.type", "longrope");
        keys.number("rope.scaling.original_context_length", rope.shortContext);
        keys.real("rope.scaling.attn_factor", double{rope.magnitude});
    }
}

void addAttention(const Hyperparameters& hp, Keys& keys)
{
    keys.number("attention.head_count", hp.headCount);
    keys.number("attention.head_count_kv", hp.kvHeadCount);
    keys.number("attention.key_length", hp.headDim);
    keys.number("attention.value_length", hp.headDim);
    keys.real("attention.layer_norm_rms_epsilon", double{hp.normEpsilon});
    if (hp.attentionScale != 1.0F / std::sqrt(static_cast<float>(hp.headDim)))
        keys.real("attention.scale", double{hp.attentionScale});
    std::size_t window = 0;
    for (const LayerAttention& layer : hp.layers)
        window = std::max(window, layer.window);
    if (window > 0)
        keys.number("attention.sliding_window", window);
}

} // namespace

RopePairing ggufPairing(std::string_view architecture)
{
    for (const std::string_view interleaved : {"llama", "granite", "smollm3"})
        if (architecture == interleaved)
            return RopePairing::Interleaved;
    return RopePairing::Halves;
}

GgufMetadata
ggufMetadata(const ModelFile& file, const Hyperparameters& hp, std::string_view architecture)
{
    Keys keys(architecture);
    keys.metadata["general.type"] = std::string("model");
    const std::filesystem::path& path = file.path();
    keys.metadata["general.name"] =
        (path.has_filename() ? path : path.parent_path()).filename().string();
    keys.number("block_count", hp.layerCount);
    keys.number("context_length", hp.trainedContext);
    keys.number("embedding_length", hp.modelDim);
    keys.number("feed_forward_length", hp.ffnDim);
    keys.number("vocab_size", hp.vocabSize);
    addAttention(hp, keys);
    keys.number("rope.dimension_count", hp.rotaryDim);
    keys.real("rope.freq_base", double{hp.ropes.front().theta});
    if (hp.ropes.size() > 1 && architecture == "gemma3")
        keys.real("rope.freq_base_swa", double{hp.ropes[1].theta});
    addRopeScaling(file, hp, keys);
    if (hp.expertCount > 0) {
        keys.number("expert_count", hp.expertCount);
        keys.number("expert_used_count", hp.expertsUsed);
        keys.number("expert_feed_forward_length", hp.ffnDim);
    }
    if (hp.attentionSoftCap > 0)
        keys.real("attn_logit_softcapping", double{hp.attentionSoftCap});
    if (hp.logitSoftCap > 0)
        keys.real("final_logit_softcapping", double{hp.logitSoftCap});
    if (architecture == "granite") {
        keys.real("attention.scale", double{hp.attentionScale});
        keys.real("embedding_scale", double{hp.embeddingScale});
        keys.real("residual_scale", double{hp.residualScale});
        keys.real("logit_scale", double{1.0F / hp.logitScale});
    }
    return std::move(keys.metadata);
}

std::vector<std::pair<std::string, std::vector<float>>> ggufRopeTensors(const ModelFile& file,
                                                                        const Hyperparameters& hp)
{
    const Rope& rope = hp.ropes.front();
    if (!rope.longFactors.empty())
        return {{"rope_factors_short.weight", rope.factors},
                {"rope_factors_long.weight", rope.longFactors}};
    if (typeOf(ropeScaling(file)) == "llama3")
        return {{"rope_freqs.weight", rope.factors}};
    return {};
}

} // namespace core
