// The engine on its worker: the one place where the engine's thread and the event loop meet.
//
// One long-lived runnable on a QThreadPool of its own loads models and drives their engines while
// there is work; it sleeps when there is none. See inference.h for the contract of the interface.
#pragma once

#include "app/inference/inference.h"

#include <QThreadPool>

#include <memory>

namespace app {

struct InferenceOptions
{
    int threads = 0;          // 0: one for each processor core
    int openModels = 1;       // most that are loaded at once
    int contextTokens = 0;    // 0: what the model was trained for, at most 8192
    QString cacheFolder = {}; // where computed pages outlive the program; empty: nowhere
    quint64 cacheFolderBytes = 2ULL << 30; // beyond it the oldest go
    bool compactCache = false;             // see core::EngineOptions
    QString loadAs =
        {}; // name of a type: what Hugging Face folders are quantised to; else as they are
    QString quantisedFolder = {}; // where their copies are
    bool giveWay = false;         // see ComputeTeam

    bool operator==(const InferenceOptions&) const = default;
};

class InferenceService final : public Inference
{
    Q_OBJECT

public:
    explicit InferenceService(const InferenceOptions& options, QObject* parent = nullptr);
    // Cancels what is running and waits for the worker. Signals may still be emitted until then.
    ~InferenceService() override;

    // giveWay takes effect at once, the others with the next loadModel().
    void setOptions(const InferenceOptions& options);

    void loadModel(const QString& path) override;
    void cancelLoad() override;
    ModelState modelState() const override;
    core::ModelInfo modelInfo() const override;
    std::vector<core::ModelInfo> loadedModels() const override;
    qint64 cacheBytesPerToken() const override;
    core::RequestId submit(core::GenerationRequest request) override;
    void cancel(core::RequestId id) override;
    int countTokens(const core::GenerationRequest& request) const override;

private:
    class Worker;

    std::unique_ptr<Worker> m_worker;
    QThreadPool m_pool;
};

} // namespace app
