#include "core/model/arch/gguf_keys.h"

#include <algorithm>

namespace core {

GgufKeys::GgufKeys(const ModelFile& file, std::string_view architecture)
    : m_file(file)
    , m_prefix(std::string(architecture) + ".")
{
}

std::optional<std::int64_t> GgufKeys::integer(std::string_view key) const
{
    if (const std::vector<std::int64_t>* list = m_file.integers(full(key));
        list != nullptr && !list->empty() &&
        std::all_of(list->begin(), list->end(), [list](std::int64_t each) {
            return each == list->front();
        }))
        return list->front();
    return m_file.integer(full(key));
}

Result<std::size_t> GgufKeys::positive(std::string_view key) const
{
    const std::optional<std::int64_t> value = integer(key);
    if (!value || *value <= 0)
        return fail(ErrorCode::Malformed,
                    "{}: expected a positive number in \"{}\", found {}; the file may be damaged, "
                    "download it again",
                    m_file.path().string(),
                    full(key),
                    value ? std::to_string(*value) : "nothing");
    return static_cast<std::size_t>(*value);
}

std::size_t GgufKeys::positiveOr(std::string_view key, std::size_t fallback) const
{
    const std::optional<std::int64_t> value = integer(key);
    return value && *value > 0 ? static_cast<std::size_t>(*value) : fallback;
}

float GgufKeys::numberOr(std::string_view key, float fallback) const
{
    const std::optional<double> value = m_file.number(full(key));
    return value ? static_cast<float>(*value) : fallback;
}

std::string GgufKeys::textOr(std::string_view key, std::string_view fallback) const
{
    const std::string* value = m_file.string(full(key));
    return value != nullptr ? *value : std::string(fallback);
}

} // namespace core
