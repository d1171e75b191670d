// app::Inference on scripted answers, for the suites of the endpoint and of the windows.
//
//     tests::FakeInference inference;                       // Ready, with a small model
//     inference.setAnswer({.pieces = {"Hel", "lo"}, .pieceMs = 5});
//     inference.enqueueAnswer({.error = core::Error{core::ErrorCode::Busy, "full"}}); // for the
//     next request only
//
// Threads: submit(), cancel() and the questions may come from any thread, as with the real service;
// timers run and signals leave on the thread this object lives in, which needs an event loop. The
// scripting calls belong to the test.
#pragma once

#include "app/inference/inference.h"

#include <QList>
#include <QMutex>
#include <QStringList>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace tests {

// One scripted answer. Each piece counts as one token; a request's maxTokens cuts it as the engine
// would.
struct FakeAnswer
{
    QStringList pieces{QStringLiteral("Hello"),
                       QStringLiteral(", "),
                       QStringLiteral("world"),
                       QStringLiteral("!")};
    int firstPieceMs = 0; // silence before the first piece: prefill
    int pieceMs = 0;      // between pieces
    core::FinishReason reason = core::FinishReason::EndOfTurn;
    std::optional<core::Error> error =
        std::nullopt; // failed() after the pieces, in place of finished()
    int promptTokens = 7;
    int cachedTokens = 2;
};

// The log-probability of every scripted token; its one alternative, "other", has half the
// probability.
inline constexpr float kFakeLogProb = -0.5F;

class FakeInference final : public app::Inference
{
    Q_OBJECT

public:
    explicit FakeInference(QObject* parent = nullptr);
    ~FakeInference() override;

    // What the next requests are answered with: first the queue, then the standing answer.
    void setAnswer(FakeAnswer answer);
    void enqueueAnswer(FakeAnswer answer);

    // Sets the state and emits modelStateChanged.
    void setModelState(app::ModelState state, const QString& message = {});
    void setModelInfo(core::ModelInfo info);
    void setOtherModels(std::vector<core::ModelInfo> infos); // loaded beside it
    // The next loadModel() fails with this message; without it, it succeeds. Either takes loadMs.
    void failNextLoad(const QString& message);
    void setLoadMs(int loadMs);
    void finishLoad(); // of the load under way, before its time

    std::vector<core::GenerationRequest> requests() const; // all so far, oldest first
    int activeCount() const;                               // submitted and not ended
    int cancelledCount() const;                            // ended as Cancelled
    QStringList loadedPaths() const;                       // of every loadModel()

    void loadModel(const QString& path) override;
    void loadBeside(const QString& path) override; // as loadModel(), and cancels nothing
    void cancelLoad() override;
    app::ModelState modelState() const override;
    core::ModelInfo modelInfo() const override;
    std::vector<core::ModelInfo> loadedModels() const override;
    qint64 cacheBytesPerToken() const override { return 1000; }
    core::RequestId submit(core::GenerationRequest request) override;
    void cancel(core::RequestId id) override;
    // Only what another loaded model answers goes on.
    int answersEndedBy(const QString& path) const override;
    int countTokens(const core::GenerationRequest& request) const override; // words of the prompt

private:
    struct Run
    {
        FakeAnswer answer;
        int maxTokens = -1;
        core::GenerationRequest request;
        int next = 0; // index of the piece to come
        bool isCancelled = false;
    };

    bool isBy(const Run& run, const std::string& path) const;
    void step(core::RequestId id);
    void stepAfter(core::RequestId id, int delayMs);
    void end(core::RequestId id, core::FinishReason reason);
    void score(core::RequestId id, const QString& piece, int alternatives);
    core::Receipt receiptOf(const Run& run, core::FinishReason reason) const;
    void load(const QString& path, bool isBeside);
    void endLoad(const QString& path, bool isBeside);

    mutable QMutex m_mutex; // guards everything below
    FakeAnswer m_answer;
    QList<FakeAnswer> m_queue;
    std::map<std::uint64_t, Run> m_runs;
    std::vector<core::GenerationRequest> m_requests;
    std::uint64_t m_lastId = 0;
    int m_cancelled = 0;
    app::ModelState m_state = app::ModelState::Ready;
    core::ModelInfo m_info;
    std::vector<core::ModelInfo> m_otherInfos;
    QStringList m_loadedPaths;
    QString m_loadFailure;
    int m_loadMs = 0;
    int m_load = 0; // counts loads and their ends: what ends later is of a former one
    std::function<void()> m_finishLoad; // of the own thread alone
};

} // namespace tests
