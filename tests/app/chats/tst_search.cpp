// Finding messages: what counts as a match, in every script, and how it is shown.
#include "app/chats/chat_database.h"
#include "app/chats/search_query.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>

using app::ChatDatabase;
using app::Message;
using app::SearchHit;

namespace {

QStringList marked(const SearchHit& hit)
{
    QStringList words;
    for (const app::TextRange& range : hit.marks)
        words.append(hit.snippet.mid(range.start, range.length));
    return words;
}

} // namespace

class TestSearch : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_database = std::make_unique<ChatDatabase>(QStringLiteral(":memory:"));
        QCOMPARE(m_database->open().notice, QString());
    }
    void cleanup()
    {
        m_database->close();
        m_database.reset();
    }

    void splitsWords_data();
    void splitsWords();
    void finds_data();
    void finds();
    void findsTitles();
    void findsTags();
    void tellsVersions();
    void ordersByAge();
    void followsChanges();
    void findsShortWordsFarBack();
    void cutsSnippets();
    void leavesMarksOut();
    void survivesAnything_data();
    void survivesAnything();
    void isQuick();

private:
    Message add(const QString& text, app::ConversationId conversation = 0)
    {
        Message message;
        message.conversation = conversation;
        message.text = text;
        return m_database->append(message, QStringLiteral("untitled")).value_or(Message());
    }
    QList<SearchHit> search(const QString& text, int limit = 50)
    {
        const auto hits = m_database->search(text, limit);
        if (!hits)
            qWarning("%s", hits.error().message.c_str());
        return hits.value_or(QList<SearchHit>());
    }

    std::unique_ptr<ChatDatabase> m_database;
};

void TestSearch::splitsWords_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("terms");
    QTest::newRow("nothing") << QStringLiteral(" \n ") << QStringList();
    QTest::newRow("words") << QStringLiteral(" one  two\tone") << QStringList{"one", "two"};
    QTest::newRow("quotes") << QStringLiteral("a \"b  c\" d") << QStringList{"a", "b c", "d"};
    QTest::newRow("open quote") << QStringLiteral("say \"hello you")
                                << QStringList{"say", "hello you"};
    QTest::newRow("quotes alone") << QStringLiteral("\"\"\"") << QStringList();
}

void TestSearch::splitsWords()
{
    QFETCH(QString, text);
    QFETCH(QStringList, terms);
    QCOMPARE(app::searchTerms(text), terms);
}

void TestSearch::finds_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("query");
    QTest::addColumn<bool>("isFound");
    const auto row = [](const char* name, const char* message, const char* query, bool isFound) {
        QTest::newRow(name) << QString::fromUtf8(message) << QString::fromUtf8(query) << isFound;
    };
    row("a word", "The quick brown fox", "quick", true);
    row("a part of it", "The quick brown fox", "row", true);
    row("another case", "The quick brown fox", "QUICK", true);
    row("another case of umlauts", "Größe und ÄRGER", "ärger", true);
    row("Cyrillic", "Привет, мир", "ПРИВЕТ", true);
    row("all words", "The quick brown fox", "fox quick", true);
    row("one word too many", "The quick brown fox", "fox slow", false);
    row("a phrase", "The quick brown fox", "\"quick brown\"", true);
    row("no such phrase", "The quick brown fox", "\"brown quick\"", false);
    row("Chinese, two characters", "今天天气很好", "天气", true);
    row("Chinese, at the end", "今天去北京", "北京", true);
    row("Chinese, four", "今天天气很好", "天气很好", true);
    row("Chinese, not there", "今天天气很好", "很天", false);
    row("Japanese", "東京タワーに行きました", "タワー", true);
    row("one character", "東京タワー", "京", true);
    row("two letters", "Go is a language", "go", true);
    row("a long and a short word", "Go is a language", "language go", true);
    row("a long and a missing short word", "Go is a language", "language xy", false);
    row("an emoji", "well done 😀", "😀", true);
    row("wildcards are letters", "fifty percent", "%", false);
    row("percent", "50% off", "0%", true);
    row("underscore", "snake_case", "e_c", true);
    row("operators are words", "this AND that", "AND that", true);
    row("a minus", "a-b-c", "-b-", true);
    row("code", "std::vector<int> v;", "vector<int>", true);
}

