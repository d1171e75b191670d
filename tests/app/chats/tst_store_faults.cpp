// A store that is killed at any moment, and one whose disk fails at any write.
//
// Started with "--session FILE", this program is the one that suffers: it goes through a scripted
// session and prints each message that is acknowledged, "M <id> <conversation>", and each
// conversation that is about to be deleted for good, "P <id>".
#include "app/chats/chat_database.h"
#include "app/chats/chat_store.h"
#include "tests/app/chats/crash_images.h"
#include "tests/support/long_tests.h"
#include "tests/support/store_file.h"

#include <QCoreApplication>
#include <QFile>
#include <QHash>
#include <QProcess>
#include <QProcessEnvironment>
#include <QRandomGenerator>
#include <QSet>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <unistd.h>

using app::ChatDatabase;
using app::ChatStore;
using app::ConversationId;
using app::Message;
using app::MessageId;
using app::MessageState;

namespace {

constexpr int kSteps = 60;

// Types, streams, edits, forks, deletes and purges, again and again; a failed step is passed over.
class Session : public QObject
{
public:
    explicit Session(const QString& path)
        : m_store(path)
    {
        next();
    }

private:
    void say(const QString& line)
    {
        // Not through stdio, whose writes the recording does not see.
        const QByteArray bytes = line.toUtf8() + '\n';
        if (::write(STDOUT_FILENO, bytes.constData(), static_cast<std::size_t>(bytes.size())) < 0)
            QCoreApplication::exit(1);
    }
    void add(core::Role role, MessageId parent, MessageState state)
    {
        Message message;
        message.conversation = m_conversation;
        message.parent = parent;
        message.role = role;
        message.state = state;
        message.text = QStringLiteral("message %1 ").arg(m_step).repeated(30);
        m_store.appendMessage(
            message, QStringLiteral("title"), this, [this](const core::Result<Message>& stored) {
                if (stored) {
                    say(QStringLiteral("M %1 %2").arg(stored->id).arg(stored->conversation));
                    m_conversation = stored->conversation;
                    m_last = *stored;
                }
                next();
            });
    }
    void next()
    {
        if (++m_step > kSteps) {
            QCoreApplication::quit();
            return;
        }
        switch (m_step % 10) {
        case 0: // a new conversation; every second one goes
            if (m_conversation != 0 && m_step % 20 == 0) {
                say(QStringLiteral("P %1").arg(m_conversation));
                m_store.deleteConversation(m_conversation, this, {});
                m_store.purgeConversations({m_conversation}, this, {});
            }
            m_conversation = 0;
            m_last = {};
            add(core::Role::User, 0, MessageState::Complete);
            break;
        case 3: // an edited message
            add(core::Role::User, m_last.parent, MessageState::Complete);
            break;
        case 4:
            m_store.forkConversation(
                m_last.id, this, [this](const core::Result<app::ConversationPath>&) { next(); });
            break;
        case 5:
        case 8: // an answer
            stream();
            add(core::Role::Assistant, m_last.id, MessageState::Streaming);
            break;
        default:
            add(core::Role::User, m_last.id, MessageState::Complete);
        }
    }
    void stream()
    {
        if (m_last.state != MessageState::Streaming)
            return;
        for (int i = 0; i < 130; ++i)
            m_store.appendText(m_last.id, QStringLiteral("word "), 1);
        m_last.state = MessageState::Complete;
        m_store.finishMessage(m_last);
    }

    ChatStore m_store;
    int m_step = 0;
    ConversationId m_conversation = 0;
    Message m_last;
};

// What must be there, by what was printed.
QSet<MessageId> certain(const QByteArray& output)
{
    QHash<MessageId, ConversationId> messages;
    QSet<ConversationId> going;
    QList<QByteArray> lines = output.split('\n');
    lines.removeLast(); // it may be cut
    for (const QByteArray& line : std::as_const(lines)) {
        const QList<QByteArray> words = line.split(' ');
        if (words.first() == "P")
            going.insert(words.value(1).toLongLong());
        else
            messages.insert(words.value(1).toLongLong(), words.value(2).toLongLong());
    }
    QSet<MessageId> found;
    for (auto message = messages.cbegin(); message != messages.cend(); ++message) {
        if (!going.contains(message.value()))
            found.insert(message.key());
    }
    return found;
}

} // namespace

class TestStoreFaults : public QObject
{
    Q_OBJECT

private slots:
    void survivesKill();
    void survivesFailingWrites_data();
    void survivesFailingWrites();
    void survivesPowerCuts();

private:
    // A disk that fails before there is a file has the conversations kept in memory, which is said.
    static void make(const QString& path)
    {
        ChatDatabase database(path);
        database.open();
        database.close();
    }
    // The file is whole, opens without a word, has every message of expected and nothing that is
    // still running. Returns what is wrong; empty: nothing.
    static QString fault(const QString& path, const QSet<MessageId>& expected)
    {
        return tests::storeFault(path, [&expected](QSqlQuery& query) {
            QSet<MessageId> there;
            query.exec(QStringLiteral("SELECT id, state FROM messages"));
            while (query.next()) {
                there.insert(query.value(0).toLongLong());
                if (query.value(1).toString() == QLatin1String("streaming"))
                    return QStringLiteral("an answer is still running");
            }
            for (const MessageId id : expected) {
                if (!there.contains(id))
                    return QStringLiteral("message %1 is lost").arg(id);
            }
            return QString();
        });
    }
};

