// The shape of a conversation: which message follows which, without their texts. A pure value.
//
// Built from rows as they are found: what damage left behind (a parent that is gone, one that comes
// after its child) never makes a walk endless.
#pragma once

#include "app/chats/chat_types.h"

#include <QHash>
#include <QList>

namespace app {

class ConversationTree
{
public:
    struct Node
    {
        MessageId id = 0;
        MessageId parent = 0; // 0: a root
    };

    explicit ConversationTree(QList<Node> nodes); // in any order

    bool contains(MessageId id) const { return m_parentOf.contains(id); }
    MessageId newest() const { return m_newest; } // 0 where there is none
    // From the root down to id, both included; empty where id is not there.
    QList<MessageId> pathTo(MessageId id) const;
    // The alternatives among which id stands, oldest first, with itself.
    QList<MessageId> siblingsOf(MessageId id) const;
    // The messages that follow id at once, oldest first.
    QList<MessageId> childrenOf(MessageId id) const { return m_childrenOf.value(id); }
    // With id itself, parents before their children.
    QList<MessageId> branchFrom(MessageId id) const;
    qsizetype size() const { return m_parentOf.size(); }
    // Down from id along the newest children; id itself where it has none.
    MessageId newestLeafBelow(MessageId id) const;

private:
    QHash<MessageId, MessageId> m_parentOf;
    QHash<MessageId, QList<MessageId>> m_childrenOf; // ascending
    MessageId m_newest = 0;
};

} // namespace app
