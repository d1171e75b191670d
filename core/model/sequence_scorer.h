// Logits of token sequences without requests or a scheduler: for evaluation, benchmarks and tests.
#pragma once

#include "core/model/forward.h"

#include <memory>
#include <optional>
#include <vector>

namespace core {

// Sequences in pages of their own; one where nothing else is said. Not thread-safe.
class SequenceScorer
{
public:
    // hp, weights and team must outlive the scorer. contextTokens: of each sequence. kvType: F16,
    // F32 or Q8_0. Fails with OutOfMemory.
    static Result<std::unique_ptr<SequenceScorer>> create(const Hyperparameters& hp,
                                                          const Weights& weights,
                                                          WorkerTeam& team,
                                                          std::size_t contextTokens,
                                                          DType kvType,
                                                          std::size_t sequences = 1);

    // Forgets what the sequences hold from that position on.
    void rewind(std::size_t position = 0);
    std::size_t position(std::size_t sequence = 0) const { return m_sequences[sequence].position; }

    // Appends ids, whose number with what is there stays within the context, in one batch. The
    // logits after the last of them, or after each: [1 or ids.size(), vocabSize], valid until the
    // next call.
    enum class Wanted
    {
        Last,
        All
    };
    std::span<const float>
    append(std::span<const TokenId> ids, Wanted wanted, std::size_t sequence = 0);

    // Appends ids[i] to sequence i, for each sequence, in one batch. The logits after them:
    // [sequences, vocabSize], valid until the next call.
    std::span<const float> appendToEach(std::span<const TokenId> ids);

private:
    struct Sequence
    {
        std::vector<PageId> pages; // for the whole context
        std::size_t position = 0;
    };

    SequenceScorer(const Hyperparameters& hp,
                   const Weights& weights,
                   WorkerTeam& team,
                   std::size_t contextTokens,
                   KvPool pool,
                   std::size_t sequences);
    void addRow(Sequence& sequence, TokenId id, bool wantsLogits);

    KvPool m_pool;
    ForwardPass m_forward;
    std::vector<Sequence> m_sequences;
    std::vector<BatchRow> m_batch;
};

} // namespace core
