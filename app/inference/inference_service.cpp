#include "app/inference/inference_service.h"

#include "app/inference/inference_worker.h"

#include <utility>

namespace app {

InferenceService::InferenceService(const InferenceOptions& options, QObject* parent)
    : Inference(parent)
    , m_worker(std::make_unique<Worker>(*this, options))
{
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(-1);
    m_pool.start([this] { m_worker->run(); });
}

InferenceService::~InferenceService()
{
    m_worker->quit();
    m_pool.waitForDone();
}

void InferenceService::setOptions(const InferenceOptions& options)
{
    m_worker->setOptions(options);
}

void InferenceService::loadModel(const QString& path)
{
    m_worker->load(path, EngineSet::Place::Current);
}

void InferenceService::loadBeside(const QString& path)
{
    m_worker->load(path, EngineSet::Place::Beside);
}

void InferenceService::cancelLoad()
{
    m_worker->cancelLoad();
}

ModelState InferenceService::modelState() const
{
    return m_worker->state();
}

qint64 InferenceService::cacheBytesPerToken() const
{
    return m_worker->cacheBytesPerToken();
}

core::ModelInfo InferenceService::modelInfo() const
{
    const std::vector<core::ModelInfo> infos = m_worker->infos();
    return infos.empty() ? core::ModelInfo() : infos.front();
}

std::vector<core::ModelInfo> InferenceService::loadedModels() const
{
    return m_worker->infos();
}

core::RequestId InferenceService::submit(core::GenerationRequest request)
{
    return m_worker->submit(std::move(request));
}

void InferenceService::cancel(core::RequestId id)
{
    m_worker->cancel(id);
}

int InferenceService::answersEndedBy(const QString& path) const
{
    return m_worker->answersEndedBy(path.toStdString());
}

int InferenceService::countTokens(const core::GenerationRequest& request) const
{
    return m_worker->countTokens(request);
}

} // namespace app
