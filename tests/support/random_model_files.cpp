// Random models as files: Hugging Face's names and layouts to GGUF's.
#include "core/base/half.h"
#include "tests/support/random_model.h"
#include "tests/support/safetensors_builder.h"
#include "tests/support/tiny_llama.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace tests {

namespace {

// Rows of each head from halves (i, i + n/2) to pairs (2i, 2i + 1), as GGUF's llama files have
// them.
RandomTensor interleaved(const RandomTensor& tensor, std::size_t headDim)
{
    const std::size_t rows = tensor.shape[0], cols = tensor.values.size() / rows;
    RandomTensor result = tensor;
    for (std::size_t row = 0; row < rows; ++row) {
        const std::size_t head = row / headDim * headDim, i = row % headDim, half = headDim / 2;
        const std::size_t to = head + (i < half ? 2 * i : 2 * (i - half) + 1);
        for (std::size_t c = 0; c < cols; ++c)
            result.values[to * cols + c] = tensor.values[row * cols + c];
    }
    return result;
}

std::string ggufNameOf(const RandomModel& m, const std::string& name)
{
    if (name == "model.embed_tokens.weight")
        return "token_embd.weight";
    if (name == "model.norm.weight")
        return "output_norm.weight";
    if (name == "lm_head.weight")
        return "output.weight";
    const std::size_t end = name.find('.', 13); // "model.layers.N."
    const std::string part = name.substr(end + 1);
    const std::string prefix = "blk." + name.substr(13, end - 13) + ".";
    const bool before = m.norms == RandomModel::Norms::Before;
    const std::pair<std::string, std::string> names[] = {
        {"input_layernorm", "attn_norm"},
        {"post_attention_layernorm", before && !m.sinks ? "ffn_norm" : "post_attention_norm"},
        {"pre_feedforward_layernorm", "ffn_norm"},
        {"post_feedforward_layernorm", "post_ffw_norm"},
        {"self_attn.qkv_proj", "attn_qkv"},
        {"self_attn.q_proj", "attn_q"},
        {"self_attn.k_proj", "attn_k"},
        {"self_attn.v_proj", "attn_v"},
        {"self_attn.o_proj", "attn_output"},
        {"self_attn.q_norm", "attn_q_norm"},
        {"self_attn.k_norm", "attn_k_norm"},
        {"mlp.gate_up_proj", "ffn_up"},
        {"mlp.gate_proj", "ffn_gate"},
        {"mlp.up_proj", "ffn_up"},
        {"mlp.down_proj", "ffn_down"},
        {"mlp.gate", "ffn_gate_inp"},
        {"mlp.router", "ffn_gate_inp"},
    };
    if (part == "self_attn.sinks")
        return prefix + "attn_sinks.weight";
    for (const auto& [from, to] : names)
        if (part == from + ".weight" || part == from + ".bias")
            return prefix + to + part.substr(from.size());
    return {}; // one expert's part
}

std::string encoded(const RandomTensor& tensor, core::DType type)
{
    std::string bytes;
    if (type == core::DType::Q8_0) {
        for (std::size_t i = 0; i < tensor.values.size(); i += 32) {
            // The power of two is found again: all values of a block are multiples of it, none
            // beyond 127 times.
            int bits = 0;
            const auto fits = [&](int candidate) {
                return std::all_of(tensor.values.begin() + std::ptrdiff_t(i),
                                   tensor.values.begin() + std::ptrdiff_t(i + 32),
                                   [candidate](float value) {
                                       const float scaled = std::ldexp(value, candidate);
                                       return scaled == std::round(scaled);
                                   });
            };
            while (!fits(bits))
                ++bits;
            bytes += littleEndian(core::halfFromFloat(std::ldexp(1.0F, -bits)), 2);
            for (std::size_t j = i; j < i + 32; ++j)
                bytes +=
                    static_cast<char>(static_cast<std::int8_t>(std::ldexp(tensor.values[j], bits)));
        }
        return bytes;
    }
    for (const float value : tensor.values) {
        if (type == core::DType::F32)
            bytes += littleEndian(std::bit_cast<std::uint32_t>(value), 4);
        else
            bytes += littleEndian(type == core::DType::F16 ? core::halfFromFloat(value)
                                                           : core::bf16FromFloat(value),
                                  2);
    }
    return bytes;
}

void addTensor(GgufBuilder& builder,
               const std::string& name,
               const RandomTensor& tensor,
               core::DType matrixType)
{
    const bool isMatrix =
        tensor.shape.size() > 1 && name.ends_with(".weight") && !name.ends_with("_inp.weight");
    const core::DType type = isMatrix ? matrixType : core::DType::F32;
    builder.tensor(name, type, {tensor.shape.begin(), tensor.shape.end()}, encoded(tensor, type));
}

} // namespace

