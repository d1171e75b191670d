#include "tests/support/random_model.h"

#include <cmath>
#include <random>

namespace tests {

namespace {

constexpr std::size_t kVocabulary = 261; // of tinyLlama()
constexpr int kContext = 256;

std::string layerName(int layer, const std::string& part)
{
    return "model.layers." + std::to_string(layer) + "." + part;
}

std::vector<double> plainFrequencies(std::size_t rotaryDim, double theta)
{
    std::vector<double> frequencies;
    for (std::size_t i = 0; i < rotaryDim / 2; ++i)
        frequencies.push_back(1 / std::pow(theta, 2.0 * double(i) / double(rotaryDim)));
    return frequencies;
}

class Maker
{
public:
    explicit Maker(RandomModel& model, std::uint32_t seed)
        : m(model)
        , m_random(seed)
    {
    }

    // |value| <= 127 / 2^scaleBits, plus centre.
    void
    add(const std::string& name, std::vector<std::size_t> shape, int scaleBits, float centre = 0)
    {
        RandomTensor tensor{std::move(shape), {}};
        std::size_t count = 1;
        for (const std::size_t size : tensor.shape)
            count *= size;
        for (std::size_t i = 0; i < count; ++i)
            tensor.values.push_back(std::ldexp(float(int(m_random() % 255) - 127), -scaleBits) +
                                    centre);
        m.tensors.emplace(name, std::move(tensor));
    }

    void norm(const std::string& name, std::size_t size)
    {
        add(name, {size}, 9, float(1 - m.normOffset));
    }

