#include "app/chats/conversation_tree.h"

#include <algorithm>

namespace app {

ConversationTree::ConversationTree(QList<Node> nodes)
{
    std::sort(nodes.begin(), nodes.end(), [](const Node& a, const Node& b) { return a.id < b.id; });
    m_parentOf.reserve(nodes.size());
    for (const Node& node : std::as_const(nodes)) {
        m_parentOf.insert(node.id, node.parent);
        m_childrenOf[node.parent].append(node.id);
    }
    m_newest = nodes.isEmpty() ? 0 : nodes.last().id;
}

QList<MessageId> ConversationTree::pathTo(MessageId id) const
{
    QList<MessageId> path;
    for (MessageId at = id; m_parentOf.contains(at); at = m_parentOf.value(at)) {
        path.append(at);
        // Children come after their parents; anything else is damage and would go round in circles.
        if (m_parentOf.value(at) >= at)
            break;
    }
    std::reverse(path.begin(), path.end());
    return path;
}

QList<MessageId> ConversationTree::siblingsOf(MessageId id) const
{
    return m_childrenOf.value(m_parentOf.value(id));
}

QList<MessageId> ConversationTree::branchFrom(MessageId id) const
{
    QList<MessageId> branch{id};
    for (qsizetype i = 0; i < branch.size(); ++i) {
        for (const MessageId child : childrenOf(branch.at(i))) {
            if (child > branch.at(i)) // anything else is damage
                branch.append(child);
        }
    }
    return branch;
}

MessageId ConversationTree::newestLeafBelow(MessageId id) const
{
    for (;;) {
        const auto children = m_childrenOf.constFind(id);
        if (children == m_childrenOf.constEnd() || children->last() <= id)
            return id;
        id = children->last();
    }
}

} // namespace app
