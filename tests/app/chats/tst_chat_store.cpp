// ChatStore: what is stored comes back, in order, as a tree; and what happens when the disk says
// no.
#include "app/chats/chat_store.h"
#include "app/chats/store_backup.h"
#include "tests/support/store_file.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <optional>
#include <sys/resource.h>

using app::ChatStore;
using app::ConversationId;
using app::ConversationPath;
using app::ConversationSummary;
using app::Message;
using app::MessageId;
using app::MessageState;
using tests::runSql;

namespace {

// Waits for the reply of one call: wait<T>([&](auto reply) { store.path(id, &context, reply); })
template <class T, class Call>
core::Result<T> wait(Call call)
{
    std::optional<core::Result<T>> result;
    call([&result](core::Result<T> value) { result = std::move(value); });
    if (!QTest::qWaitFor([&result] { return result.has_value(); }, 20000))
        return core::fail(core::ErrorCode::Limit, "no reply within 20 s");
    if (!*result)
        qInfo("%s", result->error().message.c_str());
    return *result;
}

class Store
{
public:
    explicit Store(const QString& path)
        : m_store(path)
    {
        QObject::connect(&m_store,
                         &ChatStore::storeFailed,
                         &m_context,
                         [this](const QString& text) { m_failures.append(text); });
    }

    ChatStore& store() { return m_store; }
    QStringList failures() const { return m_failures; }
    // As append(), where only success makes sense: an empty message otherwise.
    Message add(ConversationId conversation,
                MessageId parent,
                core::Role role,
                const QString& text,
                MessageState state = MessageState::Complete)
    {
        return append(conversation, parent, role, text, state).value_or(Message());
    }

    core::Result<Message> append(ConversationId conversation,
                                 MessageId parent,
                                 core::Role role,
                                 const QString& text,
                                 MessageState state = MessageState::Complete,
                                 app::Placing placing = app::Placing::Chosen)
    {
        Message message;
        message.conversation = conversation;
        message.parent = parent;
        message.role = role;
        message.text = text;
        message.state = state;
        return wait<Message>([&](auto reply) {
            m_store.appendMessage(
                message, QStringLiteral("Title of ") + text, &m_context, reply, placing);
        });
    }
    ConversationPath path(ConversationId id)
    {
        return wait<ConversationPath>([&](auto reply) { m_store.path(id, &m_context, reply); })
            .value_or(ConversationPath());
    }
    QList<ConversationSummary> list()
    {
        return wait<QList<ConversationSummary>>(
                   [&](auto reply) { m_store.conversations(&m_context, reply); })
            .value_or(QList<ConversationSummary>());
    }
    ConversationPath select(MessageId message, int step)
    {
        return wait<ConversationPath>(
                   [&](auto reply) { m_store.selectSibling(message, step, &m_context, reply); })
            .value_or(ConversationPath());
    }
    QStringList texts(ConversationId id)
    {
        QStringList result;
        for (const Message& message : path(id).messages)
            result.append(message.text);
        return result;
    }

private:
    ChatStore m_store;
    QObject m_context;
    QStringList m_failures;
};

} // namespace

class TestChatStore : public QObject
{
    Q_OBJECT

private slots:
    void keepsAConversation();
    void keepsEveryText_data();
    void keepsEveryText();
    void isATree();
    void addsBesideWhatIsChosen();
    void selectsBranches();
    void listsByUseNotByClock();
    void tellsItsListOnceForSeveralChanges();
    void deletesToTheTrash();
    void purgesLongConversations();
    void purgesAfterThirtyDays();
    void appendsAnswers();
    void stopsAbandonedAnswers();
    void repliesInOrder();
    void forgetsRepliesOfGoneContexts();
    void refusesWhatIsNotThere();
    void writesLittleWhileStreaming();
    void goesOnAfterAFullDisk();
    void recoversByItself();
    void staysUsableWithoutAPlace();
    void backsUpByItself();
    void endsDuringABackup();

private:
    QString path() const
    {
        return m_dir.filePath(QString::fromLatin1(QTest::currentTestFunction())) +
               QStringLiteral(".sqlite");
    }
    QTemporaryDir m_dir;
};

