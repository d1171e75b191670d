// Backups, what is had back from them and from damaged files, and the change from older schemas.
//
// Started with "--open FILE", this program opens the store and closes it again: it gets killed
// while it changes the schema.
#include "app/chats/chat_database.h"
#include "app/chats/chat_store.h"
#include "app/chats/store_backup.h"
#include "tests/support/long_tests.h"
#include "tests/support/store_file.h"
#include "tests/support/test_paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QProcessEnvironment>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

using app::ChatDatabase;
using app::ConversationId;
using app::Message;
using app::StoreOpening;
using tests::runSql;

namespace {

Message add(ChatDatabase& database, const QString& text, ConversationId conversation = 0)
{
    Message message;
    message.conversation = conversation;
    message.text = text;
    return database.append(message, QStringLiteral("Title")).value_or(Message());
}

// Makes it to its end; false: there was one already.
core::Result<bool> backUp(const std::unique_ptr<app::DailyBackup>& backup)
{
    if (!backup)
        return false;
    core::Result<bool> copied = false;
    while (copied && !*copied)
        copied = backup->copySome();
    if (!copied)
        return copied;
    const core::Status status = backup->complete();
    return status ? core::Result<bool>(true) : core::fail(status.error());
}

core::Result<bool> backUp(ChatDatabase& database)
{
    if (!database.beginBackup())
        return false;
    core::Result<std::shared_ptr<app::DailyBackup>> copied = nullptr;
    while (copied && !*copied)
        copied = database.copySome();
    const core::Status status = copied ? (*copied)->complete() : core::fail(copied.error());
    return status ? core::Result<bool>(true) : core::fail(status.error());
}

QStringList texts(ChatDatabase& database)
{
    QStringList found;
    const auto hits = database.search(QStringLiteral("text"), 1000);
    for (const app::SearchHit& hit : hits.value_or(QList<app::SearchHit>()))
        found.append(hit.snippet);
    found.sort();
    return found;
}

} // namespace

class TestStoreBackup : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = m_dir->filePath(QStringLiteral("chats.sqlite"));
    }

    void keepsSevenDays();
    void restoresTheLastGoodOne();
    void restoresWhatWasEmptied();
    void copiesWhatIsWrittenMeanwhile();
    void leavesNothingOfHalfABackup();
    void salvagesWithoutABackup();
    void salvagesWhatIsNewer();
    void salvagesTheOrderOfImports();
    void checksAfterDamageWasMet();
    void upgrades_data();
    void upgrades();
    void upgradesThoughKilled_data();
    void upgradesThoughKilled();
    void startsWithoutRoom_data();
    void startsWithoutRoom();
    void writesAgainWhenAllowed();

private:
    // Overwrites the middle of the file, from the first of these parts to the second.
    void damage(double from, double to)
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const auto begin = static_cast<qint64>(from * double(file.size()));
        const auto end = static_cast<qint64>(to * double(file.size()));
        QVERIFY(file.seek(begin));
        file.write(QByteArray(static_cast<int>(end - begin), '\x55'));
    }

    // Two indexes that claim the same pages.
    void damageIndexes()
    {
        runSql(m_path,
               {QStringLiteral("PRAGMA writable_schema = ON"),
                QStringLiteral("UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM "
                               "sqlite_schema WHERE name = 'messages_streaming') WHERE name = "
                               "'messages_by_parent'")});
    }

    // Puts the stored one of this schema version in the place of the store.
    void useStoreOf(int version)
    {
        const auto stored =
            tests::dataPath("chats/schema_" + std::to_string(version) + ".sqlite").string();
        QVERIFY(QFile::copy(QString::fromStdString(stored), m_path));
    }
    static bool hasEverything(ChatDatabase& database)
    {
        const auto list = database.conversations();
        const auto seventh = database.path(7);
        const auto last = database.path(20);
        return list && list->size() == 19 && database.trash()->size() == 1 && seventh &&
               seventh->messages.size() == 2 &&
               seventh->messages.last().text == QStringLiteral("text 13") &&
               seventh->messages.last().stats.completionTokens == 20 && last &&
               last->messages.last().text == QStringLiteral("text half written") &&
               last->messages.last().state == app::MessageState::Stopped &&
               last->messages.last().siblingCount == 2 && texts(database).size() == 39;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;
};

