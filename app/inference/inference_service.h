// The engine on its worker: the one place where the engine's thread and the event loop meet.
//
// One long-lived runnable on a QThreadPool of its own loads models and drives their engines while
// there is work; it sleeps when there is none. See inference.h for the contract of the interface.
#pragma once

#include "app/inference/inference.h"
#include "app/inference/inference_options.h"

#include <QThreadPool>

#include <memory>

namespace app {

class InferenceService final : public Inference
{
    Q_OBJECT

public:
    explicit InferenceService(const InferenceOptions& options, QObject* parent = nullptr);
    // Cancels what is running and waits for the worker. Signals may still be emitted until then.
    ~InferenceService() override;

    // giveWay and cacheFolderBytes take effect at once, the others with the next loadModel().
    void setOptions(const InferenceOptions& options);

    void loadModel(const QString& path) override;
    void loadBeside(const QString& path) override;
    void cancelLoad() override;
    ModelState modelState() const override;
    core::ModelInfo modelInfo() const override;
    std::vector<core::ModelInfo> loadedModels() const override;
    int answersEndedBy(const QString& path) const override;
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
