// Makes a record of messages that come in any order and name each other by text.
#pragma once

#include "app/chats/exchange/conversation_record.h"

#include <QHash>
#include <QString>

namespace app {

class TreeBuilder
{
public:
    // parent: empty, or of a message that is added before or after.
    void add(const QString& id, const QString& parent, const Message& message);
    // A place in the tree that holds nothing to be read: what follows it follows its parent.
    void skip(const QString& id, const QString& parent);
    // Behind the one added last: for formats without branches.
    void append(const Message& message);

    // Sets messages and currentLeaf of record: the leaf at or below current, or the last message.
    // Children keep the order in which they were added. Returns how many messages hang together in
    // circles and were left out.
    int build(const QString& current, ConversationRecord& record);
    MessageId numberOf(const QString& id) const { return m_numberOf.value(id); } // after build()

private:
    struct Node
    {
        QString parent;
        Message message;
        bool isSkipped = false;
    };

    QString parentOf(const QString& id) const; // the nearest one that is not skipped

    QHash<QString, Node> m_nodes;
    QStringList m_order;
    QHash<QString, MessageId> m_numberOf;
    QString m_last;
};

} // namespace app
