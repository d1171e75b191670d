// Llama 1, 2 and 3 and what shares their shape (SmolLM2, TinyLlama, GGUF files of Mistral): Touvron
// et al. 2023, arXiv:2302.13971; grouped queries from Ainslie et al. 2023, arXiv:2305.13245.
#include "core/model/arch/basics.h"
#include "core/model/arch/gguf_keys.h"
#include "core/model/arch/model_config.h"
#include "core/model/arch/tensor_names.h"

namespace core {

namespace {

Result<Hyperparameters> readGguf(const ModelFile& file)
{
    Result<Hyperparameters> hp = readGgufBasics(GgufKeys(file, "llama"), RopePairing::Interleaved);
    if (!hp)
        return hp;
    const LayerTensorNames first = ggufLayer(0);
    hp->qkvBias = file.tensor(first.query.bias) != nullptr;
    hp->attentionOutputBias = file.tensor(first.attentionOutput.bias) != nullptr;
    hp->ffnBias = file.tensor(first.ffn.gate.bias) != nullptr;
    return hp;
}

Result<Hyperparameters> readHuggingFace(const ModelFile& file)
{
    return readConfigBasics(ModelConfig(file));
}

} // namespace

const Architecture& llamaArchitecture()
{
    static const Architecture kLlama = {
        "llama", {"llama"}, readGguf, readHuggingFace, commonTensors, commonLayer};
    return kLlama;
}

} // namespace core
