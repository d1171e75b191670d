// A loaded model and its engine on the calling thread: what the verbs that compute share.
#pragma once

#include "app/threads/compute_team.h"
#include "core/engine/engine.h"

#include <QCommandLineParser>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace app::cli {

struct Answer
{
    std::vector<core::TokenId> ids;
    std::string text;
    core::FinishReason reason = core::FinishReason::EndOfTurn;
    core::GenerationStats stats;
    core::Receipt receipt;
};

class ModelSession : private core::EngineObserver
{
public:
    using TextHandler = std::function<void(std::string_view)>;

    // model: a path or a name from the library. threads 0: one for each processor core.
    static core::Result<std::unique_ptr<ModelSession>>
    open(const QString& model,
         int threads,
         const core::EngineOptions& options,
         const std::optional<core::QuantiseOnLoad>& quantise);

    // Computes one request to its end; pieces of text go to onText as they come.
    core::Result<Answer> generate(core::GenerationRequest request, const TextHandler& onText);

    const core::LoadedModel& model() const { return *m_model; }
    core::WorkerTeam& team() { return m_team; }
    core::ModelInfo info() const { return m_engine->info(); }
    core::GuessCounts guessCounts() const { return m_engine->guessCounts(); }

private:
    explicit ModelSession(int threads)
        : m_team(threads)
    {
    }

    void onPrefillProgress(core::RequestId, int, int) override {}
    void onToken(core::RequestId, core::TokenId token, std::string_view text) override;
    void onReceipt(core::RequestId, const core::Receipt& receipt) override
    {
        m_answer->receipt = receipt;
    }
    void onFinished(core::RequestId,
                    core::FinishReason reason,
                    const core::GenerationStats& stats) override;
    void onFailed(core::RequestId, const core::Error& error) override;

    ComputeTeam m_team;
    std::shared_ptr<const core::LoadedModel> m_model;
    std::unique_ptr<core::Engine> m_engine;
    std::uint64_t m_lastId = 0;
    TextHandler m_onText;
    core::Result<Answer> m_answer;
};

// The path of a MODEL argument. Fails where there is no such file, folder or name.
core::Result<QString> resolveModel(const QString& model);

// -m, -t and --kv-type, which every verb that computes takes.
void addComputeOptions(QCommandLineParser& parser);
bool compactCacheFrom(const QCommandLineParser& parser);
// What stands after -m; an error for a person where that is missing.
core::Result<QString> modelFrom(const QCommandLineParser& parser);

// Those, --context and --load-as, for the verbs that open a session.
void addModelOptions(QCommandLineParser& parser);
void addLoadAsOption(QCommandLineParser& parser);
std::optional<core::QuantiseOnLoad> loadAsFrom(const QCommandLineParser& parser);
// Opens what they name.
core::Result<std::unique_ptr<ModelSession>> openSession(const QCommandLineParser& parser);

// The sampling options, and the parameters they give.
void addSamplingOptions(QCommandLineParser& parser);
core::SamplingParams samplingFrom(const QCommandLineParser& parser);

} // namespace app::cli
