// The database file in every state it may be found in: killed, damaged, newer, not writable, in
// use.
//
// Started with "--write FILE", this program is the one that gets killed: it appends messages and
// pieces of answers, and prints the id of each message that is acknowledged.
#include "app/chats/chat_database.h"
#include "app/chats/chat_store.h"
#include "app/chats/store_check.h"
#include "tests/support/long_tests.h"
#include "tests/support/store_file.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <csignal>
#include <cstdio>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <dlfcn.h>
#include <memory>
#include <sys/resource.h>
#include <unistd.h>

using app::ChatDatabase;
using app::ChatStore;
using app::ConversationPath;
using app::Message;
using app::MessageState;
using app::StoreOpening;
using tests::runSql;

// SQLite reads through this, and not the C library's: from the read numbered firstFailing on, which
// counts from 1, it fails as that of a network disk which is away does.
static std::atomic<int> reads{0};
static std::atomic<int> firstFailing{0}; // 0: none

extern "C" ssize_t pread64(int descriptor, void* data, size_t size, off64_t offset)
{
    using Read = ssize_t (*)(int, void*, size_t, off64_t);
    static const auto next = reinterpret_cast<Read>(::dlsym(RTLD_NEXT, "pread64"));
    if (++reads < firstFailing || firstFailing == 0)
        return next(descriptor, data, size, offset);
    errno = ESTALE; // SQLite takes EIO for damage
    return -1;
}

namespace {

// A store with one conversation of messageCount messages; returns what was shown.
ConversationPath fill(const QString& path, int messageCount)
{
    ChatDatabase database(path);
    database.open();
    Message message;
    for (int i = 0; i < messageCount; ++i) {
        message.text = QStringLiteral("message %1 ").arg(i).repeated(20);
        const auto stored = database.append(message, QStringLiteral("A title"));
        message.conversation = stored ? stored->conversation : 0;
        message.parent = stored ? stored->id : 0;
    }
    const auto shown = database.path(message.conversation);
    database.close();
    return shown.value_or(ConversationPath());
}

// Every message is there, of whom it was and where it was, or says that it is damaged.
bool isLike(const ConversationPath& shown, const ConversationPath& before)
{
    return std::equal(shown.messages.begin(),
                      shown.messages.end(),
                      before.messages.begin(),
                      before.messages.end(),
                      [](const Message& one, const Message& other) {
                          const bool isSame = one.role == other.role && one.state == other.state;
                          return one.id == other.id && one.parent == other.parent &&
                                 (isSame || one.error.contains(QStringLiteral("damaged")));
                      });
}

class Writer : public QObject
{
public:
    explicit Writer(const QString& path)
        : m_store(path)
    {
        next();
        // Texts reach the disk within a second: what was given then must be there.
        auto* timer = new QTimer(this);
        connect(timer, &QTimer::timeout, this, &Writer::stream);
        timer->start(2);
    }

private:
    void next()
    {
        Message message;
        message.conversation = m_conversation;
        message.parent = m_last;
        message.text = QStringLiteral("text");
        message.role = m_answer == 0 ? core::Role::User : core::Role::Assistant;
        message.state = m_last == 0 ? MessageState::Complete : MessageState::Streaming;
        m_store.appendMessage(
            message, QStringLiteral("title"), this, [this](const core::Result<Message>& stored) {
                if (!stored)
                    return;
                m_conversation = stored->conversation;
                m_last = m_answer = stored->id;
                std::printf("%lld\n", static_cast<long long>(stored->id));
                std::fflush(stdout);
                next();
            });
    }
    void stream()
    {
        if (m_answer != 0)
            m_store.appendText(m_answer, QStringLiteral("x"), 1);
    }

    ChatStore m_store;
    app::ConversationId m_conversation = 0;
    app::MessageId m_last = 0;
    app::MessageId m_answer = 0;
};

} // namespace

class TestStoreFile : public QObject
{
    Q_OBJECT

private slots:
    void survivesKill();
    void movesDamagedFilesAside_data();
    void movesDamagedFilesAside();
    void survivesFlippedBytesAndCuts();
    void readsNewerSchemasOnly();
    void readsWhatItMayNotWrite();
    void refusesAFileInUse();
    void aFullDiskIsNoDamage();
    void showsWhatIsLeftOfADamagedRecord();
    void mendsIndexes();
    void tellsWhereRunningAnswersCannotBeRead();
    void endsRunningAnswersOnceTheyCanBeRead();
    void mendsTheSearch();
    void readsDespiteADamagedDescription();
    void endsTurningInCircles();
    void opensBigStoresQuickly();

private:
    QString path() const
    {
        return m_dir.filePath(QString::fromLatin1(QTest::currentTestFunction()) +
                              QStringLiteral(".sqlite"));
    }
    QTemporaryDir m_dir;
};

