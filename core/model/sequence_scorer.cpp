#include "core/model/sequence_scorer.h"

#include "core/base/check.h"

namespace core {

Result<std::unique_ptr<SequenceScorer>> SequenceScorer::create(const Hyperparameters& hp,
                                                               const Weights& weights,
                                                               WorkerTeam& team,
                                                               std::size_t contextTokens,
                                                               DType kvType)
{
    Result<KvPool> pool = KvPool::create({hp.layerCount, hp.kvHeadCount, hp.headDim, kvType},
                                         (contextTokens + kPageTokens - 1) / kPageTokens);
    if (!pool)
        return fail(pool.error());
    return std::unique_ptr<SequenceScorer>(
        new SequenceScorer(hp, weights, team, contextTokens, std::move(*pool)));
}

SequenceScorer::SequenceScorer(const Hyperparameters& hp,
                               const Weights& weights,
                               WorkerTeam& team,
                               std::size_t contextTokens,
                               KvPool pool)
    : m_pool(std::move(pool))
    , m_forward(hp, weights, m_pool, team, contextTokens)
{
    while (const std::optional<PageId> page = m_pool.allocate())
        m_pages.push_back(*page);
}

std::span<const float> SequenceScorer::append(std::span<const TokenId> ids, Wanted wanted)
{
    CORE_CHECK(m_position + ids.size() <= m_pages.size() * kPageTokens);
    m_batch.clear();
    for (std::size_t i = 0; i < ids.size(); ++i)
        m_batch.push_back(
            {ids[i], m_position + i, m_pages, wanted == Wanted::All || i + 1 == ids.size()});
    m_position += ids.size();
    return m_forward.run(m_batch);
}

} // namespace core
