#include "core/model/weights.h"

#include "core/model/arch/arch.h"
#include "core/model/arch/dimensions.h"
#include "core/tensor/dequantize.h"

#include <fmt/format.h>

namespace core {

namespace {

class Loader
{
public:
    Loader(const ModelFile& file, WorkerTeam& team, float normOffset)
        : m_file(file)
        , m_team(team)
        , m_normOffset(normOffset)
    {
    }

    Result<const TensorInfo*> find(const std::string& name) const
    {
        const TensorInfo* tensor = m_file.tensor(name);
        if (tensor != nullptr)
            return tensor;
        if (const auto unread = m_file.unreadTensors().find(name);
            unread != m_file.unreadTensors().end())
            return fail(ErrorCode::Unsupported,
                        "{}: tensor \"{}\" is of the type {}, which this version does not read; "
                        "choose another file of "
                        "this model",
                        m_file.path().string(),
                        name,
                        unread->second);
        return damaged(m_file, fmt::format("expected a tensor \"{}\", found none", name));
    }

    // shape: all dimensions but the last may be multiplied.
    Result<const TensorInfo*> find(const std::string& name,
                                   const std::vector<std::size_t>& shape) const
    {
        const Result<const TensorInfo*> tensor = find(name);
        if (tensor && flattened((*tensor)->shape, shape.size()) != shape)
            return damaged(m_file,
                           fmt::format("tensor \"{}\": expected [{}], found [{}]",
                                       name,
                                       fmt::join(shape, ", "),
                                       fmt::join((*tensor)->shape, ", ")));
        return tensor;
    }

    // Values first … first + size - 1 of `of`.
    Status vector(const std::string& name,
                  std::size_t first,
                  std::size_t size,
                  std::size_t of,
                  std::vector<float>& out) const
    {
        const Result<const TensorInfo*> tensor = find(name, {of});
        if (!tensor)
            return fail(tensor.error());
        const DTypeTraits& type = traits((*tensor)->dtype);
        if (type.blockElements != 1)
            return fail(ErrorCode::Unsupported,
                        "{}: tensor \"{}\": expected F32, F16 or BF16, found {}; choose another "
                        "file of this model",
                        m_file.path().string(),
                        name,
                        type.name);
        out.resize(size);
        dequantize(
            (*tensor)->dtype, (*tensor)->data.data() + first * type.blockBytes, out.data(), size);
        return {};
    }

    // Does nothing where the architecture has no such norm.
    Status norm(const std::string& name, std::size_t size, std::vector<float>& out) const
    {
        if (name.empty())
            return {};
        if (Status status = vector(name, 0, size, size, out); !status)
            return status;
        for (float& weight : out)
            weight += m_normOffset;
        return {};
    }

    Status
    matrix(const MatrixName& name, std::size_t rows, std::size_t cols, PackedMatrix& out) const
    {
        const std::size_t of = name.ofRows == 0 ? rows : name.ofRows;
        const Result<const TensorInfo*> tensor = find(name.weight, {of, cols});
        if (!tensor)
            return fail(tensor.error());
        const std::size_t rowBytes = byteSize((*tensor)->dtype, cols);
        const std::span<const std::byte> data =
            (*tensor)->data.subspan(name.firstRow * rowBytes, rows * rowBytes);
        // Repacked weights take the place of the mapped ones: a large matrix is not held twice.
        const auto release = [this](std::span<const std::byte> piece) { m_file.release(piece); };
        Result<PackedMatrix> packed =
            PackedMatrix::pack((*tensor)->dtype, rows, cols, data, m_team, release);
        if (!packed)
            return fail(packed.error().code,
                        "{}: tensor \"{}\": {}",
                        m_file.path().string(),
                        name.weight,
                        packed.error().message);
        out = std::move(*packed);
        if (out.isQuantised())
            m_file.release(data); // with the memory pages that two pieces shared
        return {};
    }

    Status projection(const MatrixName& name,
                      std::size_t rows,
                      std::size_t cols,
                      bool hasBias,
                      Projection& out) const
    {
        if (Status status = matrix(name, rows, cols, out.matrix); !status)
            return status;
        return hasBias ? vector(name.bias,
                                name.firstRow,
                                rows,
                                name.ofRows == 0 ? rows : name.ofRows,
                                out.bias)
                       : Status();
    }

private:
    // The first dimensions multiplied, so that `dimensions` are left.
    static std::vector<std::size_t> flattened(std::vector<std::size_t> shape,
                                              std::size_t dimensions)
    {
        while (shape.size() > dimensions) {
            shape[1] *= shape[0];
            shape.erase(shape.begin());
        }
        return shape;
    }

