#include "ui/sidebar/conversation_model.h"
#include "ui/sidebar/day_label.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

using namespace ui;

class TestConversationModel : public QObject
{
    Q_OBJECT

private:
    static app::ConversationSummary
    conversation(app::ConversationId id, const char* title, const char* time)
    {
        app::ConversationSummary summary;
        summary.id = id;
        summary.title = QString::fromUtf8(title);
        summary.updatedAt = QDateTime::fromString(QString::fromLatin1(time), Qt::ISODate);
        return summary;
    }
    static QDate today() { return {2026, 3, 15}; }

private slots:
    void namesDays_data()
    {
        QTest::addColumn<QDate>("day");
        QTest::addColumn<QString>("label");
        QTest::newRow("today") << today() << QStringLiteral("Today");
        QTest::newRow("clock went back") << today().addDays(3) << QStringLiteral("Today");
        QTest::newRow("yesterday") << today().addDays(-1) << QStringLiteral("Yesterday");
        QTest::newRow("week") << today().addDays(-7) << QStringLiteral("Previous 7 days");
        QTest::newRow("month") << today().addDays(-8) << QStringLiteral("Previous 30 days");
        QTest::newRow("older") << QDate(2025, 11, 2) << QStringLiteral("November 2025");
    }

    void namesDays()
    {
        QFETCH(QDate, day);
        QFETCH(QString, label);
        QCOMPARE(dayLabel(day, today()), label);
    }

    void groupsByDay()
    {
        ConversationModel model(&TestConversationModel::today);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setConversations({conversation(3, "c", "2026-03-15T10:00:00Z"),
                                conversation(2, "b", "2026-03-15T09:00:00Z"),
                                conversation(1, "", "2026-03-14T09:00:00Z")});
        QStringList rows;
        for (int i = 0; i < model.rowCount(); ++i)
            rows << model.index(i).data().toString();
        QCOMPARE(rows,
                 (QStringList{QStringLiteral("Today"),
                              QStringLiteral("c"),
                              QStringLiteral("b"),
                              QStringLiteral("Yesterday"),
                              QStringLiteral("New conversation")}));
        QCOMPARE(model.flags(model.index(0)), Qt::NoItemFlags);
        QCOMPARE(model.indexOf(2).row(), 2);
        QVERIFY(!model.indexOf(9).isValid());
    }

    void marksWhatIsAnswering()
    {
        ui::ConversationModel model;
        app::ConversationSummary summary;
        summary.id = 7;
        summary.title = QStringLiteral("Tea");
        model.setConversations({summary});
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        const QModelIndex row = model.indexOf(7);
        QVERIFY(!row.data(ui::ConversationModel::AnsweringRole).toBool());
        model.setAnswering({7});
        QCOMPARE(changed.size(), 1);
        QVERIFY(row.data(ui::ConversationModel::AnsweringRole).toBool());
        QCOMPARE(row.data(Qt::AccessibleTextRole).toString(), QStringLiteral("Tea, is answering"));
        model.setAnswering({});
        QVERIFY(!row.data(ui::ConversationModel::AnsweringRole).toBool());
    }

    void renaming()
    {
        ConversationModel model(&TestConversationModel::today);
        model.setConversations({conversation(3, "c", "2026-03-15T10:00:00Z")});
        QSignalSpy spy(&model, &ConversationModel::renameRequested);
        QVERIFY(!model.setData(model.index(1), QStringLiteral("  "), Qt::EditRole));
        QVERIFY(!model.setData(model.index(0), QStringLiteral("heading"), Qt::EditRole));
        QVERIFY(model.setData(model.index(1), QStringLiteral(" two  words "), Qt::EditRole));
        QCOMPARE(spy.size(), 1);
        QCOMPARE(spy[0][1].toString(), QStringLiteral("two words"));
    }

    void changedTitleKeepsTheSelection()
    {
        ConversationModel model(&TestConversationModel::today);
        model.setConversations({conversation(3, "c", "2026-03-15T10:00:00Z")});
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setConversations({conversation(3, "d", "2026-03-15T10:00:00Z")});
        QCOMPARE(reset.size(), 0);
        QCOMPARE(model.index(1).data().toString(), QStringLiteral("d"));
    }
};

QTEST_GUILESS_MAIN(TestConversationModel)
#include "tst_conversation_model.moc"
