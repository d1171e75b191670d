#include "core/model/read_hyperparameters.h"

#include "core/formats/hugging_face_files.h"
#include "core/formats/model_file.h"
#include "core/model/arch/arch.h"
#include "core/model/arch/dimensions.h"

#include <cmath>

namespace core {

namespace {

constexpr std::size_t kMaxExperts = 1024;

std::string architectureName(const ModelFile& file)
{
    if (file.format() == ModelFile::Format::Gguf) {
        const std::string* name = file.string("general.architecture");
        return name != nullptr ? *name : std::string();
    }
    const nlohmann::json& config = file.huggingFace()->config;
    const auto found = config.find("model_type");
    return found != config.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Empty: none.
std::string problemOf(const Rope& rope, std::size_t pairs)
{
    if (!(rope.theta > 0) || !std::isfinite(rope.theta))
        return fmt::format("expected a positive RoPE base, found {}", rope.theta);
    if (!(rope.magnitude > 0) || !std::isfinite(rope.magnitude))
        return fmt::format("expected a positive RoPE magnitude, found {}", rope.magnitude);
    for (const std::vector<float>* factors : {&rope.factors, &rope.longFactors}) {
        if (!factors->empty() && factors->size() != pairs)
            return fmt::format("expected {} RoPE factors, found {}", pairs, factors->size());
        for (const float factor : *factors)
            if (!(factor > 0) || !std::isfinite(factor))
                return fmt::format("expected positive RoPE factors, found {}", factor);
    }
    return {};
}

Status check(const ModelFile& file, const Hyperparameters& hp)
{
    if (const Status status = checkDimensions(file, hp); !status)
        return status;
    for (const Rope& rope : hp.ropes)
        if (const std::string problem = problemOf(rope, hp.rotaryDim / 2); !problem.empty())
            return damaged(file, problem);
    if (!(hp.normEpsilon >= 0) || !(hp.normEpsilon < 1))
        return damaged(
            file, fmt::format("expected a norm epsilon from 0 to 1, found {}", hp.normEpsilon));
    if (hp.expertsUsed > hp.expertCount || hp.expertCount > kMaxExperts ||
        (hp.expertCount > 0 && hp.expertsUsed == 0))
        return damaged(
            file,
            fmt::format("expected 1 to {} experts to be used of at most {}, found {} of {}",
                        hp.expertCount,
                        kMaxExperts,
                        hp.expertsUsed,
                        hp.expertCount));
    for (const float scale :
         {hp.attentionScale, hp.embeddingScale, hp.residualScale, hp.logitScale})
        if (!(scale > 0) || !std::isfinite(scale))
            return damaged(file, fmt::format("expected positive scales, found {}", scale));
    for (const float cap : {hp.attentionSoftCap, hp.logitSoftCap})
        if (!(cap >= 0) || !std::isfinite(cap))
            return damaged(file, fmt::format("expected soft-caps of 0 or more, found {}", cap));
    return {};
}

} // namespace

Result<Hyperparameters> readHyperparameters(const ModelFile& file)
{
    const std::string name = architectureName(file);
    const Architecture* architecture = findArchitecture(file.format(), name);
    if (architecture == nullptr) {
        std::string known;
        for (const Architecture* each : architectures())
            known += (known.empty() ? "" : ", ") + std::string(each->name);
        return fail(ErrorCode::Unsupported,
                    "{}: the architecture \"{}\" is not known to this version; it computes: {}",
                    file.path().string(),
                    name.substr(0, 64),
                    known);
    }
    Result<Hyperparameters> hp = file.format() == ModelFile::Format::Gguf
                                     ? architecture->readGguf(file)
                                     : architecture->readHuggingFace(file);
    if (!hp)
        return hp;
    hp->architecture = architecture->name;
    const std::string embedding = architecture->tensors(file).embedding;
    const TensorInfo* tensor = file.tensor(embedding);
    if (tensor == nullptr || tensor->shape.size() != 2)
        return damaged(
            file,
            fmt::format("expected a matrix \"{}\" (the token embedding), found none", embedding));
    hp->vocabSize = tensor->shape[0];
    if (const Status status = check(file, *hp); !status)
        return fail(status.error());
    return hp;
}

} // namespace core
