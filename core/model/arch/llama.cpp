// Llama 1, 2 and 3 and what shares their shape (SmolLM2, TinyLlama): Touvron et al. 2023, arXiv:2302.13971; grouped
// queries from Ainslie et al. 2023, arXiv:2305.13245.
#include "core/model/arch/arch.h"

#include "core/formats/hugging_face_files.h"
#include "core/formats/model_file.h"

#include <cmath>
#include <cstring>
#include <numbers>

namespace core {

namespace {

Result<std::size_t> required(const ModelFile& file, const std::string& key)
{
    const std::optional<std::int64_t> value = file.integer(key);
    if (!value || *value <= 0)
        return fail(ErrorCode::Malformed,
                    "{}: expected a positive number in \"{}\", found {}; the file may be damaged, download it again",
                    file.path().string(),
                    key,
                    value ? std::to_string(*value) : "nothing");
    return static_cast<std::size_t>(*value);
}

Result<Hyperparameters> readGguf(const ModelFile& file)
{
    Hyperparameters hp;
    const struct
    {
        const char* key;
        std::size_t* value;
    } numbers[] = {{"llama.block_count", &hp.layerCount},
                   {"llama.embedding_length", &hp.modelDim},
                   {"llama.feed_forward_length", &hp.ffnDim},
                   {"llama.attention.head_count", &hp.headCount},
                   {"llama.context_length", &hp.trainedContext}};
    for (const auto& number : numbers) {
        const Result<std::size_t> value = required(file, number.key);
        if (!value)
            return fail(value.error());
        *number.value = *value;
    }
    const auto positiveOr = [&file](const char* key, std::size_t fallback) {
        const std::optional<std::int64_t> value = file.integer(key);
        return value && *value > 0 ? static_cast<std::size_t>(*value) : fallback;
    };
    hp.kvHeadCount = positiveOr("llama.attention.head_count_kv", hp.headCount);
    hp.headDim = positiveOr("llama.attention.key_length", hp.modelDim / hp.headCount);
    hp.rotaryDim = positiveOr("llama.rope.dimension_count", hp.headDim);
    hp.normEpsilon = static_cast<float>(file.number("llama.attention.layer_norm_rms_epsilon").value_or(1e-5));
    hp.ropeTheta = static_cast<float>(file.number("llama.rope.freq_base").value_or(10000.0));
    hp.ropePairing = RopePairing::Interleaved;
    if (const TensorInfo* factors = file.tensor("rope_freqs.weight");
        factors != nullptr && factors->dtype == DType::F32) {
        hp.ropeFactors.resize(factors->data.size() / sizeof(float));
        std::memcpy(hp.ropeFactors.data(), factors->data.data(), hp.ropeFactors.size() * sizeof(float));
    }
    return hp;
}

// Llama 3.1's RoPE scaling: long wavelengths are divided by `factor`, short ones kept, those between interpolated
// (Dubey et al. 2024, arXiv:2407.21783; reference implementation in Hugging Face's modeling_rope_utils).
std::vector<float> llama3Factors(const nlohmann::json& scaling, std::size_t rotaryDim, double theta)
{
    const double factor = scaling.value("factor", 8.0);
    const double lowFactor = scaling.value("low_freq_factor", 1.0);
    const double highFactor = scaling.value("high_freq_factor", 4.0);
    const double context = scaling.value("original_max_position_embeddings", 8192.0);
    std::vector<float> factors(rotaryDim / 2);
    for (std::size_t i = 0; i < factors.size(); ++i) {
        const double frequency = std::pow(theta, -2.0 * static_cast<double>(i) / static_cast<double>(rotaryDim));
        const double wavelength = 2 * std::numbers::pi / frequency;
        const double smooth = (context / wavelength - lowFactor) / (highFactor - lowFactor);
        if (wavelength < context / highFactor)
            factors[i] = 1.0F;
        else if (wavelength > context / lowFactor)
            factors[i] = static_cast<float>(factor);
        else
            factors[i] = static_cast<float>(1.0 / ((1 - smooth) / factor + smooth));
    }
    return factors;
}

Result<Hyperparameters> readHuggingFace(const ModelFile& file)
{
    const nlohmann::json& config = file.huggingFace()->config;
    Hyperparameters hp;
    const auto number = [&config](const char* key, double fallback) {
        const auto found = config.find(key);
        return found != config.end() && found->is_number() ? found->get<double>() : fallback;
    };
    const struct
    {
        const char* key;
        std::size_t* value;
    } numbers[] = {{"num_hidden_layers", &hp.layerCount},
                   {"hidden_size", &hp.modelDim},
                   {"intermediate_size", &hp.ffnDim},
                   {"num_attention_heads", &hp.headCount},
                   {"max_position_embeddings", &hp.trainedContext}};
    for (const auto& entry : numbers) {
        const double value = number(entry.key, 0);
        if (!(value >= 1 && value < 1e9))
            return fail(ErrorCode::Malformed,
                        "{}: expected a positive number in \"{}\" of config.json; the file may be damaged, download it "
                        "again",
                        file.path().string(),
                        entry.key);
        *entry.value = static_cast<std::size_t>(value);
    }
    const auto positiveOr = [&number](const char* key, std::size_t fallback) {
        const double value = number(key, 0);
        return value >= 1 && value < 1e9 ? static_cast<std::size_t>(value) : fallback;
    };
    hp.kvHeadCount = positiveOr("num_key_value_heads", hp.headCount);
    hp.headDim = positiveOr("head_dim", hp.modelDim / hp.headCount);
    hp.rotaryDim = hp.headDim;
    hp.normEpsilon = static_cast<float>(number("rms_norm_eps", 1e-6));
    hp.ropeTheta = static_cast<float>(number("rope_theta", 10000.0));
    hp.ropePairing = RopePairing::Halves;
    for (const char* bias : {"attention_bias", "mlp_bias"})
        if (config.contains(bias) && config[bias].is_boolean() && config[bias].get<bool>())
            return fail(ErrorCode::Unsupported,
                        "{}: config.json asks for {}, which this version does not compute; choose another model",
                        file.path().string(),
                        bias);
    if (const auto scaling = config.find("rope_scaling"); scaling != config.end() && scaling->is_object()) {
        const std::string type = scaling->value("rope_type", scaling->value("type", std::string("default")));
        if (type == "llama3")
            hp.ropeFactors = llama3Factors(*scaling, hp.rotaryDim, hp.ropeTheta);
        else if (type == "linear")
            hp.ropeFactors.assign(hp.rotaryDim / 2, scaling->value("factor", 1.0F));
        else if (type != "default")
            return fail(ErrorCode::Unsupported,
                        "{}: config.json asks for RoPE scaling \"{}\"; this version knows default, linear and llama3",
                        file.path().string(),
                        type);
    }
    return hp;
}

bool isGguf(const ModelFile& file)
{
    return file.format() == ModelFile::Format::Gguf;
}

TensorNames tensors(const ModelFile& file)
{
    if (isGguf(file))
        return {"token_embd.weight", "output_norm.weight", "output.weight"};
    return {"model.embed_tokens.weight", "model.norm.weight", "lm_head.weight"};
}

LayerTensorNames layer(const ModelFile& file, std::size_t index)
{
    const std::string prefix = isGguf(file) ? fmt::format("blk.{}.", index) : fmt::format("model.layers.{}.", index);
    LayerTensorNames names;
    if (isGguf(file))
        names = {"attn_norm.weight", "attn_q.weight", "attn_k.weight", "attn_v.weight", "attn_output.weight",
                 "ffn_norm.weight", "ffn_gate.weight", "ffn_up.weight", "ffn_down.weight"};
    else
        names = {"input_layernorm.weight", "self_attn.q_proj.weight", "self_attn.k_proj.weight",
                 "self_attn.v_proj.weight", "self_attn.o_proj.weight", "post_attention_layernorm.weight",
                 "mlp.gate_proj.weight", "mlp.up_proj.weight", "mlp.down_proj.weight"};
    for (std::string* name : {&names.attentionNorm, &names.query, &names.key, &names.value, &names.attentionOutput,
                              &names.ffnNorm, &names.gate, &names.up, &names.down})
        name->insert(0, prefix);
    return names;
}

} // namespace

const Architecture& llamaArchitecture()
{
    static constexpr Architecture kLlama = {"llama", readGguf, readHuggingFace, tensors, layer};
    return kLlama;
}

} // namespace core
