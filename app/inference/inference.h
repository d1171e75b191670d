// The engine as the rest of the application sees it: requests in, signals out.
//
// Chat tabs and the HTTP endpoint are equal clients of this interface; InferenceService implements
// it on the real engine, FakeInference (tests/support) on scripted answers.
//
// Threads: submit(), cancel(), cancelLoad(), modelState(), modelInfo(), loadedModels() and
// answersEndedBy() may be called from any thread and return at once. Signals are emitted from the
// thread that drives the engine: connect with a context object and Qt::QueuedConnection, and
// compare the id. After submit() exactly one of finished() or failed() follows for its id, also
// after cancel() or when the model is replaced.
#pragma once

#include "core/base/result.h"
#include "core/engine/receipt.h"
#include "core/engine/types.h"

#include <QMetaType>
#include <QObject>
#include <QString>

#include <vector>

namespace app {

enum class ModelState
{
    Empty,
    Loading,
    Ready,
    Failed
};

class Inference : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // Loads a GGUF file or a Hugging Face folder and makes it the current model, at once where it
    // is loaded already as it would be now. Where only so many can be loaded, it replaces those
    // that were not current for longest, whose requests end as Cancelled.
    // modelStateChanged(Loading) and then Ready or Failed follow. On Failed the former models stay
    // loaded, and the state after the report is Ready again if there were any.
    virtual void loadModel(const QString& path) = 0;
    // Loads a model beside the current one, which stays that: for requests that name it. Both stay
    // where the options would keep one alone, until the next loadModel(). Reports as loadModel()
    // does; Failed too where memory does not hold both.
    virtual void loadBeside(const QString& path) = 0;
    // Gives up the load that is under way, if there is one: modelStateChanged() follows, to Ready
    // where a former model stays loaded, else to Empty.
    virtual void cancelLoad() = 0;
    virtual ModelState modelState() const = 0;
    virtual core::ModelInfo
    modelInfo() const = 0; // of the current model; empty fields where none is
    virtual std::vector<core::ModelInfo> loadedModels() const; // the current one first
    // How many of the requests being answered loadModel(path) would end; those for moments without
    // other work do not count.
    virtual int answersEndedBy(const QString& path) const = 0;

    // What a token of the current model's context window takes; 0 where it is not known.
    virtual qint64 cacheBytesPerToken() const { return 0; }

    virtual core::RequestId submit(core::GenerationRequest request) = 0;
    // Computes the prompt of a message that is still being typed, so that its answer begins at
    // once: while there is nothing else to do, and given up (as Cancelled) for the next request,
    // whoever submits it.
    core::RequestId prepare(core::GenerationRequest request);
    virtual void cancel(
        core::RequestId id) = 0; // idempotent; finished(Cancelled) follows unless it ended before

    // Tokens the prompt has with the current model, about so many where it is longer than any model
    // reads; -1 where none is loaded or the template refuses it.
    virtual int countTokens(const core::GenerationRequest& request) const = 0;

signals:
    // message: for a person; why loading failed, else empty.
    void modelStateChanged(app::ModelState state, const QString& message);
    void loadProgress(double done); // 0 … 1, of the load that is under way
    void prefillProgress(core::RequestId id, int doneTokens, int totalTokens);
    // Whole UTF-8 characters, coalesced to about 60 a second; tokens is how many tokens the piece
    // stands for.
    void textAppended(core::RequestId id, const QString& text, int tokens);
    // What the model thought of tokens, where the request asked; comes before their text.
    void tokensScored(core::RequestId id, const std::vector<core::ScoredToken>& tokens);
    // What the answer can be computed from again; comes before finished().
    void receiptIssued(core::RequestId id, const core::Receipt& receipt);
    void
    finished(core::RequestId id, core::FinishReason reason, const core::GenerationStats& stats);
    // code: for programs; message: one sentence for a person.
    void failed(core::RequestId id, core::ErrorCode code, const QString& message);
};

} // namespace app

Q_DECLARE_METATYPE(core::RequestId)
Q_DECLARE_METATYPE(core::FinishReason)
Q_DECLARE_METATYPE(core::GenerationStats)
Q_DECLARE_METATYPE(core::Receipt)
Q_DECLARE_METATYPE(std::vector<core::ScoredToken>)
Q_DECLARE_METATYPE(core::ErrorCode)
