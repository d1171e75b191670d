// The real program, killed in the middle of whatever a person does with it, again and again on the
// same conversations: nothing that was shown is lost, the file is whole, and of a running answer
// little more than the last second is gone. Most stores were made by an earlier version, so that it
// is killed while it changes their schema as well.
//
// FIRESIDE_KILLS says how often; 200 times where it is not set.
#include "app/chats/chat_types.h"
#include "app/chats/store_file.h"
#include "tests/e2e/session_driver.h"
#include "tests/support/store_file.h"
#include "tests/support/test_paths.h"
#include "tests/support/tiny_llama.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QProcess>
#include <QRandomGenerator>
#include <QSet>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <QVariant>

#include <algorithm>
#include <future>
#include <vector>

using app::MessageId;

namespace {

constexpr int kKills = 200;
constexpr int kLanes = 2; // at a time, each with a store of its own
constexpr int kRoundsOnOneStore = 25;
constexpr int kOldConversations = 2000; // of a store that an earlier version made
// The second of RELIABILITY and as much as a busy machine may take to write.
constexpr long long kLongestLossMs = 4000;

struct Shown
{
    long long ms = 0;
    qsizetype size = 0;
};

// What all runs on a store have shown.
struct Promises
{
    QHash<MessageId, QString> texts;
    QHash<MessageId, QList<Shown>> answers; // of the last run
    QSet<QString> deleted;

    void read(const QByteArray& log)
    {
        answers.clear();
        QList<QByteArray> lines = log.split('\n');
        lines.removeLast(); // it may be cut
        for (const QByteArray& line : std::as_const(lines)) {
            const QList<QByteArray> words = line.split(' ');
            if (words.first() == "M")
                texts.insert(words.value(1).toLongLong(),
                             QString::fromUtf8(QByteArray::fromBase64(words.value(2))));
            else if (words.first() == "A")
                answers[words.value(1).toLongLong()].append(
                    {words.value(2).toLongLong(), words.value(3).toLongLong()});
            else if (words.first() == "D")
                deleted.insert(QString::fromUtf8(QByteArray::fromBase64(words.value(1))));
        }
    }
};

QByteArray contentOf(const QString& name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// The starter model where there is one, since it writes at a person's pace.
QString modelFor(const QString& folder)
{
    if (const auto starter = tests::starterModelPath(); !starter.empty())
        return QString::fromStdString(starter.string());
    const QString path = folder + QStringLiteral("/tiny.gguf");
    const std::string bytes = tests::tinyLlama({.layerCount = 8, .contextTokens = 4096}).build();
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(bytes.data(), static_cast<qint64>(bytes.size()));
    return path;
}

// What kills came to.
struct Tally
{
    int kills = 0;
    int early = 0;     // before anything was shown
    int unchanged = 0; // of these with a schema that was still an earlier one
    qsizetype texts = 0;
    qsizetype answers = 0;
    qsizetype deleted = 0;
    long long longestLossMs = 0;
    QString wrong; // empty: nothing

    void add(const Tally& other)
    {
        kills += other.kills;
        early += other.early;
        unchanged += other.unchanged;
        texts += other.texts;
        answers += other.answers;
        deleted += other.deleted;
        longestLossMs = std::max(longestLossMs, other.longestLossMs);
        if (wrong.isEmpty())
            wrong = other.wrong;
    }
};

// A folder with conversations, on which the program is killed.
class Victim
{
public:
    // version: of the schema that its store begins with; 0: there is none yet.
    Victim(QString model, int version)
        : m_model(std::move(model))
        , m_version(version)
    {
        if (version == 0)
            return;
        const QString store = m_folder.filePath(QStringLiteral("data/chats.sqlite"));
        QDir().mkpath(QFileInfo(store).path());
        m_promises.texts = tests::makeOldStore(store, version, kOldConversations);
    }

    // round: from 0. The first ones and every fourth do not wait for it to start.
    void suffer(int round, QRandomGenerator& random)
    {
        const bool isEarly = round % 4 == 0 || (m_version > 0 && round < 3);
        const auto seed = static_cast<int>(random.bounded(1U, 1U << 30));
        const long long killedMs = run(seed, !isEarly, random.bounded(isEarly ? 400 : 2400));
        const QByteArray log = contentOf(m_folder.filePath(QStringLiteral("driver.log")));
        m_promises.read(log);
        ++m_tally.kills;
        m_tally.early += log.isEmpty() ? 1 : 0;
        m_tally.answers += m_promises.answers.size();
        const QString wrong =
            killedMs < 0 ? QStringLiteral("the program ended by itself") : fault(killedMs);
        if (!wrong.isEmpty())
            m_tally.wrong = QStringLiteral("store of version %1, round %2, seed %3: %4")
                                .arg(m_version)
                                .arg(round)
                                .arg(seed)
                                .arg(wrong);
    }

    Tally tally() const
    {
        Tally whole = m_tally;
        whole.texts = m_promises.texts.size();
        whole.deleted = m_promises.deleted.size();
        return whole;
    }

private:
    // Returns when it was killed; < 0: it had ended before.
    long long run(int seed, bool waits, int forMs) const;
    // What is wrong with a copy of the store; empty: nothing.
    QString fault(long long killedMs);

    QTemporaryDir m_folder;
    QString m_model;
    int m_version;
    Promises m_promises;
    Tally m_tally;
};

long long Victim::run(int seed, bool waits, int forMs) const
{
    const QString log = m_folder.filePath(QStringLiteral("driver.log"));
    QFile::remove(log);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("FIRESIDE_DATA_DIR"), m_folder.path());
    environment.insert(QStringLiteral("FIRESIDE_DRIVER_LOG"), log);
    environment.insert(QStringLiteral("FIRESIDE_DRIVER_SEED"), QString::number(seed));
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral(FIRESIDE_SESSION_DRIVER));
    QProcess program;
    program.setProcessEnvironment(environment);
    program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    program.start(QStringLiteral(FIRESIDE_PROGRAM), {QStringLiteral("--model"), m_model});
    bool ended = !program.waitForStarted();
    for (int waited = 0; waits && !ended && waited < 20000 && QFileInfo(log).size() == 0;
         waited += 10)
        ended = program.waitForFinished(10);
    ended = ended || program.waitForFinished(forMs);
    const long long killedMs = tests::steadyMs();
    program.kill();
    program.waitForFinished();
    return ended ? -1 : killedMs;
}