void TestStoreFaults::survivesKill()
{
    QTemporaryDir dir;
    QString path = dir.filePath(QStringLiteral("chats.sqlite"));
    QRandomGenerator random(QRandomGenerator::securelySeeded());
    QSet<MessageId> expected;
    qsizetype kept = 0;
    const int count = tests::rounds(40, 1000);
    for (int round = 0; round < count; ++round) {
        if (round % 4 == 0) { // the making of the file is killed as well
            path = dir.filePath(QStringLiteral("chats-%1.sqlite").arg(round));
            kept += expected.size();
            expected.clear();
        }
        QProcess session;
        session.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--session"), path});
        QVERIFY(session.waitForStarted());
        // Also before it has opened the file, and after it has ended.
        session.waitForFinished(random.bounded(10, round % 4 == 0 ? 100 : 400));
        session.kill();
        session.waitForFinished();
        const QByteArray output = session.readAllStandardOutput();
        expected += certain(output);
        const QString wrong = fault(path, expected);
        QVERIFY2(wrong.isEmpty(), qPrintable(QStringLiteral("round %1: %2").arg(round).arg(wrong)));
    }
    qInfo("%d kills, %lld acknowledged messages of conversations that stay, none lost",
          count,
          static_cast<long long>(kept + expected.size()));
}

void TestStoreFaults::survivesFailingWrites_data()
{
    QTest::addColumn<int>("error");
    QTest::addColumn<int>("failing"); // calls in a row
    QTest::addColumn<int>("shift");
    QTest::newRow("full for a moment") << ENOSPC << 3 << 0;
    QTest::newRow("full for long") << ENOSPC << 100000 << 1;
    QTest::newRow("one I/O error") << EIO << 1 << 2;
    QTest::newRow("a broken disk") << EIO << 100000 << 3;
}

void TestStoreFaults::survivesFailingWrites()
{
#ifdef __SANITIZE_ADDRESS__
    QSKIP("the sanitizer must be loaded first, and so must the failing writes");
#endif
    QFETCH(int, error);
    QFETCH(int, failing);
    QFETCH(int, shift);
    QRandomGenerator random(5);
    const int count = tests::rounds(15, 125);
    qsizetype kept = 0;
    for (int round = 0; round < count; ++round) {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("chats.sqlite"));
        make(path);
        // Each of the first 500 calls once, over the four kinds of faults.
        const int first = count < 125 ? random.bounded(1, 500) : 4 * round + shift + 1;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral(FIRESIDE_FAULT_SHIM));
        environment.insert(QStringLiteral("FIRESIDE_FAULT_AT"), QString::number(first));
        environment.insert(QStringLiteral("FIRESIDE_FAULT_COUNT"), QString::number(failing));
        environment.insert(QStringLiteral("FIRESIDE_FAULT_ERRNO"), QString::number(error));
        QProcess session;
        session.setProcessEnvironment(environment);
        session.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--session"), path});
        QVERIFY(session.waitForFinished(60000));
        const QString where = QStringLiteral("from call %1: ").arg(first);
        QVERIFY2(session.exitStatus() == QProcess::NormalExit && session.exitCode() == 0,
                 qPrintable(where + QString::fromUtf8(session.readAllStandardError())));
        const QSet<MessageId> expected = certain(session.readAllStandardOutput());
        const QString wrong = fault(path, expected);
        QVERIFY2(wrong.isEmpty(), qPrintable(where + wrong));
        kept += expected.size();
    }
    qInfo("%d sessions, %lld acknowledged messages of conversations that stay, none lost",
          count,
          static_cast<long long>(kept));
}

void TestStoreFaults::survivesPowerCuts()
{
#ifdef __SANITIZE_ADDRESS__
    QSKIP("the sanitizer must be loaded first, and so must the recording");
#endif
    QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("chats.sqlite"));
    make(path);
    const auto contentOf = [](const QString& name) {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const QHash<QString, QByteArray> start{{QStringLiteral("chats.sqlite"), contentOf(path)}};
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral(FIRESIDE_FAULT_SHIM));
    environment.insert(QStringLiteral("FIRESIDE_RECORD"), dir.filePath(QStringLiteral("log")));
    QProcess session;
    session.setProcessEnvironment(environment);
    session.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--session"), path});
    QVERIFY(session.waitForFinished(60000));
    QCOMPARE(session.exitCode(), 0);
    const tests::CrashImages images(contentOf(dir.filePath(QStringLiteral("log"))), start);
    QVERIFY2(images.recordCount() > 200, QByteArray::number(images.recordCount()).constData());

    QRandomGenerator random(7);
    const int count = tests::rounds(50, 500);
    qsizetype kept = 0;
    for (int round = 0; round < count; ++round) {
        const auto cut = random.bounded(static_cast<int>(images.recordCount()) + 1);
        const tests::CrashImage image = images.after(cut, random);
        QTemporaryDir place;
        for (auto file = image.files.cbegin(); file != image.files.cend(); ++file) {
            QFile copy(place.filePath(file.key()));
            QVERIFY(copy.open(QIODevice::WriteOnly));
            copy.write(*file);
        }
        const QSet<MessageId> expected = certain(image.output);
        const QString wrong = fault(place.filePath(QStringLiteral("chats.sqlite")), expected);
        QVERIFY2(wrong.isEmpty(), qPrintable(QStringLiteral("cut at %1: %2").arg(cut).arg(wrong)));
        kept += expected.size();
    }
    QVERIFY(kept > 0);
    qInfo("%d images of a session of %lld records, %lld acknowledged messages, none lost",
          count,
          static_cast<long long>(images.recordCount()),
          static_cast<long long>(kept));
}

int main(int argc, char* argv[])
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("--session")) {
        const Session session(arguments.value(2));
        return QCoreApplication::exec();
    }
    tests::giveLongTestsTime();
    TestStoreFaults test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_store_faults.moc"