void TestStoreBackup::keepsSevenDays()
{
    const QString name = QStringLiteral("store");
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        database.setDatabaseName(m_path);
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(QStringLiteral("PRAGMA user_version = 1")));
        const QDate first(2030, 2, 25);
        for (int day = 0; day < 10; ++day) {
            const auto made = backUp(app::DailyBackup::begin(m_path, name, first.addDays(day)));
            QVERIFY2(made.has_value(), made ? "" : made.error().message.c_str());
            QVERIFY(*made);
            QCOMPARE(
                backUp(app::DailyBackup::begin(m_path, name, first.addDays(day))).value_or(true),
                false);
        }
        // A clock that was wrong once changes nothing: they are in the order of being made.
        QVERIFY(backUp(app::DailyBackup::begin(m_path, name, QDate(1999, 1, 1))).value_or(false));
    }
    QSqlDatabase::removeDatabase(name);
    const QList<app::Backup> all = app::backupsOf(m_path);
    QCOMPARE(all.size(), app::kKeptBackups);
    QCOMPARE(all.first().day, QDate(1999, 1, 1));
    QCOMPARE(all.first().number, 11);
    QCOMPARE(all.last().day, QDate(2030, 3, 1));
    QVERIFY(!(QFile::permissions(all.first().file) & QFile::ReadOther));
}

void TestStoreBackup::restoresTheLastGoodOne()
{
    {
        ChatDatabase database(m_path);
        database.open();
        add(database, QStringLiteral("text one"));
        QVERIFY(backUp(database).value_or(false));
        QVERIFY(!backUp(database).value_or(true));
        database.close();
    }
    // A newer one that is damaged itself is passed over.
    QFile newer(m_dir->filePath(QStringLiteral("backups/chats-000099-2031-01-01.sqlite")));
    QVERIFY(newer.open(QIODevice::WriteOnly));
    newer.write(QByteArray(10000, 'x'));
    newer.close();
    damage(0, 1);
    ChatDatabase database(m_path);
    const StoreOpening opening = database.open();
    QVERIFY2(opening.notice.contains(QStringLiteral("restored from the backup of")),
             qPrintable(opening.notice));
    QVERIFY(opening.notice.contains(opening.movedAside));
    QVERIFY(QFileInfo::exists(opening.movedAside));
    QCOMPARE(texts(database), QStringList{"text one"});
    QVERIFY(add(database, QStringLiteral("text two")).id > 0);
    database.close();
    QCOMPARE(database.open().notice, QString());
    QCOMPARE(texts(database).size(), 2);
    database.close();
}

void TestStoreBackup::restoresWhatWasEmptied()
{
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    ChatDatabase database(m_path);
    QCOMPARE(database.open().notice, QString()); // its making was interrupted
    add(database, QStringLiteral("text one"));
    QVERIFY(backUp(database).value_or(false));
    database.close();

    QVERIFY(file.resize(0));
    const StoreOpening opening = database.open();
    QVERIFY2(opening.notice.contains(QStringLiteral("restored from the backup of")),
             qPrintable(opening.notice));
    QCOMPARE(texts(database), QStringList{"text one"});
    database.close();

    // Who took it away wanted to be rid of it.
    QVERIFY(file.remove());
    QCOMPARE(database.open().notice, QString());
    QCOMPARE(texts(database), QStringList());
    database.close();
}

