// The part of ChatDatabase that copies messages: a conversation up to one, and what follows one.
#include "app/chats/chat_database.h"
#include "app/chats/message_row.h"
#include "app/chats/store_text.h"

#include <QRegularExpression>
#include <QSet>

namespace app {

namespace {

QString numberedCopy(const QString& title, int number)
{
    return number == 1 ? StoreText::tr("%1 (copy)").arg(title)
                       : StoreText::tr("%1 (copy %2)").arg(title, QString::number(number));
}

// The title without the mark of a copy, in the language of the windows.
QString originalTitle(const QString& title)
{
    const QString stand = QStringLiteral("TITLE");
    for (const int number : {1, 2}) {
        const QStringList around = numberedCopy(stand, number).split(stand);
        QString end = QRegularExpression::escape(around.last());
        end.replace(u'2', QStringLiteral("\\d+"));
        const QRegularExpression copy(QRegularExpression::escape(around.first()) +
                                          QStringLiteral("(.*)") + end + QStringLiteral("\\z"),
                                      QRegularExpression::DotMatchesEverythingOption);
        const QRegularExpressionMatch match =
            copy.match(title, 0, {}, QRegularExpression::AnchorAtOffsetMatchOption);
        if (match.hasMatch() && !match.captured(1).isEmpty())
            return match.captured(1);
    }
    return title;
}

} // namespace

core::Result<MessageId>
ChatDatabase::copy(MessageId id, ConversationId to, MessageId parent, const QString& action)
{
    core::Result<Message> message = read(id);
    if (!message)
        return parent; // it takes nothing else with it
    message->conversation = to;
    message->parent = parent;
    if (message->state == MessageState::Streaming)
        message->state = MessageState::Stopped; // the original goes on alone
    const core::Result<qint64> made = insert(*message, action);
    if (!made)
        return core::fail(made.error());
    QSqlQuery query(database());
    query.prepare(QStringLiteral("INSERT INTO token_odds (message_id, start, odds) SELECT :to, "
                                 "start, odds FROM token_odds WHERE message_id = :from"));
    query.bindValue(QStringLiteral(":to"), *made);
    query.bindValue(QStringLiteral(":from"), id);
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    return *made;
}

core::Result<ConversationPath> ChatDatabase::appendBefore(const Message& answer,
                                                          const QList<MessageId>& following)
{
    const QString action = StoreText::tr("The message could not be saved");
    if (const core::Status status = writable(action); !status)
        return core::fail(status.error());
    QSqlDatabase db = database();
    StoreTransaction transaction(db);
    Message stored = answer;
    stored.createdAt = QDateTime::currentDateTimeUtc();
    core::Result<qint64> last = insert(stored, action);
    if (!last)
        return core::fail(last.error());
    ContextPlan plan = contextPlan(answer.conversation);
    if (plan.end == answer.id)
        plan.end = *last;
    for (const MessageId id : following) {
        last = copy(id, answer.conversation, *last, action);
        if (!last)
            return core::fail(last.error());
        if (plan.end == id)
            plan.end = *last;
    }
    if (const core::Status status = setContextPlan(answer.conversation, plan); !status)
        return core::fail(status.error());
    const core::Status status = setNewest(answer.conversation, *last, /*isChosen=*/true, action);
    if (!status)
        return core::fail(status.error());
    if (const core::Status done = commit(transaction, action); !done)
        return core::fail(done.error());
    return path(answer.conversation);
}

core::Result<ConversationPath> ChatDatabase::fork(MessageId id)
{
    const QString action = StoreText::tr("The conversation could not be copied");
    if (const core::Status status = writable(action); !status)
        return core::fail(status.error());
    const core::Result<Message> end = read(id);
    if (!end)
        return core::fail(end.error());
    const core::Result<ConversationTree> messages = tree(end->conversation);
    if (!messages)
        return core::fail(messages.error());
    QSqlDatabase db = database();
    StoreTransaction transaction(db);
    const core::Result<qint64> made = insertConversation(QString(), action);
    if (!made)
        return core::fail(made.error());
    const ContextPlan plan = contextPlan(end->conversation);
    ContextPlan planOfCopy = plan;
    planOfCopy.end = 0;
    MessageId parent = 0;
    const QList<MessageId> ids = messages->pathTo(id);
    for (const MessageId at : ids) {
        const core::Result<MessageId> copied = copy(at, *made, parent, action);
        if (!copied)
            return core::fail(copied.error());
        parent = *copied;
        if (at == plan.end)
            planOfCopy.end = parent;
    }
    if (const core::Status status = setNewest(*made, parent, /*isChosen=*/true, action); !status)
        return core::fail(status.error());
    const core::Result<QString> title = titleOfCopy(end->conversation, action);
    if (!title)
        return core::fail(title.error());
    QSqlQuery query(db);
    query.prepare(QStringLiteral(
        "UPDATE conversations SET title = :title, (system_prompt, folder) = (SELECT system_prompt, "
        "folder FROM conversations WHERE id = :from) WHERE id = :id"));
    query.bindValue(QStringLiteral(":title"), notNull(*title));
    query.bindValue(QStringLiteral(":from"), end->conversation);
    query.bindValue(QStringLiteral(":id"), *made);
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    query.finish();
    if (plan.end != 0 && planOfCopy.end == 0)
        planOfCopy.summary.clear(); // of what is not on this path
    if (const core::Status status = setContextPlan(*made, planOfCopy); !status)
        return core::fail(status.error());
    if (const core::Status status = commit(transaction, action); !status)
        return core::fail(status.error());
    return path(*made);
}

core::Result<QString> ChatDatabase::titleOfCopy(ConversationId id, const QString& action)
{
    QSqlQuery query(database());
    query.setForwardOnly(true);
    query.prepare(QStringLiteral("SELECT id, title FROM conversations WHERE deleted_at IS NULL"));
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    QSet<QString> taken;
    QString original;
    while (query.next()) {
        taken.insert(query.value(1).toString());
        if (query.value(0).toLongLong() == id)
            original = originalTitle(query.value(1).toString());
    }
    if (original.isEmpty())
        return QString(); // it is shown as a new one
    int number = 1;
    while (taken.contains(numberedCopy(original, number)))
        ++number;
    return numberedCopy(original, number);
}

} // namespace app
