// Whether a conversation fits into the model's context window, and what would have to be left out.
// Pure functions, safe to call from any thread.
#pragma once

#include "app/chats/chat_types.h"
#include "core/prompt/chat_message.h"

#include <QList>
#include <QMetaType>
#include <QString>

#include <functional>

namespace app {

// Tokens of a prompt with the loaded model; < 0: cannot be told.
using CountTokens = std::function<int(const core::ChatPrompt&)>;

struct ContextFit
{
    enum class Verdict
    {
        Fits,    // as plan has it, with room for an answer
        Full,    // once leftOut is left out it fits
        TooLong, // the last message does not fit even alone
    };

    Verdict verdict = Verdict::Fits;
    int windowTokens = 0;
    int promptTokens = 0; // of what the plan lets the model read, the last message included
    int tokensThen = 0;   // Full: with leftOut left out
    ContextPlan plan;     // to go on with
    // Full: the messages that were read so far and would be read no more, oldest first.
    QList<Message> leftOut;

    bool operator==(const ContextFit&) const = default;
};

// The part of path that plan lets the model read, with the summary before it.
QList<Message> pathToRead(const QList<Message>& path, const ContextPlan& plan);

// path ends with the message to be answered. A plan without a summary is dropped as soon as
// everything fits. What has to go goes in whole turns and by a quarter of the window, so that the
// beginning, whose keys and values are kept, does not move with every message.
ContextFit fitContext(const QString& systemPrompt,
                      const QList<Message>& path,
                      const ContextPlan& plan,
                      int windowTokens,
                      const CountTokens& count);

// True where text of this size fits however it is cut into tokens, so that nothing need be counted.
bool surelyFits(const QString& systemPrompt, const QList<Message>& path, int windowTokens);

// What is kept free for the answer.
int tokensForAnswer(int windowTokens);

} // namespace app

Q_DECLARE_METATYPE(app::ContextFit)
