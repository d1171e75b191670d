#include "core/model/arch/tensor_names.h"

#include <fmt/format.h>

namespace core {

bool isGguf(const ModelFile& file)
{
    return file.format() == ModelFile::Format::Gguf;
}

TensorNames ggufTensors()
{
    return {"token_embd.weight", "output_norm.weight", "output.weight"};
}

LayerTensorNames ggufLayer(std::size_t index)
{
    const auto name = [index](std::string_view part) {
        return fmt::format("blk.{}.{}", index, part);
    };
    const auto matrix = [&name](std::string_view part) -> MatrixName {
        return {.weight = name(fmt::format("{}.weight", part)),
                .bias = name(fmt::format("{}.bias", part))};
    };
    LayerTensorNames names;
    names.attentionNorm = name("attn_norm.weight");
    names.query = matrix("attn_q");
    names.key = matrix("attn_k");
    names.value = matrix("attn_v");
    names.attentionOutput = matrix("attn_output");
    names.queryNorm = name("attn_q_norm.weight");
    names.keyNorm = name("attn_k_norm.weight");
    names.attentionSinks = name("attn_sinks.weight");
    names.ffnNorm = name("ffn_norm.weight");
    names.ffn = {matrix("ffn_gate"), matrix("ffn_up"), matrix("ffn_down")};
    names.router = matrix("ffn_gate_inp");
    return names;
}

std::vector<FeedForwardNames> ggufExperts(const Hyperparameters& hp, std::size_t index)
{
    const auto rowsOf =
        [&](std::string_view part, std::size_t expert, std::size_t rows) -> MatrixName {
        return {.weight = fmt::format("blk.{}.ffn_{}_exps.weight", index, part),
                .bias = fmt::format("blk.{}.ffn_{}_exps.bias", index, part),
                .firstRow = expert * rows,
                .ofRows = hp.expertCount * rows};
    };
    std::vector<FeedForwardNames> experts;
    for (std::size_t e = 0; e < hp.expertCount; ++e)
        experts.push_back({rowsOf("gate", e, hp.ffnDim),
                           rowsOf("up", e, hp.ffnDim),
                           rowsOf("down", e, hp.modelDim)});
    return experts;
}

TensorNames configTensors(std::string_view prefix)
{
    return {fmt::format("{}embed_tokens.weight", prefix),
            fmt::format("{}norm.weight", prefix),
            "lm_head.weight"};
}

LayerTensorNames configLayer(std::size_t index, std::string_view prefix)
{
    const auto name = [&](std::string_view part) {
        return fmt::format("{}layers.{}.{}", prefix, index, part);
    };
    const auto matrix = [&name](std::string_view part) -> MatrixName {
        return {.weight = name(fmt::format("{}.weight", part)),
                .bias = name(fmt::format("{}.bias", part))};
    };
    LayerTensorNames names;
    names.attentionNorm = name("input_layernorm.weight");
    names.query = matrix("self_attn.q_proj");
    names.key = matrix("self_attn.k_proj");
    names.value = matrix("self_attn.v_proj");
    names.attentionOutput = matrix("self_attn.o_proj");
    names.queryNorm = name("self_attn.q_norm.weight");
    names.keyNorm = name("self_attn.k_norm.weight");
    names.attentionSinks = name("self_attn.sinks");
    names.ffnNorm = name("post_attention_layernorm.weight");
    names.ffn = {matrix("mlp.gate_proj"), matrix("mlp.up_proj"), matrix("mlp.down_proj")};
    return names;
}

TensorNames commonTensors(const ModelFile& file)
{
    return isGguf(file) ? ggufTensors() : configTensors();
}

LayerTensorNames commonLayer(const ModelFile& file, const Hyperparameters&, std::size_t index)
{
    return isGguf(file) ? ggufLayer(index) : configLayer(index);
}

} // namespace core