void TestChatStore::keepsAConversation()
{
    Message answer;
    ConversationId id = 0;
    {
        Store store(path());
        QVERIFY(store.list().isEmpty());
        const auto user = store.append(0, 0, core::Role::User, QStringLiteral("Hello"));
        QVERIFY(user.has_value());
        QVERIFY(user->id > 0 && user->conversation > 0);
        QVERIFY(user->createdAt.isValid());
        id = user->conversation;
        answer = *user;
        answer.parent = user->id;
        answer.role = core::Role::Assistant;
        answer.state = MessageState::Length;
        answer.text = QStringLiteral("Hi");
        answer.model = QStringLiteral("SmolLM2");
        answer.settings = QStringLiteral("{\"topK\":40}");
        answer.seed = 18446744073709551615ULL;
        answer.stats = {10, 4, 20, 1.5, 2.5};
        const auto stored = wait<Message>(
            [&](auto reply) { store.store().appendMessage(answer, QString(), this, reply); });
        QVERIFY(stored.has_value());
        answer = *stored;
        QCOMPARE(answer.seed, 18446744073709551615ULL);
    }
    Store store(path());
    QCOMPARE(store.failures(), QStringList());
    QCOMPARE(store.list().size(), 1);
    QCOMPARE(store.list().first().title, QStringLiteral("Title of Hello"));
    const ConversationPath found = store.path(id);
    QCOMPARE(found.title, QStringLiteral("Title of Hello"));
    QVERIFY(found.systemPrompt.isNull());
    QCOMPARE(found.messages.size(), 2);
    QVERIFY(found.messages.last() == answer);
}

void TestChatStore::keepsEveryText_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("quotes") << QStringLiteral("'; DROP TABLE messages; --\"");
    QTest::newRow("NUL inside") << QStringLiteral("a") + QChar(0) + QStringLiteral("b");
    QTest::newRow("beyond the BMP") << QString::fromUtf8("😀 善 é\r\n\t");
    QTest::newRow("long") << QString(300000, u'x');
}

void TestChatStore::keepsEveryText()
{
    QFETCH(QString, text);
    ConversationId id = 0;
    {
        Store store(path());
        const auto message = store.append(0, 0, core::Role::User, text);
        QVERIFY(message.has_value());
        id = message->conversation;
    }
    Store store(path());
    QCOMPARE(store.texts(id), QStringList{text});
}

void TestChatStore::isATree()
{
    Store store(path());
    const auto user = store.add(0, 0, core::Role::User, QStringLiteral("q"));
    const auto id = user.conversation;
    for (int i = 0; i < 3; ++i) {
        const auto answer =
            store.append(id, user.id, core::Role::Assistant, QStringLiteral("a%1").arg(i));
        QVERIFY(answer.has_value());
        QCOMPARE(answer->siblingIndex, i);
        QCOMPARE(answer->siblingCount, i + 1);
    }
    const QList<Message> messages = store.path(id).messages;
    QCOMPARE(messages.size(), 2);
    QCOMPARE(messages.at(0).siblingCount, 1);
    QCOMPARE(messages.at(1).text, QStringLiteral("a2"));
    QCOMPARE(messages.at(1).siblingIndex, 2);
    QCOMPARE(messages.at(1).siblingCount, 3);
}

void TestChatStore::addsBesideWhatIsChosen()
{
    Store store(path());
    const auto user = store.add(0, 0, core::Role::User, QStringLiteral("q"));
    const auto id = user.conversation;
    const auto addBeside = [&](const QString& text) {
        return store
            .append(id,
                    user.id,
                    core::Role::Assistant,
                    text,
                    MessageState::Complete,
                    app::Placing::Beside)
            .value_or(Message());
    };
    // There is nothing beside which the first one could stand.
    const Message first = addBeside(QStringLiteral("a0"));
    QCOMPARE(store.texts(id), (QStringList{"q", "a0"}));
    store.add(id, first.id, core::Role::User, QStringLiteral("more"));
    store.add(0, 0, core::Role::User, QStringLiteral("of another conversation"));
    const Message second = addBeside(QStringLiteral("a1"));
    QCOMPARE(second.siblingIndex, 1);
    QCOMPARE(second.siblingCount, 2);
    QCOMPARE(store.texts(id), (QStringList{"q", "a0", "more"}));
    QCOMPARE(store.list().first().id, id);
    QCOMPARE(store.select(first.id, 1).messages.last().text, QStringLiteral("a1"));
}

