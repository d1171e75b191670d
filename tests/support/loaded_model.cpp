#include "tests/support/loaded_model.h"

#include "core/model/hyperparameters.h"

#include <algorithm>

namespace tests {

using namespace core;

LoadedModel::LoadedModel(
    std::shared_ptr<const ModelFile> file, Hyperparameters hp, Weights weights, KvPool pool, WorkerTeam& team)
    : m_file(std::move(file))
    , m_hp(std::move(hp))
    , m_weights(std::move(weights))
    , m_pool(std::move(pool))
    , m_forward(m_hp, m_weights, m_pool, team)
{
    while (const std::optional<PageId> page = m_pool.allocate())
        m_pages.push_back(*page);
}

Result<std::unique_ptr<LoadedModel>>
LoadedModel::open(const std::filesystem::path& path, WorkerTeam& team, std::size_t contextTokens, DType kvType)
{
    Result<std::shared_ptr<const ModelFile>> file = openModelFile(path);
    if (!file)
        return fail(file.error());
    Result<Hyperparameters> hp = readHyperparameters(**file);
    if (!hp)
        return fail(hp.error());
    Result<Weights> weights = loadWeights(**file, *hp, team, {}, {});
    if (!weights)
        return fail(weights.error());
    Result<KvPool> pool = KvPool::create({hp->layerCount, hp->kvHeadCount, hp->headDim, kvType},
                                         (contextTokens + kPageTokens - 1) / kPageTokens);
    if (!pool)
        return fail(pool.error());
    return std::unique_ptr<LoadedModel>(
        new LoadedModel(*file, std::move(*hp), std::move(*weights), std::move(*pool), team));
}

std::vector<float> LoadedModel::logits(const std::vector<TokenId>& ids, std::size_t chunk)
{
    std::vector<float> all;
    for (std::size_t begin = 0; begin < ids.size(); begin += chunk) {
        std::vector<BatchRow> batch;
        for (std::size_t i = begin; i < std::min(begin + chunk, ids.size()); ++i)
            batch.push_back({ids[i], i, m_pages, true});
        const std::span<const float> rows = m_forward.run(batch);
        all.insert(all.end(), rows.begin(), rows.end());
    }
    return all;
}

std::vector<TokenId> LoadedModel::greedy(std::vector<TokenId> ids, std::size_t count)
{
    std::vector<BatchRow> batch;
    for (std::size_t i = 0; i < ids.size(); ++i)
        batch.push_back({ids[i], i, m_pages, i + 1 == ids.size()});
    std::vector<TokenId> chosen;
    std::size_t position = ids.size();
    for (;;) {
        const std::span<const float> logits = m_forward.run(batch);
        chosen.push_back(static_cast<TokenId>(std::max_element(logits.begin(), logits.end()) - logits.begin()));
        if (chosen.size() == count)
            return chosen;
        batch.assign(1, {chosen.back(), position++, m_pages, true});
    }
}

} // namespace tests
