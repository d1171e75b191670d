#include "core/model/weights.h"

#include "core/model/arch/arch.h"
#include "core/tensor/dequantize.h"

#include <fmt/format.h>

namespace core {

namespace {

class Loader
{
public:
    Loader(const ModelFile& file, WorkerTeam& team)
        : m_file(file)
        , m_team(team)
    {
    }

    Result<const TensorInfo*> find(const std::string& name, const std::vector<std::size_t>& shape) const
    {
        const TensorInfo* tensor = m_file.tensor(name);
        if (tensor == nullptr)
            return fail(ErrorCode::Malformed,
                        "{}: expected a tensor \"{}\", found none; the file may be damaged, download it again",
                        m_file.path().string(),
                        name);
        if (tensor->shape != shape)
            return fail(ErrorCode::Malformed,
                        "{}: tensor \"{}\": expected [{}], found [{}]; the file may be damaged, download it again",
                        m_file.path().string(),
                        name,
                        fmt::join(shape, ", "),
                        fmt::join(tensor->shape, ", "));
        return tensor;
    }

    Status vector(const std::string& name, std::size_t size, std::vector<float>& out) const
    {
        const Result<const TensorInfo*> tensor = find(name, {size});
        if (!tensor)
            return fail(tensor.error());
        if (size % traits((*tensor)->dtype).blockElements != 0)
            return fail(ErrorCode::Unsupported,
                        "{}: tensor \"{}\": expected F32, F16 or BF16, found {}",
                        m_file.path().string(),
                        name,
                        traits((*tensor)->dtype).name);
        out.resize(size);
        dequantize((*tensor)->dtype, (*tensor)->data.data(), out.data(), size);
        return {};
    }

    Status matrix(const std::string& name, std::size_t rows, std::size_t cols, PackedMatrix& out) const
    {
        const Result<const TensorInfo*> tensor = find(name, {rows, cols});
        if (!tensor)
            return fail(tensor.error());
        Result<PackedMatrix> packed = PackedMatrix::pack((*tensor)->dtype, rows, cols, (*tensor)->data, m_team);
        if (!packed)
            return fail(packed.error().code, "{}: tensor \"{}\": {}", m_file.path().string(), name, packed.error().message);
        out = std::move(*packed);
        return {};
    }

private:
    const ModelFile& m_file;
    WorkerTeam& m_team;
};

Status loadLayer(const Loader& loader, const Hyperparameters& hp, const LayerTensorNames& names, LayerWeights& layer)
{
    if (Status s = loader.vector(names.attentionNorm, hp.modelDim, layer.attentionNorm); !s)
        return s;
    if (Status s = loader.vector(names.ffnNorm, hp.modelDim, layer.ffnNorm); !s)
        return s;
    const struct
    {
        const std::string& name;
        std::size_t rows, cols;
        PackedMatrix& matrix;
    } matrices[] = {{names.query, hp.qDim(), hp.modelDim, layer.query},
                    {names.key, hp.kvDim(), hp.modelDim, layer.key},
                    {names.value, hp.kvDim(), hp.modelDim, layer.value},
                    {names.attentionOutput, hp.modelDim, hp.qDim(), layer.attentionOutput},
                    {names.gate, hp.ffnDim, hp.modelDim, layer.gate},
                    {names.up, hp.ffnDim, hp.modelDim, layer.up},
                    {names.down, hp.modelDim, hp.ffnDim, layer.down}};
    for (const auto& entry : matrices)
        if (Status s = loader.matrix(entry.name, entry.rows, entry.cols, entry.matrix); !s)
            return s;
    return {};
}

} // namespace

std::size_t Weights::sizeBytes() const
{
    std::size_t bytes = output.sizeBytes();
    for (const LayerWeights& layer : layers)
        for (const PackedMatrix* matrix : {&layer.query, &layer.key, &layer.value, &layer.attentionOutput,
                                           &layer.gate, &layer.up, &layer.down})
            bytes += matrix->sizeBytes();
    return bytes;
}

DType keyValueType(const Weights& weights)
{
    return !weights.layers.empty() && weights.layers.front().query.dtype() == DType::F32 ? DType::F32 : DType::F16;
}

Result<Weights> loadWeights(const ModelFile& file,
                            const Hyperparameters& hp,
                            WorkerTeam& team,
                            const LoadProgress& progress,
                            const std::stop_token& stop)
{
    const Architecture* architecture = findArchitecture(hp.architecture);
    const TensorNames names = architecture->tensors(file);
    const Loader loader(file, team);
    Weights weights;

    const Result<const TensorInfo*> embedding = loader.find(names.embedding, {hp.vocabSize, hp.modelDim});
    if (!embedding)
        return fail(embedding.error());
    weights.embedding = **embedding;
    weights.layers.resize(hp.layerCount);
    for (std::size_t i = 0; i < hp.layerCount; ++i) {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "loading {} was cancelled", file.path().string());
        if (Status s = loadLayer(loader, hp, architecture->layer(file, i), weights.layers[i]); !s)
            return fail(s.error());
        if (progress)
            progress(static_cast<double>(i + 1) / static_cast<double>(hp.layerCount + 1));
    }
    if (Status s = loader.vector(names.outputNorm, hp.modelDim, weights.outputNorm); !s)
        return fail(s.error());
    const std::string& output = file.tensor(names.output) != nullptr ? names.output : names.embedding;
    if (Status s = loader.matrix(output, hp.vocabSize, hp.modelDim, weights.output); !s)
        return fail(s.error());
    if (progress)
        progress(1.0);
    return weights;
}

} // namespace core