void TestChatStore::selectsBranches()
{
    ConversationId id = 0;
    {
        Store store(path());
        const auto user = store.add(0, 0, core::Role::User, QStringLiteral("q"));
        id = user.conversation;
        const auto first = store.add(id, user.id, core::Role::Assistant, QStringLiteral("a0"));
        const auto more = store.add(id, first.id, core::Role::User, QStringLiteral("q0"));
        store.append(id, more.id, core::Role::Assistant, QStringLiteral("b0"));
        const auto second = store.add(id, user.id, core::Role::Assistant, QStringLiteral("a1"));
        QCOMPARE(store.texts(id), (QStringList{"q", "a1"}));
        const ConversationPath back = store.select(second.id, -1);
        QCOMPARE(back.messages.size(), 4);
        QCOMPARE(back.messages.last().text, QStringLiteral("b0"));
        // Beyond the ends: stays at the end.
        QCOMPARE(store.select(first.id, -1).messages.size(), 4);
        QCOMPARE(store.select(second.id, 5).messages.size(), 2);
        QCOMPARE(store.select(second.id, -1).messages.size(), 4);
    }
    Store store(path());
    QCOMPARE(store.texts(id), (QStringList{"q", "a0", "q0", "b0"}));
}

void TestChatStore::listsByUseNotByClock()
{
    Store store(path());
    const auto a = store.add(0, 0, core::Role::User, QStringLiteral("a"));
    const auto b = store.add(0, 0, core::Role::User, QStringLiteral("b"));
    QCOMPARE(store.list().first().id, b.conversation);
    store.append(a.conversation, a.id, core::Role::Assistant, QStringLiteral("again"));
    QCOMPARE(store.list().first().id, a.conversation);
    const auto renamed = wait<void>([&](auto reply) {
        store.store().renameConversation(b.conversation, QStringLiteral("new"), this, reply);
    });
    QVERIFY(renamed.has_value());
    QCOMPARE(store.list().last().title, QStringLiteral("new"));
}

void TestChatStore::tellsItsListOnceForSeveralChanges()
{
    Store store(path());
    const ConversationId id = store.add(0, 0, core::Role::User, QStringLiteral("x")).conversation;
    QCOMPARE(store.list().size(), 1); // which comes after the list that is told
    QSignalSpy told(&store.store(), &ChatStore::listChanged);
    for (int i = 0; i < 20; ++i)
        store.store().renameConversation(id, QString::number(i), this, {});
    QTRY_COMPARE(told.count(), 1);
    const auto list = told.first().first().value<QList<ConversationSummary>>();
    QCOMPARE(list.value(0).title, QStringLiteral("19"));
    QCOMPARE(store.list().value(0).title, QStringLiteral("19"));
    QCOMPARE(told.count(), 1);
}

void TestChatStore::deletesToTheTrash()
{
    Store store(path());
    const auto a = store.add(0, 0, core::Role::User, QStringLiteral("a"));
    QVERIFY(wait<void>([&](auto reply) {
                store.store().deleteConversation(a.conversation, this, reply);
            }).has_value());
    QVERIFY(store.list().isEmpty());
    const auto gone = wait<ConversationPath>(
        [&](auto reply) { store.store().path(a.conversation, this, reply); });
    QVERIFY(!gone.has_value());
    QCOMPARE(gone.error().code, core::ErrorCode::NotFound);
    QVERIFY(wait<void>([&](auto reply) {
                store.store().restoreConversation(a.conversation, this, reply);
            }).has_value());
    QCOMPARE(store.list().size(), 1);
    QCOMPARE(store.texts(a.conversation), QStringList{"a"});
}