    void fill(bool qkvBias, bool outputBias, bool ffnBias, bool fused, bool tied)
    {
        const std::size_t qDim = m.heads * m.headDim, kvDim = m.kvHeads * m.headDim;
        add("model.embed_tokens.weight", {kVocabulary, m.dim}, 7);
        norm("model.norm.weight", m.dim);
        if (!tied)
            add("lm_head.weight", {kVocabulary, m.dim}, 8);
        for (int layer = 0; layer < m.layers; ++layer) {
            const auto name = [layer](const std::string& part) { return layerName(layer, part); };
            const auto matrix =
                [&](const std::string& part, std::size_t rows, std::size_t cols, bool bias) {
                    add(name(part + ".weight"), {rows, cols}, 9);
                    if (bias)
                        add(name(part + ".bias"), {rows}, 8);
                };
            if (m.norms != RandomModel::Norms::After)
                norm(name("input_layernorm.weight"), m.dim);
            norm(name("post_attention_layernorm.weight"), m.dim);
            if (m.norms == RandomModel::Norms::Around)
                norm(name("pre_feedforward_layernorm.weight"), m.dim);
            if (m.norms != RandomModel::Norms::Before)
                norm(name("post_feedforward_layernorm.weight"), m.dim);
            if (fused) {
                matrix("self_attn.qkv_proj", qDim + 2 * kvDim, m.dim, false);
            } else {
                matrix("self_attn.q_proj", qDim, m.dim, qkvBias);
                matrix("self_attn.k_proj", kvDim, m.dim, qkvBias);
                matrix("self_attn.v_proj", kvDim, m.dim, qkvBias);
            }
            matrix("self_attn.o_proj", m.dim, qDim, outputBias);
            if (m.headNorm != RandomModel::HeadNorm::None) {
                const bool perHead = m.headNorm == RandomModel::HeadNorm::Head;
                norm(name("self_attn.q_norm.weight"), perHead ? m.headDim : qDim);
                norm(name("self_attn.k_norm.weight"), perHead ? m.headDim : kvDim);
            }
            if (m.sinks)
                add(name("self_attn.sinks"), {m.heads}, 6);
            if (m.experts > 0)
                matrix(m.sinks ? "mlp.router" : "mlp.gate", m.experts, m.dim, ffnBias);
            for (std::size_t e = 0; e < std::max<std::size_t>(m.experts, 1); ++e) {
                const std::string part =
                    m.experts > 0 ? "mlp.experts." + std::to_string(e) + "." : "mlp.";
                if (fused) {
                    matrix(part + "gate_up_proj", 2 * m.ffn, m.dim, false);
                } else {
                    matrix(part + "gate_proj", m.ffn, m.dim, ffnBias);
                    matrix(part + "up_proj", m.ffn, m.dim, ffnBias);
                }
                matrix(part + "down_proj", m.dim, m.ffn, ffnBias);
            }
        }
    }

private:
    RandomModel& m;
    std::mt19937 m_random;
};

struct Parts
{
    bool qkvBias = false;
    bool outputBias = false;
    bool ffnBias = false;
    bool fused = false;
    bool tied = true;
};

// Sets what both formats say of every model, and the weights. m.rope and m.window may be set
// before.
void complete(RandomModel& m, std::uint32_t seed, const Parts& parts = {})
{
    if (m.attentionScale == 0)
        m.attentionScale = 1 / std::sqrt(double(m.headDim));
    if (!m.rope)
        m.rope = [rope = RandomRope{plainFrequencies(m.headDim, 10000)}](int) { return &rope; };
    if (!m.window)
        m.window = [](int) { return std::size_t{0}; };
    nlohmann::json config = {{"num_hidden_layers", m.layers},
                             {"hidden_size", m.dim},
                             {"intermediate_size", m.ffn},
                             {"num_attention_heads", m.heads},
                             {"num_key_value_heads", m.kvHeads},
                             {"head_dim", m.headDim},
                             {"max_position_embeddings", kContext},
                             {"rms_norm_eps", 1e-6},
                             {"vocab_size", kVocabulary},
                             {"hidden_act", "silu"},
                             {"tie_word_embeddings", parts.tied},
                             {"pad_token_id", nullptr},
                             {"rope_theta", 10000.0}};
    config.update(m.config);
    m.config = std::move(config);
    std::map<std::string, core::MetaValue> keys = {
        {"block_count", std::int64_t{m.layers}},
        {"context_length", std::int64_t{kContext}},
        {"embedding_length", std::int64_t(m.dim)},
        {"feed_forward_length", std::int64_t(m.ffn)},
        {"attention.head_count", std::int64_t(m.heads)},
        {"attention.head_count_kv", std::int64_t(m.kvHeads)},
        {"attention.key_length", std::int64_t(m.headDim)},
        {"attention.value_length", std::int64_t(m.headDim)},
        {"attention.layer_norm_rms_epsilon", 1e-6},
        {"rope.dimension_count", std::int64_t(m.headDim)},
        {"rope.freq_base", 10000.0},
    };
    for (auto& [key, value] : m.ggufKeys)
        keys.insert_or_assign(key, value);
    m.ggufKeys = std::move(keys);
    Maker(m, seed).fill(parts.qkvBias, parts.outputBias, parts.ffnBias, parts.fused, parts.tied);
}

RandomModel llama()
{
    RandomModel m{.name = "llama",
                  .ggufName = "llama",
                  .config = {{"model_type", "llama"}},
                  .ggufInterleaves = true};
    complete(m, 1, {.tied = false});
    return m;
}

RandomModel llamaWithBiases()
{
    RandomModel m{.name = "llama with biases",
                  .ggufName = "llama",
                  .config = {{"model_type", "llama"}, {"attention_bias", true}, {"mlp_bias", true}},
                  .ggufInterleaves = true};
    complete(m, 2, {.qkvBias = true, .outputBias = true, .ffnBias = true});
    return m;
}

RandomModel llamaLinear()
{
    RandomModel m{
        .name = "llama, linear RoPE scaling",
        .ggufName = "llama",
        .config = {{"model_type", "llama"},
                   {"rope_scaling", {{"rope_type", "linear"}, {"factor", 4.0}}}},
        .ggufKeys = {{"rope.scaling.type", std::string("linear")}, {"rope.scaling.factor", 4.0}},
        .ggufInterleaves = true};
    RandomRope rope{plainFrequencies(m.headDim, 10000)};
    for (double& frequency : rope.frequencies)
        frequency /= 4;
    m.rope = [rope](int) { return &rope; };
    complete(m, 3);
    return m;
}

// GGUF files of Llama 3.1 hold the factors as a tensor.
RandomModel llama3()
{
    RandomModel m{.name = "llama 3.1",
                  .ggufName = "llama",
                  .config = {{"model_type", "llama"},
                             {"rope_theta", 500000.0},
                             {"rope_scaling",
                              {{"rope_type", "llama3"},
                               {"factor", 8.0},
                               {"low_freq_factor", 1.0},
                               {"high_freq_factor", 4.0},
                               {"original_max_position_embeddings", 64}}}},
                  .ggufKeys = {{"rope.freq_base", 500000.0}},
                  .ggufInterleaves = true};
    RandomRope rope{plainFrequencies(m.headDim, 500000)};
    RandomTensor factors{{rope.frequencies.size()}, {}};
    for (double& frequency : rope.frequencies) {
        const double wavelength = 2 * M_PI / frequency, plain = frequency;
        if (wavelength > 64.0 / 1.0) {
            frequency /= 8;
        } else if (wavelength >= 64.0 / 4.0) {
            const double smooth = (64 / wavelength - 1) / (4.0 - 1);
            frequency = (1 - smooth) * frequency / 8 + smooth * frequency;
        }
        factors.values.push_back(float(plain / frequency));
    }
    m.ggufTensors["rope_freqs.weight"] = factors;
    m.rope = [rope](int) { return &rope; };
    complete(m, 4);
    return m;
}

// Peng et al. 2023, arXiv:2309.00071, with the paper's beta 32 and 1.
RandomRope
yarnRope(std::size_t rotaryDim, double theta, double factor, double original, bool wholeBounds)
{
    const auto dimOf = [&](double turns) {
        return double(rotaryDim) * std::log(original / (turns * 2 * M_PI)) / (2 * std::log(theta));
    };
    const double low = std::max(wholeBounds ? std::floor(dimOf(32)) : dimOf(32), 0.0);
    const double high =
        std::min(wholeBounds ? std::ceil(dimOf(1)) : dimOf(1), double(rotaryDim) - 1);
    RandomRope rope{plainFrequencies(rotaryDim, theta), 0.1 * std::log(factor) + 1};
    for (std::size_t i = 0; i < rope.frequencies.size(); ++i) {
        const double ramp = std::clamp((double(i) - low) / (high - low), 0.0, 1.0);
        rope.frequencies[i] =
            rope.frequencies[i] / factor * ramp + rope.frequencies[i] * (1 - ramp);
    }
    return rope;
}

RandomModel mistral()
{
    RandomModel m{.name = "mistral", .config = {{"model_type", "mistral"}, {"sliding_window", 40}}};
    m.window = [](int) { return std::size_t{40}; };
    complete(m, 5);
    return m;
}

RandomModel qwen2()
{
    RandomModel m{.name = "qwen2", .ggufName = "qwen2", .config = {{"model_type", "qwen2"}}};
    complete(m, 6, {.qkvBias = true});
    return m;
}

RandomModel qwen2Yarn()
{
    RandomModel m{.name = "qwen2, YaRN",
                  .ggufName = "qwen2",
                  .config = {{"model_type", "qwen2"},
                             {"rope_scaling",
                              {{"rope_type", "yarn"},
                               {"factor", 4.0},
                               {"original_max_position_embeddings", 64}}}},
                  .ggufKeys = {{"rope.scaling.type", std::string("yarn")},
                               {"rope.scaling.factor", 4.0},
                               {"rope.scaling.original_context_length", std::int64_t{64}}}};
    m.rope = [rope = yarnRope(m.headDim, 10000, 4, 64, /*wholeBounds=*/true)](int) {
        return &rope;
    };
    complete(m, 7, {.qkvBias = true});
    return m;
}

RandomModel qwen3()
{
    RandomModel m{.name = "qwen3", .ggufName = "qwen3", .config = {{"model_type", "qwen3"}}};
    m.headDim = 32;
    m.headNorm = RandomModel::HeadNorm::Head;
    complete(m, 8);
    return m;
}

RandomModel smolLm3()
{
    RandomModel m{.name = "smollm3",
                  .ggufName = "smollm3",
                  .config = {{"model_type", "smollm3"}, {"no_rope_layers", {1, 1, 1, 0, 1}}},
                  .layers = 5,
                  .ggufInterleaves = true};
    m.rope = [rope = RandomRope{plainFrequencies(m.headDim, 10000)}](int layer) {
        return layer == 3 ? nullptr : &rope;
    };
    complete(m, 9);
    return m;
}

RandomModel granite()
{
    RandomModel m{.name = "granite",
                  .ggufName = "granite",
                  .config = {{"model_type", "granite"},
                             {"attention_multiplier", 0.125},
                             {"embedding_multiplier", 3.0},
                             {"residual_multiplier", 0.75},
                             {"logits_scaling", 4.0}},
                  .ggufKeys = {{"attention.scale", 0.125},
                               {"embedding_scale", 3.0},
                               {"residual_scale", 0.75},
                               {"logit_scale", 4.0}},
                  .attentionScale = 0.125,
                  .embeddingScale = 3,
                  .residualScale = 0.75,
                  .logitScale = 0.25,
                  .ggufInterleaves = true};
    complete(m, 10);
    return m;
}

void asGemma(RandomModel& m)
{
    m.config["hidden_activation"] = "gelu_pytorch_tanh";
    m.headDim = 32;
    m.embeddingScale = std::sqrt(double(m.dim));
    m.normOffset = 1;
    m.norms = RandomModel::Norms::Around;
    m.gate = RandomModel::Gate::Gelu;
}

RandomModel gemma2()
{
    RandomModel m{.name = "gemma2",
                  .ggufName = "gemma2",
                  .config = {{"model_type", "gemma2"},
                             {"query_pre_attn_scalar", 32},
                             {"attn_logit_softcapping", 5.0},
                             {"final_logit_softcapping", 3.0},
                             {"sliding_window", 8}},
                  .ggufKeys = {{"attn_logit_softcapping", 5.0},
                               {"final_logit_softcapping", 3.0},
                               {"attention.sliding_window", std::int64_t{8}}},
                  .attentionCap = 5,
                  .logitCap = 3};
    asGemma(m);
    m.window = [](int layer) { return std::size_t(layer % 2 == 0 ? 8 : 0); };
    complete(m, 11);
    return m;
}

RandomModel gemma3()
{
    RandomModel m{.name = "gemma3",
                  .ggufName = "gemma3",
                  .config = {{"model_type", "gemma3_text"},
                             {"query_pre_attn_scalar", 32},
                             {"sliding_window", 35},
                             {"sliding_window_pattern", 6},
                             {"rope_theta", 1000000.0},
                             {"rope_local_base_freq", 10000.0},
                             {"rope_scaling", {{"rope_type", "linear"}, {"factor", 8.0}}}},
                  .ggufKeys = {{"attention.sliding_window", std::int64_t{35}},
                               {"rope.freq_base", 1000000.0},
                               {"rope.scaling.type", std::string("linear")},
                               {"rope.scaling.factor", 8.0}},
                  .layers = 7};
    asGemma(m);
    m.headNorm = RandomModel::HeadNorm::Head;
    RandomRope global{plainFrequencies(m.headDim, 1000000)};
    for (double& frequency : global.frequencies)
        frequency /= 8;
    m.window = [](int layer) { return std::size_t(layer == 5 ? 0 : 35); };
    m.rope = [global, local = RandomRope{plainFrequencies(m.headDim, 10000)}](int layer) {
        return layer == 5 ? &global : &local;
    };
    complete(m, 12);
    return m;
}

RandomModel phi3(const std::string& name, bool isLong)
{
    RandomModel m{.name = name, .ggufName = "phi3"};
    const std::size_t rotaryDim = 18; // partial_rotary_factor 0.75
    RandomTensor shortFactors{{rotaryDim / 2}, {}}, longFactors{{rotaryDim / 2}, {}};
    for (std::size_t i = 0; i < rotaryDim / 2; ++i) {
        shortFactors.values.push_back(1.0F + float(i) / 16);
        longFactors.values.push_back(1.5F + float(i));
    }
    // The test's context is 80 tokens.
    const double original = isLong ? 64 : 128;
    const double magnitude = std::sqrt(1 + std::log(kContext / original) / std::log(original));
    m.config = {{"model_type", "phi3"},
                {"partial_rotary_factor", 0.75},
                {"sliding_window", 200},
                {"original_max_position_embeddings", int(original)},
                {"rope_scaling",
                 {{"type", "longrope"},
                  {"short_factor", shortFactors.values},
                  {"long_factor", longFactors.values}}}};
    m.ggufKeys = {{"rope.dimension_count", std::int64_t(rotaryDim)},
                  {"rope.scaling.original_context_length", std::int64_t(original)},
                  {"rope.scaling.attn_factor", magnitude},
                  {"attention.sliding_window", std::int64_t{200}}};
    m.ggufTensors = {{"rope_factors_short.weight", shortFactors},
                     {"rope_factors_long.weight", longFactors}};
    RandomRope rope{plainFrequencies(rotaryDim, 10000), magnitude};
    for (std::size_t i = 0; i < rotaryDim / 2; ++i)
        rope.frequencies[i] /= double((isLong ? longFactors : shortFactors).values[i]);
    m.rope = [rope](int) { return &rope; };
    complete(m, 13, {.fused = true, .tied = false});
    return m;
}

RandomModel olmo2()
{
    RandomModel m{.name = "olmo2",
                  .ggufName = "olmo2",
                  .config = {{"model_type", "olmo2"}},
                  .norms = RandomModel::Norms::After,
                  .headNorm = RandomModel::HeadNorm::Row};
    complete(m, 14, {.tied = false});
    return m;
}

RandomModel qwen3Moe()
{
    RandomModel m{.name = "qwen3moe",
                  .ggufName = "qwen3moe",
                  .config = {{"model_type", "qwen3_moe"},
                             {"num_experts", 6},
                             {"num_experts_per_tok", 2},
                             {"moe_intermediate_size", 128},
                             {"norm_topk_prob", true},
                             {"decoder_sparse_step", 1},
                             {"mlp_only_layers", nlohmann::json::array()}},
                  .ggufKeys = {{"expert_count", std::int64_t{6}},
                               {"expert_used_count", std::int64_t{2}},
                               {"expert_feed_forward_length", std::int64_t{128}}},
                  .headDim = 32,
                  .experts = 6,
                  .expertsUsed = 2,
                  .headNorm = RandomModel::HeadNorm::Head};
    complete(m, 15);
    return m;
}

RandomModel gptOss()
{
    RandomModel m{.name = "gpt-oss",
                  .ggufName = "gpt-oss",
                  .config = {{"model_type", "gpt_oss"},
                             {"num_local_experts", 5},
                             {"num_experts_per_tok", 2},
                             {"sliding_window", 9},
                             {"rope_scaling",
                              {{"rope_type", "yarn"},
                               {"factor", 4.0},
                               {"beta_fast", 32.0},
                               {"beta_slow", 1.0},
                               {"truncate", false},
                               {"original_max_position_embeddings", 64}}}},
                  .ggufKeys = {{"expert_count", std::int64_t{5}},
                               {"expert_used_count", std::int64_t{2}},
                               {"expert_feed_forward_length", std::int64_t{128}},
                               {"attention.sliding_window", std::int64_t{9}},
                               {"rope.scaling.type", std::string("yarn")},
                               {"rope.scaling.factor", 4.0},
                               {"rope.scaling.original_context_length", std::int64_t{64}}},
                  .headDim = 32,
                  .experts = 5,
                  .expertsUsed = 2,
                  .gate = RandomModel::Gate::Clamped,
                  .sinks = true};
    m.window = [](int layer) { return std::size_t(layer % 2 == 0 ? 9 : 0); };
    m.rope = [rope = yarnRope(m.headDim, 10000, 4, 64, /*wholeBounds=*/false)](int) {
        return &rope;
    };
    complete(m, 16, {.qkvBias = true, .outputBias = true, .ffnBias = true, .tied = false});
    return m;
}

} // namespace

const std::vector<RandomModel>& randomModels()
{
    static const std::vector<RandomModel> kModels = {llama(),
                                                     llamaWithBiases(),
                                                     llamaLinear(),
                                                     llama3(),
                                                     mistral(),
                                                     qwen2(),
                                                     qwen2Yarn(),
                                                     qwen3(),
                                                     smolLm3(),
                                                     granite(),
                                                     gemma2(),
                                                     gemma3(),
                                                     phi3("phi3, short factors", false),
                                                     phi3("phi3, long factors", true),
                                                     olmo2(),
                                                     qwen3Moe(),
                                                     gptOss()};
    return kModels;
}

} // namespace tests
