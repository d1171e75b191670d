#include "core/model/forward.h"

#include "core/base/check.h"
#include "core/kernels/kernel_table.h"
#include "core/tensor/dequantize.h"
#include "core/threads/worker_team.h"

#include <cmath>
#include <limits>

namespace core {

ForwardPass::ForwardPass(const Hyperparameters& hp, const Weights& weights, KvPool& pool, WorkerTeam& team)
    : m_hp(hp)
    , m_weights(weights)
    , m_pool(pool)
    , m_team(team)
    , m_frequencies(hp.rotaryDim / 2)
{
    for (std::size_t i = 0; i < m_frequencies.size(); ++i) {
        const double exponent = -2.0 * static_cast<double>(i) / static_cast<double>(hp.rotaryDim);
        m_frequencies[i] = std::pow(static_cast<double>(hp.ropeTheta), exponent);
        if (!hp.ropeFactors.empty())
            m_frequencies[i] /= static_cast<double>(hp.ropeFactors[i]);
    }
}

std::span<const float> ForwardPass::run(std::span<const BatchRow> batch)
{
    m_batch = batch;
    embed();
    prepareRope();
    for (std::size_t layer = 0; layer < m_hp.layerCount; ++layer) {
        attention(layer);
        feedForward(m_weights.layers[layer]);
    }
    return computeLogits();
}

void ForwardPass::embed()
{
    const std::size_t dim = m_hp.modelDim;
    const std::size_t rowBytes = byteSize(m_weights.embedding.dtype, dim);
    m_hidden.resize(m_batch.size() * dim);
    for (std::size_t row = 0; row < m_batch.size(); ++row) {
        const auto token = static_cast<std::size_t>(m_batch[row].token);
        CORE_CHECK(token < m_hp.vocabSize);
        dequantize(m_weights.embedding.dtype,
                   m_weights.embedding.data.data() + token * rowBytes,
                   m_hidden.data() + row * dim,
                   dim);
    }
}

void ForwardPass::prepareRope()
{
    const std::size_t half = m_frequencies.size();
    m_cos.resize(m_batch.size() * half);
    m_sin.resize(m_batch.size() * half);
    for (std::size_t row = 0; row < m_batch.size(); ++row)
        for (std::size_t i = 0; i < half; ++i) {
            const double angle = static_cast<double>(m_batch[row].position) * m_frequencies[i];
            m_cos[row * half + i] = static_cast<float>(std::cos(angle));
            m_sin[row * half + i] = static_cast<float>(std::sin(angle));
        }
}

// hidden += Wo · attention(RoPE(Wq · n), RoPE(Wk · n), Wv · n) with n = RMSNorm(hidden)
void ForwardPass::attention(std::size_t layer)
{
    const LayerWeights& weights = m_weights.layers[layer];
    const std::size_t rows = m_batch.size();
    m_q.resize(rows * m_hp.qDim());
    m_k.resize(rows * m_hp.kvDim());
    m_v.resize(rows * m_hp.kvDim());
    m_attended.resize(rows * m_hp.qDim());
    m_delta.resize(rows * m_hp.modelDim);

    project(weights.attentionNorm, m_hidden, m_normed);
    matmul(m_input, weights.query, m_q.data(), m_team);
    matmul(m_input, weights.key, m_k.data(), m_team);
    matmul(m_input, weights.value, m_v.data(), m_team);
    storeKeysAndValues(layer);
    attend(layer);
    m_input.set(m_attended.data(), rows, m_hp.qDim());
    matmul(m_input, weights.attentionOutput, m_delta.data(), m_team);
    addTo(m_hidden, m_delta);
}

// hidden += Wdown · (silu(Wgate · n) * (Wup · n)) with n = RMSNorm(hidden)
void ForwardPass::feedForward(const LayerWeights& layer)
{
    const std::size_t rows = m_batch.size();
    m_gate.resize(rows * m_hp.ffnDim);
    m_up.resize(rows * m_hp.ffnDim);

    project(layer.ffnNorm, m_hidden, m_normed);
    matmul(m_input, layer.gate, m_gate.data(), m_team);
    matmul(m_input, layer.up, m_up.data(), m_team);
    m_team.run(rows, 4, [this](std::size_t begin, std::size_t end, int) {
        kernels().siluMultiply(
            m_gate.data() + begin * m_hp.ffnDim, m_up.data() + begin * m_hp.ffnDim, (end - begin) * m_hp.ffnDim);
    });
    m_input.set(m_gate.data(), rows, m_hp.ffnDim);
    matmul(m_input, layer.down, m_delta.data(), m_team);
    addTo(m_hidden, m_delta);
}

// normed = RMSNorm(in), and the input of the next products.
void ForwardPass::project(const std::vector<float>& norm, const std::vector<float>& in, std::vector<float>& normed)
{
    const std::size_t dim = m_hp.modelDim;
    const std::size_t rows = in.size() / dim;
    normed.resize(in.size());
    m_team.run(rows, 8, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t row = begin; row < end; ++row)
            kernels().rmsNorm(in.data() + row * dim, norm.data(), dim, m_hp.normEpsilon, normed.data() + row * dim);
    });
    m_input.set(normed.data(), rows, dim);
}

