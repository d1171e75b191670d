#include "core/model/forward.h"

#include "core/base/check.h"
#include "core/kernels/kernel_table.h"
#include "core/tensor/dequantize.h"
#include "core/threads/worker_team.h"

#include <algorithm>

namespace core {

namespace {

void (*kernelFor(Activation activation))(float* gate, const float* up, std::size_t n)
{
    switch (activation) {
    case Activation::Silu:
        break;
    case Activation::GeluTanh:
        return kernels().geluTanhMultiply;
    case Activation::ClampedSilu:
        return kernels().clampedSiluMultiply;
    }
    return kernels().siluMultiply;
}

} // namespace

ForwardPass::ForwardPass(const Hyperparameters& hp,
                         const Weights& weights,
                         KvPool& pool,
                         WorkerTeam& team,
                         std::size_t contextTokens)
    : m_hp(hp)
    , m_weights(weights)
    , m_pool(pool)
    , m_team(team)
    , m_ropes(hp, contextTokens)
    , m_attention(hp, pool, team)
    , m_fewRows(team)
    , m_byExpert(hp.expertCount)
{
}

std::span<const float> ForwardPass::run(std::span<const BatchRow> batch)
{
    m_batch = batch;
    m_positions.clear();
    for (const BatchRow& row : batch)
        m_positions.push_back(row.position);
    m_ropes.prepare(m_positions);
    m_attention.setBatch(batch);
    embed();
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
        float* hidden = m_hidden.data() + row * dim;
        dequantize(m_weights.embedding.dtype,
                   m_weights.embedding.data.data() + token * rowBytes,
                   hidden,
                   dim);
        for (std::size_t i = 0; i < dim; ++i)
            hidden[i] *= m_hp.embeddingScale;
    }
}

// hidden += norm(Wo · attention(RoPE(norm(Wq · n)), RoPE(norm(Wk · n)), Wv · n)) with n =
// norm(hidden); which of the norms there are depends on the architecture.
void ForwardPass::attention(std::size_t layer)
{
    const LayerWeights& weights = m_weights.layers[layer];
    setInput(weights.attentionNorm, m_hidden);
    multiply({{weights.query, m_q}, {weights.key, m_k}, {weights.value, m_v}});
    storeKeysAndValues(layer);
    m_attended.resize(m_batch.size() * m_hp.qDim());
    m_attention.run(layer, m_q.data(), weights.attentionSinks, m_attended.data());
    m_input.set(m_attended.data(), m_batch.size(), m_hp.qDim());
    multiply({{weights.attentionOutput, m_delta}});
    addToHidden(weights.attentionPostNorm);
}

// hidden += norm(ffn(norm(hidden))), or the weighted sum of the chosen experts' ffn.
void ForwardPass::feedForward(const LayerWeights& layer)
{
    setInput(layer.ffnNorm, m_hidden);
    if (layer.experts.empty())
        multiplyGated(layer.ffn, m_delta);
    else
        mixExperts(layer);
    addToHidden(layer.ffnPostNorm);
}

// The input of the next products: RMSNorm(in), or in itself where there is no norm.
void ForwardPass::setInput(const std::vector<float>& norm, const std::vector<float>& in)
{
    const std::size_t dim = m_hp.modelDim;
    const std::size_t rows = in.size() / dim;
    if (norm.empty()) {
        m_input.set(in.data(), rows, dim);
        return;
    }
    m_normed.resize(in.size());
    m_team.run(rows, 8, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t row = begin; row < end; ++row)
            kernels().rmsNorm(in.data() + row * dim,
                              norm.data(),
                              dim,
                              m_hp.normEpsilon,
                              m_normed.data() + row * dim);
    });
    m_input.set(m_normed.data(), rows, dim);
}

// out = the input times each projection: [rows of the input, rows of the matrix].
void ForwardPass::multiply(std::initializer_list<Target> targets)
{
    m_products.clear();
    for (const Target& target : targets) {
        target.out.resize(m_input.rows() * target.projection.matrix.rows());
        m_products.push_back({target.projection.matrix, target.out.data()});
    }
    multiply(m_products);
    for (const Target& target : targets)
        addBias(target.projection.bias, target.out);
}

void ForwardPass::multiply(std::span<const Product> products)
{
    const auto isQuantised = [](const Product& product) { return product.w.isQuantised(); };
    if (m_input.rows() <= FewRowProducts::kMostRows &&
        std::all_of(products.begin(), products.end(), isQuantised))
        m_fewRows.multiply(m_input, products);
    else
        matmul(m_input, products, m_team);
}

void ForwardPass::addBias(const std::vector<float>& bias, std::vector<float>& out) const
{
    if (bias.empty())
        return;
    for (std::size_t row = 0; row < m_input.rows(); ++row)
        for (std::size_t i = 0; i < bias.size(); ++i)
            out[row * bias.size() + i] += bias[i];
}

