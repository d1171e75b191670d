// The runnable of InferenceService: it loads models and drives their engines.
//
// run() and what the engines tell it, on…(), belong to the thread of the pool; everything else may
// be called from any thread.
#pragma once

#include "app/inference/engine_set.h"
#include "app/inference/inference_service.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace app {

// Everything the runnable owns, and the box through which other threads hand it work. Members up to
// the engine are guarded by m_mutex; the rest belongs to the runnable.
class InferenceService::Worker final : public core::EngineObserver
{
public:
    Worker(InferenceService& service, const InferenceOptions& options)
        : m_service(service)
        , m_options(options)
    {
    }

    void run(); // the runnable's body; returns after quit()
    void quit();

    void setOptions(const InferenceOptions& options);
    void load(const QString& path, EngineSet::Place place);
    void cancelLoad();
    core::RequestId submit(core::GenerationRequest request);
    void cancel(core::RequestId id);
    ModelState state() const;
    std::vector<core::ModelInfo> infos() const;
    int answersEndedBy(const std::string& path) const;
    qint64 cacheBytesPerToken() const;
    int countTokens(const core::GenerationRequest& request) const;

    void onPrefillProgress(core::RequestId id, int done, int total) override;
    void onScored(core::RequestId id, const core::ScoredToken& scored) override;
    void onToken(core::RequestId id, core::TokenId token, std::string_view text) override;
    void onReceipt(core::RequestId id, const core::Receipt& receipt) override;
    void onFinished(core::RequestId id,
                    core::FinishReason reason,
                    const core::GenerationStats& stats) override;
    void onFailed(core::RequestId id, const core::Error& error) override;

private:
    struct Piece // text of one request that has not been signalled yet
    {
        QString text;
        int tokens = 0;
        std::vector<core::ScoredToken> scored;
        std::chrono::steady_clock::time_point signalled;
    };
    using Submission = std::pair<core::RequestId, core::GenerationRequest>;

    void waitForWork();
    void applyOptions();
    void loadNext();
    core::Status load(const QString& path,
                      const InferenceOptions& options,
                      EngineSet::Place place,
                      const std::stop_token& stop);
    void announceModels();
    void takeSubmissions();
    void takeCancellations();
    void setState(ModelState state, const QString& message);
    void endAnswering(core::RequestId id);
    void signalPiece(core::RequestId id, Piece& piece);

    InferenceService& m_service;

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    InferenceOptions m_options;
    bool m_hasNewOptions = true;
    bool m_quit = false;
    ModelState m_state = ModelState::Empty;
    QString m_pathToLoad; // empty: nothing to load
    EngineSet::Place m_place = EngineSet::Place::Current;
    std::stop_source m_loadStop;
    std::uint64_t m_lastId = 0;
    std::vector<Submission> m_submissions;
    std::vector<core::RequestId> m_cancellations;
    std::shared_ptr<const core::LoadedModel> m_model;
    EngineSet::Overview m_overview;
    std::unordered_map<std::uint64_t, std::string> m_answering; // requests; the path of the model
    qint64 m_cacheBytesPerToken = 0;

    bool m_hasWork = false;
    EngineSet m_engines{*this};
    std::unordered_map<std::uint64_t, Piece> m_pieces;
};

} // namespace app
