// What has been written and not been sent, in the store and between pages.
#include "app/chats/chat_database.h"
#include "app/chats/chat_store.h"
#include "app/chats/read_only_file.h"
#include "app/conversation/drafts.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using app::Drafts;

namespace {

// The texts that a crash of the program would leave: in a copy of what is on disk now.
QString stored(const QString& file,
               const QString& query = QStringLiteral(
                   "SELECT group_concat(conversation_id || ' ' || text) FROM drafts"))
{
    const QTemporaryDir folder;
    const QString copy = folder.filePath(QStringLiteral("copy"));
    for (const char* part : {"", "-wal"})
        QFile::copy(file + QLatin1String(part), copy + QLatin1String(part));
    return app::ReadOnlyFile(copy).value(query).toString();
}

bool settled(app::ChatStore& store)
{
    bool replied = false;
    QObject context;
    store.trash(&context, [&replied](const auto&) { replied = true; });
    return QTest::qWaitFor([&replied] { return replied; });
}

} // namespace

class TestDrafts : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder.emplace();
        m_file = m_folder->filePath(QStringLiteral("chats.sqlite"));
    }

    void cleanup() { m_folder.reset(); }

    void outlivesTheProgram()
    {
        {
            app::ChatStore store(m_file);
            Drafts drafts(store);
            drafts.keep(0, QStringLiteral("Half a quest"));
            drafts.keep(0, QStringLiteral("Half a question"));
        }
        app::ChatStore store(m_file);
        Drafts drafts(store);
        QVERIFY(settled(store));
        QCOMPARE(drafts.take(0), QStringLiteral("Half a question"));
    }

    void outlivesACrash()
    {
        app::ChatStore store(m_file);
        Drafts drafts(store);
        drafts.keep(0, QStringLiteral("Half a question"));
        QTRY_COMPARE(stored(m_file), QStringLiteral("0 Half a question"));
        drafts.keep(0, QString());
        QTRY_COMPARE(stored(m_file), QString());
    }

    void onePageHasIt()
    {
        app::ChatStore store(m_file);
        Drafts drafts(store);
        QCOMPARE(drafts.take(0), QString());
        drafts.leave(0, QStringLiteral("Mine"));
        QCOMPARE(drafts.take(0), QStringLiteral("Mine"));
        QCOMPARE(drafts.take(0), QString());
    }

    void nothingIsKeptOfTemporaryConversations()
    {
        {
            app::ChatStore store(m_file);
            Drafts drafts(store);
            drafts.keep(app::kNewTemporaryConversation, QStringLiteral("Secret"));
            drafts.leave(app::kNewTemporaryConversation, QStringLiteral("Secret"));
            QCOMPARE(drafts.take(app::kNewTemporaryConversation), QString());
        }
        QCOMPARE(stored(m_file), QString());
    }

    void editsOutliveACrash()
    {
        app::ChatStore store(m_file);
        Drafts drafts(store);
        app::MessageId id = 0;
        store.appendMessage(
            {}, QStringLiteral("Title"), this, [&id](const core::Result<app::Message>& message) {
                id = message ? message->id : 0;
            });
        QTRY_VERIFY(id != 0);
        drafts.keepEdit(id, QStringLiteral("Half a change"));
        const auto inStore = [this] {
            return stored(
                m_file,
                QStringLiteral("SELECT group_concat(message_id || ' ' || text) FROM edits"));
        };
        QTRY_COMPARE(inStore(), QStringLiteral("%1 Half a change").arg(id));
        drafts.keepEdit(id, QString());
        QTRY_COMPARE(inStore(), QString());
        drafts.keepEdit(app::kNewTemporaryConversation + 1, QStringLiteral("Secret"));
        drafts.leaveEdit(app::kNewTemporaryConversation + 1, QStringLiteral("Secret"));
        QVERIFY(drafts.edits().isEmpty());
    }

    void editsGoWithTheirMessage()
    {
        app::ChatDatabase database(m_file);
        database.open();
        const auto message = database.append(app::Message(), QStringLiteral("Title"));
        QVERIFY(message);
        QVERIFY(database.setEdit(message->id, QStringLiteral("Another")));
        QVERIFY(database.setDeleted(message->conversation, true));
        QCOMPARE(database.edits()->value(message->id), QStringLiteral("Another"));
        QVERIFY(database.purge({message->conversation}));
        QVERIFY(database.edits()->isEmpty());
        QVERIFY(database.setEdit(message->id, QStringLiteral("Too late")));
        QVERIFY(database.edits()->isEmpty());
    }

    void goesWithItsConversation()
    {
        app::ChatDatabase database(m_file);
        database.open();
        const auto message = database.append(app::Message(), QStringLiteral("Title"));
        QVERIFY(message);
        const app::ConversationId id = message->conversation;
        QVERIFY(database.setDraft(id, QStringLiteral("And then?")));
        QVERIFY(database.setDraft(0, QStringLiteral("New")));
        QVERIFY(database.setDeleted(id, true));
        QCOMPARE(database.drafts()->size(), 2);
        QVERIFY(database.purge({id}));
        QCOMPARE(database.drafts()->keys(), QList<app::ConversationId>{0});
        QVERIFY(database.setDraft(id, QStringLiteral("Too late")));
        QCOMPARE(database.drafts()->keys(), QList<app::ConversationId>{0});
    }

private:
    std::optional<QTemporaryDir> m_folder;
    QString m_file;
};

QTEST_GUILESS_MAIN(TestDrafts)
#include "tst_drafts.moc"