// out = Wdown · f(Wgate · n, Wup · n) with n the input.
void ForwardPass::multiplyGated(const FeedForwardWeights& ffn, std::vector<float>& out)
{
    const std::size_t rows = m_input.rows();
    multiply({{ffn.gate, m_gate}, {ffn.up, m_up}});
    const auto activate = kernelFor(m_hp.activation);
    m_team.run(rows, 4, [&](std::size_t begin, std::size_t end, int) {
        activate(m_gate.data() + begin * m_hp.ffnDim,
                 m_up.data() + begin * m_hp.ffnDim,
                 (end - begin) * m_hp.ffnDim);
    });
    m_input.set(m_gate.data(), rows, m_hp.ffnDim);
    multiply({{ffn.down, out}});
}

// delta = the sum over each row's experts, in ascending order, of weight times the expert's ffn.
void ForwardPass::mixExperts(const LayerWeights& layer)
{
    const std::size_t dim = m_hp.modelDim;
    const float* input = m_input.values();
    multiply({{layer.router, m_routerScores}});
    routeToExperts(m_routerScores, m_hp.expertsUsed, m_hp.expertSharesSumToOne, m_byExpert);
    m_delta.assign(m_batch.size() * dim, 0.0F);
    for (std::size_t e = 0; e < m_byExpert.size(); ++e) {
        const std::vector<RoutedRow>& routed = m_byExpert[e];
        if (routed.empty())
            continue;
        m_expertInput.resize(routed.size() * dim);
        for (std::size_t i = 0; i < routed.size(); ++i)
            std::copy_n(input + routed[i].row * dim, dim, m_expertInput.data() + i * dim);
        m_input.set(m_expertInput.data(), routed.size(), dim);
        multiplyGated(layer.experts[e], m_expertOutput);
        for (std::size_t i = 0; i < routed.size(); ++i)
            for (std::size_t d = 0; d < dim; ++d)
                m_delta[routed[i].row * dim + d] += routed[i].weight * m_expertOutput[i * dim + d];
    }
}

void ForwardPass::addToHidden(const std::vector<float>& postNorm)
{
    const std::size_t dim = m_hp.modelDim;
    m_team.run(m_batch.size(), 8, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t row = begin; row < end; ++row) {
            float* delta = m_delta.data() + row * dim;
            float* hidden = m_hidden.data() + row * dim;
            if (!postNorm.empty())
                kernels().rmsNorm(delta, postNorm.data(), dim, m_hp.normEpsilon, delta);
            for (std::size_t i = 0; i < dim; ++i)
                hidden[i] += m_hp.residualScale * delta[i];
        }
    });
}

void ForwardPass::normaliseHeads(float* heads,
                                 std::size_t headCount,
                                 const std::vector<float>& norm) const
{
    switch (m_hp.qkNorm) {
    case QkNorm::None:
        break;
    case QkNorm::PerHead:
        for (std::size_t h = 0; h < headCount; ++h) {
            float* head = heads + h * m_hp.headDim;
            kernels().rmsNorm(head, norm.data(), m_hp.headDim, m_hp.normEpsilon, head);
        }
        break;
    case QkNorm::PerRow:
        kernels().rmsNorm(heads, norm.data(), headCount * m_hp.headDim, m_hp.normEpsilon, heads);
        break;
    }
}

void ForwardPass::storeKeysAndValues(std::size_t layer)
{
    const LayerWeights& weights = m_weights.layers[layer];
    const int rope = m_hp.layers[layer].rope;
    m_team.run(m_batch.size(), 4, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t row = begin; row < end; ++row) {
            float* q = m_q.data() + row * m_hp.qDim();
            float* k = m_k.data() + row * m_hp.kvDim();
            normaliseHeads(q, m_hp.headCount, weights.queryNorm);
            normaliseHeads(k, m_hp.kvHeadCount, weights.keyNorm);
            if (rope != kNoRope) {
                m_ropes.rotate(q, m_hp.headCount, row, rope);
                m_ropes.rotate(k, m_hp.kvHeadCount, row, rope);
            }
            for (std::size_t i = 0; i < m_hp.qDim(); ++i)
                q[i] *= m_hp.attentionScale;
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

std::span<const float> ForwardPass::computeLogits()
{
    const auto dim = static_cast<std::ptrdiff_t>(m_hp.modelDim);
    std::vector<float> wanted;
    for (std::size_t row = 0; row < m_batch.size(); ++row)
        if (const auto begin = m_hidden.begin() + static_cast<std::ptrdiff_t>(row) * dim;
            m_batch[row].wantsLogits)
            wanted.insert(wanted.end(), begin, begin + dim);
    m_logits.resize(wanted.size() / m_hp.modelDim * m_hp.vocabSize);
    if (wanted.empty())
        return m_logits;
    setInput(m_weights.outputNorm, wanted);
    const Product product{m_weights.output, m_logits.data()};
    multiply({&product, 1});
    if (m_hp.logitScale == 1.0F && m_hp.logitSoftCap == 0.0F)
        return m_logits;
    m_team.run(m_logits.size(), 4096, [this](std::size_t begin, std::size_t end, int) {
        for (std::size_t i = begin; i < end; ++i)
            m_logits[i] *= m_hp.logitScale;
        if (m_hp.logitSoftCap > 0)
            kernels().softCap(m_logits.data() + begin, end - begin, m_hp.logitSoftCap);
    });
    return m_logits;
}

} // namespace core
