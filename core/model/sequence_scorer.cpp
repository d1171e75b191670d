#include "core/model/sequence_scorer.h"

#include "core/base/check.h"

#include <algorithm>

namespace core {

Result<std::unique_ptr<SequenceScorer>> SequenceScorer::create(const Hyperparameters& hp,
                                                               const Weights& weights,
                                                               WorkerTeam& team,
                                                               std::size_t contextTokens,
                                                               DType kvType,
                                                               std::size_t sequences)
{
    const std::size_t pages = pagesFor(contextTokens);
    Result<KvPool> pool =
        KvPool::create({hp.layerCount, hp.kvHeadCount, hp.headDim, kvType}, sequences * pages);
    if (!pool)
        return fail(pool.error());
    return std::unique_ptr<SequenceScorer>(
        new SequenceScorer(hp, weights, team, contextTokens, std::move(*pool), sequences));
}

SequenceScorer::SequenceScorer(const Hyperparameters& hp,
                               const Weights& weights,
                               WorkerTeam& team,
                               std::size_t contextTokens,
                               KvPool pool,
                               std::size_t sequences)
    : m_pool(std::move(pool))
    , m_forward(hp, weights, m_pool, team, contextTokens)
    , m_sequences(sequences)
{
    for (std::size_t i = 0; const std::optional<PageId> page = m_pool.allocate(); ++i)
        m_sequences[i % sequences].pages.push_back(*page);
}

void SequenceScorer::rewind(std::size_t position)
{
    for (Sequence& sequence : m_sequences)
        sequence.position = std::min(sequence.position, position);
}

std::span<const float>
SequenceScorer::append(std::span<const TokenId> ids, Wanted wanted, std::size_t sequence)
{
    m_batch.clear();
    for (std::size_t i = 0; i < ids.size(); ++i)
        addRow(m_sequences[sequence], ids[i], wanted == Wanted::All || i + 1 == ids.size());
    return m_forward.run(m_batch);
}

std::span<const float> SequenceScorer::appendToEach(std::span<const TokenId> ids)
{
    CORE_CHECK(ids.size() == m_sequences.size());
    m_batch.clear();
    for (std::size_t i = 0; i < ids.size(); ++i)
        addRow(m_sequences[i], ids[i], true);
    return m_forward.run(m_batch);
}

void SequenceScorer::addRow(Sequence& sequence, TokenId id, bool wantsLogits)
{
    CORE_CHECK(sequence.position < sequence.pages.size() * kPageTokens);
    m_batch.push_back({id, sequence.position, sequence.pages, wantsLogits});
    ++sequence.position;
}

} // namespace core
