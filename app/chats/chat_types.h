// Conversations and messages as values. A conversation is a tree of messages: a message's children
// are the alternatives that followed it, and the path from the root to the chosen leaf is what the
// window shows.
#pragma once

#include "app/chats/context_plan.h"
#include "core/engine/types.h"

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

namespace app {

using ConversationId = qint64; // row id in the store; 0: none
using MessageId = qint64;      // row id in the store, ascending in the order of writing; 0: none

// What is kept in memory alone has ids from here on; the first one stands for a conversation that
// is to be made there.
inline constexpr qint64 kNewTemporaryConversation = qint64(1) << 52;

inline bool isTemporaryId(qint64 id)
{
    return id >= kNewTemporaryConversation;
}

enum class MessageState
{
    Complete,
    Streaming, // an answer that is being written; after a crash it is shown as Stopped
    Stopped,   // by the user, or by the program's end; the text is what there was
    Length,    // the token limit or the context window ended it
    Failed,    // error says why; the text is what there was
};

// What becomes of the shown path when a message is added.
enum class Placing
{
    Chosen, // it ends with the new message
    Beside, // it stays, unless the new message is the first of its siblings
};

struct Message
{
    MessageId id = 0;
    ConversationId conversation = 0;
    MessageId parent = 0; // 0: the root of the tree
    core::Role role = core::Role::User;
    QString text; // Markdown as typed or generated
    MessageState state = MessageState::Complete;
    QString error;
    QString model;    // of an answer: the model's name
    QString settings; // of an answer: its sampling parameters, as a JSON object
    quint64 seed = 0; // of an answer
    core::GenerationStats stats;
    bool edited = false; // of an answer: a person wrote or changed the text
    QDateTime createdAt; // UTC, for people; order is by id
    // Where this message stands among its siblings: "‹ 2/3 ›". Filled in by ChatStore::path().
    int siblingIndex = 0; // 0-based
    int siblingCount = 1;

    bool operator==(const Message&) const = default;
};

// A conversation as it is shown: from the root of its tree to the chosen leaf.
struct ConversationPath
{
    ConversationId conversation = 0;
    QString title;
    QString systemPrompt; // of this conversation; null: the one in the settings
    QList<Message> messages;
    ContextPlan context; // what the model reads of them

    bool operator==(const ConversationPath&) const = default;
};

// What was taken out of a conversation, so that it can be put back.
struct RemovedMessages
{
    ConversationId conversation = 0;
    ConversationId bin = 0; // in the trash, with the messages; 0: nothing would be left
    QHash<MessageId, MessageId> parents; // the former ones of the messages that got others
    MessageId leaf = 0;                  // that ended the shown path
    MessageId contextEnd = 0;            // of the context plan, where it was one of them
    bool isVersion = false; // a version with what follows it; else a question and its answers
};

struct ConversationSummary
{
    ConversationId id = 0;
    QString title;
    QDateTime updatedAt; // UTC
    bool pinned = false;
    bool archived = false;
    QString folder = {}; // one level, by name; empty: none
    QStringList tags;    // sorted, none twice
    QDateTime deletedAt; // UTC; of one in the trash, else invalid

    bool operator==(const ConversationSummary&) const = default;
};

struct TextRange
{
    qsizetype start = 0;
    qsizetype length = 0;

    bool operator==(const TextRange&) const = default;
};

// One place where a search found its words.
struct SearchHit
{
    ConversationId conversation = 0;
    QString title;         // of the conversation
    MessageId message = 0; // 0: the title has the words
    core::Role role = core::Role::User;
    QString snippet;        // plain text on one line
    QList<TextRange> marks; // where the words stand in the snippet
    QDateTime createdAt;    // UTC; of a title: when the conversation was last used
    QString folder;         // of the conversation; empty: none
    bool archived = false;
    int siblingIndex = 0; // 0-based, of the message, as in Message
    int siblingCount = 1;

    bool operator==(const SearchHit&) const = default;
};

} // namespace app

Q_DECLARE_METATYPE(app::Message)
Q_DECLARE_METATYPE(app::RemovedMessages)
Q_DECLARE_METATYPE(app::SearchHit)
Q_DECLARE_METATYPE(app::ConversationSummary)