// Su et al. 2021, arXiv:2104.09864: each pair of components is turned by position * frequency.
void ForwardPass::rotate(float* heads, std::size_t headCount, std::size_t row) const
{
    const std::size_t half = m_frequencies.size();
    const float* cosines = m_cos.data() + row * half;
    const float* sines = m_sin.data() + row * half;
    const bool interleaved = m_hp.ropePairing == RopePairing::Interleaved;
    for (std::size_t h = 0; h < headCount; ++h) {
        float* head = heads + h * m_hp.headDim;
        for (std::size_t i = 0; i < half; ++i) {
            float& first = interleaved ? head[2 * i] : head[i];
            float& second = interleaved ? head[2 * i + 1] : head[i + half];
            const float a = first, b = second;
            first = a * cosines[i] - b * sines[i];
            second = a * sines[i] + b * cosines[i];
        }
    }
}

void ForwardPass::storeKeysAndValues(std::size_t layer)
{
    const float scale = 1.0F / std::sqrt(static_cast<float>(m_hp.headDim));
    m_team.run(m_batch.size(), 4, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t row = begin; row < end; ++row) {
            float* q = m_q.data() + row * m_hp.qDim();
            float* k = m_k.data() + row * m_hp.kvDim();
            rotate(q, m_hp.headCount, row);
            rotate(k, m_hp.kvHeadCount, row);
            for (std::size_t i = 0; i < m_hp.qDim(); ++i)
                q[i] *= scale;
            const std::size_t position = m_batch[row].position;
            const PageId page = m_batch[row].pages[position / kPageTokens];
            for (std::size_t h = 0; h < m_hp.kvHeadCount; ++h)
                m_pool.store(page,
                             position % kPageTokens,
                             layer,
                             h,
                             k + h * m_hp.headDim,
                             m_v.data() + row * m_hp.kvDim() + h * m_hp.headDim);
        }
    });
}

void ForwardPass::attend(std::size_t layer)
{
    const auto attendPage =
        m_pool.shape().dtype == DType::F32 ? kernels().attendF32 : kernels().attendF16;
    const std::size_t group = m_hp.groupSize();
    const std::size_t tasks = m_batch.size() * m_hp.kvHeadCount;
    m_team.run(tasks, 1, [&](std::size_t begin, std::size_t end, int) {
        std::vector<float> state(2 * group);
        for (std::size_t task = begin; task < end; ++task) {
            const std::size_t row = task / m_hp.kvHeadCount;
            const std::size_t kvHead = task % m_hp.kvHeadCount;
            const std::size_t offset = row * m_hp.qDim() + kvHead * group * m_hp.headDim;
            float* maximum = state.data();
            float* sum = state.data() + group;
            float* output = m_attended.data() + offset;
            std::fill_n(maximum, group, -std::numeric_limits<float>::infinity());
            std::fill_n(sum, group, 0.0F);
            std::fill_n(output, group * m_hp.headDim, 0.0F);
            const std::size_t positions = m_batch[row].position + 1;
            for (std::size_t first = 0; first < positions; first += kPageTokens) {
                const PageId page = m_batch[row].pages[first / kPageTokens];
                attendPage({m_q.data() + offset,
                            group,
                            m_hp.headDim,
                            m_pool.keys(page, layer, kvHead),
                            m_pool.values(page, layer, kvHead),
                            std::min(kPageTokens, positions - first),
                            maximum,
                            sum,
                            output});
            }
            for (std::size_t h = 0; h < group; ++h)
                for (std::size_t d = 0; d < m_hp.headDim; ++d)
                    output[h * m_hp.headDim + d] /= sum[h];
        }
    });
}

void ForwardPass::addTo(std::vector<float>& hidden, const std::vector<float>& delta)
{
    for (std::size_t i = 0; i < hidden.size(); ++i)
        hidden[i] += delta[i];
}

std::span<const float> ForwardPass::computeLogits()
{
    const std::size_t dim = m_hp.modelDim;
    std::vector<float> wanted;
    for (std::size_t row = 0; row < m_batch.size(); ++row)
        if (m_batch[row].wantsLogits)
            wanted.insert(wanted.end(), m_hidden.begin() + std::ptrdiff_t(row * dim), m_hidden.begin() + std::ptrdiff_t((row + 1) * dim));
    m_logits.resize(wanted.size() / dim * m_hp.vocabSize);
    if (wanted.empty())
        return m_logits;
    project(m_weights.outputNorm, wanted, m_normed);
    matmul(m_input, m_weights.output, m_logits.data(), m_team);
    return m_logits;
}

} // namespace core
