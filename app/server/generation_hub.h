// Inference's signals, told apart by request and handed to who submitted it.
//
// Lives on the server's thread, to which the signals are queued; connected once, however many
// requests there are. inference must outlive it.
#pragma once

#include "app/inference/inference.h"

#include <QHash>
#include <QObject>

namespace app {

// One submitted request's view. Exactly one of finished() and failed() is called last, unless it is
// forgotten before.
class GenerationListener
{
public:
    virtual ~GenerationListener() = default;

    virtual void prefillMoved() = 0;
    virtual void tokensScored(const std::vector<core::ScoredToken>& tokens) = 0;
    virtual void textAppended(const QString& text) = 0;
    virtual void receiptIssued(const core::Receipt& receipt) = 0;
    virtual void finished(core::FinishReason reason, const core::GenerationStats& stats) = 0;
    virtual void failed(core::ErrorCode code, const QString& message) = 0;
};

class GenerationHub final : public QObject
{
    Q_OBJECT

public:
    explicit GenerationHub(Inference& inference, QObject* parent = nullptr);

    Inference& inference() { return m_inference; }

    core::RequestId submit(core::GenerationRequest request, GenerationListener& listener);
    // Cancels the request where it still runs; its listener hears no more. Idempotent.
    void forget(core::RequestId id);

private:
    GenerationListener* listener(core::RequestId id) const { return m_listeners.value(id.value); }

    Inference& m_inference;
    QHash<quint64, GenerationListener*> m_listeners; // of requests that have not ended
};

} // namespace app
