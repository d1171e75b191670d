// Mistral (Jiang et al. 2023, arXiv:2310.06825): llama with a sliding window in its first version.
// GGUF files of it call themselves llama.
#include "core/model/arch/basics.h"
#include "core/model/arch/model_config.h"
#include "core/model/arch/tensor_names.h"

namespace core {

namespace {

Result<Hyperparameters> readHuggingFace(const ModelFile& file)
{
    const ModelConfig config(file);
    Result<Hyperparameters> hp = readConfigBasics(config);
    if (!hp)
        return hp;
    for (LayerAttention& layer : hp->layers)
        layer.window = config.positiveOr("sliding_window", 0);
    return hp;
}

} // namespace

const Architecture& mistralArchitecture()
{
    static const Architecture kMistral = {
        "mistral", {"mistral"}, nullptr, readHuggingFace, commonTensors, commonLayer};
    return kMistral;
}

} // namespace core