QString Victim::fault(long long killedMs)
{
    const QTemporaryDir place; // for a copy: the program has to cope with what is left
    const QString name = QStringLiteral("chats.sqlite");
    for (const QString& suffix : {QString(), QStringLiteral("-wal"), QStringLiteral("-journal")})
        QFile::copy(m_folder.filePath(QStringLiteral("data/")) + name + suffix,
                    place.filePath(name) + suffix);
    const int version = tests::schemaVersion(place.filePath(name));
    m_tally.unchanged += version > 0 && version < app::currentSchemaVersion() ? 1 : 0;
    return tests::storeFault(place.filePath(name), [&](QSqlQuery& query) {
        QString result;
        QHash<MessageId, QString> stored;
        query.exec(QStringLiteral("SELECT id, text FROM messages"));
        while (query.next())
            stored.insert(query.value(0).toLongLong(), query.value(1).toString());
        const QHash<MessageId, QString>& texts = m_promises.texts;
        for (auto text = texts.cbegin(); text != texts.cend(); ++text) {
            if (stored.value(text.key()) != *text)
                result = QStringLiteral("message %1 is lost: %2").arg(text.key()).arg(*text);
        }
        const QHash<MessageId, QList<Shown>>& answers = m_promises.answers;
        for (auto answer = answers.cbegin(); answer != answers.cend(); ++answer) {
            if (!stored.contains(answer.key())) {
                result = QStringLiteral("answer %1 is lost").arg(answer.key());
                continue;
            }
            // Since when more was shown than there is.
            const qsizetype size = stored.value(answer.key()).size();
            const auto first =
                std::find_if(answer->cbegin(), answer->cend(), [size](const Shown& shown) {
                    return shown.size > size;
                });
            if (first == answer->cend())
                continue;
            const long long lossMs = killedMs - first->ms;
            m_tally.longestLossMs = std::max(m_tally.longestLossMs, lossMs);
            if (lossMs > kLongestLossMs)
                result =
                    QStringLiteral("%1 ms of answer %2 are gone").arg(lossMs).arg(answer.key());
        }
        query.exec(QStringLiteral("SELECT title FROM conversations WHERE deleted_at IS NULL"));
        while (query.next()) {
            if (m_promises.deleted.contains(query.value(0).toString()))
                result = QStringLiteral("“%1” is back").arg(query.value(0).toString());
        }
        return result;
    });
}

// One store after another, until there were that many kills or something is wrong.
Tally lane(const QString& model, int number, int kills)
{
    QRandomGenerator random(QRandomGenerator::securelySeeded());
    Tally tally;
    for (int store = number; tally.kills < kills && tally.wrong.isEmpty(); store += kLanes) {
        Victim victim(model, store % app::currentSchemaVersion());
        const int rounds = std::min(kRoundsOnOneStore, kills - tally.kills);
        for (int round = 0; round < rounds && victim.tally().wrong.isEmpty(); ++round)
            victim.suffer(round, random);
        tally.add(victim.tally());
    }
    return tally;
}

} // namespace

class TestKillProgram : public QObject
{
    Q_OBJECT

private slots:
    void losesNothing();
};

void TestKillProgram::losesNothing()
{
#ifdef __SANITIZE_ADDRESS__
    QSKIP("the sanitizer must be loaded first, and so must the driver");
#endif
    const QTemporaryDir models;
    const QString model = modelFor(models.path());
    const int given = qEnvironmentVariableIntValue("FIRESIDE_KILLS");
    const int kills = given > 0 ? given : kKills;
    std::vector<std::future<Tally>> lanes;
    for (int i = 0; i < kLanes; ++i)
        lanes.push_back(
            std::async(std::launch::async, lane, model, i, (kills + kLanes - 1 - i) / kLanes));
    Tally tally;
    for (std::future<Tally>& one : lanes)
        tally.add(one.get());
    QVERIFY2(tally.wrong.isEmpty(), qPrintable(tally.wrong));
    QCOMPARE(tally.kills, kills);
    QVERIFY(tally.texts > 0 && tally.answers > 0);
    qInfo("%d kills, %d of them before anything was shown, %d of these before the schema was the "
          "present one; %lld messages and %lld answers shown and %lld conversations deleted, none "
          "lost; at most %lld ms of a running answer gone",
          tally.kills,
          tally.early,
          tally.unchanged,
          static_cast<long long>(tally.texts),
          static_cast<long long>(tally.answers),
          static_cast<long long>(tally.deleted),
          tally.longestLossMs);
}

int main(int argc, char* argv[])
{
    qputenv("QTEST_FUNCTION_TIMEOUT", "7200000"); // Qt ends it after five minutes otherwise
    QCoreApplication application(argc, argv);
    TestKillProgram test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_kill_program.moc"
