// The part of ChatDatabase that keeps what the model reads of long conversations.
#include "app/chats/chat_database.h"
#include "app/chats/message_row.h"
#include "app/chats/store_text.h"

namespace app {

// Everything where nothing can be found out: a store that is only read may be of an older schema.
ContextPlan ChatDatabase::contextPlan(ConversationId id)
{
    QSqlQuery query(database());
    query.prepare(QStringLiteral("SELECT context_choice, context_end, context_summary FROM "
                                 "conversations WHERE id = :id"));
    query.bindValue(QStringLiteral(":id"), id);
    if (!query.exec() || !query.next())
        return {};
    return {contextChoiceOf(query.value(0).toString()),
            query.value(1).toLongLong(),
            query.value(2).toString()};
}

core::Status ChatDatabase::setContextPlan(ConversationId id, const ContextPlan& plan)
{
    return update(id,
                  QStringLiteral("context_choice = ?, context_end = ?, context_summary = ?"),
                  {nameOf(plan.choice), plan.end, notNull(plan.summary)},
                  StoreText::tr("What the model reads could not be saved"));
}

} // namespace app
