#include "core/model/arch/model_config.h"

#include "core/formats/hugging_face_files.h"
#include "core/model/arch/dimensions.h"

#include <algorithm>

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

} // namespace core
