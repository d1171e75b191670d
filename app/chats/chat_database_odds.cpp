// The part of ChatDatabase that keeps what the model thought of the tokens of an answer.
#include "app/chats/chat_database.h"
#include "app/chats/store_text.h"

#include <QSqlError>
#include <QVariant>

namespace app {

core::Status
ChatDatabase::insertOdds(MessageId id, const QList<OddsRun>& runs, const QString& action)
{
    QSqlQuery query(database());
    query.prepare(QStringLiteral("INSERT OR REPLACE INTO token_odds (message_id, start, odds) "
                                 "VALUES (:id, :start, :odds)"));
    for (const OddsRun& run : runs) {
        query.bindValue(QStringLiteral(":id"), id);
        query.bindValue(QStringLiteral(":start"), static_cast<qint64>(run.start));
        query.bindValue(QStringLiteral(":odds"), run.packed);
        if (const core::Status status = this->run(query, action); !status)
            return status;
    }
    return {};
}

core::Status ChatDatabase::appendOdds(MessageId id, const QList<OddsRun>& runs)
{
    const QString action = StoreText::tr("The probabilities of an answer could not be saved");
    if (const core::Status status = writable(action); !status)
        return status;
    QSqlDatabase db = database();
    StoreTransaction transaction(db);
    if (const core::Status status = insertOdds(id, runs, action); !status)
        return status;
    return commit(transaction, action);
}

core::Result<QList<OddsRun>> ChatDatabase::odds(MessageId id)
{
    const QString action = StoreText::tr("The probabilities of an answer could not be read");
    QSqlQuery query(database());
    query.setForwardOnly(true);
    query.prepare(
        QStringLiteral("SELECT start, odds FROM token_odds WHERE message_id = :id ORDER BY start"));
    query.bindValue(QStringLiteral(":id"), id);
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    QList<OddsRun> runs;
    while (query.next())
        runs.append({query.value(0).toLongLong(), query.value(1).toByteArray()});
    return runs;
}

} // namespace app
