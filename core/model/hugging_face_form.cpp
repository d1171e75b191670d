// Names and order of rows come from the architecture itself, asked once for the folder and once for
// a GGUF file. What comes out is read again as a GGUF file, and has to mean what the folder means.
#include "core/model/hugging_face_form.h"

#include "core/model/arch/arch.h"
#include "core/model/arch/dimensions.h"
#include "core/model/arch/gguf_metadata.h"
#include "core/model/read_hyperparameters.h"
#include "core/tensor/dequantize.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace core {

namespace {

// The GGUF file that is to be: what the architectures look at.
class Draft final : public ModelFile
{
public:
    Draft(std::filesystem::path path, std::string architecture)
        : ModelFile(Format::Gguf, std::move(path))
    {
        m_metadata["general.architecture"] = std::move(architecture);
    }

    void fill(const GgufForm& form)
    {
        m_metadata = form.metadata;
        for (const GgufFormTensor& tensor : form.tensors)
            m_tensors.push_back({tensor.name, tensor.dtype, tensor.shape, tensor.own});
        indexTensors();
    }

    bool damaged() const override { return false; }
};

std::size_t rowsOf(const TensorInfo& tensor)
{
    std::size_t rows = 1;
    for (std::size_t i = 0; i + 1 < tensor.shape.size(); ++i)
        rows *= tensor.shape[i];
    return rows;
}

class Converter
{
public:
    Converter(const ModelFile& file, const Hyperparameters& hp, RopePairing pairing)
        : m_file(file)
        , m_hp(hp)
        , m_interleaves(pairing == RopePairing::Interleaved)
    {
    }

    Status convert(const Architecture& source, const Architecture& target, const Draft& draft);
    void addOwn(const std::string& name,
                std::vector<std::size_t> shape,
                const std::vector<float>& values);

    std::vector<GgufFormTensor> tensors;

private:
    Status addLayer(const LayerTensorNames& from, const LayerTensorNames& to);
    Status addFeedForward(const FeedForwardNames& from, const FeedForwardNames& to);
    Status addProjection(const MatrixName& from,
                         const MatrixName& to,
                         std::size_t rows,
                         std::size_t cols,
                         bool hasBias,
                         std::size_t headRows = 0);
    Status
    addMatrix(const std::string& from, const std::string& to, std::size_t rows, std::size_t cols);
    Status
    addVector(const std::string& from, const std::string& to, std::size_t size, float offset);
    Result<std::vector<float>>
    values(const std::string& name, std::size_t first, std::size_t size) const;
    GgufFormTensor& tensor(const std::string& name,
                           DType dtype,
                           std::size_t rows,
                           std::size_t cols,
                           std::size_t ofRows);

