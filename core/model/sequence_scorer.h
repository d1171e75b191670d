// Logits of token sequences without requests or a scheduler: for evaluation, benchmarks and tests.
#pragma once

#include "core/model/forward.h"

#include <memory>
#include <optional>
#include <vector>

namespace core {

// One sequence at a time, in pages of its own. Not thread-safe.
class SequenceScorer
{
public:
    // hp, weights and team must outlive the scorer. kvType: F16 or F32. Fails with OutOfMemory.
    static Result<std::unique_ptr<SequenceScorer>> create(const Hyperparameters& hp,
                                                          const Weights& weights,
                                                          WorkerTeam& team,
                                                          std::size_t contextTokens,
                                                          DType kvType);

    // Forgets the sequence.
    void reset() { m_position = 0; }
    std::size_t position() const { return m_position; }

    // Appends ids, whose number with what is there stays within the context, in one batch. The
    // logits after the last of them, or after each: [1 or ids.size(), vocabSize], valid until the
    // next call.
    enum class Wanted
    {
        Last,
        All
    };
    std::span<const float> append(std::span<const TokenId> ids, Wanted wanted);

private:
    SequenceScorer(const Hyperparameters& hp,
                   const Weights& weights,
                   WorkerTeam& team,
                   std::size_t contextTokens,
                   KvPool pool);

    KvPool m_pool;
    ForwardPass m_forward;
    std::vector<PageId> m_pages;
    std::vector<BatchRow> m_batch;
    std::size_t m_position = 0;
};

} // namespace core