void TestChatStore::purgesLongConversations()
{
    ConversationId id = 0;
    ConversationId other = 0;
    {
        Store store(path());
        id = store.add(0, 0, core::Role::User, QStringLiteral("first")).conversation;
        other = store.add(0, 0, core::Role::User, QStringLiteral("stays")).conversation;
    }
    // Deeper than SQLite lets cascades go.
    runSql(path(),
           {QStringLiteral("WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i "
                           "< 1501) INSERT INTO messages (conversation_id, parent_id, role, state, "
                           "text, created_at) SELECT %1, CASE i WHEN 2 THEN 1 ELSE i END, 'user', "
                           "'complete', 'more', 0 FROM n")
                .arg(id)});
    Store store(path());
    const auto purge = [&] {
        return wait<void>([&](auto reply) {
            store.store().purgeConversations({id, other}, this, reply);
        });
    };
    QVERIFY(purge().has_value()); // not in the trash
    QCOMPARE(store.list().size(), 2);
    QVERIFY(wait<void>([&](auto reply) {
                store.store().deleteConversation(id, this, reply);
            }).has_value());
    QVERIFY(purge().has_value());
    QVERIFY(!wait<void>([&](auto reply) {
                 store.store().restoreConversation(id, this, reply);
             }).has_value());
    QCOMPARE(store.texts(other), QStringList{"stays"});
    // Rules between tables hold again.
    QVERIFY(!store.append(id, 0, core::Role::User, QStringLiteral("to nowhere")).has_value());
}

void TestChatStore::purgesAfterThirtyDays()
{
    QList<ConversationId> ids;
    {
        Store store(path());
        for (int i = 0; i < 3; ++i) {
            ids.append(store.add(0, 0, core::Role::User, QStringLiteral("q")).conversation);
            QVERIFY(wait<void>([&](auto reply) {
                        store.store().deleteConversation(ids.last(), this, reply);
                    }).has_value());
        }
    }
    const qint64 day = 24LL * 60 * 60 * 1000;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    runSql(path(),
           {QStringLiteral("UPDATE conversations SET deleted_at = CASE id WHEN %1 THEN %2 ELSE %3 "
                           "END")
                .arg(ids.at(1))
                .arg(now - 31 * day)
                .arg(now - 29 * day)});
    Store store(path());
    const auto trash =
        wait<QList<ConversationSummary>>([&](auto reply) { store.store().trash(this, reply); });
    QVERIFY(trash.has_value());
    QCOMPARE(trash->size(), 2);
    for (const ConversationSummary& summary : *trash)
        QVERIFY(summary.id != ids.at(1));
}

void TestChatStore::appendsAnswers()
{
    ConversationId id = 0;
    {
        Store store(path());
        const auto user = store.add(0, 0, core::Role::User, QStringLiteral("q"));
        id = user.conversation;
        Message answer =
            *store.append(id, user.id, core::Role::Assistant, QString(), MessageState::Streaming);
        QString whole;
        for (int i = 0; i < 200; ++i) {
            const QString piece = QStringLiteral("w%1 ").arg(i);
            whole += piece;
            store.store().appendText(answer.id, piece, 1);
        }
        // 192 of 200 tokens are three full portions; the rest waits for the timer.
        QVERIFY(store.texts(id).last().startsWith(whole.left(whole.size() / 2)));
        QTRY_COMPARE_WITH_TIMEOUT(store.texts(id).last(), whole, 3000);
        QCOMPARE(store.path(id).messages.last().state, MessageState::Streaming);
        answer.text = whole;
        answer.state = MessageState::Complete;
        answer.stats.completionTokens = 200;
        store.store().finishMessage(answer);
        QCOMPARE(store.texts(id).last(), whole);
        QCOMPARE(store.path(id).messages.last().state, MessageState::Complete);
        QCOMPARE(store.path(id).messages.last().stats.completionTokens, 200);
    }
    Store store(path());
    QCOMPARE(store.path(id).messages.last().state, MessageState::Complete);
    QCOMPARE(store.texts(id).size(), 2);
}

void TestChatStore::stopsAbandonedAnswers()
{
    ConversationId id = 0;
    {
        Store store(path());
        const auto user = store.add(0, 0, core::Role::User, QStringLiteral("q"));
        id = user.conversation;
        const auto answer =
            *store.append(id, user.id, core::Role::Assistant, QString(), MessageState::Streaming);
        store.store().appendText(answer.id, QStringLiteral("half an "), 2);
        store.store().appendText(answer.id, QStringLiteral("answer"), 1);
    }
    Store store(path());
    QCOMPARE(store.texts(id).last(), QStringLiteral("half an answer"));
    QCOMPARE(store.path(id).messages.last().state, MessageState::Stopped);
}

