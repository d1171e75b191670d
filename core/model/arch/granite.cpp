// Granite 3 (IBM 2024): llama with a factor on embeddings, residuals, attention scores and logits
// (Yang et al. 2022, arXiv:2203.03466).
#include "core/model/arch/basics.h"
#include "core/model/arch/gguf_keys.h"
#include "core/model/arch/model_config.h"
#include "core/model/arch/tensor_names.h"

namespace core {

namespace {

// Files say what logits are divided by; 0 stands for none.
float inverseOr1(float divisor)
{
    return divisor == 0.0F ? 1.0F : 1.0F / divisor;
}

Result<Hyperparameters> readGguf(const ModelFile& file)
{
    const GgufKeys keys(file, "granite");
    Result<Hyperparameters> hp = readGgufBasics(keys, RopePairing::Interleaved);
    if (!hp)
        return hp;
    hp->embeddingScale = keys.numberOr("embedding_scale", 1.0F);
    hp->residualScale = keys.numberOr("residual_scale", 1.0F);
    hp->logitScale = inverseOr1(keys.numberOr("logit_scale", 0.0F));
    return hp;
}

Result<Hyperparameters> readHuggingFace(const ModelFile& file)
{
    const ModelConfig config(file);
    Result<Hyperparameters> hp = readConfigBasics(config);
    if (!hp)
        return hp;
    hp->embeddingScale = static_cast<float>(config.numberOr("embedding_multiplier", 1.0));
    hp->residualScale = static_cast<float>(config.numberOr("residual_multiplier", 1.0));
    hp->attentionScale = static_cast<float>(config.numberOr("attention_multiplier", 1.0));
    hp->logitScale = inverseOr1(static_cast<float>(config.numberOr("logits_scaling", 0.0)));
    return hp;
}

} // namespace

const Architecture& graniteArchitecture()
{
    static const Architecture kGranite = {
        "granite", {"granite"}, readGguf, readHuggingFace, commonTensors, commonLayer};
    return kGranite;
}

} // namespace core
