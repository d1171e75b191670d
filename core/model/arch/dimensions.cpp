#include "core/model/arch/dimensions.h"

#include "core/formats/model_file.h"

namespace core {

namespace {

// Far above any model that exists, far below what could overflow a product of three.
constexpr std::size_t kMaxLayers = 1024;
constexpr std::size_t kMaxDim = 1 << 18;
constexpr std::size_t kMaxContext = std::size_t{1} << 28;

} // namespace

tl::unexpected<Error> damaged(const ModelFile& file, std::string_view what)
{
    return fail(ErrorCode::Malformed,
                "{}: {}; the file may be damaged, download it again",
                file.path().string(),
                what);
}

Status checkDimensions(const ModelFile& file, const Hyperparameters& hp)
{
    if (hp.layerCount > kMaxLayers)
        return damaged(
            file, fmt::format("expected at most {} layers, found {}", kMaxLayers, hp.layerCount));
    for (const std::size_t dim : {hp.modelDim, hp.ffnDim, hp.headDim, hp.headCount, hp.kvHeadCount})
        if (dim > kMaxDim)
            return damaged(file,
                           fmt::format("expected dimensions up to {}, found {}", kMaxDim, dim));
    if (hp.trainedContext > kMaxContext)
        return damaged(file,
                       fmt::format("expected a context up to {} tokens, found {}",
                                   kMaxContext,
                                   hp.trainedContext));
    if (hp.headDim == 0 || hp.headDim % 8 != 0)
        return damaged(
            file,
            fmt::format("expected heads of a multiple of 8 components, found {}", hp.headDim));
    if (hp.headCount % hp.kvHeadCount != 0)
        return damaged(
            file,
            fmt::format(
                "expected a whole number of query heads per key/value head, found {} and {}",
                hp.headCount,
                hp.kvHeadCount));
    if (hp.rotaryDim == 0 || hp.rotaryDim > hp.headDim || hp.rotaryDim % 2 != 0)
        return damaged(file,
                       fmt::format("expected an even rotary dimension up to {}, found {}",
                                   hp.headDim,
                                   hp.rotaryDim));
    return {};
}

} // namespace core
