// What the model reads, and the titles of conversations.
#include "app/conversation/prompt.h"

#include <QTest>

class TestPrompt : public QObject
{
    Q_OBJECT

private slots:
    void titles_data();
    void titles();
    void takesTurns();
};

void TestPrompt::titles_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("title");
    QTest::newRow("short") << "Hello"
                           << "Hello";
    QTest::newRow("first line") << "\n  First  line\r\nsecond"
                                << "First line";
    QTest::newRow("at a word") << QStringLiteral(
                                      "one two three four five six seven eight nine ten eleven")
                               << QStringLiteral("one two three four five six seven eight nine…");
    QTest::newRow("one long word") << QString(80, u'a') << QString(47, u'a') + u'…';
    QTest::newRow("48 fit") << QString(48, u'a') << QString(48, u'a');
    QTest::newRow("no half characters")
        << QString(46, u'a') + QString::fromUtf8("😀😀😀") << QString(46, u'a') + u'…';
}

void TestPrompt::titles()
{
    QFETCH(QString, text);
    QTEST(app::titleFor(text), "title");
}

void TestPrompt::takesTurns()
{
    QList<app::Message> path(5);
    path[0].text = QStringLiteral("a");
    path[1].role = core::Role::Assistant; // failed without a word
    path[2].text = QStringLiteral("b");
    path[3].role = core::Role::Assistant;
    path[3].text = QStringLiteral("c");
    path[4].text = QStringLiteral("d");
    const core::ChatPrompt prompt = app::promptFor(QStringLiteral(" \n"), path);
    QCOMPARE(prompt.messages.size(), std::size_t(3));
    QCOMPARE(prompt.messages[0].content, std::string("a\n\nb"));
    QCOMPARE(prompt.messages[1].role, core::Role::Assistant);
    QCOMPARE(prompt.messages[2].content, std::string("d"));
}

QTEST_GUILESS_MAIN(TestPrompt)
#include "tst_prompt.moc"
