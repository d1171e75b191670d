#include "tests/support/reference_llama.h"

#include "core/model/arch/arch.h"
#include "core/tensor/dequantize.h"

#include <cblas.h>
#include <cmath>
#include <string>

namespace tests {

using namespace core;

namespace {

using Matrix = std::vector<double>; // row-major

Matrix tensor(const ModelFile& file, const std::string& name)
{
    const TensorInfo& info = *file.tensor(name);
    std::size_t elements = 1;
    for (const std::size_t dim : info.shape)
        elements *= dim;
    std::vector<float> values(elements);
    dequantize(info.dtype, info.data.data(), values.data(), elements);
    return {values.begin(), values.end()};
}

// x [n, k] times the transpose of w [m, k].
Matrix times(const Matrix& x, const Matrix& w, std::size_t k)
{
    const auto n = static_cast<blasint>(x.size() / k);
    const auto m = static_cast<blasint>(w.size() / k);
    const auto inner = static_cast<blasint>(k);
    Matrix y(static_cast<std::size_t>(n) * static_cast<std::size_t>(m));
    cblas_dgemm(CblasRowMajor,
                CblasNoTrans,
                CblasTrans,
                n,
                m,
                inner,
                1.0,
                x.data(),
                inner,
                w.data(),
                inner,
                0.0,
                y.data(),
                m);
    return y;
}

Matrix norm(const Matrix& x, const Matrix& weight, double epsilon)
{
    const std::size_t dim = weight.size();
    Matrix y(x.size());
    for (std::size_t row = 0; row < x.size() / dim; ++row) {
        double squares = 0;
        for (std::size_t i = 0; i < dim; ++i)
            squares += x[row * dim + i] * x[row * dim + i];
        const double scale = 1 / std::sqrt(squares / double(dim) + epsilon);
        for (std::size_t i = 0; i < dim; ++i)
            y[row * dim + i] = x[row * dim + i] * scale * weight[i];
    }
    return y;
}

void rotate(Matrix& x, std::size_t heads, const Hyperparameters& hp, std::size_t window)
{
    const std::size_t half = hp.rotaryDim / 2, width = heads * hp.headDim;
    for (std::size_t row = 0; row < x.size() / width; ++row)
        for (std::size_t h = 0; h < heads; ++h)
            for (std::size_t i = 0; i < half; ++i) {
                double frequency = std::pow(double(hp.ropes.front().theta),
                                            -2.0 * double(i) / double(hp.rotaryDim));
                if (!hp.ropes.front().factors.empty())
                    frequency /= double(hp.ropes.front().factors[i]);
                const double angle = double(row % window) * frequency;
                double* head = x.data() + row * width + h * hp.headDim;
                const bool interleaved = hp.ropePairing == RopePairing::Interleaved;
                double& a = interleaved ? head[2 * i] : head[i];
                double& b = interleaved ? head[2 * i + 1] : head[i + half];
                const double c = std::cos(angle), s = std::sin(angle), a0 = a, b0 = b;
                a = a0 * c - b0 * s;
                b = a0 * s + b0 * c;
            }
}

Matrix attention(const Matrix& q,
                 const Matrix& k,
                 const Matrix& v,
                 const Hyperparameters& hp,
                 std::size_t window)
{
    const std::size_t rows = q.size() / hp.qDim(), dim = hp.headDim;
    Matrix out(q.size());
    std::vector<double> weights(rows);
    for (std::size_t h = 0; h < hp.headCount; ++h)
        for (std::size_t row = 0; row < rows; ++row) {
            const double* query = q.data() + row * hp.qDim() + h * dim;
            const std::size_t first = row - row % window;
            const std::size_t shared = h / hp.groupSize() * dim;
            double most = -HUGE_VAL, sum = 0;
            for (std::size_t j = first; j <= row; ++j) {
                double score = 0;
                for (std::size_t d = 0; d < dim; ++d)
                    score += query[d] * k[j * hp.kvDim() + shared + d];
                weights[j] = score / std::sqrt(double(dim));
                most = std::max(most, weights[j]);
            }
            for (std::size_t j = first; j <= row; ++j)
                sum += weights[j] = std::exp(weights[j] - most);
            for (std::size_t j = first; j <= row; ++j)
                for (std::size_t d = 0; d < dim; ++d)
                    out[row * hp.qDim() + h * dim + d] +=
                        weights[j] / sum * v[j * hp.kvDim() + shared + d];
        }
    return out;
}

void add(Matrix& x, const Matrix& delta)
{
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] += delta[i];
}

} // namespace

std::vector<float> referenceLogits(const ModelFile& file,
                                   const Hyperparameters& hp,
                                   const std::vector<TokenId>& ids,
                                   std::size_t window)
{
    const Architecture& architecture = *findArchitecture(hp.architecture);
    const TensorNames names = architecture.tensors(file);
    const Matrix embedding = tensor(file, names.embedding);
    Matrix x;
    for (const TokenId id : ids)
        x.insert(x.end(),
                 embedding.begin() + std::ptrdiff_t(std::size_t(id) * hp.modelDim),
                 embedding.begin() + std::ptrdiff_t((std::size_t(id) + 1) * hp.modelDim));

    for (std::size_t i = 0; i < hp.layerCount; ++i) {
        const LayerTensorNames layer = architecture.layer(file, hp, i);
        const Matrix n = norm(x, tensor(file, layer.attentionNorm), double(hp.normEpsilon));
        Matrix q = times(n, tensor(file, layer.query.weight), hp.modelDim);
        Matrix k = times(n, tensor(file, layer.key.weight), hp.modelDim);
        const Matrix v = times(n, tensor(file, layer.value.weight), hp.modelDim);
        rotate(q, hp.headCount, hp, window);
        rotate(k, hp.kvHeadCount, hp, window);
        add(x,
            times(attention(q, k, v, hp, window),
                  tensor(file, layer.attentionOutput.weight),
                  hp.qDim()));

        const Matrix m = norm(x, tensor(file, layer.ffnNorm), double(hp.normEpsilon));
        Matrix gate = times(m, tensor(file, layer.ffn.gate.weight), hp.modelDim);
        const Matrix up = times(m, tensor(file, layer.ffn.up.weight), hp.modelDim);
        for (std::size_t j = 0; j < gate.size(); ++j)
            gate[j] = gate[j] / (1 + std::exp(-gate[j])) * up[j];
        add(x, times(gate, tensor(file, layer.ffn.down.weight), hp.ffnDim));
    }
    const Matrix last = norm(x, tensor(file, names.outputNorm), double(hp.normEpsilon));
    const Matrix logits = file.tensor(names.output) != nullptr
                              ? times(last, tensor(file, names.output), hp.modelDim)
                              : times(last, embedding, hp.modelDim);
    return {logits.begin(), logits.end()};
}

} // namespace tests