void TestSearch::finds()
{
    QFETCH(QString, message);
    QFETCH(QString, query);
    QFETCH(bool, isFound);
    add(QStringLiteral("something else"));
    const Message stored = add(message);
    add(QStringLiteral("and more"));
    const QList<SearchHit> hits = search(query);
    QCOMPARE(hits.size(), isFound ? 1 : 0);
    if (!isFound)
        return;
    QCOMPARE(hits.first().message, stored.id);
    QCOMPARE(hits.first().conversation, stored.conversation);
    QCOMPARE(hits.first().title, QStringLiteral("untitled"));
    QVERIFY(!hits.first().marks.isEmpty());
    for (const QString& word : marked(hits.first())) {
        QVERIFY2(app::searchTerms(query).contains(word, Qt::CaseInsensitive), qPrintable(word));
    }
}

void TestSearch::findsTitles()
{
    const Message stored = add(QStringLiteral("text"));
    QVERIFY(m_database->rename(stored.conversation, QStringLiteral("Über Physik")));
    QVERIFY(m_database->setArchived(stored.conversation, true));
    QVERIFY(m_database->setFolder(stored.conversation, QStringLiteral("Work")));
    QCOMPARE(search(QStringLiteral("text")).first().folder, QStringLiteral("Work"));
    const QList<SearchHit> hits = search(QStringLiteral("über"));
    QCOMPARE(hits.size(), 1);
    QCOMPARE(hits.first().message, app::MessageId(0));
    QCOMPARE(hits.first().snippet, QStringLiteral("Über Physik"));
    QCOMPARE(marked(hits.first()), QStringList{"Über"});
    QVERIFY(hits.first().archived);
    QCOMPARE(hits.first().folder, QStringLiteral("Work"));
}

void TestSearch::findsTags()
{
    const Message message = add(QStringLiteral("text"));
    add(QStringLiteral("another conversation"));
    QVERIFY(m_database->setTags(message.conversation,
                                {QStringLiteral("Garden"), QStringLiteral("to do")}));
    for (const char* query : {"garden", "#Garden", "#gar", "untitled #to"}) {
        const QList<SearchHit> hits = search(QString::fromLatin1(query));
        QCOMPARE(hits.size(), 1);
        QCOMPARE(hits.first().conversation, message.conversation);
        QCOMPARE(hits.first().message, 0);
    }
    QVERIFY(search(QStringLiteral("#")).isEmpty());
    QVERIFY(search(QStringLiteral("#kitchen")).isEmpty());
}

void TestSearch::tellsVersions()
{
    const Message question = add(QStringLiteral("Which bird?"));
    for (const char* answer : {"A heron.", "A grey heron.", "A stork."}) {
        Message message;
        message.conversation = question.conversation;
        message.parent = question.id;
        message.role = core::Role::Assistant;
        message.text = QLatin1String(answer);
        QVERIFY(m_database->append(message, QString()).has_value());
    }
    for (const char* words : {"heron", "he"}) { // by the index and by looking at all
        const QList<SearchHit> hits = search(QLatin1String(words));
        QCOMPARE(hits.size(), 2);
        QCOMPARE(hits.at(0).siblingIndex, 1);
        QCOMPARE(hits.at(1).siblingIndex, 0);
        QCOMPARE(hits.at(0).siblingCount, 3);
    }
    QCOMPARE(search(QStringLiteral("bird")).first().siblingCount, 1);
}

void TestSearch::ordersByAge()
{
    for (int i = 0; i < 30; ++i)
        add(QStringLiteral("apple %1").arg(i));
    const QList<SearchHit> hits = search(QStringLiteral("apple"), 10);
    QCOMPARE(hits.size(), 10);
    QCOMPARE(hits.first().snippet, QStringLiteral("apple 29"));
    QCOMPARE(hits.last().snippet, QStringLiteral("apple 20"));
    QCOMPARE(search(QStringLiteral("pp"), 10).size(), 10);
}