    const ModelFile& m_file;
    WorkerTeam& m_team;
    float m_normOffset;
};

Status loadFeedForward(const Loader& loader,
                       const Hyperparameters& hp,
                       const FeedForwardNames& names,
                       FeedForwardWeights& weights)
{
    if (Status s = loader.projection(names.gate, hp.ffnDim, hp.modelDim, hp.ffnBias, weights.gate);
        !s)
        return s;
    if (Status s = loader.projection(names.up, hp.ffnDim, hp.modelDim, hp.ffnBias, weights.up); !s)
        return s;
    return loader.projection(names.down, hp.modelDim, hp.ffnDim, hp.ffnBias, weights.down);
}

Status loadNorms(const Loader& loader,
                 const Hyperparameters& hp,
                 const LayerTensorNames& names,
                 LayerWeights& layer)
{
    const struct
    {
        const std::string& name;
        std::size_t size;
        std::vector<float>& weights;
    } norms[] = {{names.attentionNorm, hp.modelDim, layer.attentionNorm},
                 {names.attentionPostNorm, hp.modelDim, layer.attentionPostNorm},
                 {names.ffnNorm, hp.modelDim, layer.ffnNorm},
                 {names.ffnPostNorm, hp.modelDim, layer.ffnPostNorm}};
    for (const auto& entry : norms)
        if (Status s = loader.norm(entry.name, entry.size, entry.weights); !s)
            return s;
    if (hp.qkNorm == QkNorm::None)
        return {};
    const bool perHead = hp.qkNorm == QkNorm::PerHead;
    if (Status s = loader.norm(names.queryNorm, perHead ? hp.headDim : hp.qDim(), layer.queryNorm);
        !s)
        return s;
    return loader.norm(names.keyNorm, perHead ? hp.headDim : hp.kvDim(), layer.keyNorm);
}

Status loadLayer(const Loader& loader,
                 const Hyperparameters& hp,
                 const LayerTensorNames& names,
                 LayerWeights& layer)
{
    if (Status s = loadNorms(loader, hp, names, layer); !s)
        return s;
    const struct
    {
        const MatrixName& name;
        std::size_t rows, cols;
        bool hasBias;
        Projection& projection;
    } projections[] = {{names.query, hp.qDim(), hp.modelDim, hp.qkvBias, layer.query},
                       {names.key, hp.kvDim(), hp.modelDim, hp.qkvBias, layer.key},
                       {names.value, hp.kvDim(), hp.modelDim, hp.qkvBias, layer.value},
                       {names.attentionOutput,
                        hp.modelDim,
                        hp.qDim(),
                        hp.attentionOutputBias,
                        layer.attentionOutput}};
    for (const auto& entry : projections)
        if (Status s = loader.projection(
                entry.name, entry.rows, entry.cols, entry.hasBias, entry.projection);
            !s)
            return s;
    if (hp.attentionSinks)
        if (Status s = loader.vector(
                names.attentionSinks, 0, hp.headCount, hp.headCount, layer.attentionSinks);
            !s)
            return s;
    if (hp.expertCount == 0)
        return loadFeedForward(loader, hp, names.ffn, layer.ffn);
    if (Status s =
            loader.projection(names.router, hp.expertCount, hp.modelDim, hp.ffnBias, layer.router);
        !s)
        return s;
    layer.experts.resize(hp.expertCount);
    for (std::size_t e = 0; e < hp.expertCount; ++e)
        if (Status s = loadFeedForward(loader, hp, names.experts[e], layer.experts[e]); !s)
            return s;
    return {};
}

std::size_t sizeOf(const FeedForwardWeights& ffn)
{
    return ffn.gate.matrix.sizeBytes() + ffn.up.matrix.sizeBytes() + ffn.down.matrix.sizeBytes();
}

} // namespace

std::size_t Weights::sizeBytes() const
{
    std::size_t bytes = output.sizeBytes();
    for (const LayerWeights& layer : layers) {
        for (const Projection* each :
             {&layer.query, &layer.key, &layer.value, &layer.attentionOutput, &layer.router})
            bytes += each->matrix.sizeBytes();
        bytes += sizeOf(layer.ffn);
        for (const FeedForwardWeights& expert : layer.experts)
            bytes += sizeOf(expert);
    }
    return bytes;
}

DType keyValueType(const Weights& weights, bool compact)
{
    if (compact)
        return DType::Q8_0;
    return !weights.layers.empty() && weights.layers.front().query.matrix.dtype() == DType::F32
               ? DType::F32
               : DType::F16;
}

Result<Weights> loadWeights(const ModelFile& file,
                            const Hyperparameters& hp,
                            WorkerTeam& team,
                            const LoadProgress& progress,
                            const std::stop_token& stop)
{
    const Architecture* architecture = findArchitecture(hp.architecture);
    const TensorNames names = architecture->tensors(file);
    const Loader loader(file, team, hp.normOffset);
    Weights weights;

    const Result<const TensorInfo*> embedding =
        loader.find(names.embedding, {hp.vocabSize, hp.modelDim});
    if (!embedding)
        return fail(embedding.error());
    weights.embedding = **embedding;
    weights.layers.resize(hp.layerCount);
    for (std::size_t i = 0; i < hp.layerCount; ++i) {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "loading {} was cancelled", file.path().string());
        if (Status s = loadLayer(loader, hp, architecture->layer(file, hp, i), weights.layers[i]);
            !s)
            return fail(s.error());
        if (progress)
            progress(static_cast<double>(i + 1) / static_cast<double>(hp.layerCount + 1));
    }
    if (Status s = loader.norm(names.outputNorm, hp.modelDim, weights.outputNorm); !s)
        return fail(s.error());
    const std::string& output =
        file.tensor(names.output) != nullptr ? names.output : names.embedding;
    if (Status s = loader.matrix({.weight = output}, hp.vocabSize, hp.modelDim, weights.output); !s)
        return fail(s.error());
    if (progress)
        progress(1.0);
    return weights;
}

} // namespace core
