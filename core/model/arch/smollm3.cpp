// SmolLM3 (Hugging Face 2025): llama in which every fourth layer has no rotary embedding (Yang et
// al. 2025, arXiv:2501.18795).
#include "core/model/arch/basics.h"
#include "core/model/arch/gguf_keys.h"
#include "core/model/arch/model_config.h"
#include "core/model/arch/tensor_names.h"

namespace core {

namespace {

constexpr std::size_t kUnrotatedInterval = 4;

Result<Hyperparameters> readGguf(const ModelFile& file)
{
    Result<Hyperparameters> hp =
        readGgufBasics(GgufKeys(file, "smollm3"), RopePairing::Interleaved);
    if (!hp)
        return hp;
    for (std::size_t i = kUnrotatedInterval - 1; i < hp->layerCount; i += kUnrotatedInterval)
        hp->layers[i].rope = kNoRope;
    return hp;
}

// "no_rope_layers" has, against its name, a 1 for every layer that is rotated.
Result<Hyperparameters> readHuggingFace(const ModelFile& file)
{
    const ModelConfig config(file);
    Result<Hyperparameters> hp = readConfigBasics(config);
    if (!hp)
        return hp;
    const std::vector<float> rotated = config.floats("no_rope_layers");
    const std::size_t interval = config.positiveOr("no_rope_layer_interval", kUnrotatedInterval);
    for (std::size_t i = 0; i < hp->layerCount; ++i)
        if (rotated.size() == hp->layerCount ? rotated[i] == 0.0F : (i + 1) % interval == 0)
            hp->layers[i].rope = kNoRope;
    if (config.flagOr("use_sliding_window", false))
        applyLayerTypes(config, config.positiveOr("sliding_window", 0), *hp);
    return hp;
}

} // namespace

const Architecture& smolLm3Architecture()
{
    static const Architecture kSmolLm3 = {
        "smollm3", {"smollm3"}, readGguf, readHuggingFace, commonTensors, commonLayer};
    return kSmolLm3;
}

} // namespace core
