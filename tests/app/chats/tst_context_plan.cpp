// What the model reads of a conversation, as the store keeps it.
#include "app/chats/chat_database.h"

#include <QTest>

using app::ChatDatabase;
using app::ContextChoice;
using app::ContextPlan;
using app::ConversationId;
using app::Message;

class TestContextPlan : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_database.open();
        m_path.clear();
        for (const char* text : {"q1", "a1", "q2", "a2"}) {
            Message message;
            message.text = QString::fromLatin1(text);
            message.role = text[0] == 'q' ? core::Role::User : core::Role::Assistant;
            if (!m_path.isEmpty()) {
                message.conversation = m_path.last().conversation;
                message.parent = m_path.last().id;
            }
            const auto stored = m_database.append(message, QStringLiteral("title"));
            QVERIFY(stored.has_value());
            m_path.append(*stored);
        }
    }
    void cleanup() { m_database.close(); }

    void isKept()
    {
        const ConversationId id = m_path.first().conversation;
        QCOMPARE(m_database.path(id)->context, ContextPlan());
        const ContextPlan plan{
            ContextChoice::Summarise, m_path.at(1).id, QStringLiteral("they met")};
        QVERIFY(m_database.setContextPlan(id, plan).has_value());
        QCOMPARE(m_database.path(id)->context, plan);
        QVERIFY(m_database.setContextPlan(id, ContextPlan()).has_value());
        QCOMPARE(m_database.path(id)->context, ContextPlan());
    }

    void saysThatTheConversationIsGone()
    {
        const core::Status status = m_database.setContextPlan(99, ContextPlan());
        QVERIFY(!status.has_value());
        QCOMPARE(status.error().code, core::ErrorCode::NotFound);
    }

    void goesWithAFork_data()
    {
        QTest::addColumn<int>("end"); // index in the path; -1: none
        QTest::addColumn<QString>("summary");
        QTest::addColumn<int>("at"); // the fork's last message
        QTest::addColumn<int>("endThen");
        QTest::addColumn<QString>("summaryThen");
        QTest::newRow("none") << -1 << "" << 3 << -1 << "";
        QTest::newRow("left out") << 1 << "" << 3 << 1 << "";
        QTest::newRow("summarised") << 1 << "they met" << 3 << 1 << "they met";
        QTest::newRow("summary of what follows") << 1 << "they met" << 0 << -1 << "";
        QTest::newRow("summary of what came before") << -1 << "they met" << 0 << -1 << "they met";
    }

    void goesWithAFork()
    {
        QFETCH(int, end);
        QFETCH(QString, summary);
        QFETCH(int, at);
        QFETCH(int, endThen);
        const ContextPlan plan{ContextChoice::LeaveOut, end < 0 ? 0 : m_path.at(end).id, summary};
        QVERIFY(m_database.setContextPlan(m_path.first().conversation, plan).has_value());
        const auto fork = m_database.fork(m_path.at(at).id);
        QVERIFY(fork.has_value());
        QCOMPARE(fork->messages.size(), at + 1);
        QCOMPARE(fork->context.choice, ContextChoice::LeaveOut);
        QCOMPARE(fork->context.end, endThen < 0 ? 0 : fork->messages.at(endThen).id);
        QTEST(fork->context.summary, "summaryThen");
    }

    void comesBackWithWhatWasRemoved_data()
    {
        QTest::addColumn<int>("end"); // index in the path
        QTest::addColumn<int>("endWithout");
        QTest::newRow("the end goes") << 3 << 1;
        QTest::newRow("its question goes too") << 2 << 1;
        QTest::newRow("it stays") << 1 << 1;
    }

    void comesBackWithWhatWasRemoved()
    {
        QFETCH(int, end);
        QFETCH(int, endWithout);
        const ConversationId id = m_path.first().conversation;
        const ContextPlan plan{
            ContextChoice::Summarise, m_path.at(end).id, QStringLiteral("they met")};
        QVERIFY(m_database.setContextPlan(id, plan).has_value());
        const auto removed = m_database.remove(m_path.at(3).id);
        QVERIFY(removed.has_value());
        QCOMPARE(m_database.path(id)->context.end, m_path.at(endWithout).id);
        QCOMPARE(m_database.putBack(*removed)->context, plan);
    }

private:
    ChatDatabase m_database{QStringLiteral(":memory:")};
    QList<Message> m_path;
};

QTEST_GUILESS_MAIN(TestContextPlan)
#include "tst_context_plan.moc"
