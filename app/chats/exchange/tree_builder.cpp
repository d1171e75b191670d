#include "app/chats/exchange/tree_builder.h"

#include "app/chats/conversation_tree.h"

#include <algorithm>

namespace app {

QList<Message> shownPath(const ConversationRecord& record)
{
    QList<ConversationTree::Node> nodes;
    QHash<MessageId, qsizetype> indexOf;
    for (qsizetype i = 0; i < record.messages.size(); ++i) {
        nodes.append({record.messages.at(i).id, record.messages.at(i).parent});
        indexOf.insert(record.messages.at(i).id, i);
    }
    const ConversationTree tree(std::move(nodes));
    QList<Message> path;
    const QList<MessageId> ids =
        tree.pathTo(tree.contains(record.currentLeaf) ? record.currentLeaf : tree.newest());
    for (const MessageId id : ids)
        path.append(record.messages.at(indexOf.value(id)));
    return path;
}

void TreeBuilder::add(const QString& id, const QString& parent, const Message& message)
{
    if (id.isEmpty() || m_nodes.contains(id))
        return;
    m_nodes.insert(id, {parent, message, false});
    m_order.append(id);
    m_last = id;
}

void TreeBuilder::skip(const QString& id, const QString& parent)
{
    if (!id.isEmpty() && !m_nodes.contains(id))
        m_nodes.insert(id, {parent, {}, true});
}

void TreeBuilder::append(const Message& message)
{
    add(QString::number(m_order.size() + 1), m_last, message);
}

QString TreeBuilder::parentOf(const QString& id) const
{
    QString at = m_nodes.value(id).parent;
    // As many steps as there are nodes, or they go round in circles.
    for (qsizetype steps = m_nodes.size(); steps > 0; --steps) {
        const auto node = m_nodes.constFind(at);
        if (node == m_nodes.constEnd())
            return QString();
        if (!node->isSkipped)
            return at;
        at = node->parent;
    }
    return QString();
}

int TreeBuilder::build(const QString& current, ConversationRecord& record)
{
    QHash<QString, QStringList> childrenOf;
    for (const QString& id : m_order)
        childrenOf[parentOf(id)].append(id);
    // The last of these is next, so that a whole branch comes before the one after it.
    QStringList waiting = childrenOf.value(QString());
    std::reverse(waiting.begin(), waiting.end());
    while (!waiting.isEmpty()) {
        const QString id = waiting.takeLast();
        Message message = m_nodes.value(id).message;
        message.id = record.messages.size() + 1;
        message.parent = m_numberOf.value(parentOf(id));
        m_numberOf.insert(id, message.id);
        record.messages.append(message);
        QStringList children = childrenOf.value(id);
        std::reverse(children.begin(), children.end());
        waiting += children;
    }
    QString leaf = m_nodes.value(current).isSkipped ? parentOf(current) : current;
    // What was reached from a beginning is in no circle, nor is what follows it.
    while (m_numberOf.contains(leaf) && childrenOf.contains(leaf))
        leaf = childrenOf.value(leaf).last();
    record.currentLeaf = m_numberOf.value(leaf, record.messages.size());
    return static_cast<int>(m_order.size() - record.messages.size());
}

} // namespace app