void TestSearch::followsChanges()
{
    Message answer;
    answer.state = app::MessageState::Streaming;
    answer = m_database->append(answer, QStringLiteral("t")).value_or(Message());
    QVERIFY(m_database->appendPiece(answer.id, QStringLiteral("banana")));
    answer.text = QStringLiteral("banana split") + QChar(0) + QStringLiteral("end");
    answer.state = app::MessageState::Complete;
    QVERIFY(m_database->finish(answer));
    QCOMPARE(search(QStringLiteral("banana")).size(), 1);
    answer.text = QStringLiteral("cherry");
    QVERIFY(m_database->finish(answer));
    QCOMPARE(search(QStringLiteral("banana")).size(), 0);
    QCOMPARE(search(QStringLiteral("cherry")).size(), 1);
    QVERIFY(m_database->setDeleted(answer.conversation, true));
    QCOMPARE(search(QStringLiteral("cherry")).size(), 0);
    QVERIFY(m_database->setDeleted(answer.conversation, false));
    QCOMPARE(search(QStringLiteral("cherry")).size(), 1);
    QVERIFY(m_database->setDeleted(answer.conversation, true));
    QVERIFY(m_database->purge({answer.conversation}));
    QCOMPARE(search(QStringLiteral("cherry")).size(), 0);
    add(QStringLiteral("cherry"));
    QCOMPARE(search(QStringLiteral("cherry")).size(), 1);
}

void TestSearch::findsShortWordsFarBack()
{
    const Message first = add(QString::fromUtf8("很久以前的长城"));
    for (int i = 0; i < 2500; ++i)
        add(QString::fromUtf8("其他"), first.conversation);
    const QList<SearchHit> hits = search(QString::fromUtf8("长城"));
    QCOMPARE(hits.size(), 1);
    QCOMPARE(hits.first().message, first.id);
}

void TestSearch::cutsSnippets()
{
    const QString filler = QString::fromUtf8("😀 lorem ipsum ").repeated(1000);
    add(filler + QStringLiteral("needle\n\n  in a stack ") + filler);
    const QList<SearchHit> hits = search(QStringLiteral("needle stack"));
    QCOMPARE(hits.size(), 1);
    const QString snippet = hits.first().snippet;
    QVERIFY(snippet.size() < 200);
    QVERIFY(snippet.startsWith(QChar(0x2026)) && snippet.endsWith(QChar(0x2026)));
    QVERIFY(snippet.contains(QStringLiteral("needle in a stack")));
    QCOMPARE(marked(hits.first()), (QStringList{"needle", "stack"}));
    QVERIFY(snippet.isValidUtf16());
}

void TestSearch::leavesMarksOut()
{
    add(QStringLiteral("## Coffee\n\n> To taste:\n- **Milkbee**, `black`\n- 2 * 3"));
    QCOMPARE(search(QStringLiteral("milkbee")).first().snippet,
             QStringLiteral("Coffee To taste: Milkbee, black 2 * 3"));
    // But those that were looked for.
    QCOMPARE(search(QStringLiteral("**milk")).first().snippet,
             QStringLiteral("## Coffee > To taste: - **Milkbee**, `black` - 2 * 3"));
}

void TestSearch::survivesAnything_data()
{
    QTest::addColumn<QString>("query");
    for (const char* query : {"\"",
                              "'",
                              "*",
                              "a*",
                              "NEAR(a b)",
                              "text: x",
                              "^abc",
                              "-abc",
                              "(",
                              ")",
                              "abc AND",
                              "OR OR OR",
                              "{a b}:c",
                              "\\",
                              "%%%%",
                              "____"})
        QTest::newRow(query) << QString::fromLatin1(query);
    QTest::newRow("NUL") << QStringLiteral("ab") + QChar(0) + QStringLiteral("cd");
    QTest::newRow("half a character") << QString(QChar(0xD83D)) + QStringLiteral("abc");
    QTest::newRow("long") << QString(100000, u'x');
    QTest::newRow("many") << QStringLiteral("word ").repeated(10000);
}

