// The forward pass: a batch of tokens of any sequences in, logits out.
#pragma once

#include "core/cache/kv_pool.h"
#include "core/kernels/few_row_products.h"
#include "core/kernels/matmul.h"
#include "core/model/attention.h"
#include "core/model/batch_row.h"
#include "core/model/expert_routing.h"
#include "core/model/hyperparameters.h"
#include "core/model/rope_tables.h"
#include "core/model/weights.h"

#include <cstddef>
#include <initializer_list>
#include <span>
#include <vector>

namespace core {

// Computes batches over one model's weights, with buffers that grow to the largest batch and stay.
//
// For quantised weights a row's result depends on its own sequence alone, bit for bit: not on the
// rows beside it, on how the prompt was cut into batches, or on the team's size (full precision:
// matmul.h). Not thread-safe.
class ForwardPass
{
public:
    // All references must outlive the object. contextTokens: the longest sequence to come
    // (rope_tables.h).
    ForwardPass(const Hyperparameters& hp,
                const Weights& weights,
                KvPool& pool,
                WorkerTeam& team,
                std::size_t contextTokens);

    // Stores keys and values of all rows in the pool and returns the logits of the rows that want
    // them, in order: [wanted, vocabSize], valid until the next call. Tokens must be below
    // vocabSize.
    std::span<const float> run(std::span<const BatchRow> batch);

private:
    void embed();
    void attention(std::size_t layer);
    void feedForward(const LayerWeights& layer);
    void setInput(const std::vector<float>& norm, const std::vector<float>& in);
    struct Target
    {
        const Projection& projection;
        std::vector<float>& out;
    };
    void multiply(std::initializer_list<Target> targets);
    void multiply(std::span<const Product> products);
    void addBias(const std::vector<float>& bias, std::vector<float>& out) const;
    void multiplyGated(const FeedForwardWeights& ffn, std::vector<float>& out);
    void mixExperts(const LayerWeights& layer);
    void addToHidden(const std::vector<float>& postNorm);
    void normaliseHeads(float* heads, std::size_t headCount, const std::vector<float>& norm) const;
    void storeKeysAndValues(std::size_t layer);
    std::span<const float> computeLogits();

    const Hyperparameters& m_hp;
    const Weights& m_weights;
    KvPool& m_pool;
    WorkerTeam& m_team;
    RopeTables m_ropes;
    Attention m_attention;

    std::span<const BatchRow> m_batch;
    std::vector<std::size_t> m_positions; // [rows]
    std::vector<float> m_hidden;          // [rows, modelDim], the residual stream
    std::vector<float> m_normed;          // [rows, modelDim]
    std::vector<float> m_q;               // [rows, qDim]
    std::vector<float> m_k, m_v;          // [rows, kvDim]
    std::vector<float> m_attended;        // [rows, qDim]
    std::vector<float> m_gate, m_up;      // [rows, ffnDim]
    std::vector<float> m_delta;           // [rows, modelDim], what half a layer adds
    std::vector<float> m_logits;          // [wanted, vocabSize]
    MatmulInput m_input;
    FewRowProducts m_fewRows;
    std::vector<Product> m_products; // of the call of multiply() that runs

    std::vector<float> m_routerScores;                // [rows, expertCount]
    std::vector<std::vector<RoutedRow>> m_byExpert;   // [expertCount]
    std::vector<float> m_expertInput, m_expertOutput; // [rows of one expert, modelDim]
};

} // namespace core
