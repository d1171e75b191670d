#include "ui/sidebar/conversation_model.h"
#include "ui/sidebar/day_label.h"

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>
#include <QtTest>

#include <memory>

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
    static QStringList texts(const ConversationModel& model)
    {
        QStringList rows;
        for (int i = 0; i < model.rowCount(); ++i)
            rows << model.index(i).data().toString();
        return rows;
    }

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
        QCOMPARE(texts(model),
                 (QStringList{QStringLiteral("Today"),
                              QStringLiteral("c"),
                              QStringLiteral("b"),
                              QStringLiteral("Yesterday"),
                              QStringLiteral("New conversation")}));
        QVERIFY(!model.flags(model.index(0)).testFlag(Qt::ItemIsSelectable));
        QCOMPARE(model.indexOf(2).row(), 2);
        QVERIFY(!model.indexOf(9).isValid());
    }

    void showsEachGroupOnce()
    {
        ConversationModel model(&TestConversationModel::today);
        model.setConversations({conversation(6, "f", "2022-04-15T10:00:00Z"), // a clock jumped
                                conversation(5, "e", "2026-03-15T10:00:00Z"),
                                conversation(4, "d", "2023-11-15T10:00:00Z"),
                                conversation(3, "c", "2026-03-15T12:00:00Z"),
                                conversation(2, "b", "2022-04-20T09:00:00Z"),
                                conversation(1, "a", "2026-03-14T09:00:00Z")});
        QCOMPARE(texts(model).join(u' '),
                 QStringLiteral("Today e c Yesterday a November 2023 d April 2022 f b"));
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

    void foldersAndTheArchiveOpenAndClose()
    {
        ConversationModel model(&TestConversationModel::today);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        QList<app::ConversationSummary> list = {conversation(4, "d", "2026-03-15T10:00:00Z"),
                                                conversation(3, "c", "2026-03-15T10:00:00Z"),
                                                conversation(2, "b", "2026-03-15T10:00:00Z"),
                                                conversation(1, "a", "2026-03-15T10:00:00Z")};
        list[0].pinned = true;
        list[1].folder = QStringLiteral("Work");
        list[3].archived = true;
        list[3].folder = QStringLiteral("Work"); // the archive comes first
        model.setConversations(list);
        QCOMPARE(texts(model), QStringLiteral("Pinned d Work c Today b Archive").split(u' '));
        QVERIFY(!model.indexOf(1).isValid());

        QSignalSpy toggled(&model, &ConversationModel::toggledChanged);
        model.toggle(model.index(0)); // only folders and the archive
        model.toggle(model.index(1));
        QCOMPARE(toggled.size(), 0);
        model.toggle(model.index(6));
        model.toggle(model.index(2));
        QCOMPARE(toggled.size(), 2);
        QCOMPARE(texts(model), QStringLiteral("Pinned d Work Today b Archive a").split(u' '));
        QVERIFY(model.index(2).data(ConversationModel::ClosedRole).toBool());
        QVERIFY(!model.index(3).data(ConversationModel::ClosedRole).isValid());
        QVERIFY(model.indexOf(1).data(ConversationModel::ArchivedRole).toBool());

        ConversationModel again(&TestConversationModel::today);
        again.setToggled(model.toggled());
        again.setConversations(list);
        QCOMPARE(texts(again), texts(model));
    }

    void emptyFoldersStayUntilTheyAreRemoved()
    {
        ConversationModel model(&TestConversationModel::today);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy kept(&model, &ConversationModel::keptFoldersChanged);
        model.setKeptFolders({QStringLiteral("Former")});
        QCOMPARE(texts(model), QStringList{"Former"});
        QCOMPARE(kept.size(), 0);
        auto one = conversation(1, "One", "2026-03-15T10:00:00");
        one.folder = QStringLiteral("Work");
        model.setConversations({one});
        QCOMPARE(texts(model), (QStringList{"Former", "Work", "One"}));
        QCOMPARE(kept.size(), 1);
        QCOMPARE(model.keptFolders(), (QStringList{"Former", "Work"}));
        one.folder.clear();
        model.setConversations({one});
        QCOMPARE(texts(model), (QStringList{"Former", "Work", "Today", "One"}));
        QCOMPARE(model.folders(), (QStringList{"Former", "Work"}));
        model.renameFolder(QStringLiteral("Former"), QStringLiteral("Later"));
        QCOMPARE(texts(model), (QStringList{"Later", "Work", "Today", "One"}));
        model.renameFolder(QStringLiteral("Work"), QString());
        QCOMPARE(texts(model), (QStringList{"Later", "Today", "One"}));
        QCOMPARE(model.keptFolders(), QStringList{"Later"});
    }

    // The store answers a moment later.
    void aRemovedFolderDoesNotComeBack()
    {
        ConversationModel model(&TestConversationModel::today);
        auto one = conversation(1, "One", "2026-03-15T10:00:00");
        one.folder = QStringLiteral("Work");
        model.setConversations({one});
        model.renameFolder(QStringLiteral("Work"), QString());
        one.title = QStringLiteral("Uno");
        model.setConversations({one}); // as it was before
        QCOMPARE(texts(model), (QStringList{"Work", "Uno"}));
        one.folder.clear();
        model.setConversations({one});
        QCOMPARE(texts(model), (QStringList{"Today", "Uno"}));
        QCOMPARE(model.keptFolders(), QStringList());
    }

    void dragging_data()
    {
        QTest::addColumn<app::ConversationId>("dragged");
        QTest::addColumn<QString>("target"); // text of the row
        QTest::addColumn<QStringList>("asked");
        const auto id = [](int number) { return app::ConversationId(number); };
        QTest::newRow("into a folder") << id(2) << "Work" << QStringList{"folder 2 Work"};
        QTest::newRow("beside what is in a folder") << id(2) << "c" << QStringList{"folder 2 Work"};
        QTest::newRow("out of a folder") << id(3) << "Today" << QStringList{"folder 3 "};
        QTest::newRow("to the pinned") << id(3) << "d" << QStringList{"pin 3 1"};
        QTest::newRow("from the pinned into a folder")
            << id(4) << "c" << QStringList{"pin 4 0", "folder 4 Work"};
        QTest::newRow("into the archive") << id(4) << "Archive" << QStringList{"archive 4 1"};
        QTest::newRow("out of the archive") << id(1) << "b" << QStringList{"archive 1 0"};
        QTest::newRow("where it is") << id(3) << "Work" << QStringList{};
        QTest::newRow("one that is gone") << id(9) << "Work" << QStringList{};
    }
    void dragging()
    {
        QFETCH(app::ConversationId, dragged);
        QFETCH(QString, target);
        QFETCH(QStringList, asked);
        ConversationModel model(&TestConversationModel::today);
        QList<app::ConversationSummary> list = {conversation(4, "d", "2026-03-15T10:00:00Z"),
                                                conversation(3, "c", "2026-03-15T10:00:00Z"),
                                                conversation(2, "b", "2026-03-15T10:00:00Z"),
                                                conversation(1, "a", "2026-03-15T10:00:00Z")};
        list[0].pinned = true;
        list[1].folder = QStringLiteral("Work");
        list[3].archived = true;
        model.setToggled({QStringLiteral("archive")});
        model.setConversations(list);
        QStringList told;
        using Ids = QList<app::ConversationId>;
        const auto tell = [&told](const QString& what, const Ids& ids, const QString& value) {
            for (const app::ConversationId id : ids)
                told << QStringLiteral("%1 %2 %3").arg(what).arg(id).arg(value);
        };
        connect(&model, &ConversationModel::pinRequested, this, [&](const Ids& ids, bool pinned) {
            tell(QStringLiteral("pin"), ids, QString::number(pinned));
        });
        connect(
            &model, &ConversationModel::archiveRequested, this, [&](const Ids& ids, bool archived) {
                tell(QStringLiteral("archive"), ids, QString::number(archived));
            });
        connect(&model,
                &ConversationModel::folderRequested,
                this,
                [&](const Ids& ids, const QString& folder) {
                    tell(QStringLiteral("folder"), ids, folder);
                });
        std::unique_ptr<QMimeData> data(model.mimeData({model.indexOf(dragged)}));
        if (data == nullptr || !model.indexOf(dragged).isValid()) {
            data = std::make_unique<QMimeData>();
            data->setData(model.mimeTypes().first(), QByteArray::number(dragged));
        }
        const QModelIndex row = model.index(int(texts(model).indexOf(target)));
        model.dropMimeData(data.get(), Qt::MoveAction, -1, -1, row);
        QCOMPARE(told, asked);
        told.clear();
        model.dropMimeData(data.get(), Qt::MoveAction, row.row() + 1, 0, {}); // just below it
        QCOMPARE(told, asked);
    }

    void severalAreDragged()
    {
        ConversationModel model(&TestConversationModel::today);
        auto filed = conversation(2, "b", "2026-03-15T10:00:00Z");
        filed.folder = QStringLiteral("Work");
        model.setConversations({conversation(3, "c", "2026-03-15T10:00:00Z"),
                                filed,
                                conversation(1, "a", "2026-03-15T10:00:00Z")});
        const QSignalSpy asked(&model, &ConversationModel::folderRequested);
        const std::unique_ptr<QMimeData> data(
            model.mimeData({model.indexOf(3), model.indexOf(2), model.indexOf(1)}));
        model.dropMimeData(data.get(), Qt::MoveAction, -1, -1, model.index(0)); // the folder
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().first().value<QList<app::ConversationId>>(),
                 (QList<app::ConversationId>{3, 1})); // the other one is there
    }

    void droppedBelowAllRows_data()
    {
        QTest::addColumn<bool>("pinned");
        QTest::addColumn<bool>("archived");
        QTest::addColumn<int>("unpinned");
        QTest::addColumn<int>("takenOut");
        QTest::newRow("from a folder") << false << false << 0 << 1;
        QTest::newRow("pinned, of a folder") << true << false << 1 << 1;
        QTest::newRow("from the archive") << false << true << 0 << 0;
    }
    void droppedBelowAllRows()
    {
        QFETCH(bool, pinned);
        QFETCH(bool, archived);
        ConversationModel model(&TestConversationModel::today);
        app::ConversationSummary one = conversation(1, "a", "2026-03-15T10:00:00Z");
        one.folder = QStringLiteral("Work");
        one.pinned = pinned;
        one.archived = archived;
        model.setConversations({one});
        const QSignalSpy unpinned(&model, &ConversationModel::pinRequested);
        const QSignalSpy takenOut(&model, &ConversationModel::folderRequested);
        const QSignalSpy takenBack(&model, &ConversationModel::archiveRequested);
        QMimeData data;
        data.setData(model.mimeTypes().first(), "1");
        model.dropMimeData(&data, Qt::MoveAction, -1, -1, {});
        QTEST(int(unpinned.size()), "unpinned");
        QTEST(int(takenOut.size()), "takenOut");
        QCOMPARE(takenBack.size(), 0);
    }

    void tagsAreListedOnce()
    {
        ConversationModel model(&TestConversationModel::today);
        QList<app::ConversationSummary> list = {conversation(2, "b", "2026-03-15T10:00:00Z"),
                                                conversation(1, "a", "2026-03-15T10:00:00Z")};
        list[0].tags = QStringList{QStringLiteral("work"), QStringLiteral("draft")};
        list[1].tags = QStringList{QStringLiteral("work")};
        model.setConversations(list);
        QCOMPARE(model.tags(), (QStringList{QStringLiteral("draft"), QStringLiteral("work")}));
        QCOMPARE(model.indexOf(1).data(ConversationModel::TagsRole).toStringList(), list[1].tags);
        QVERIFY(model.indexOf(2).data(Qt::ToolTipRole).toString().contains(u"#draft"));
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