void TestStoreBackup::copiesWhatIsWrittenMeanwhile()
{
    ChatDatabase database(m_path);
    database.open();
    const Message first = add(database, QString(20 << 20, u'y')); // more than one step copies
    {
        QVERIFY(database.beginBackup());
        int steps = 0;
        core::Result<std::shared_ptr<app::DailyBackup>> copied = nullptr;
        while (copied && !*copied) {
            add(database, QStringLiteral("text %1").arg(++steps), first.conversation);
            copied = database.copySome();
        }
        QVERIFY(copied.has_value());
        QVERIFY(steps > 2);
        add(database, QStringLiteral("text too late"), first.conversation);
        QVERIFY((*copied)->complete().has_value());
        database.close();
        damage(0, 1);
        QVERIFY(database.open().notice.contains(QStringLiteral("restored from the backup")));
        QCOMPARE(database.path(first.conversation)->messages.size(), 1);
        QCOMPARE(texts(database).size(), steps);
    }
    database.close();
}

void TestStoreBackup::leavesNothingOfHalfABackup()
{
    ChatDatabase database(m_path);
    database.open();
    add(database, QString(20 << 20, u'y'));
    QVERIFY(database.beginBackup());
    const auto copied = database.copySome();
    QVERIFY(copied && *copied == nullptr);
    database.close(); // in the middle of it
    QVERIFY(QDir(m_dir->filePath(QStringLiteral("backups"))).isEmpty());
    database.open();
    QVERIFY(backUp(database).value_or(false));
    QCOMPARE(app::backupsOf(m_path).size(), 1);
    database.close();
}

void TestStoreBackup::salvagesWithoutABackup()
{
    {
        ChatDatabase database(m_path);
        database.open();
        Message message = add(database, QStringLiteral("text 0 ").repeated(100));
        for (int i = 1; i < 300; ++i)
            message = add(
                database, QStringLiteral("text %1 ").arg(i).repeated(100), message.conversation);
        database.close();
    }
    damage(0.4, 0.45);
    ChatDatabase database(m_path);
    const StoreOpening opening = database.open();
    QVERIFY2(opening.notice.contains(QStringLiteral("could be read")), qPrintable(opening.notice));
    const auto list = database.conversations();
    QCOMPARE(list->size(), 1);
    const qsizetype found = texts(database).size();
    qInfo("%lld of 300 messages came back", static_cast<long long>(found));
    QVERIFY(found > 150);
    QVERIFY(found < 300);
    database.close();
}

void TestStoreBackup::salvagesWhatIsNewer()
{
    ConversationId second = 0;
    {
        ChatDatabase database(m_path);
        database.open();
        const Message one = add(database, QStringLiteral("text 1"));
        second = add(database, QStringLiteral("text 2")).conversation;
        QVERIFY(backUp(database).value_or(false));
        add(database, QStringLiteral("text 3"), one.conversation);
        add(database, QStringLiteral("text 4"));
        database.close();
    }
    damageIndexes();
    ChatDatabase database(m_path);
    const StoreOpening opening = database.open();
    QVERIFY2(opening.notice.contains(QStringLiteral("restored from the backup")),
             qPrintable(opening.notice));
    QVERIFY2(opening.notice.contains(QStringLiteral("2 newer messages")),
             qPrintable(opening.notice));
    QCOMPARE(texts(database), (QStringList{"text 1", "text 2", "text 3", "text 4"}));
    const auto list = database.conversations();
    QCOMPARE(list->size(), 3);
    QCOMPARE(list->last().id, second); // the order of use is right again
    database.close();
}

void TestStoreBackup::salvagesTheOrderOfImports()
{
    app::ConversationRecord old;
    old.title = QStringLiteral("old");
    old.updatedAt = QDateTime(QDate(2022, 4, 15), QTime(10, 0), Qt::UTC);
    old.messages.resize(1);
    old.messages.first().id = 1;
    old.messages.first().text = QStringLiteral("text 1");
    app::ConversationRecord older = old;
    older.title = QStringLiteral("older");
    older.updatedAt = older.updatedAt.addYears(-1);
    const auto titles = [](ChatDatabase& database) {
        QStringList found;
        const auto list = database.conversations();
        for (const auto& one : *list)
            found.append(one.title);
        return found.join(u' ');
    };
    {
        ChatDatabase database(m_path);
        database.open();
        add(database, QStringLiteral("text 0"));
        QVERIFY(database.import({old}));
        QVERIFY(backUp(database).value_or(false));
        QVERIFY(database.import({older}));
        QCOMPARE(titles(database), QStringLiteral("Title old older"));
        database.close();
    }
    damageIndexes();
    ChatDatabase database(m_path);
    const StoreOpening opening = database.open();
    QVERIFY2(opening.notice.contains(QStringLiteral("1 newer messages")),
             qPrintable(opening.notice));
    QCOMPARE(titles(database), QStringLiteral("Title old older"));
    database.close();
}