void TestStoreFile::survivesKill()
{
    int acknowledged = 0;
    for (int round = 0; round < 10; ++round) {
        QProcess writer;
        writer.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--write"), path()});
        QVERIFY(writer.waitForReadyRead(20000));
        QTest::qWait(static_cast<int>(QRandomGenerator::global()->bounded(5, 150)));
        writer.kill();
        writer.waitForFinished();
        const QList<QByteArray> lines = writer.readAllStandardOutput().split('\n');
        // The last one may be cut.
        const qint64 last = lines.value(lines.size() - 2).toLongLong();
        QVERIFY(last > 0);
        acknowledged += static_cast<int>(lines.size() - 1);

        ChatDatabase database(path());
        const StoreOpening opening = database.open();
        QCOMPARE(opening.notice, QString());
        const auto list = database.conversations();
        QVERIFY(list.has_value());
        QCOMPARE(list->size(), round + 1);
        const auto shown = database.path(list->first().id);
        QVERIFY(shown.has_value());
        QVERIFY(!shown->messages.isEmpty());
        QVERIFY(shown->messages.last().id >= last);
        for (const Message& message : shown->messages)
            QVERIFY(message.state != MessageState::Streaming);
        database.close();
    }
    qInfo("10 kills, %d acknowledged messages, none lost", acknowledged);
}

void TestStoreFile::movesDamagedFilesAside_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("zeros") << QByteArray(65536, '\0');
    QTest::newRow("another format") << QByteArray("{\"chats\": []}").repeated(1000);
    QTest::newRow("header alone") << QByteArray("SQLite format 3\0", 16) + QByteArray(84, '\x7f');
}

void TestStoreFile::movesDamagedFilesAside()
{
    QFETCH(QByteArray, content);
    QTemporaryDir dir;
    const QString file = dir.filePath(QStringLiteral("chats.sqlite"));
    QFile damaged(file);
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write(content);
    damaged.close();

    ChatDatabase database(file);
    const StoreOpening opening = database.open();
    if (content.startsWith("SQLite")) {
        // Its version field reads as one to come: nothing of it is touched.
        QVERIFY(!opening.notice.isEmpty());
    } else {
        QVERIFY2(opening.notice.contains(opening.movedAside), qPrintable(opening.notice));
        QFile aside(opening.movedAside);
        QVERIFY(aside.open(QIODevice::ReadOnly));
        QCOMPARE(aside.readAll(), content);
    }
    QVERIFY(database.append(Message(), QStringLiteral("t")).has_value());
    database.close();
}

void TestStoreFile::survivesFlippedBytesAndCuts()
{
    const ConversationPath before = fill(path(), 60);
    QFile original(path());
    QVERIFY(original.open(QIODevice::ReadOnly));
    const QByteArray content = original.readAll();
    QRandomGenerator random(1);
    int whole = 0;
    int explained = 0;
    const int count = tests::rounds(120, 1200); // a sixth of them are cuts
    for (int round = 0; round < count; ++round) {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("chats.sqlite"));
        QByteArray broken = content;
        if (round % 6 == 0)
            broken.truncate(random.bounded(static_cast<int>(content.size())));
        else
            broken[random.bounded(static_cast<int>(content.size()))] =
                static_cast<char>(random.bounded(256));
        QFile damaged(file);
        QVERIFY(damaged.open(QIODevice::WriteOnly));
        damaged.write(broken);
        damaged.close();
        ChatDatabase database(file);
        const StoreOpening opening = database.open();
        const auto list = database.conversations();
        const auto shown = database.path(before.conversation);
        const bool isWhole = shown && isLike(*shown, before);
        whole += isWhole ? 1 : 0;
        explained += opening.notice.isEmpty() ? 0 : 1;
        if (list && list->isEmpty())
            QVERIFY2(!opening.notice.isEmpty(), qPrintable(QString::number(round)));
        // Nothing is missing without a word.
        if (opening.notice.isEmpty())
            QVERIFY2(isWhole && list && list->size() == 1, qPrintable(QString::number(round)));
        database.close();
    }
    qInfo("of %d damaged files %d show every message, %d are explained", count, whole, explained);
}

