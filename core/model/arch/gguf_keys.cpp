#include "core/model/arch/gguf_keys.h"

#include "core/model/arch/dimensions.h"
#include "core/model/arch/rope_scaling.h"

#include <algorithm>
#include <cmath>

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

} // namespace core
