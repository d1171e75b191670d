#include "app/chats/store_check.h"

#include <QSqlDatabase>
#include <QTest>

using app::Condition;

// What SQLite says, in the words of its versions from 3.40 on.
class TestStoreCheck : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QSqlDatabase database =
            QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("check"));
        database.setDatabaseName(QStringLiteral(":memory:"));
        QVERIFY(database.open());
    }
    void cleanupTestCase() { QSqlDatabase::removeDatabase(QStringLiteral("check")); }

    void readsWhatSqliteSays_data()
    {
        QTest::addColumn<QStringList>("lines");
        QTest::addColumn<Condition>("condition");
        const QString search =
            QStringLiteral("malformed inverted index for FTS5 table main.search");
        const QString row = QStringLiteral("row 2 missing from index messages_by_parent");
        const QString tree = QStringLiteral("Tree 4 page 4: btreeInitPage() returns error code 11");
        QTest::newRow("sound") << QStringList{QStringLiteral("ok")} << Condition::Sound;
        QTest::newRow("a row that breaks a rule")
            << QStringList{QStringLiteral("CHECK constraint failed in messages"),
                           QStringLiteral("NULL value in messages.text")}
            << Condition::Sound;
        QTest::newRow("search") << QStringList{search} << Condition::SearchDiffers;
        QTest::newRow("search that cannot be read")
            << QStringList{QStringLiteral("unable to validate the inverted index for FTS5 table "
                                          "main.search: database disk image is malformed")}
            << Condition::SearchDiffers;
        QTest::newRow("index") << QStringList{row} << Condition::IndexesDiffer;
        QTest::newRow("index, then search") << QStringList{row, search} << Condition::IndexesDiffer;
        QTest::newRow("search, then index") << QStringList{search, row} << Condition::IndexesDiffer;
        QTest::newRow("pages") << QStringList{search, tree} << Condition::Damaged;
    }

    void readsWhatSqliteSays()
    {
        QFETCH(QStringList, lines);
        QSqlQuery said(QSqlDatabase::database(QStringLiteral("check")));
        QVERIFY(
            said.exec(QStringLiteral("VALUES ('%1')").arg(lines.join(QStringLiteral("'), ('")))));
        QTEST(app::conditionOf(said), "condition");
    }
};

QTEST_GUILESS_MAIN(TestStoreCheck)
#include "tst_store_check.moc"
