#include "core/model/arch/model_config.h"

#include "core/formats/hugging_face_files.h"
#include "core/model/arch/dimensions.h"
#include "core/model/arch/rope_scaling.h"

#include <algorithm>
#include <cmath>

namespace core {

ModelConfig::ModelConfig(const ModelFile& file)
    : ModelConfig(file, &file.huggingFace()->config)
{
}

ModelConfig::ModelConfig(const ModelFile& file, const nlohmann::json* object)
    : m_file(file)
    , m_object(object)
{
}

const nlohmann::json* ModelConfig::find(const char* key) const
{
    if (m_object == nullptr)
        return nullptr;
    const auto found = m_object->find(key);
    return found != m_object->end() ? &*found : nullptr;
}

ModelConfig ModelConfig::object(const char* key) const
{
    const nlohmann::json* found = find(key);
    return {m_file, found != nullptr && found->is_object() ? found : nullptr};
}

Result<std::size_t> ModelConfig::positive(const char* key) const
{
    const std::size_t value = positiveOr(key, 0);
    if (value == 0)
        return damaged(m_file,
                       fmt::format("expected a positive number in \"{}\" of config.json", key));
    return value;
}

std::size_t ModelConfig::positiveOr(const char* key, std::size_t fallback) const
{
    const double value = numberOr(key, 0);
    return value >= 1 && value < 1e9 ? static_cast<std::size_t>(value) : fallback;
}

double ModelConfig::numberOr(const char* key, double fallback) const
{
    const nlohmann::json* found = find(key);
    return found != nullptr && found->is_number() ? found->get<double>() : fallback;
}

bool ModelConfig::flagOr(const char* key, bool fallback) const
{
    const nlohmann::json* found = find(key);
    return found != nullptr && found->is_boolean() ? found->get<bool>() : fallback;
}

std::string ModelConfig::textOr(const char* key, std::string_view fallback) const
{
    const nlohmann::json* found = find(key);
    return found != nullptr && found->is_string() ? found->get<std::string>()
                                                  : std::string(fallback);
}

std::vector<float> ModelConfig::floats(const char* key) const
{
    const nlohmann::json* found = find(key);
    if (found == nullptr || !found->is_array() ||
        !std::all_of(
            found->begin(), found->end(), [](const auto& each) { return each.is_number(); }))
        return {};
    return found->get<std::vector<float>>();
}

std::vector<std::string> ModelConfig::texts(const char* key) const
{
    const nlohmann::json* found = find(key);
    if (found == nullptr || !found->is_array() ||
        !std::all_of(
            found->begin(), found->end(), [](const auto& each) { return each.is_string(); }))
        return {};
    return found->get<std::vector<std::string>>();
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
