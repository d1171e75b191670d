// Has the model summarise messages: piece by piece where they are longer than it can read at once,
// each summary taking in the one before. Lives on the GUI thread; one summary at a time.
#pragma once

#include "app/chats/chat_types.h"
#include "app/inference/inference.h"

#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include <functional>

namespace app {

class Summariser : public QObject
{
    Q_OBJECT

public:
    explicit Summariser(Inference& inference, QObject* parent = nullptr);
    ~Summariser() override;

    // In place of one that is running. former: a summary of what came before the messages.
    void start(const QString& former, const QList<Message>& messages);
    void cancel(); // idempotent; nothing is told any more

signals:
    // Before it writes: how much of the part it has read, and which part this is, from 1.
    void reading(int doneTokens, int totalTokens, int part, int parts);
    void changed(const QString& summary); // what there is of it so far
    void finished(const QString& summary);
    void failed(const QString& message); // one sentence; also where the model wrote nothing

private:
    void next();
    void onFinished(core::RequestId id, core::FinishReason reason);
    void fail(const QString& message);

    Inference& m_inference;
    QThreadPool m_counting;
    QStringList m_pieces; // still to be read
    qsizetype m_parts = 0;
    QString m_summary; // of all before
    QString m_text;    // what the model has written of the next one
    core::RequestId m_request;
    int m_round = 0; // counts starts and cancels; a late result is of a former one
};

// text in pieces of at most budget tokens, cut after lines where possible; joined they are text.
QStringList
splitByTokens(const QString& text, int budget, const std::function<int(const QString&)>& count);

} // namespace app
