#include "app/server/generation_hub.h"

#include <utility>

namespace app {

GenerationHub::GenerationHub(Inference& inference, QObject* parent)
    : QObject(parent)
    , m_inference(inference)
{
    connect(
        &inference,
        &Inference::prefillProgress,
        this,
        [this](core::RequestId id, int, int) {
            if (GenerationListener* to = listener(id))
                to->prefillMoved();
        },
        Qt::QueuedConnection);
    connect(
        &inference,
        &Inference::textAppended,
        this,
        [this](core::RequestId id, const QString& text, int) {
            if (GenerationListener* to = listener(id))
                to->textAppended(text);
        },
        Qt::QueuedConnection);
    connect(
        &inference,
        &Inference::tokensScored,
        this,
        [this](core::RequestId id, const std::vector<core::ScoredToken>& tokens) {
            if (GenerationListener* to = listener(id))
                to->tokensScored(tokens);
        },
        Qt::QueuedConnection);
    connect(
        &inference,
        &Inference::receiptIssued,
        this,
        [this](core::RequestId id, const core::Receipt& receipt) {
            if (GenerationListener* to = listener(id))
                to->receiptIssued(receipt);
        },
        Qt::QueuedConnection);
    connect(
        &inference,
        &Inference::finished,
        this,
        [this](core::RequestId id, core::FinishReason reason, const core::GenerationStats& stats) {
            if (GenerationListener* to = m_listeners.take(id.value))
                to->finished(reason, stats);
        },
        Qt::QueuedConnection);
    connect(
        &inference,
        &Inference::failed,
        this,
        [this](core::RequestId id, core::ErrorCode code, const QString& message) {
            if (GenerationListener* to = m_listeners.take(id.value))
                to->failed(code, message);
        },
        Qt::QueuedConnection);
}

core::RequestId GenerationHub::submit(core::GenerationRequest request, GenerationListener& listener)
{
    // Signals are queued to this very thread, so none is delivered before the id is known here.
    const core::RequestId id = m_inference.submit(std::move(request));
    m_listeners.insert(id.value, &listener);
    return id;
}

void GenerationHub::forget(core::RequestId id)
{
    if (m_listeners.remove(id.value) > 0)
        m_inference.cancel(id);
}

} // namespace app
