#include "tests/support/loaded_model.h"

#include "core/formats/open_model_file.h"
#include "core/model/read_hyperparameters.h"

#include <algorithm>

namespace tests {

using namespace core;

LoadedModel::LoadedModel(std::shared_ptr<const ModelFile> file, Hyperparameters hp, Weights weights)
    : m_file(std::move(file))
    , m_hp(std::move(hp))
    , m_weights(std::move(weights))
{
}

Result<std::unique_ptr<LoadedModel>> LoadedModel::open(const std::filesystem::path& path,
                                                       WorkerTeam& team,
                                                       std::size_t contextTokens,
                                                       DType kvType)
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
    std::unique_ptr<LoadedModel> model(new LoadedModel(*file, std::move(*hp), std::move(*weights)));
    auto scorer =
        SequenceScorer::create(model->m_hp, model->m_weights, team, contextTokens, kvType);
    if (!scorer)
        return fail(scorer.error());
    model->m_scorer = std::move(*scorer);
    return model;
}

std::vector<float> LoadedModel::logits(const std::vector<TokenId>& ids, std::size_t chunk)
{
    std::vector<float> all;
    m_scorer->rewind();
    for (std::span<const TokenId> rest = ids; !rest.empty();
         rest = rest.subspan(std::min(chunk, rest.size()))) {
        const std::span<const float> rows =
            m_scorer->append(rest.first(std::min(chunk, rest.size())), SequenceScorer::Wanted::All);
        all.insert(all.end(), rows.begin(), rows.end());
    }
    return all;
}

std::vector<TokenId> LoadedModel::greedy(const std::vector<TokenId>& ids, std::size_t count)
{
    m_scorer->rewind();
    std::span<const float> logits = m_scorer->append(ids, SequenceScorer::Wanted::Last);
    std::vector<TokenId> chosen;
    for (;;) {
        chosen.push_back(
            static_cast<TokenId>(std::max_element(logits.begin(), logits.end()) - logits.begin()));
        if (chosen.size() == count)
            return chosen;
        logits = m_scorer->append({&chosen.back(), 1}, SequenceScorer::Wanted::Last);
    }
}

} // namespace tests