    const ModelFile& m_file;
    const Hyperparameters& m_hp;
    bool m_interleaves;
};

void Converter::addOwn(const std::string& name,
                       std::vector<std::size_t> shape,
                       const std::vector<float>& values)
{
    GgufFormTensor tensor{name, DType::F32, std::move(shape), {}, {}};
    const auto bytes = std::as_bytes(std::span(values));
    tensor.own.assign(bytes.begin(), bytes.end());
    tensors.push_back(std::move(tensor));
    tensors.back().runs = {{tensors.back().own}};
}

// `size` values from value `first` on, as float32.
Result<std::vector<float>>
Converter::values(const std::string& name, std::size_t first, std::size_t size) const
{
    const TensorInfo* found = m_file.tensor(name);
    if (found == nullptr)
        return damaged(m_file, fmt::format("expected a tensor \"{}\", found none", name));
    const DTypeTraits& type = traits(found->dtype);
    if (type.blockElements != 1 || found->data.size() / type.blockBytes < first + size)
        return damaged(m_file,
                       fmt::format("tensor \"{}\": expected {} plain numbers, found another shape",
                                   name,
                                   first + size));
    std::vector<float> result(size);
    dequantize(found->dtype, found->data.data() + first * type.blockBytes, result.data(), size);
    return result;
}

Status
Converter::addVector(const std::string& from, const std::string& to, std::size_t size, float offset)
{
    if (from.empty() || m_file.tensor(from) == nullptr)
        return {}; // whether it is missing is the reader's to say
    Result<std::vector<float>> numbers = values(from, 0, size);
    if (!numbers)
        return fail(numbers.error());
    for (float& number : *numbers)
        number += offset;
    addOwn(to, {size}, *numbers);
    return {};
}

// The tensor that `rows` more rows go to, of ofRows in the end; made where they are the first.
GgufFormTensor& Converter::tensor(
    const std::string& name, DType dtype, std::size_t rows, std::size_t cols, std::size_t ofRows)
{
    const auto known = std::find_if(
        tensors.begin(), tensors.end(), [&](const auto& each) { return each.name == name; });
    if (known != tensors.end())
        return *known;
    const std::size_t all = ofRows == 0 ? rows : ofRows;
    std::vector<std::size_t> shape = {all, cols};
    if (name.find("_exps.") != std::string::npos)
        shape = {m_hp.expertCount, all / m_hp.expertCount, cols};
    tensors.push_back({name, dtype, std::move(shape), {}, {}});
    return tensors.back();
}

Status Converter::addMatrix(const std::string& from,
                            const std::string& to,
                            std::size_t rows,
                            std::size_t cols)
{
    return addProjection({.weight = from}, {.weight = to}, rows, cols, false);
}

// headRows: see RowRun; where the two forms pair components differently.
Status Converter::addProjection(const MatrixName& from,
                                const MatrixName& to,
                                std::size_t rows,
                                std::size_t cols,
                                bool hasBias,
                                std::size_t headRows)
{
    const TensorInfo* found = m_file.tensor(from.weight);
    if (found == nullptr) {
        const auto unread = m_file.unreadTensors().find(from.weight);
        if (unread != m_file.unreadTensors().end())
            return fail(ErrorCode::Unsupported,
                        "{}: tensor \"{}\" is of the type {}, which this version does not write "
                        "anew; choose a GGUF file of this model",
                        m_file.path().string(),
                        from.weight,
                        unread->second);
        return damaged(m_file, fmt::format("expected a tensor \"{}\", found none", from.weight));
    }
    if (found->shape.empty() || found->shape.back() != cols ||
        rowsOf(*found) != (from.ofRows == 0 ? rows : from.ofRows))
        return damaged(m_file,
                       fmt::format("tensor \"{}\": expected {} rows of {}, found [{}]",
                                   from.weight,
                                   from.ofRows == 0 ? rows : from.ofRows,
                                   cols,
                                   fmt::join(found->shape, ", ")));
    GgufFormTensor& target = tensor(to.weight, found->dtype, rows, cols, to.ofRows);
    if (target.dtype != found->dtype)
        return fail(ErrorCode::Unsupported,
                    "{}: tensor \"{}\" is of another type than what GGUF puts beside it; choose a "
                    "GGUF file of this model",
                    m_file.path().string(),
                    from.weight);
    const std::size_t rowBytes = byteSize(found->dtype, cols);
    target.runs.push_back(
        {found->data.subspan(from.firstRow * rowBytes, rows * rowBytes), headRows});
    if (!hasBias)
        return {};

    Result<std::vector<float>> bias = values(from.bias, from.firstRow, rows);
    if (!bias)
        return fail(bias.error());
    // One value a row: interleaved as the rows are.
    const GgufFormTensor ordered{
        {}, DType::F32, {rows, 1}, {{std::as_bytes(std::span(*bias)), headRows}}, {}};
    GgufFormTensor& into = tensor(to.bias, DType::F32, rows, 1, to.ofRows);
    for (std::size_t i = 0; i < rows; ++i) {
        const std::span<const std::byte> value = ordered.row(i);
        into.own.insert(into.own.end(), value.begin(), value.end());
    }
    return {};
}

Status Converter::addFeedForward(const FeedForwardNames& from, const FeedForwardNames& to)
{
    for (const auto& [source, target] :
         {std::pair(&from.gate, &to.gate), std::pair(&from.up, &to.up)})
        if (Status s = addProjection(*source, *target, m_hp.ffnDim, m_hp.modelDim, m_hp.ffnBias);
            !s)
            return s;
    return addProjection(from.down, to.down, m_hp.modelDim, m_hp.ffnDim, m_hp.ffnBias);
}

Status Converter::addLayer(const LayerTensorNames& from, const LayerTensorNames& to)
{
    const bool perHead = m_hp.qkNorm == QkNorm::PerHead;
    const struct
    {
        const std::string &from, &to;
        std::size_t size;
        float offset;
    } vectors[] = {
        {from.attentionNorm, to.attentionNorm, m_hp.modelDim, m_hp.normOffset},
        {from.queryNorm, to.queryNorm, perHead ? m_hp.headDim : m_hp.qDim(), m_hp.normOffset},
        {from.keyNorm, to.keyNorm, perHead ? m_hp.headDim : m_hp.kvDim(), m_hp.normOffset},
        {from.attentionSinks, to.attentionSinks, m_hp.headCount, 0},
        {from.attentionPostNorm, to.attentionPostNorm, m_hp.modelDim, m_hp.normOffset},
        {from.ffnNorm, to.ffnNorm, m_hp.modelDim, m_hp.normOffset},
        {from.ffnPostNorm, to.ffnPostNorm, m_hp.modelDim, m_hp.normOffset}};
    for (const auto& each : vectors)
        if (Status s = addVector(each.from, each.to, each.size, each.offset); !s)
            return s;
    const std::size_t headRows = m_interleaves ? m_hp.headDim : 0;
    const struct
    {
        const MatrixName &from, &to;
        std::size_t rows, cols;
        bool hasBias;
        std::size_t headRows;
    } matrices[] = {{from.query, to.query, m_hp.qDim(), m_hp.modelDim, m_hp.qkvBias, headRows},
                    {from.key, to.key, m_hp.kvDim(), m_hp.modelDim, m_hp.qkvBias, headRows},
                    {from.value, to.value, m_hp.kvDim(), m_hp.modelDim, m_hp.qkvBias, 0},
                    {from.attentionOutput,
                     to.attentionOutput,
                     m_hp.modelDim,
                     m_hp.qDim(),
                     m_hp.attentionOutputBias,
                     0}};
    for (const auto& each : matrices)
        if (Status s = addProjection(
                each.from, each.to, each.rows, each.cols, each.hasBias, each.headRows);
            !s)
            return s;
    if (m_hp.expertCount == 0)
        return addFeedForward(from.ffn, to.ffn);
    if (Status s =
            addProjection(from.router, to.router, m_hp.expertCount, m_hp.modelDim, m_hp.ffnBias);
        !s)
        return s;
    for (std::size_t e = 0; e < m_hp.expertCount; ++e)
        if (Status s = addFeedForward(from.experts[e], to.experts[e]); !s)
            return s;
    return {};
}

Status
Converter::convert(const Architecture& source, const Architecture& target, const Draft& draft)
{
    const TensorNames from = source.tensors(m_file);
    const TensorNames to = target.tensors(draft);
    if (Status s = addMatrix(from.embedding, to.embedding, m_hp.vocabSize, m_hp.modelDim); !s)
        return s;
    for (std::size_t i = 0; i < m_hp.layerCount; ++i)
        if (Status s = addLayer(source.layer(m_file, m_hp, i), target.layer(draft, m_hp, i)); !s)
            return s;
    if (Status s = addVector(from.outputNorm, to.outputNorm, m_hp.modelDim, m_hp.normOffset); !s)
        return s;
    if (m_file.tensor(from.output) != nullptr)
        if (Status s = addMatrix(from.output, to.output, m_hp.vocabSize, m_hp.modelDim); !s)
            return s;

    for (GgufFormTensor& each : tensors) {
        if (!each.name.ends_with(".weight")) { // biases: one number a row
            each.shape.pop_back();
        } else if (each.name.find("ffn_gate_inp") != std::string::npos) { // small, and kept exact
            std::vector<float> widened(each.rowCount() * each.rowElements());
            dequantize(each.dtype, each.runs.front().data.data(), widened.data(), widened.size());
            const auto bytes = std::as_bytes(std::span(widened));
            each.own.assign(bytes.begin(), bytes.end());
            each.dtype = DType::F32;
        }
        if (!each.own.empty())
            each.runs = {{each.own}};
    }
    return {};
}

bool isClose(float a, float b)
{
    return std::fabs(a - b) <= 1e-5F * std::max(std::fabs(a), std::fabs(b));
}

bool areClose(const std::vector<float>& a, const std::vector<float>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), isClose);
}

