// The part of ChatController that keeps the list of conversations in order.
#include "app/chats/chat_store.h"
#include "app/conversation/chat_controller.h"
#include "app/inference/inference.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace app {

namespace {

constexpr qsizetype kMaxTitleLength = 200;
constexpr int kSearchLimit = 100; // titles, and messages

} // namespace

void ChatController::requestConversations()
{
    m_store.conversations(this, [this](const core::Result<QList<ConversationSummary>>& list) {
        if (list)
            emit conversationsChanged(*list);
        else
            emit errorOccurred(QString::fromStdString(list.error().message));
    });
}

void ChatController::organised(const core::Status& status)
{
    if (status)
        return; // the store tells of its new list by itself
    emit errorOccurred(QString::fromStdString(status.error().message));
    requestConversations();
}

void ChatController::search(const QString& text)
{
    // One at a time: typing must not queue up searches that nobody waits for.
    if (m_searching) {
        m_nextSearch = text;
        return;
    }
    m_searching = true;
    m_store.search(
        text, kSearchLimit, this, [this, text](const core::Result<QList<SearchHit>>& hits) {
            m_searching = false;
            if (const auto next = std::exchange(m_nextSearch, std::nullopt)) {
                search(*next);
                return;
            }
            if (!hits)
                emit errorOccurred(QString::fromStdString(hits.error().message));
            emit searchFinished(text, hits.value_or(QList<SearchHit>()));
        });
}

void ChatController::renameConversation(ConversationId id, const QString& title)
{
    const QString name = title.simplified().left(kMaxTitleLength);
    if (name.isEmpty())
        return;
    m_store.renameConversation(
        id, name, this, [this](const core::Status& status) { organised(status); });
}

void ChatController::replaceTitle(ConversationId id, const QString& from, const QString& to)
{
    m_store.replaceTitle(
        id, from, to, this, [this](const core::Status& status) { organised(status); });
}

void ChatController::setPinned(ConversationId id, bool pinned)
{
    m_store.setPinned(id, pinned, this, [this](const core::Status& status) { organised(status); });
}

void ChatController::setArchived(ConversationId id, bool archived)
{
    m_store.setArchived(
        id, archived, this, [this](const core::Status& status) { organised(status); });
}

void ChatController::setFolder(ConversationId id, const QString& folder)
{
    m_store.setFolder(id, folder.left(kMaxTitleLength), this, [this](const core::Status& status) {
        organised(status);
    });
}

void ChatController::renameFolder(const QString& from, const QString& to)
{
    m_store.renameFolder(from, to.left(kMaxTitleLength), this, [this](const core::Status& status) {
        organised(status);
    });
}

void ChatController::setTags(ConversationId id, const QStringList& tags)
{
    m_store.setTags(id, tags, this, [this](const core::Status& status) { organised(status); });
}

void ChatController::setSystemPrompt(const QString& prompt)
{
    m_systemPrompt = prompt;
    if (m_current == 0)
        return; // stored with the first message
    m_store.setSystemPrompt(m_current, prompt, this, [this](const core::Status& status) {
        if (!status)
            emit errorOccurred(QString::fromStdString(status.error().message));
    });
}

void ChatController::keepTemporaryConversation()
{
    if (!isTemporaryId(m_current) || isBusy())
        return;
    m_store.records({m_current}, this, [this](const core::Result<QList<ConversationRecord>>& list) {
        if (!list) {
            emit errorOccurred(QString::fromStdString(list.error().message));
            return;
        }
        m_store.importRecords(*list, this, [this](const core::Status& status) {
            organised(status);
            if (!status)
                return;
            m_store.conversations(
                this, [this](const core::Result<QList<ConversationSummary>>& all) {
                    if (!all || all->isEmpty())
                        return;
                    const auto newest =
                        std::max_element(all->begin(),
                                         all->end(),
                                         [](const auto& a, const auto& b) { return a.id < b.id; });
                    openConversation(newest->id);
                });
        });
    });
}

void ChatController::deleteConversations(const QList<ConversationId>& ids)
{
    QList<ConversationId> stored = ids;
    stored.removeIf(isTemporaryId);
    const ConversationId shown = stored.contains(m_current) ? m_current : 0;
    const auto deleted = std::make_shared<QList<ConversationId>>();
    for (const ConversationId id : stored) {
        const bool isLast = id == stored.last(); // replies keep the order
        m_store.deleteConversation(
            id, this, [this, id, isLast, shown, deleted](const core::Status& status) {
                organised(status);
                if (status)
                    deleted->append(id);
                if (isLast && !deleted->isEmpty())
                    emit conversationsDeleted(*deleted, shown);
            });
    }
    for (const ConversationId id : ids)
        leaveConversation(id);
}

void ChatController::leaveConversation(ConversationId id)
{
    if (const auto turn = m_turns.find(id); turn != m_turns.end()) {
        turn->stopRequested = true;
        cancelRuns(*turn);
    }
    if (id == m_current)
        newConversation();
}

void ChatController::restoreConversation(ConversationId id)
{
    m_store.restoreConversation(id, this, [this](const core::Status& status) {
        organised(status);
        requestTrash();
    });
}

void ChatController::purgeConversation(ConversationId id)
{
    m_store.purgeConversations({id}, this, [this](const core::Status& status) {
        organised(status);
        requestTrash();
    });
}

void ChatController::emptyTrash()
{
    m_store.trash(this, [this](const core::Result<QList<ConversationSummary>>& list) {
        if (!list) {
            emit errorOccurred(QString::fromStdString(list.error().message));
            return;
        }
        QList<ConversationId> ids;
        for (const ConversationSummary& summary : *list)
            ids.append(summary.id);
        m_store.purgeConversations(ids, this, [this](const core::Status& status) {
            organised(status);
            requestTrash();
        });
    });
}

void ChatController::requestTrash()
{
    m_store.trash(this, [this](const core::Result<QList<ConversationSummary>>& list) {
        if (list)
            emit trashChanged(*list);
        else
            emit errorOccurred(QString::fromStdString(list.error().message));
    });
}

} // namespace app