void TestStoreFile::readsNewerSchemasOnly()
{
    const ConversationPath before = fill(path(), 3);
    runSql(path(), {QStringLiteral("PRAGMA user_version = 99")});
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();

    ChatDatabase database(path());
    const StoreOpening opening = database.open();
    QVERIFY(opening.notice.contains(QStringLiteral("newer version")));
    QVERIFY(database.path(before.conversation) == before);
    const auto refused = database.append(Message(), QStringLiteral("t"));
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().message.find("newer version") != std::string::npos);
    database.close();
    QVERIFY(file.seek(0));
    QCOMPARE(file.readAll(), content);
}

void TestStoreFile::readsWhatItMayNotWrite()
{
    QTemporaryDir dir;
    const QString file = dir.filePath(QStringLiteral("chats.sqlite"));
    const ConversationPath before = fill(file, 3);
    QFile::setPermissions(file, QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther);
    QFile::setPermissions(dir.path(),
                          QFile::ReadOwner | QFile::ExeOwner | QFile::ReadGroup | QFile::ExeGroup |
                              QFile::ReadOther | QFile::ExeOther);
    // Permissions do not bind the superuser, and whether a folder may be written is asked for the
    // real user.
    const uid_t user = ::geteuid();
    if (user == 0 && ::setresuid(65534, 65534, user) != 0)
        QSKIP("the superuser may write everywhere and cannot become another user here");
    ChatDatabase database(file);
    const StoreOpening opening = database.open();
    const auto shown = database.path(before.conversation);
    const auto refused = database.append(Message(), QStringLiteral("t"));
    database.close();
    QCOMPARE(::setresuid(user, user, user), 0);
    QFile::setPermissions(dir.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);

    for (const char* said : {"Conversations cannot be saved",
                             "has to write to",
                             "Allow writing to both",
                             "what was saved can be read"})
        QVERIFY2(opening.notice.contains(QLatin1String(said)), qPrintable(opening.notice));
    QVERIFY2(shown.has_value(), qPrintable(opening.notice));
    QVERIFY(*shown == before);
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().code, core::ErrorCode::Io);
}

// Files may not grow beyond a few pages, as on a disk without room: a new store cannot be made.
void TestStoreFile::aFullDiskIsNoDamage()
{
    struct NoRoom
    {
        NoRoom()
        {
            getrlimit(RLIMIT_FSIZE, &old);
            rlimit low = old;
            low.rlim_cur = 8192;
            setrlimit(RLIMIT_FSIZE, &low);
        }
        ~NoRoom()
        {
            setrlimit(RLIMIT_FSIZE, &old);
            std::signal(SIGXFSZ, oldHandler);
        }
        rlimit old = {};
        void (*oldHandler)(int) = std::signal(SIGXFSZ, SIG_IGN);
    };
    ChatDatabase database(path());
    StoreOpening opening;
    {
        const NoRoom noRoom;
        opening = database.open();
    }
    QCOMPARE(opening.movedAside, QString());
    QVERIFY2(opening.notice.startsWith(QStringLiteral("Conversations cannot be saved")),
             qPrintable(opening.notice));
    QVERIFY(QDir(QFileInfo(path()).path()).entryList({QStringLiteral("*damaged*")}).isEmpty());
    QVERIFY(database.append(Message(), QStringLiteral("in memory")).has_value());
    database.close();
}

void TestStoreFile::refusesAFileInUse()
{
    fill(path(), 1);
    ChatDatabase first(path());
    QCOMPARE(first.open().notice, QString());
    ChatDatabase second(path());
    const StoreOpening opening = second.open();
    QVERIFY2(opening.notice.contains(QStringLiteral("another program")),
             qPrintable(opening.notice));
    QVERIFY(second.append(Message(), QStringLiteral("in memory")).has_value());
    second.close();
    QCOMPARE(first.conversations()->size(), 1);
    first.close();
}

