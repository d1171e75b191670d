// The part of ChatDatabase that finds messages.
#include "app/chats/chat_database.h"
#include "app/chats/store_text.h"

#include "app/chats/message_row.h"
#include "app/chats/search_query.h"

#include <QSqlError>
#include <QVariant>

#include <algorithm>

namespace app {

namespace {

// Of the newest messages so many are searched one by one for short words; further back the index
// must know.
constexpr int kScanned = 2000;
// So many terms that begin with a short word are looked up in the index.
constexpr int kMaxIndexTerms = 500;
// How many messages stand beside m, with itself.
constexpr char kCountSiblings[] = "SELECT count(*) FROM messages v WHERE v.conversation_id = "
                                  "m.conversation_id AND v.parent_id IS m.parent_id";

// tags: as they are stored, one a line.
bool hasTag(const QString& tags, const QString& term)
{
    const QString tag = term.startsWith(u'#') ? term.mid(1) : term;
    return !tag.isEmpty() && tags.contains(tag, Qt::CaseInsensitive);
}

} // namespace

core::Result<QList<SearchHit>> ChatDatabase::search(const QString& text, int limit)
{
    const QStringList terms = searchTerms(text);
    if (terms.isEmpty())
        return QList<SearchHit>();
    core::Result<QList<SearchHit>> hits = titleHits(terms, limit);
    if (!hits)
        return hits;
    QString match = matchExpression(terms);
    if (match.isEmpty()) {
        const core::Result<QList<SearchHit>> scanned = messageHits(QString(), terms, limit);
        if (!scanned || scanned->size() >= limit)
            return scanned ? *hits + *scanned : scanned;
        match = expressionForShort(terms.first());
        if (match.isEmpty())
            return *hits + *scanned;
    }
    const core::Result<QList<SearchHit>> found = messageHits(match, terms, limit);
    return found ? *hits + *found : found;
}

core::Result<QList<SearchHit>> ChatDatabase::titleHits(const QStringList& terms, int limit)
{
    const QString action = StoreText::tr("The conversations could not be searched");
    QSqlQuery query(database());
    query.setForwardOnly(true);
    if (!query.exec(QStringLiteral(
            "SELECT title, id, archived, updated_at, tags, folder FROM conversations "
            "WHERE deleted_at IS NULL ORDER BY last_message DESC, "
            "updated_at DESC, id DESC")))
        return core::fail(errorOf(query, action));
    QList<SearchHit> hits;
    while (hits.size() < limit && query.next()) {
        const QString title = query.value(0).toString();
        const QString tags = query.value(4).toString();
        const bool matches = std::all_of(terms.begin(), terms.end(), [&](const QString& term) {
            return title.contains(term, Qt::CaseInsensitive) || hasTag(tags, term);
        });
        if (!matches)
            continue;
        SearchHit hit;
        hit.title = title;
        hit.conversation = query.value(1).toLongLong();
        hit.archived = query.value(2).toBool();
        hit.createdAt = timeOfColumn(query.value(3));
        hit.folder = query.value(5).toString();
        cutSnippet(title, terms, hit);
        hits.append(hit);
    }
    return hits;
}

core::Result<QList<SearchHit>>
ChatDatabase::messageHits(const QString& match, const QStringList& terms, int limit)
{
    const QString action = StoreText::tr("The messages could not be searched");
    // CROSS JOIN keeps the order of the tables: the index first, and its newest first, so that a
    // word that is everywhere ends early.
    QString sql =
        QStringLiteral("SELECT m.id, m.conversation_id, c.title, m.role, m.text, "
                       "m.created_at, c.archived, c.folder, (%1), (%1 AND v.id < m.id) FROM ")
            .arg(QLatin1String(kCountSiblings));
    if (match.isEmpty()) {
        sql += QStringLiteral("(SELECT * FROM messages ORDER BY id DESC LIMIT %1) m CROSS JOIN "
                              "conversations c ON c.id = m.conversation_id WHERE c.deleted_at IS "
                              "NULL")
                   .arg(kScanned);
    } else {
        sql += QStringLiteral("search s CROSS JOIN messages m ON m.id = s.rowid CROSS JOIN "
                              "conversations c ON c.id = m.conversation_id WHERE search MATCH "
                              ":match AND c.deleted_at IS NULL");
    }
    const QStringList scanned = shortTerms(terms);
    for (qsizetype i = 0; i < scanned.size(); ++i)
        sql += QStringLiteral(" AND m.text LIKE :term%1 ESCAPE '\\'").arg(i);
    sql += match.isEmpty() ? QStringLiteral(" ORDER BY m.id DESC LIMIT %1").arg(limit)
                           : QStringLiteral(" ORDER BY s.rowid DESC LIMIT %1").arg(limit);
    QSqlQuery query(database());
    query.setForwardOnly(true);
    query.prepare(sql);
    if (!match.isEmpty())
        query.bindValue(QStringLiteral(":match"), match);
    for (qsizetype i = 0; i < scanned.size(); ++i)
        query.bindValue(QStringLiteral(":term%1").arg(i), likePattern(scanned.at(i)));
    if (const core::Status status = run(query, action); !status)
        return core::fail(status.error());
    QList<SearchHit> hits;
    while (query.next()) {
        SearchHit hit;
        hit.message = query.value(0).toLongLong();
        hit.conversation = query.value(1).toLongLong();
        hit.title = query.value(2).toString();
        hit.role = roleOfColumn(query.value(3).toString()).value_or(core::Role::User);
        cutSnippet(query.value(4).toString(), terms, hit);
        hit.createdAt = timeOfColumn(query.value(5));
        hit.archived = query.value(6).toBool();
        hit.folder = query.value(7).toString();
        hit.siblingCount = query.value(8).toInt();
        hit.siblingIndex = query.value(9).toInt();
        hits.append(hit);
    }
    if (query.lastError().isValid() && hits.isEmpty())
        return core::fail(errorOf(query, action));
    return hits;
}

QString ChatDatabase::expressionForShort(const QString& term)
{
    const QString folded = term.toCaseFolded();
    QSqlQuery query(database());
    query.setForwardOnly(true);
    query.prepare(QStringLiteral("SELECT term FROM search_terms WHERE term >= :from AND term <= "
                                 ":to LIMIT %1")
                      .arg(kMaxIndexTerms));
    query.bindValue(QStringLiteral(":from"), folded);
    query.bindValue(QStringLiteral(":to"), folded + QString::fromUcs4(U"\U0010FFFF"));
    if (!query.exec())
        return QString();
    QStringList phrases;
    while (query.next()) {
        const QString found = query.value(0).toString();
        if (!found.contains(u'"'))
            phrases.append(u'"' + found + u'"');
    }
    return phrases.join(QStringLiteral(" OR "));
}

} // namespace app
