// A model on disk made ready for plain forward passes: what the golden tests share.
#pragma once

#include "core/base/result.h"
#include "core/formats/model_file.h"
#include "core/model/sequence_scorer.h"
#include "core/threads/worker_team.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace tests {

// Owns everything a forward pass needs, for one sequence at a time. Not thread-safe.
class LoadedModel
{
public:
    // team must outlive the object; contextTokens bounds the sequences that can be computed.
    static core::Result<std::unique_ptr<LoadedModel>> open(const std::filesystem::path& path,
                                                           core::WorkerTeam& team,
                                                           std::size_t contextTokens,
                                                           core::DType kvType);

    // Logits after each of ids, computed in pieces of `chunk` tokens from an empty cache:
    // [ids.size(), vocabSize].
    std::vector<float> logits(const std::vector<core::TokenId>& ids, std::size_t chunk);

    // The most probable continuation, token by token.
    std::vector<core::TokenId> greedy(const std::vector<core::TokenId>& ids, std::size_t count);

    const core::Hyperparameters& hyperparameters() const { return m_hp; }
    const core::Weights& weights() const { return m_weights; }
    const core::ModelFile& file() const { return *m_file; }

private:
    LoadedModel(std::shared_ptr<const core::ModelFile> file,
                core::Hyperparameters hp,
                core::Weights weights);

    std::shared_ptr<const core::ModelFile> m_file;
    core::Hyperparameters m_hp;
    core::Weights m_weights;
    std::unique_ptr<core::SequenceScorer> m_scorer;
};

} // namespace tests