void TestStoreFile::showsWhatIsLeftOfADamagedRecord()
{
    const ConversationPath before = fill(path(), 4);
    runSql(path(),
           {QStringLiteral("UPDATE messages SET role = 'wizard', text = x'ff' WHERE id = %1")
                .arg(before.messages.at(1).id),
            QStringLiteral("UPDATE messages SET created_at = 'never', seed = 'x', prefill_ms = '' "
                           "WHERE id = %1")
                .arg(before.messages.at(2).id),
            QStringLiteral("UPDATE conversations SET current_leaf = 12345, updated_at = 'x'")});
    ChatDatabase database(path());
    QCOMPARE(database.open().notice, QString());
    QCOMPARE(database.conversations()->size(), 1);
    const auto shown = database.path(before.conversation);
    QVERIFY(shown.has_value());
    QCOMPARE(shown->messages.size(), 4);
    QVERIFY(shown->messages.at(1).state == MessageState::Failed);
    QVERIFY(shown->messages.at(1).error.contains(QStringLiteral("damaged")));
    QCOMPARE(shown->messages.at(2).text, before.messages.at(2).text);
    QVERIFY(shown->messages.at(3) == before.messages.at(3));
    database.close();
}

void TestStoreFile::mendsIndexes()
{
    const ConversationPath before = fill(path(), 4);
    // The index has the order of another column.
    runSql(path(),
           {QStringLiteral("PRAGMA writable_schema = ON"),
            QStringLiteral("UPDATE sqlite_schema SET sql = replace(sql, 'parent_id', 'id') WHERE "
                           "name = 'messages_by_parent'")});
    runSql(path(), {QStringLiteral("REINDEX")});
    runSql(path(),
           {QStringLiteral("PRAGMA writable_schema = ON"),
            QStringLiteral("UPDATE sqlite_schema SET sql = replace(sql, ' id)', ' parent_id)') "
                           "WHERE name = 'messages_by_parent'")});
    ChatDatabase database(path());
    const StoreOpening opening = database.open();
    QVERIFY2(opening.isMended && opening.notice.contains(QStringLiteral("has been mended")),
             qPrintable(opening.notice));
    QVERIFY(database.path(before.conversation) == before);
    QVERIFY(database.append(Message(), QStringLiteral("t")).has_value());
    database.close();
    QCOMPARE(database.open().notice, QString());
    database.close();
}

void TestStoreFile::tellsWhereRunningAnswersCannotBeRead()
{
    fill(path(), 4);
    {
        ChatDatabase database(path());
        database.open();
        Message big;
        big.text = QString(6 << 20, u'y'); // more than is checked at every start
        QVERIFY(database.append(big, QStringLiteral("big")).has_value());
        database.close();
    }
    runSql(path(),
           {QStringLiteral("PRAGMA writable_schema = ON"),
            QStringLiteral("UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM "
                           "sqlite_schema WHERE name = 'messages') WHERE name = "
                           "'messages_streaming'")});
    ChatDatabase database(path());
    const QString notice = database.open().notice;
    QVERIFY2(notice.contains(QStringLiteral("unfinished answers")), qPrintable(notice));
    database.close();
}

void TestStoreFile::endsRunningAnswersOnceTheyCanBeRead()
{
    Message answer;
    {
        ChatDatabase database(path());
        database.open();
        answer.text = QString(6 << 20, u'y'); // more than is checked at every start
        answer.state = MessageState::Streaming;
        answer = database.append(answer, QStringLiteral("big")).value_or(Message());
        database.close();
    }
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();
    file.close();

    // Opens it with all reads from this one on failing; 0: none.
    std::unique_ptr<ChatDatabase> database;
    const auto openFailing = [&](int read) {
        if (database != nullptr)
            database->close();
        const QFileInfo info(path());
        for (const QFileInfo& left : info.dir().entryInfoList({info.completeBaseName() + u'*'}))
            QFile::remove(left.filePath());
        file.open(QIODevice::WriteOnly | QIODevice::Truncate);
        file.write(content);
        file.close();
        database = std::make_unique<ChatDatabase>(path());
        reads = 0;
        firstFailing = read;
        const StoreOpening opening = database->open();
        firstFailing = 0;
        return opening;
    };
    // The earlier they begin to fail, the earlier an opening stops: the last one that does not come
    // to the answers and the trash is looked for between one that does not come far and a whole
    // one.
    openFailing(0);
    int tooEarly = 1;
    int tooLate = reads;
    while (tooLate - tooEarly > 1) {
        const int between = (tooEarly + tooLate) / 2;
        const QString notice = openFailing(between).notice;
        const bool isLate = notice.isEmpty() || notice.contains(QStringLiteral("trash")) ||
                            notice.contains(QStringLiteral("answer could not be saved"));
        (isLate ? tooLate : tooEarly) = between;
    }
    const StoreOpening opening = openFailing(tooEarly);
    QVERIFY2(opening.notice.contains(QStringLiteral("unfinished answers")),
             qPrintable(opening.notice));
    QVERIFY(opening.mayRecover);
    QVERIFY(!database->append(Message(), QStringLiteral("t")).has_value());
    QVERIFY(database->probe().has_value());
    const Message running = database->append(answer, QString()).value_or(Message());
    QVERIFY(database->probe().has_value()); // ends none of its own
    const auto first = database->sibling(answer.id, 0);
    const auto second = database->sibling(answer.id, 1);
    QVERIFY(first && first->state == MessageState::Stopped);
    QVERIFY(second && second->id == running.id && second->state == MessageState::Streaming);
    database->close();
}

