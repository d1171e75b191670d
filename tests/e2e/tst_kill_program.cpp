// The real program, killed in the middle of whatever a person does with it, again and again on the
// same conversations: nothing that was shown is lost, the file is whole, and of a running answer
// little more than the last second is gone.
#include "app/chats/chat_types.h"
#include "tests/e2e/session_driver.h"
#include "tests/support/long_tests.h"
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

using app::MessageId;

namespace {

constexpr int kRoundsOnOneStore = 25;
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

} // namespace

class TestKillProgram : public QObject
{
    Q_OBJECT

private slots:
    void losesNothing();

private:
    // Kills a session of the program after that time, counted from the first thing it shows.
    static long long run(const QString& folder, const QString& model, int seed, int forMs);
    // What is wrong with a copy of the store; empty: nothing.
    QString fault(const QString& folder, const Promises& promises, long long killedMs);

    long long m_longestLossMs = 0;
};

long long TestKillProgram::run(const QString& folder, const QString& model, int seed, int forMs)
{
    const QString log = folder + QStringLiteral("/driver.log");
    QFile::remove(log);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("FIRESIDE_DATA_DIR"), folder);
    environment.insert(QStringLiteral("FIRESIDE_DRIVER_LOG"), log);
    environment.insert(QStringLiteral("FIRESIDE_DRIVER_SEED"), QString::number(seed));
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral(FIRESIDE_SESSION_DRIVER));
    QProcess program;
    program.setProcessEnvironment(environment);
    program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    program.start(QStringLiteral(FIRESIDE_PROGRAM), {QStringLiteral("--model"), model});
    // Every fourth time already while it starts.
    if (seed % 4 != 0)
        (void)QTest::qWaitFor([&log] { return QFile(log).size() > 0; }, 20000);
    QTest::qWait(forMs);
    const bool ran = program.state() == QProcess::Running;
    const long long killedMs = tests::steadyMs();
    program.kill();
    program.waitForFinished();
    return ran ? killedMs : -1;
}

QString TestKillProgram::fault(const QString& folder, const Promises& promises, long long killedMs)
{
    // A copy, so that the program itself has to cope with what is left.
    const QTemporaryDir place;
    const QString name = QStringLiteral("chats.sqlite");
    for (const QString& suffix : {QString(), QStringLiteral("-wal"), QStringLiteral("-journal")})
        QFile::copy(folder + QStringLiteral("/data/") + name + suffix,
                    place.filePath(name) + suffix);
    const QString path = place.filePath(name);
    return tests::storeFault(path, [&](QSqlQuery& query) {
        QString result;
        QHash<MessageId, QString> stored;
        query.exec(QStringLiteral("SELECT id, text FROM messages"));
        while (query.next())
            stored.insert(query.value(0).toLongLong(), query.value(1).toString());
        for (auto text = promises.texts.cbegin(); text != promises.texts.cend(); ++text) {
            if (stored.value(text.key()) != *text)
                result = QStringLiteral("message %1 is lost: %2").arg(text.key()).arg(*text);
        }
        for (auto answer = promises.answers.cbegin(); answer != promises.answers.cend(); ++answer) {
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
            m_longestLossMs = std::max(m_longestLossMs, lossMs);
            if (lossMs > kLongestLossMs)
                result =
                    QStringLiteral("%1 ms of answer %2 are gone").arg(lossMs).arg(answer.key());
        }
        query.exec(QStringLiteral("SELECT title FROM conversations WHERE deleted_at IS NULL"));
        while (query.next()) {
            if (promises.deleted.contains(query.value(0).toString()))
                result = QStringLiteral("“%1” is back").arg(query.value(0).toString());
        }
        return result;
    });
}

void TestKillProgram::losesNothing()
{
#ifdef __SANITIZE_ADDRESS__
    QSKIP("the sanitizer must be loaded first, and so must the driver");
#endif
    const QTemporaryDir models;
    const QString model = modelFor(models.path());
    QRandomGenerator random(QRandomGenerator::securelySeeded());
    const int count = tests::rounds(6, 200);
    qsizetype texts = 0;
    qsizetype answers = 0;
    qsizetype deleted = 0;
    for (int first = 0; first < count; first += kRoundsOnOneStore) {
        const QTemporaryDir folder;
        Promises promises;
        for (int round = first; round < std::min(count, first + kRoundsOnOneStore); ++round) {
            const int seed = static_cast<int>(random.bounded(1U, 1U << 30)) / 4 * 4 + round % 4;
            const long long killedMs =
                run(folder.path(), model, seed, random.bounded(round % 4 == 0 ? 1000 : 6000));
            QVERIFY2(killedMs >= 0, "the program ended by itself");
            promises.read(contentOf(folder.filePath(QStringLiteral("driver.log"))));
            const QString wrong = fault(folder.path(), promises, killedMs);
            QVERIFY2(wrong.isEmpty(),
                     qPrintable(
                         QStringLiteral("round %1, seed %2: %3").arg(round).arg(seed).arg(wrong)));
            answers += promises.answers.size();
        }
        texts += promises.texts.size();
        deleted += promises.deleted.size();
    }
    QVERIFY(texts > 0);
    qInfo("%d kills, %lld messages and %lld answers shown and %lld conversations deleted, none "
          "lost; at most %lld ms of a running answer gone",
          count,
          static_cast<long long>(texts),
          static_cast<long long>(answers),
          static_cast<long long>(deleted),
          m_longestLossMs);
}

int main(int argc, char* argv[])
{
    tests::giveLongTestsTime();
    QCoreApplication application(argc, argv);
    TestKillProgram test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_kill_program.moc"