void TestStoreBackup::checksAfterDamageWasMet()
{
    ConversationId id = 0;
    {
        ChatDatabase database(m_path);
        database.open();
        Message message = add(database, QStringLiteral("text 0"));
        id = message.conversation;
        // More than is checked at every start.
        const QString filler = QString(20000, u'y');
        for (int i = 0; i < 300; ++i)
            message = add(database, filler + QString::number(i), id);
        database.close();
    }
    QVERIFY(QFileInfo(m_path).size() > 5 << 20);
    damage(0.2, 0.8);
    ChatDatabase database(m_path);
    const StoreOpening first = database.open();
    if (first.notice.isEmpty()) {
        // Whatever is read now, the damage is met, and the next start looks into it.
        QCOMPARE(database.conversations()->size(), 1);
        (void)database.path(id);
        const auto backup = backUp(database);
        QVERIFY(!backup.has_value());
        QVERIFY2(backup.error().message.find("Start Fireside again") != std::string::npos,
                 backup.error().message.c_str());
        database.close();
        const StoreOpening second = database.open();
        QVERIFY2(second.notice.contains(QStringLiteral("damaged")), qPrintable(second.notice));
    }
    QCOMPARE(database.conversations()->size(), 1);
    database.close();
    QCOMPARE(database.open().notice, QString());
    database.close();
}

// Of every version that there was there is a store, which is never made anew: 20 conversations of
// two messages, one of them in the trash, and an answer that was being written.
void TestStoreBackup::upgrades_data()
{
    QTest::addColumn<int>("version");
    for (int version = 1; version <= app::currentSchemaVersion(); ++version)
        QTest::addRow("from %d", version) << version;
}

void TestStoreBackup::upgrades()
{
    QFETCH(int, version);
    useStoreOf(version);
    ChatDatabase database(m_path);
    QCOMPARE(database.open().notice, QString());
    QVERIFY(hasEverything(database));
    if (version >= 2)
        QCOMPARE(database.records({7})->first().tags, (QStringList{"one", "two"}));
    if (version >= 4)
        QCOMPARE(database.odds(14)->size(), 1);
    if (version >= 5)
        QCOMPARE(database.path(7)->context.summary, QStringLiteral("so far"));
    if (version >= 7)
        QCOMPARE(database.edits()->value(13), QStringLiteral("another text"));
    QVERIFY(database.setPinned(7, true).has_value());
    database.close();
    // As it was before, should something go wrong.
    const QString kept =
        m_dir->filePath(QStringLiteral("backups/chats-version-%1.sqlite").arg(version));
    QCOMPARE(QFileInfo::exists(kept), version < app::currentSchemaVersion());
    if (!QFileInfo::exists(kept))
        return;
    QVERIFY(QFile::remove(m_path) && QFile::copy(kept, m_path));
    QCOMPARE(database.open().notice, QString());
    QVERIFY(hasEverything(database));
    database.close();
}

void TestStoreBackup::upgradesThoughKilled_data()
{
    QTest::addColumn<int>("version");
    for (int version = 1; version < app::currentSchemaVersion(); ++version)
        QTest::addRow("from %d", version) << version;
}