void TestSearch::survivesAnything()
{
    QFETCH(QString, query);
    add(QStringLiteral("nothing of this kind"));
    QVERIFY(m_database->search(query, 50).has_value());
}

// The figures are told, not judged: how long a search takes depends on what else the machine does.
// FIRESIDE_TEST_MESSAGES=100000 makes the store of a heavy user, which takes a minute.
void TestSearch::isQuick()
{
    const int given = qEnvironmentVariableIntValue("FIRESIDE_TEST_MESSAGES");
    const int messages = given > 0 ? given : 10000;
    QRandomGenerator random(7);
    QStringList words;
    for (int i = 0; i < 20000; ++i) {
        QString word;
        for (int n = 2 + random.bounded(8); n > 0; --n)
            word += QChar(u'a' + static_cast<char16_t>(random.bounded(26)));
        words.append(word);
    }
    QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("chats.sqlite"));
    ChatDatabase database(path);
    database.open();
    Message message;
    message.text = QStringLiteral("first");
    QVERIFY(database.append(message, QStringLiteral("title")).has_value());
    database.close();
    {
        QSqlDatabase raw = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), path);
        raw.setDatabaseName(path);
        QVERIFY(raw.open() && raw.transaction());
        QSqlQuery query(raw);
        for (int i = 2; i <= messages / 20; ++i)
            QVERIFY(query.exec(QStringLiteral("INSERT INTO conversations (title, created_at, "
                                              "updated_at) VALUES ('conversation %1', 0, 0)")
                                   .arg(i)));
        query.prepare(QStringLiteral("INSERT INTO messages (conversation_id, role, state, text, "
                                     "created_at) VALUES (?, 'user', 'complete', ?, 0)"));
        for (int i = 0; i < messages; ++i) {
            QStringList text;
            for (int n = 40; n > 0; --n) // common words are much more frequent than rare ones
                text.append(words.at(static_cast<int>(static_cast<double>(words.size()) *
                                                      std::pow(random.generateDouble(), 6))));
            if (i % 1000 == 0)
                text.append(QString::fromUtf8("天气预报"));
            query.bindValue(0, 1 + i % (messages / 20));
            query.bindValue(1, text.join(u' '));
            QVERIFY(query.exec());
        }
        QVERIFY(raw.commit());
    }
    QSqlDatabase::removeDatabase(path);
    QElapsedTimer timer;
    timer.start();
    database.open();
    qInfo("%d messages, %.0f MB: opened in %lld ms",
          messages,
          double(QFileInfo(path).size()) / 1e6,
          static_cast<long long>(timer.restart()));
    const auto list = database.conversations();
    QCOMPARE(list->size(), messages / 20);
    qInfo("listed in %lld ms", static_cast<long long>(timer.restart()));
    const QStringList queries = {words.at(0).repeated(1),
                                 words.at(3),
                                 words.at(19000),
                                 words.at(1) + u' ' + words.at(2),
                                 words.at(5) + u' ' + words.at(18000),
                                 QStringLiteral("notthere"),
                                 QStringLiteral("e"),
                                 QStringLiteral("qx"),
                                 QString::fromUtf8("天气"),
                                 QString::fromUtf8("天气预报"),
                                 QStringLiteral("\"%1 %2\"").arg(words.at(0), words.at(1)),
                                 QStringLiteral("conversation")};
    for (const QString& query : queries) {
        timer.restart();
        const auto hits = database.search(query, 100);
        QVERIFY(hits.has_value());
        qInfo("%s: %lld hits in %lld ms",
              qPrintable(query),
              static_cast<long long>(hits->size()),
              static_cast<long long>(timer.elapsed()));
    }
    database.close();
}

QTEST_GUILESS_MAIN(TestSearch)
#include "tst_search.moc"
