// Gemma 2 (Gemma Team 2024, arXiv:2408.00118): norms before and after each half of a layer, GeGLU,
// soft-caps on attention scores and logits, a window on every second layer. Gemma 3 (Gemma Team
// 2025, arXiv:2503.19786): norms on queries and keys instead of the caps, five layers with a window
// and a rope of their own to one that sees all.
//
// GGUF files hold norm weights with the 1 added that Hugging Face's files leave to the program.
#include "core/model/arch/basics.h"
#include "core/model/arch/gguf_keys.h"
#include "core/model/arch/model_config.h"
#include "core/model/arch/rope_scaling.h"
#include "core/model/arch/tensor_names.h"

#include <cmath>

namespace core {

namespace {

constexpr std::size_t kGemma2Interval = 2;
constexpr std::size_t kGemma3Interval = 6;
constexpr std::size_t kGemma2Layers27B = 46;
constexpr std::size_t kGemma3Layers27B = 62;
constexpr float kGemma3LocalTheta = 10000.0F;

// Gemma 3: layers with a window use the second rope.
void setWindows(Hyperparameters& hp, std::size_t window, std::size_t interval)
{
    for (std::size_t i = 0; i < hp.layerCount; ++i)
        hp.layers[i].window = (i + 1) % interval == 0 ? 0 : window;
}

void useLocalRope(Hyperparameters& hp, Rope local)
{
    hp.ropes.push_back(std::move(local));
    for (LayerAttention& layer : hp.layers)
        layer.rope = layer.window > 0 ? 1 : 0;
}

void asGemma(Hyperparameters& hp)
{
    hp.activation = Activation::GeluTanh;
    hp.embeddingScale = std::sqrt(static_cast<float>(hp.modelDim));
}

Result<Hyperparameters>
readGguf(const GgufKeys& keys, std::size_t interval, std::size_t window, std::size_t layers27B)
{
    Result<Hyperparameters> hp = readGgufBasics(keys, RopePairing::Halves);
    if (!hp)
        return hp;
    asGemma(*hp);
    setWindows(*hp,
               keys.positiveOr("attention.sliding_window", window),
               keys.positiveOr("attention.sliding_window_pattern", interval));
    // The largest models scale by their width per head, which the files do not say.
    if (hp->layerCount == layers27B && keys.numberOr("attention.scale", 0.0F) == 0.0F)
        hp->attentionScale = 1.0F / std::sqrt(static_cast<float>(hp->modelDim / hp->headCount));
    return hp;
}

Result<Hyperparameters> readGemma2Gguf(const ModelFile& file)
{
    const GgufKeys keys(file, "gemma2");
    Result<Hyperparameters> hp = readGguf(keys, kGemma2Interval, 4096, kGemma2Layers27B);
    if (!hp)
        return hp;
    hp->attentionSoftCap = keys.numberOr("attn_logit_softcapping", 50.0F);
    hp->logitSoftCap = keys.numberOr("final_logit_softcapping", 30.0F);
    return hp;
}

Result<Hyperparameters> readGemma3Gguf(const ModelFile& file)
{
    const GgufKeys keys(file, "gemma3");
    Result<Hyperparameters> hp = readGguf(keys, kGemma3Interval, 0, kGemma3Layers27B);
    if (!hp)
        return hp;
    hp->qkNorm = QkNorm::PerHead;
    hp->logitSoftCap = keys.numberOr("final_logit_softcapping", 0.0F);
    hp->ropes.front().theta = keys.numberOr("rope.freq_base", 1e6F);
    useLocalRope(*hp, {.theta = keys.numberOr("rope.freq_base_swa", kGemma3LocalTheta)});
    return hp;
}

Result<Hyperparameters> readConfig(const ModelConfig& config, std::size_t interval)
{
    Result<Hyperparameters> hp = readConfigBasics(config);
    if (!hp)
        return hp;
    asGemma(*hp);
    hp->normOffset = 1.0F;
    const double scalar = config.numberOr("query_pre_attn_scalar", 256.0);
    hp->attentionScale = static_cast<float>(1.0 / std::sqrt(scalar));
    hp->attentionSoftCap = static_cast<float>(config.numberOr("attn_logit_softcapping", 0.0));
    hp->logitSoftCap = static_cast<float>(config.numberOr("final_logit_softcapping", 0.0));
    const std::size_t window = config.positiveOr("sliding_window", 4096);
    if (!applyLayerTypes(config, window, *hp))
        setWindows(*hp, window, config.positiveOr("sliding_window_pattern", interval));
    return hp;
}

// Models that see images keep the language model's numbers in an object of their own.
ModelConfig textConfig(const ModelFile& file)
{
    const ModelConfig whole(file);
    const ModelConfig text = whole.object("text_config");
    return text.isThere() ? text : whole;
}

Result<Hyperparameters> readGemma2Config(const ModelFile& file)
{
    return readConfig(ModelConfig(file), kGemma2Interval);
}

Result<Hyperparameters> readGemma3Config(const ModelFile& file)
{
    const ModelConfig config = textConfig(file);
    Result<Hyperparameters> hp = readConfig(config, kGemma3Interval);
    if (!hp)
        return hp;
    hp->qkNorm = QkNorm::PerHead;
    const ModelConfig ropes = config.object("rope_parameters");
    if (const ModelConfig global = ropes.object("full_attention"); global.isThere()) {
        Result<Rope> rope = scaledRope(global, 1e6, static_cast<double>(hp->trainedContext), *hp);
        if (!rope)
            return fail(rope.error());
        hp->ropes.front() = std::move(*rope);
    } else if (!ropes.isThere()) {
        hp->ropes.front().theta = static_cast<float>(config.numberOr("rope_theta", 1e6));
    }
    const ModelConfig local = ropes.object("sliding_attention");
    useLocalRope(
        *hp,
        {.theta = static_cast<float>(local.numberOr(
             "rope_theta", config.numberOr("rope_local_base_freq", double{kGemma3LocalTheta})))});
    return hp;
}

TensorNames tensors(const ModelFile& file)
{
    if (isGguf(file))
        return ggufTensors();
    for (const char* prefix : {"language_model.model.", "model.language_model."})
        if (TensorNames names = configTensors(prefix); file.tensor(names.embedding) != nullptr)
            return names;
    return configTensors();
}

LayerTensorNames layer(const ModelFile& file, const Hyperparameters&, std::size_t index)
{
    if (isGguf(file)) {
        LayerTensorNames names = ggufLayer(index);
        names.attentionPostNorm = fmt::format("blk.{}.post_attention_norm.weight", index);
        names.ffnPostNorm = fmt::format("blk.{}.post_ffw_norm.weight", index);
        return names;
    }
    const std::string embedding = tensors(file).embedding;
    const std::string prefix = embedding.substr(0, embedding.find("embed_tokens"));
    LayerTensorNames names = configLayer(index, prefix);
    names.attentionPostNorm = std::move(names.ffnNorm);
    names.ffnNorm = fmt::format("{}layers.{}.pre_feedforward_layernorm.weight", prefix, index);
    names.ffnPostNorm = fmt::format("{}layers.{}.post_feedforward_layernorm.weight", prefix, index);
    return names;
}

} // namespace

const Architecture& gemma2Architecture()
{
    static const Architecture kGemma2 = {
        "gemma2", {"gemma2"}, readGemma2Gguf, readGemma2Config, tensors, layer};
    return kGemma2;
}

const Architecture& gemma3Architecture()
{
    static const Architecture kGemma3 = {
        "gemma3", {"gemma3_text", "gemma3"}, readGemma3Gguf, readGemma3Config, tensors, layer};
    return kGemma3;
}

} // namespace core