void TestChatStore::repliesInOrder()
{
    Store store(path());
    QList<int> order;
    Message message;
    for (int i = 0; i < 50; ++i) {
        if (i % 2 == 0)
            store.store().appendMessage(message,
                                        QString::number(i),
                                        this,
                                        [&order, i](const core::Result<Message>& result) {
                                            QVERIFY(result.has_value());
                                            order.append(i);
                                        });
        else
            store.store().conversations(
                this, [&order, i](const core::Result<QList<ConversationSummary>>& list) {
                    QVERIFY(list.has_value());
                    QCOMPARE(list->size(), (i + 1) / 2);
                    order.append(i);
                });
    }
    QTRY_COMPARE(order.size(), 50);
    QVERIFY(std::is_sorted(order.begin(), order.end()));
}

void TestChatStore::forgetsRepliesOfGoneContexts()
{
    Store store(path());
    bool called = false;
    {
        QObject context;
        store.store().conversations(&context, [&called](const auto&) { called = true; });
    }
    QVERIFY(store.list().isEmpty());
    QVERIFY(!called);
}

void TestChatStore::refusesWhatIsNotThere()
{
    Store store(path());
    QVERIFY(!store.append(77, 0, core::Role::User, QStringLiteral("to nowhere")).has_value());
    const auto a = store.add(0, 0, core::Role::User, QStringLiteral("a"));
    QVERIFY(!store.append(a.conversation, a.id + 100, core::Role::User, QStringLiteral("x"))
                 .has_value());
    QCOMPARE(store.texts(a.conversation), QStringList{"a"});
    QVERIFY(!wait<void>([&](auto reply) {
                 store.store().renameConversation(99, QStringLiteral("t"), this, reply);
             }).has_value());
    QVERIFY(!wait<ConversationPath>([&](auto reply) {
                 store.store().selectSibling(99, 1, this, reply);
             }).has_value());
}

void TestChatStore::writesLittleWhileStreaming()
{
    Store store(path());
    const auto user = store.add(0, 0, core::Role::User, QString(10 << 20, u'x'));
    Message answer = store.add(
        user.conversation, user.id, core::Role::Assistant, QString(), MessageState::Streaming);
    const auto written = [] {
        QFile io(QStringLiteral("/proc/self/io"));
        if (!io.open(QIODevice::ReadOnly))
            return qint64(-1);
        const QByteArray all = io.readAll();
        const qsizetype at = all.indexOf("wchar: ") + 7;
        return all.mid(at, all.indexOf('\n', at) - at).toLongLong();
    };
    const qint64 before = written();
    if (before < 0)
        QSKIP("/proc/self/io cannot be read here");
    for (int i = 0; i < 10000; ++i) {
        const QString piece = QStringLiteral("word ");
        answer.text += piece;
        store.store().appendText(answer.id, piece, 1);
    }
    answer.state = MessageState::Complete;
    store.store().finishMessage(answer);
    QCOMPARE(store.texts(user.conversation).last(), answer.text);
    const qint64 bytes = written() - before;
    qInfo("a 10,000-token answer in a 10 MB store writes %.1f MB", double(bytes) / 1e6);
    QVERIFY(bytes < 20 * 1000 * 1000);
}

void TestChatStore::goesOnAfterAFullDisk()
{
    Store store(path());
    QSignalSpy recovered(&store.store(), &ChatStore::storeRecovered);
    const auto user = store.add(0, 0, core::Role::User, QStringLiteral("kept"));
    const auto id = user.conversation;
    Message answer =
        *store.append(id, user.id, core::Role::Assistant, QString(), MessageState::Streaming);

    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    rlimit none = before;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_FSIZE, &none);
    const auto refused = store.append(id, answer.id, core::Role::User, QStringLiteral("refused"));
    answer.text = QStringLiteral("the whole answer");
    answer.state = MessageState::Complete;
    store.store().appendText(answer.id, answer.text, 100);
    store.store().finishMessage(answer);
    const ConversationPath whileFull = store.path(id);
    const QStringList failures = store.failures();
    setrlimit(RLIMIT_FSIZE, &before);

    QVERIFY(!refused.has_value());
    QCOMPARE(whileFull.messages.size(), 2); // reading goes on
    QCOMPARE(whileFull.messages[0].text, QStringLiteral("kept"));
    QCOMPARE(whileFull.messages[1].text, answer.text); // and knows what is not on disk
    QCOMPARE(whileFull.messages[1].state, MessageState::Complete);
    QCOMPARE(failures.size(), 1);
    QVERIFY2(failures.first().contains(QStringLiteral("could not be saved")),
             qPrintable(failures.first()));
    QVERIFY(store.append(0, 0, core::Role::User, QStringLiteral("works again")).has_value());
    QTRY_COMPARE(recovered.count(), 1);
    QCOMPARE(store.texts(id), (QStringList{"kept", "the whole answer"}));
    QCOMPARE(store.path(id).messages.last().state, MessageState::Complete);
}