GgufBuilder ggufOf(const RandomModel& model, core::DType matrixType)
{
    GgufBuilder builder = tinyLlama({.layerCount = 0}); // for its vocabulary
    for (const char* key : {"block_count",
                            "context_length",
                            "embedding_length",
                            "feed_forward_length",
                            "attention.head_count",
                            "attention.head_count_kv",
                            "attention.layer_norm_rms_epsilon",
                            "rope.freq_base",
                            "rope.dimension_count",
                            "vocab_size"})
        builder.remove(std::string("llama.") + key);
    builder.set("general.architecture", model.ggufName).set("general.name", std::string("Random"));
    for (const auto& [key, value] : model.ggufKeys)
        builder.set(model.ggufName + "." + key, value);

    for (const auto& [name, original] : model.tensors) {
        const std::string ggufName = ggufNameOf(model, name);
        if (ggufName.empty())
            continue;
        RandomTensor tensor = original;
        const bool turns =
            name.find("q_proj") != std::string::npos || name.find("k_proj") != std::string::npos;
        if (model.ggufInterleaves && turns)
            tensor = interleaved(tensor, model.headDim);
        if (name.ends_with("norm.weight"))
            for (float& value : tensor.values)
                value += float(model.normOffset);
        addTensor(builder, ggufName, tensor, matrixType);
    }
    for (int layer = 0; layer < (model.experts > 0 ? model.layers : 0); ++layer)
        for (const char* which : {"gate", "up", "down"})
            for (const char* kind : {"weight", "bias"}) {
                RandomTensor all;
                for (std::size_t e = 0; e < model.experts; ++e) {
                    const auto one = model.tensors.find(fmt::format(
                        "model.layers.{}.mlp.experts.{}.{}_proj.{}", layer, e, which, kind));
                    if (one == model.tensors.end())
                        continue;
                    all.shape = one->second.shape;
                    all.values.insert(
                        all.values.end(), one->second.values.begin(), one->second.values.end());
                }
                if (all.values.empty())
                    continue;
                all.shape.insert(all.shape.begin(), model.experts);
                addTensor(builder,
                          fmt::format("blk.{}.ffn_{}_exps.{}", layer, which, kind),
                          all,
                          matrixType);
            }
    for (const auto& [name, tensor] : model.ggufTensors)
        addTensor(builder, name, tensor, matrixType);
    return builder;
}

bool writeHuggingFace(const RandomModel& model, const std::filesystem::path& folder)
{
    std::vector<std::string> members;
    std::string data;
    for (const auto& [name, tensor] : model.tensors) {
        const std::string bytes = encoded(tensor, core::DType::F32);
        members.push_back(safetensorsEntry(name,
                                           "F32",
                                           {tensor.shape.begin(), tensor.shape.end()},
                                           data.size(),
                                           data.size() + bytes.size()));
        data += bytes;
    }
    return writeFile(folder / "config.json", model.config.dump(2)) &&
           writeFile(folder / "model.safetensors",
                     safetensorsFile(safetensorsHeader(members), data));
}

} // namespace tests