bool sameRope(const Hyperparameters& a, const Hyperparameters& b, std::size_t layer)
{
    const int ofA = a.layers[layer].rope, ofB = b.layers[layer].rope;
    if (ofA == kNoRope || ofB == kNoRope)
        return ofA == ofB;
    const Rope& ropeA = a.ropes[static_cast<std::size_t>(ofA)];
    const Rope& ropeB = b.ropes[static_cast<std::size_t>(ofB)];
    return isClose(ropeA.theta, ropeB.theta) && isClose(ropeA.magnitude, ropeB.magnitude) &&
           areClose(ropeA.factors, ropeB.factors) &&
           areClose(ropeA.longFactors, ropeB.longFactors) &&
           (ropeA.longFactors.empty() || ropeA.shortContext == ropeB.shortContext);
}

// What GGUF cannot say of a; empty: nothing.
// pairing: in which its queries and keys are written, whatever a's.
std::string differenceOf(const Hyperparameters& a, const Hyperparameters& b, RopePairing pairing)
{
    constexpr std::string_view kMuch = "all of its config.json";
    if (a.layerCount != b.layerCount || b.ropePairing != pairing)
        return std::string(kMuch);
    for (std::size_t i = 0; i < a.layerCount; ++i) {
        // A window as long as the context is none.
        const auto windowOf = [i](const Hyperparameters& hp) {
            const std::size_t window = hp.layers[i].window;
            return window >= hp.trainedContext ? 0 : window;
        };
        if (windowOf(a) != windowOf(b))
            return "the sliding window of its layers";
        if (!sameRope(a, b, i))
            return "the scaling of its rotary embedding";
    }
    const bool sameNumbers = a.modelDim == b.modelDim && a.ffnDim == b.ffnDim &&
                             a.headCount == b.headCount && a.kvHeadCount == b.kvHeadCount &&
                             a.headDim == b.headDim && a.vocabSize == b.vocabSize &&
                             a.trainedContext == b.trainedContext && a.rotaryDim == b.rotaryDim &&
                             a.expertCount == b.expertCount && a.expertsUsed == b.expertsUsed;
    const bool sameKinds = a.activation == b.activation && a.qkNorm == b.qkNorm &&
                           a.attentionSinks == b.attentionSinks && a.qkvBias == b.qkvBias &&
                           a.attentionOutputBias == b.attentionOutputBias &&
                           a.ffnBias == b.ffnBias &&
                           (a.expertCount == 0 || a.expertSharesSumToOne == b.expertSharesSumToOne);
    const bool sameScales =
        isClose(a.normEpsilon, b.normEpsilon) && isClose(a.attentionScale, b.attentionScale) &&
        isClose(a.attentionSoftCap, b.attentionSoftCap) &&
        isClose(a.embeddingScale, b.embeddingScale) && isClose(a.residualScale, b.residualScale) &&
        isClose(a.logitScale, b.logitScale) && isClose(a.logitSoftCap, b.logitSoftCap);
    return sameNumbers && sameKinds && sameScales ? std::string() : std::string(kMuch);
}

} // namespace

Result<GgufForm> huggingFaceForm(const ModelFile& file)
{
    const Result<Hyperparameters> hp = readHyperparameters(file);
    if (!hp)
        return fail(hp.error());
    const Architecture& source = *findArchitecture(hp->architecture);
    // Mistral's GGUF files call themselves llama.
    const Architecture& target = source.readGguf != nullptr ? source : llamaArchitecture();
    const RopePairing pairing = ggufPairing(target.name);

    Draft draft(file.path(), std::string(target.name));
    Converter converter(file, *hp, pairing);
    if (Status s = converter.convert(source, target, draft); !s)
        return fail(s.error());
    for (const auto& [name, factors] : ggufRopeTensors(file, *hp))
        converter.addOwn(name, {factors.size()}, factors);
    GgufForm form{ggufMetadata(file, *hp, target.name), std::move(converter.tensors)};

    draft.fill(form);
    const Result<Hyperparameters> again = readHyperparameters(draft);
    if (!again)
        return fail(again.error());
    if (const std::string difference = differenceOf(*hp, *again, pairing); !difference.empty())
        return fail(ErrorCode::Unsupported,
                    "{}: GGUF has no way to say {}; use the folder as it is",
                    file.path().string(),
                    difference);
    return form;
}

} // namespace core
