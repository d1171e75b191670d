#include "core/model/hyperparameters.h"

#include "core/formats/hugging_face_files.h"
#include "core/formats/model_file.h"
#include "core/model/arch/arch.h"

#include <cmath>

namespace core {

namespace {

// Far above any model that exists, far below what could overflow a product of three.
constexpr std::size_t kMaxLayers = 1024;
constexpr std::size_t kMaxDim = 1 << 18;
constexpr std::size_t kMaxContext = std::size_t{1} << 28;

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

Status check(const ModelFile& file, const Hyperparameters& hp)
{
    const auto refuse = [&file](std::string_view what) {
        return fail(ErrorCode::Malformed,
                    "{}: {}; the file may be damaged, download it again",
                    file.path().string(),
                    what);
    };
    if (hp.layerCount > kMaxLayers)
        return refuse(fmt::format("expected at most {} layers, found {}", kMaxLayers, hp.layerCount));
    for (const std::size_t dim : {hp.modelDim, hp.ffnDim, hp.headDim, hp.headCount, hp.kvHeadCount})
        if (dim > kMaxDim)
            return refuse(fmt::format("expected dimensions up to {}, found {}", kMaxDim, dim));
    if (hp.trainedContext > kMaxContext)
        return refuse(fmt::format("expected a context up to {} tokens, found {}", kMaxContext, hp.trainedContext));
    if (hp.headDim == 0 || hp.headDim % 8 != 0)
        return refuse(fmt::format("expected heads of a multiple of 8 components, found {}", hp.headDim));
    if (hp.headCount % hp.kvHeadCount != 0)
        return refuse(fmt::format(
            "expected a whole number of query heads per key/value head, found {} and {}", hp.headCount, hp.kvHeadCount));
    if (hp.rotaryDim > hp.headDim || hp.rotaryDim % 2 != 0)
        return refuse(fmt::format(
            "expected an even rotary dimension up to {}, found {}", hp.headDim, hp.rotaryDim));
    if (!hp.ropeFactors.empty() && hp.ropeFactors.size() != hp.rotaryDim / 2)
        return refuse(fmt::format(
            "expected {} RoPE factors, found {}", hp.rotaryDim / 2, hp.ropeFactors.size()));
    for (const float factor : hp.ropeFactors)
        if (!(factor > 0) || !std::isfinite(factor))
            return refuse("expected positive RoPE factors");
    if (!(hp.normEpsilon >= 0) || !(hp.normEpsilon < 1))
        return refuse(fmt::format("expected a norm epsilon from 0 to 1, found {}", hp.normEpsilon));
    if (!(hp.ropeTheta > 0) || !std::isfinite(hp.ropeTheta))
        return refuse(fmt::format("expected a positive RoPE base, found {}", hp.ropeTheta));
    return {};
}

} // namespace

Result<Hyperparameters> readHyperparameters(const ModelFile& file)
{
    const std::string name = architectureName(file);
    const Architecture* architecture = findArchitecture(name);
    if (architecture == nullptr) {
        std::string known;
        for (const Architecture& each : architectures())
            known += (known.empty() ? "" : ", ") + std::string(each.name);
        return fail(ErrorCode::Unsupported,
                    "{}: the architecture \"{}\" is not known to this version; it computes: {}",
                    file.path().string(),
                    name.substr(0, 64),
                    known);
    }
    Result<Hyperparameters> hp = file.format() == ModelFile::Format::Gguf ? architecture->readGguf(file)
                                                                          : architecture->readHuggingFace(file);
    if (!hp)
        return hp;
    hp->architecture = name;
    const std::string embedding = architecture->tensors(file).embedding;
    const TensorInfo* tensor = file.tensor(embedding);
    if (tensor == nullptr || tensor->shape.size() != 2)
        return fail(ErrorCode::Malformed,
                    "{}: expected a matrix \"{}\" (the token embedding), found none; the file may be damaged, download "
                    "it again",
                    file.path().string(),
                    embedding);
    hp->vocabSize = tensor->shape[0];
    if (const Status status = check(file, *hp); !status)
        return fail(status.error());
    return hp;
}

} // namespace core