// At every call that writes, or at every seventh.
void TestStoreBackup::upgradesThoughKilled()
{
#ifdef __SANITIZE_ADDRESS__
    QSKIP("the sanitizer must be loaded first, and so must the killing writes");
#endif
    QFETCH(int, version);
    int kills = 0;
    const int step = tests::areLong() ? 1 : 7;
    for (int call = version;; call += step) {
        QDir(m_dir->path()).removeRecursively();
        QVERIFY(QDir().mkpath(m_dir->path()));
        useStoreOf(version);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral(FIRESIDE_FAULT_SHIM));
        environment.insert(QStringLiteral("FIRESIDE_FAULT_AT"), QString::number(call));
        environment.insert(QStringLiteral("FIRESIDE_FAULT_COUNT"), QStringLiteral("1"));
        environment.insert(QStringLiteral("FIRESIDE_FAULT_KILLS"), QStringLiteral("1"));
        QProcess opener;
        opener.setProcessEnvironment(environment);
        opener.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--open"), m_path});
        QVERIFY(opener.waitForFinished());
        if (opener.exitStatus() == QProcess::NormalExit)
            break; // it does not write that often
        ++kills;
        const QByteArray where = "killed at call " + QByteArray::number(call);
        ChatDatabase database(m_path);
        QVERIFY2(database.open().notice.isEmpty(), where);
        QVERIFY2(hasEverything(database), where);
        database.close();
    }
    qInfo("%d kills", kills);
    QVERIFY(kills > 3);
}

void TestStoreBackup::startsWithoutRoom_data()
{
    upgrades_data();
}

// Also where the schema would have to be changed, and where an answer would have to be ended.
void TestStoreBackup::startsWithoutRoom()
{
    QFETCH(int, version);
    useStoreOf(version);
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    rlimit none = before;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_FSIZE, &none);
    ChatDatabase database(m_path);
    const StoreOpening opening = database.open();
    const bool isReadable = hasEverything(database);
    const core::Status refused = database.rename(7, QStringLiteral("new"));
    const core::Status still = database.probe();
    setrlimit(RLIMIT_FSIZE, &before);

    QVERIFY2(opening.mayRecover, qPrintable(opening.notice));
    QVERIFY(isReadable);
    QVERIFY(!refused.has_value() && !still.has_value());
    QVERIFY(database.probe().has_value());
    QVERIFY(hasEverything(database));
    QVERIFY(database.rename(7, QStringLiteral("new")).has_value());
    database.close();
    QCOMPARE(database.open().notice, QString());
    QVERIFY(hasEverything(database));
    database.close();
}

void TestStoreBackup::writesAgainWhenAllowed()
{
    {
        ChatDatabase database(m_path);
        database.open();
        add(database, QStringLiteral("text one"));
        database.close();
    }
    const auto allow = [this](bool write) {
        const QFile::Permissions read = QFile::ReadOwner | QFile::ReadOther | QFile::ReadGroup;
        const QFile::Permissions enter = QFile::ExeOwner | QFile::ExeOther | QFile::ExeGroup;
        const QFile::Permissions all = QFile::WriteOwner | QFile::WriteOther;
        QFile::setPermissions(m_path, write ? read | all : read);
        QFile::setPermissions(m_dir->path(), write ? read | enter | all : read | enter);
    };
    allow(false);
    const uid_t user = ::geteuid();
    if (user == 0 && ::seteuid(65534) != 0)
        QSKIP("the superuser may write everywhere and cannot become another user here");
    ChatDatabase database(m_path);
    const StoreOpening opening = database.open();
    const core::Status refused = database.probe();
    const QStringList readable = texts(database);
    QCOMPARE(::seteuid(user), 0);
    allow(true);
    QVERIFY(opening.mayRecover);
    QVERIFY(!refused.has_value());
    QCOMPARE(readable, QStringList{"text one"});
    QVERIFY(database.probe().has_value());
    QVERIFY(add(database, QStringLiteral("text two")).id > 0);
    database.close();
}

int main(int argc, char* argv[])
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("--open")) {
        ChatDatabase database(arguments.value(2));
        database.open();
        database.close();
        return 0;
    }
    TestStoreBackup test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_store_backup.moc"