void TestStoreFile::mendsTheSearch()
{
    fill(path(), 4);
    runSql(path(),
           {QStringLiteral("DELETE FROM search_idx"),
            QStringLiteral("DELETE FROM search_data WHERE id > 10")});
    app::wantCheck(path()); // as a failing search does
    ChatDatabase database(path());
    QCOMPARE(database.open().notice, QString());
    QCOMPARE(database.search(QStringLiteral("message"), 10)->size(), 4);
    database.close();
}

void TestStoreFile::readsDespiteADamagedDescription()
{
    const ConversationPath before = fill(path(), 4);
    runSql(path(),
           {QStringLiteral("PRAGMA writable_schema = ON"),
            QStringLiteral("UPDATE sqlite_schema SET sql = replace(sql, 'prefill_ms', "
                           "'pref1ll_ms') WHERE name = 'messages'")});
    ChatDatabase database(path());
    const StoreOpening opening = database.open();
    QVERIFY2(opening.notice.contains(QStringLiteral("4 messages")), qPrintable(opening.notice));
    QVERIFY(database.path(before.conversation) == before);
    database.close();
}

void TestStoreFile::endsTurningInCircles()
{
    const ConversationPath before = fill(path(), 3);
    runSql(path(),
           {QStringLiteral("PRAGMA ignore_check_constraints = ON"),
            QStringLiteral("UPDATE messages SET parent_id = %1 WHERE id = %2")
                .arg(before.messages.at(2).id)
                .arg(before.messages.at(0).id)});
    ChatDatabase database(path());
    database.open();
    const auto shown = database.path(before.conversation);
    QVERIFY(shown.has_value());
    QCOMPARE(shown->messages.size(), 3);
    QVERIFY(database.selectSibling(before.messages.at(0).id, 1).has_value());
    database.close();
}

// Told, not judged. FIRESIDE_TEST_MESSAGES=100000 makes the store of a heavy user.
void TestStoreFile::opensBigStoresQuickly()
{
    const int given = qEnvironmentVariableIntValue("FIRESIDE_TEST_MESSAGES");
    const int messages = given > 0 ? given : 10000;
    const int conversations = messages / 20;
    fill(path(), 1);
    runSql(path(),
           {QStringLiteral("BEGIN"),
            QStringLiteral("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i "
                           "< %1) INSERT INTO conversations (title, last_message, created_at, "
                           "updated_at) SELECT 'conversation ' || i, i, 0, 0 FROM n")
                .arg(conversations),
            QStringLiteral("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i "
                           "< %1) INSERT INTO messages (conversation_id, role, state, text, "
                           "created_at) SELECT 1 + i % %2, 'user', 'complete', "
                           "hex(randomblob(100)), 0 FROM n")
                .arg(messages)
                .arg(conversations),
            QStringLiteral("COMMIT")});
    QElapsedTimer timer;
    timer.start();
    ChatDatabase database(path());
    database.open();
    const qint64 openMs = timer.restart();
    QCOMPARE(database.conversations()->size(), conversations + 1);
    qInfo("%d messages: opened in %lld ms, listed in %lld ms",
          messages,
          static_cast<long long>(openMs),
          static_cast<long long>(timer.elapsed()));
    database.close();
}

int main(int argc, char* argv[])
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("--write")) {
        const Writer writer(arguments.value(2));
        return QCoreApplication::exec();
    }
    TestStoreFile test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_store_file.moc"