void TestChatStore::recoversByItself()
{
    Store store(path());
    QSignalSpy recovered(&store.store(), &ChatStore::storeRecovered);
    const auto user = store.add(0, 0, core::Role::User, QStringLiteral("kept"));
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    rlimit none = before;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_FSIZE, &none);
    const auto refused =
        store.append(user.conversation, user.id, core::Role::User, QStringLiteral("refused"));
    QTest::qWait(6000); // one attempt of its own
    const qsizetype tooEarly = recovered.count();
    setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY(!refused.has_value());
    QCOMPARE(tooEarly, 0);
    QCOMPARE(store.failures().size(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(recovered.count(), 1, 20000);
    QCOMPARE(store.texts(user.conversation), QStringList{"kept"});
}

void TestChatStore::staysUsableWithoutAPlace()
{
    // A file where the folder should be.
    QFile blocker(m_dir.filePath(QStringLiteral("blocker")));
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    Store store(blocker.fileName() + QStringLiteral("/chats.sqlite"));
    const auto user = store.append(0, 0, core::Role::User, QStringLiteral("kept in memory"));
    QVERIFY(user.has_value());
    QCOMPARE(store.texts(user->conversation), QStringList{"kept in memory"});
    QCOMPARE(store.failures().size(), 1);
    QVERIFY(store.failures().first().contains(blocker.fileName()));
}

namespace {

constexpr int kLongText = 20 << 20; // many steps of a backup

// Of this store alone, whole or partial: all tests have one folder.
QFileInfoList backupFiles(const QString& path)
{
    return QDir(app::backupFolder(path))
        .entryInfoList({QFileInfo(path).completeBaseName() + QStringLiteral("-*")}, QDir::Files);
}

// Has begun and not come to its end: its file holds less than the store.
bool isBeingCopied(const QString& path)
{
    const QFileInfoList files = backupFiles(path);
    return files.size() == 1 && files.first().size() < kLongText;
}

// At its first step or the next ones: each has to be asked for by the event loop.
bool beginBackup(ChatStore& store, const QString& path)
{
    store.setBackupDelayMs(0);
    return QTest::qWaitFor([&] { return isBeingCopied(path); });
}

} // namespace

// What a person does comes before the next step of the backup.
void TestChatStore::backsUpByItself()
{
    Store store(path());
    const auto user = store.add(0, 0, core::Role::User, QString(kLongText, u'x'));
    QVERIFY(beginBackup(store.store(), path()));
    Message more;
    more.conversation = user.conversation;
    more.parent = user.id;
    more.text = QStringLiteral("One more");
    bool stored = false, copying = false;
    store.store().appendMessage(more, QString(), this, [&](const core::Result<Message>& reply) {
        stored = reply.has_value();
        copying = isBeingCopied(path());
    });
    QTRY_VERIFY(stored);
    QVERIFY(copying);
    QTRY_COMPARE(app::backupsOf(path()).size(), 1);
    QVERIFY(store.failures().isEmpty());
    Store copy(app::backupsOf(path()).first().file);
    QCOMPARE(copy.path(user.conversation).messages.value(1).text, more.text);
}

void TestChatStore::endsDuringABackup()
{
    {
        Store store(path());
        store.add(0, 0, core::Role::User, QString(kLongText, u'x'));
        QVERIFY(beginBackup(store.store(), path()));
    }
    QCOMPARE(backupFiles(path()).size(), 0);
    QCOMPARE(Store(path()).list().size(), 1);
}

QTEST_GUILESS_MAIN(TestChatStore)
#include "tst_chat_store.moc"
