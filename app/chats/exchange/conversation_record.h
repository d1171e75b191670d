// A whole conversation as a value, all branches included: what is exported and imported.
#pragma once

#include "app/chats/chat_types.h"
#include "app/chats/token_odds.h"

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

namespace app {

struct ConversationRecord
{
    QString title;
    QString systemPrompt; // null: the one in the settings
    bool pinned = false;
    bool archived = false;
    QString folder;
    QStringList tags;
    QDateTime createdAt; // UTC
    QDateTime updatedAt; // UTC
    // Numbered from 1 in the order of writing, so that a parent comes before its children. Their
    // conversation is 0 and their sibling counts are not set.
    QList<Message> messages;
    MessageId currentLeaf = 0; // 0: the last one
    ContextPlan context;       // its end by number
    // What the model thought of the tokens of messages, by number; empty where it was not asked
    // for.
    QHash<MessageId, QList<OddsRun>> odds;

    bool operator==(const ConversationRecord&) const = default;
};

// From the root to the current leaf.
QList<Message> shownPath(const ConversationRecord& record);

// What was found in files to be imported, before anything is stored.
struct ImportPreview
{
    QList<ConversationRecord> conversations; // the one used last comes last
    QList<ConversationRecord> present;       // not among them: stored already; see setApart()
    QStringList problems; // one sentence for each file, conversation or message that is left out
    int messageCount() const
    {
        qsizetype count = 0;
        for (const ConversationRecord& record : conversations)
            count += record.messages.size();
        return static_cast<int>(count);
    }
};

} // namespace app

Q_DECLARE_METATYPE(app::ImportPreview)
