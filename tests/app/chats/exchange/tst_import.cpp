// Conversations that leave and come in: Fireside's own format both ways, those of other programs,
// and files that are none of them.
#include "app/chats/chat_database.h"
#include "app/chats/exchange/import.h"
#include "app/chats/exchange/json_format.h"
#include "app/chats/exchange/text_export.h"
#include "tests/support/test_paths.h"

#include <QDataStream>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <QTranslator>
#include <QUrl>
#include <ctime>

using app::ChatDatabase;
using app::ConversationRecord;
using app::ImportPreview;
using app::Message;
using app::MessageState;

namespace {

QString sample(const char* name)
{
    return QString::fromStdString((tests::dataPath("exchange") / name).string());
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

ImportPreview read(const QByteArray& content)
{
    ImportPreview preview;
    app::readImportFile(content, QStringLiteral("file"), preview);
    return preview;
}

QStringList shown(const ConversationRecord& record)
{
    QStringList texts;
    for (const Message& message : app::shownPath(record))
        texts.append(message.text);
    return texts;
}

// As GPT4All writes it; kind: the same for every version.
QByteArray gpt4AllChat(int version)
{
    QByteArray content;
    QDataStream out(&content, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_2);
    const QString none;
    out << quint32(0xF5D553CC) << qint32(version);
    out << qint64(1700000000) << QStringLiteral("id") << QStringLiteral("Boats")
        << QStringLiteral("me") << QStringLiteral("model.gguf");
    if (version >= 3)
        out << QList<QString>{QStringLiteral("collection")};
    if (version < 11) {
        if (version >= 6)
            out << true;
        if (version >= 2)
            out << qint32(1) << qint32(0);
        out << QStringLiteral("old answer") << none << quint32(5);
        if (version < 4)
            out << quint32(0);
        out << qint32(3);
        if (version >= 7)
            out << qint32(2048);
        if (version < 9) {
            out << quint64(2);
            out.writeRawData("12345678", 8);
        }
        out << quint64(1);
        out.writeRawData("1234", 4);
        out << QByteArray("state");
    }
    const auto item = [&](const QString& name, const QString& value, bool stopped) {
        if (version < 12)
            out << qint32(0);
        out << name << value;
        if (version < 10)
            out << none;
        out << none << false << stopped << false << false;
        if (version >= 11 && name == QLatin1String("Response: "))
            out << false;
        if (version >= 8) {
            out << qint64(1);
            for (int i = 0; i < 7; ++i)
                out << QStringLiteral("source");
            out << qint32(1) << qint32(2) << qint32(3);
        } else if (version >= 3) {
            out << QStringLiteral("1. In a file. ") << QList<QString>{QStringLiteral("context")};
        }
        if (version >= 10)
            out << qint64(1) << QUrl(QStringLiteral("file:///x.txt")) << QByteArray("attached");
        if (version >= 12) {
            if (name == QLatin1String("Response: ")) {
                out << qint64(2);
                out << QStringLiteral("Text: ") << QStringLiteral("A ") << qint64(0);
                out << QStringLiteral("Text: ") << QStringLiteral("canoe.") << qint64(0);
            } else {
                out << qint64(0);
            }
        }
    };
    out << qint32(2);
    item(QStringLiteral("Prompt: "), QStringLiteral("Smallest boat?"), false);
    item(QStringLiteral("Response: "), QStringLiteral("A canoe."), true);
    return content;
}

} // namespace

class TestImport : public QObject
{
    Q_OBJECT

private slots:
    void ownFormatGoesRound();
    void oddsGoRound();
    void oddsTolerateAnything();
    void ownFormatToleratesAnything();
    void readsChatGpt();
    void readsOpenWebUi();
    void readsLlamaServer();
    void readsLmStudio();
    void readsJan();
    void readsGpt4All_data();
    void readsGpt4All();
    void readsFolders();
    void saysWhatIsNotRead_data();
    void saysWhatIsNotRead();
    void setsApartWhatIsHereAlready();
    void setsApartBranchesWrittenInAnyOrder();
    void survivesDamage_data();
    void survivesDamage();
    void survivesCircles();
    void everyProblemIsInTheWindowsLanguage();
    void writesMarkdown();
    void writesHtml();
};

void TestImport::ownFormatGoesRound()
{
    ChatDatabase from(QStringLiteral(":memory:"));
    from.open();
    Message message;
    message.text = QStringLiteral("q \"quoted\" <b> 😀\n\tcode");
    const Message question = *from.append(message, QStringLiteral("First"));
    for (int i = 0; i < 3; ++i) {
        Message answer;
        answer.conversation = question.conversation;
        answer.parent = question.id;
        answer.role = core::Role::Assistant;
        answer.text = QStringLiteral("answer %1").arg(i);
        answer.state = i == 1 ? MessageState::Length : MessageState::Failed;
        answer.error = i == 2 ? QStringLiteral("It broke.") : QString();
        answer.model = QStringLiteral("Model");
        answer.settings = i == 0 ? QStringLiteral("{\"temperature\":0.5,\"topK\":40}")
                                 : QStringLiteral("{ not canonical }");
        answer.seed = 18446744073709551615ULL - static_cast<quint64>(i);
        answer.stats = {10, 4, 20, 1.25, 2.5};
        answer.edited = i == 1;
        QVERIFY(from.append(answer, QString()).has_value());
    }
    QVERIFY(from.selectSibling(question.id + 1, 0).has_value());
    QVERIFY(from.setSystemPrompt(question.conversation, QStringLiteral("")).has_value());
    QVERIFY(from.setPinned(question.conversation, true).has_value());
    QVERIFY(from.setFolder(question.conversation, QStringLiteral("Work")).has_value());
    QVERIFY(from.setTags(question.conversation, {"b", "a"}).has_value());
    for (int i = 0; i < 3; ++i)
        QVERIFY(from.append(message, QStringLiteral("Later %1").arg(i)).has_value());
    QVERIFY(from.setArchived(3, true).has_value());
    const app::ContextPlan plan{
        app::ContextChoice::Summarise, question.id, QStringLiteral("a summary")};
    QVERIFY(from.setContextPlan(question.conversation, plan).has_value());

    const auto records = from.records({});
    QVERIFY(records.has_value());
    QCOMPARE(records->size(), 4);
    QCOMPARE(records->last().title, QStringLiteral("Later 2"));
    QCOMPARE(shown(records->first()).last(), QStringLiteral("answer 0"));
    const ImportPreview preview = read(app::toJson(*records));
    QCOMPARE(preview.problems, QStringList());
    QVERIFY(preview.conversations == *records);
    QCOMPARE(preview.conversations.first().context.summary, plan.summary);
    QCOMPARE(preview.conversations.first().context.end, app::MessageId(1));
    QCOMPARE(preview.messageCount(), 7);
    QVERIFY(!preview.conversations.first().systemPrompt.isNull());
    QVERIFY(preview.conversations.last().systemPrompt.isNull());

    ChatDatabase to(QStringLiteral(":memory:"));
    to.open();
    QVERIFY(to.import(preview.conversations).has_value());
    const auto again = to.records({});
    QVERIFY(again.has_value());
    QVERIFY(*again == *records);
    QCOMPARE(to.search(QStringLiteral("answer"), 10)->size(), 3);
    // Once more, beside what is there.
    QVERIFY(to.import(preview.conversations).has_value());
    QCOMPARE(to.conversations()->size(), 8);
    from.close();
    to.close();
}

void TestImport::oddsGoRound()
{
    const auto choice = [](const QByteArray& bytes, float probability) {
        return app::TokenChoice{bytes, probability};
    };
    const QByteArray half = QByteArray("\xf0\x9f\x98\x80").left(2);
    QList<app::TokenOdds> tokens{{choice("Hi", 0.75F), {choice("\"No\"", 0.2F)}},
                                 {choice(half, 0.33333F), {choice("", 1e-9F)}},
                                 {choice("\xef\xbb\xbf", 1.0F), {}}};
    for (int i = 1; i < 500; ++i)
        tokens.append({choice(QByteArray(" ") + char('a' + i % 26), 1.0F / float(i)),
                       {choice("b", 0.3F / float(i)), choice(" c", 0.001F)}});
    ChatDatabase from(QStringLiteral(":memory:"));
    from.open();
    Message message;
    message.text = QStringLiteral("q");
    const Message question = *from.append(message, QStringLiteral("T"));
    message.conversation = question.conversation;
    message.parent = question.id;
    message.role = core::Role::Assistant;
    const Message answer = *from.append(message, QString());
    QVERIFY(from.appendOdds(answer.id,
                            {{0, app::packOdds(tokens)}, {2000, app::packOdds(tokens.mid(3))}}));
    const auto records = from.records({question.conversation}, true);
    QVERIFY(records.has_value() && records->first().odds.size() == 1);

    const QByteArray json = app::toJson(*records);
    qInfo("%lld bytes for %lld tokens",
          static_cast<long long>(json.size()),
          static_cast<long long>(2 * tokens.size() - 3));
    const ImportPreview preview = read(json);
    QCOMPARE(preview.problems, QStringList());
    QVERIFY(preview.conversations == *records);
    ChatDatabase to(QStringLiteral(":memory:"));
    to.open();
    QVERIFY(to.import(preview.conversations).has_value());
    QVERIFY(*to.records({1}, true) == *records);
    from.close();
    to.close();
}

void TestImport::oddsTolerateAnything()
{
    const ImportPreview preview = read(R"({"format": "fireside-conversations", "version": 1,
        "conversations": [{"title": "T", "messages": [
            {"id": 1, "role": "user", "text": "q", "odds": "no"},
            {"id": 2, "parent": 1, "role": "assistant", "text": "a", "odds": [7,
                {"start": -1, "tokens": [["a", 0.5]]}, {"start": 0, "tokens": []},
                {"start": 3, "tokens": [["a", 0.5, "b", 0.25, "c"], ["b", 0.5]]},
                {"start": 5, "tokens": [["a", 0.5], ["b", 7]]}, {"tokens": [[1, 2]]}]}]}]})");
    QCOMPARE(preview.conversations.size(), 1);
    const QList<app::OddsRun> runs = preview.conversations.first().odds.value(2);
    QCOMPARE(runs.size(), 1);
    QCOMPARE(runs.first().start, 5);
    QCOMPARE(app::unpackOdds(runs.first().packed).size(), 1);
}

void TestImport::ownFormatToleratesAnything()
{
    const ImportPreview preview = read(R"({"format": "fireside-conversations", "version": 7,
        "later": 1, "conversations": [17, {"title": 5, "messages": "no"},
        {"title": "T", "currentMessage": 99, "messages": [
            {"id": 2, "parent": 1, "role": "assistant", "text": "child first"},
            {"id": 1, "role": "user", "text": "parent", "state": "streaming", "createdAt": "never"},
            {"id": 3, "role": "wizard", "text": "x"}, {"id": 4, "role": "user"}, 5,
            {"id": 6, "parent": 3, "role": "user", "text": "child of what is lost"}]}]})");
    QCOMPARE(preview.conversations.size(), 3);
    const ConversationRecord record = preview.conversations.last();
    QCOMPARE(record.messages.size(), 3);
    QCOMPARE(record.messages.at(0).text, QStringLiteral("parent"));
    QCOMPARE(record.messages.at(0).state, MessageState::Stopped);
    QCOMPARE(record.messages.at(1).parent, app::MessageId(1));
    QCOMPARE(record.messages.at(2).parent, app::MessageId(0));
    QCOMPARE(preview.problems.size(), 2);
    ChatDatabase database(QStringLiteral(":memory:"));
    database.open();
    QVERIFY(database.import(preview.conversations).has_value());
    database.close();
}

void TestImport::readsChatGpt()
{
    const ImportPreview preview = app::readImport({sample("chatgpt_conversations.json")});
    QCOMPARE(preview.conversations.size(), 1);
    const ConversationRecord record = preview.conversations.first();
    QCOMPARE(record.title, QStringLiteral("Rivers"));
    QCOMPARE(record.createdAt.toMSecsSinceEpoch(), 1700000000250);
    QCOMPARE(record.messages.size(), 3);
    QCOMPARE(shown(record), (QStringList{"Which river is longest?", "The Nile."}));
    QCOMPARE(record.messages.at(1).text, QStringLiteral("The Amazon."));
    QCOMPARE(record.messages.at(1).parent, record.messages.at(2).parent);
    QCOMPARE(record.messages.at(2).model, QStringLiteral("gpt-x"));
    QCOMPARE(preview.problems.size(), 2); // the picture, and the conversation of it alone
    QVERIFY(preview.problems.last().contains(QStringLiteral("Only a picture")));
}

void TestImport::readsOpenWebUi()
{
    const ImportPreview preview = app::readImport({sample("open_webui.json")});
    QCOMPARE(preview.problems, QStringList());
    QCOMPARE(preview.conversations.size(), 1);
    const ConversationRecord record = preview.conversations.first();
    QCOMPARE(record.title, QStringLiteral("Bread"));
    QCOMPARE(record.systemPrompt, QStringLiteral("Be brief."));
    QCOMPARE(record.tags, (QStringList{"baking", "rye"}));
    QVERIFY(record.pinned);
    QCOMPARE(shown(record), (QStringList{"Which flour?", "Wheat."}));
    QCOMPARE(record.messages.size(), 3);
    QCOMPARE(record.messages.at(2).model, QStringLiteral("b:1"));
    QCOMPARE(record.updatedAt.toSecsSinceEpoch(), 1700000900);
}

void TestImport::readsLlamaServer()
{
    const ImportPreview preview = app::readImport({sample("llama_server.jsonl")});
    QCOMPARE(preview.conversations.size(), 2);
    QCOMPARE(shown(preview.conversations.at(0)),
             (QStringList{"How far is the sun?", "Eight light minutes."}));
    const Message answer = preview.conversations.at(0).messages.at(1);
    QCOMPARE(answer.model, QStringLiteral("small.gguf"));
    QCOMPARE(answer.stats.completionTokens, 5);
    QCOMPARE(answer.stats.decodeMs, 50.0);
    QCOMPARE(shown(preview.conversations.at(1)), (QStringList{"And the moon?", "A second."}));
    QCOMPARE(preview.problems.size(), 1);
    QVERIFY2(preview.problems.first().contains(QStringLiteral("1 lines")),
             qPrintable(preview.problems.first()));
}

void TestImport::readsLmStudio()
{
    const ImportPreview preview = app::readImport({sample("lm_studio.conversation.json")});
    QCOMPARE(preview.problems, QStringList());
    QCOMPARE(preview.conversations.size(), 1);
    const ConversationRecord record = preview.conversations.first();
    QCOMPARE(record.title, QStringLiteral("Knots"));
    QCOMPARE(record.systemPrompt, QStringLiteral("You tie knots."));
    QCOMPARE(shown(record), (QStringList{"Best knot for a rope?", "The bowline.", "Thanks"}));
    QCOMPARE(record.messages.size(), 4);
    QCOMPARE(record.messages.at(1).text, QStringLiteral("The reef knot."));
    QCOMPARE(record.messages.at(2).model, QStringLiteral("knots-7b"));
    QCOMPARE(record.messages.at(2).stats.completionTokens, 4);
}

void TestImport::readsJan()
{
    const ImportPreview preview = app::readImport({sample("jan")});
    QCOMPARE(preview.conversations.size(), 1);
    const ConversationRecord record = preview.conversations.first();
    QCOMPARE(record.title, QStringLiteral("Trees"));
    QCOMPARE(record.systemPrompt, QStringLiteral("Name trees."));
    QCOMPARE(shown(record), (QStringList{"A tree with needles?", "The larch."}));
    QCOMPARE(record.messages.at(1).model, QStringLiteral("llama3.2-1b"));
    QCOMPARE(record.messages.at(1).createdAt.toMSecsSinceEpoch(), 1700000002000);
    QCOMPARE(preview.problems.size(), 2); // a picture, and a line that was cut
}

void TestImport::readsGpt4All_data()
{
    QTest::addColumn<int>("version");
    for (int version = 1; version <= 12; ++version)
        QTest::addRow("version %d", version) << version;
}

void TestImport::readsGpt4All()
{
    QFETCH(int, version);
    const ImportPreview preview = read(gpt4AllChat(version));
    QCOMPARE(preview.problems, QStringList());
    QCOMPARE(preview.conversations.size(), 1);
    const ConversationRecord record = preview.conversations.first();
    QCOMPARE(record.title, QStringLiteral("Boats"));
    QCOMPARE(record.createdAt.toSecsSinceEpoch(), 1700000000);
    QCOMPARE(shown(record), (QStringList{"Smallest boat?", "A canoe."}));
    QCOMPARE(record.messages.last().state, MessageState::Stopped);
    QCOMPARE(record.messages.last().model, QStringLiteral("model.gguf"));
}

void TestImport::readsFolders()
{
    const ImportPreview preview = app::readImport({sample("")});
    QCOMPARE(preview.conversations.size(), 6);
    // The one used last comes last.
    for (qsizetype i = 1; i < preview.conversations.size(); ++i)
        QVERIFY(preview.conversations.at(i - 1).updatedAt <= preview.conversations.at(i).updatedAt);
}

void TestImport::saysWhatIsNotRead_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("text") << QByteArray("hello there");
    QTest::newRow("another JSON") << QByteArray("{\"a\": 1}");
    QTest::newRow("a list of others") << QByteArray("[1, {\"b\": 2}]");
    QTest::newRow("an empty list") << QByteArray("[]");
    QTest::newRow("lines of others") << QByteArray("{\"a\": 1}\n{\"b\": 2}\n");
    QTest::newRow("deep") << QByteArray(100000, '[');
    QTest::newRow("a later GPT4All") << gpt4AllChat(13);
    QTest::newRow("GPT4All's head alone") << gpt4AllChat(12).left(8);
}

void TestImport::saysWhatIsNotRead()
{
    QFETCH(QByteArray, content);
    const ImportPreview preview = read(content);
    QVERIFY(preview.conversations.isEmpty());
    QCOMPARE(preview.problems.size(), 1);
    QVERIFY2(preview.problems.first().startsWith(QStringLiteral("file")),
             qPrintable(preview.problems.first()));
    QVERIFY(!preview.problems.first().contains(QLatin1String("expected JSON")));
}

// By its title and messages, whatever else its file says of it.
void TestImport::setsApartWhatIsHereAlready()
{
    const ImportPreview stored = read(contentOf(sample("chatgpt_conversations.json")));
    QVERIFY(!stored.conversations.isEmpty());
    ImportPreview again = stored;
    again.conversations.first().messages.first().model = QStringLiteral("another");
    app::setApart(again, stored.conversations);
    QVERIFY(again.conversations.isEmpty());
    QCOMPARE(again.present.size(), stored.conversations.size());
    ImportPreview changed = stored;
    changed.conversations.first().messages.first().text += u'!';
    app::setApart(changed, stored.conversations);
    QCOMPARE(changed.conversations.size(), 1);
    QCOMPARE(changed.present.size(), stored.conversations.size() - 1);
}

// The store numbers messages as they were written, a file that is read branch by branch.
void TestImport::setsApartBranchesWrittenInAnyOrder()
{
    ConversationRecord stored;
    stored.title = QStringLiteral("Bees");
    const auto write = [&stored](app::MessageId parent, const QString& text) {
        Message message;
        message.id = stored.messages.size() + 1;
        message.parent = parent;
        message.role = stored.messages.size() % 2 == 0 ? core::Role::User : core::Role::Assistant;
        message.text = text;
        stored.messages.append(message);
    };
    write(0, QStringLiteral("Why?"));
    write(1, QStringLiteral("Because."));
    write(2, QStringLiteral("Go on."));
    write(1, QStringLiteral("Another answer to the first")); // once the other branch had gone on
    write(2, QStringLiteral("Go on, otherwise."));
    ImportPreview again = read(app::toJson({stored}));
    QCOMPARE(again.conversations.size(), 1);
    QVERIFY(again.conversations.first().messages.at(3).text != stored.messages.at(3).text);
    app::setApart(again, {stored});
    QVERIFY(again.conversations.isEmpty());
    QCOMPARE(again.present.size(), 1);
    // Whose answer it is counts.
    stored.messages[4].parent = 4;
    ImportPreview moved = read(app::toJson({stored}));
    stored.messages[4].parent = 2;
    app::setApart(moved, {stored});
    QCOMPARE(moved.conversations.size(), 1);
}

void TestImport::survivesDamage_data()
{
    QTest::addColumn<QByteArray>("content");
    for (const char* name : {"chatgpt_conversations.json",
                             "open_webui.json",
                             "llama_server.jsonl",
                             "lm_studio.conversation.json",
                             "jan/jan_1700000000/messages.jsonl"})
        QTest::newRow(name) << contentOf(sample(name));
    for (int version : {1, 5, 8, 10, 11, 12})
        QTest::addRow("GPT4All %d", version) << gpt4AllChat(version);
}

void TestImport::survivesDamage()
{
    QFETCH(QByteArray, content);
    QVERIFY(!content.isEmpty());
    QRandomGenerator random(3);
    for (int round = 0; round < 1500; ++round) {
        QByteArray broken = content;
        if (round % 5 == 0)
            broken.truncate(random.bounded(static_cast<int>(content.size())));
        for (int flips = random.bounded(4); flips >= 0 && !broken.isEmpty(); --flips)
            broken[random.bounded(static_cast<int>(broken.size()))] =
                static_cast<char>(random.bounded(256));
        const ImportPreview preview = read(broken);
        QVERIFY(!preview.conversations.isEmpty() || !preview.problems.isEmpty());
    }
}

void TestImport::survivesCircles()
{
    const ImportPreview preview = read(R"({"conv": {"name": "round", "currNode": "a"}, "messages": [
        {"id": "a", "parent": "b", "role": "user", "content": "a"},
        {"id": "b", "parent": "a", "role": "user", "content": "b"},
        {"id": "c", "parent": "c", "role": "user", "content": "c"},
        {"id": "d", "role": "user", "content": "d"}, {"id": "d", "role": "user", "content": "d"}]})");
    QCOMPARE(preview.conversations.size(), 1);
    QCOMPARE(shown(preview.conversations.first()), QStringList{"d"});
    QCOMPARE(preview.problems.size(), 1);
}

namespace {

// Marks what it was asked to translate.
class Marker : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char* context, const char* source, const char*, int) const override
    {
        return QLatin1String(context) == QLatin1String("ImportText")
                   ? QStringLiteral("=") + QString::fromUtf8(source)
                   : QString();
    }
};

} // namespace

void TestImport::everyProblemIsInTheWindowsLanguage()
{
    Marker marker;
    QCoreApplication::installTranslator(&marker);
    ImportPreview preview = app::readImport({sample("chatgpt_conversations.json"),
                                             sample("llama_server.jsonl"),
                                             QStringLiteral("/no such file")});
    const auto add = [&preview](const QByteArray& content) {
        app::readImportFile(content, QStringLiteral("x"), preview);
    };
    add(R"({"format": "fireside-conversations", "version": 99, "conversations": [
        {"title": "T", "messages": [{"id": 1, "role": "wizard", "text": "x"}]}]})");
    add(R"([{"title": "T", "messages": []}, 5])");
    add("{\"a\"");
    add("nothing");
    for (const qint32 version : {4, 99}) {
        QByteArray chat;
        QDataStream(&chat, QIODevice::WriteOnly) << quint32(0xF5D553CC) << version;
        add(chat);
    }
    QCoreApplication::removeTranslator(&marker);
    QVERIFY(preview.problems.size() >= 9);
    for (const QString& problem : std::as_const(preview.problems))
        QVERIFY2(problem.contains(u'='), qPrintable(problem));
}

void TestImport::writesMarkdown()
{
    ConversationRecord record = app::readImport({sample("open_webui.json")}).conversations.first();
    record.messages.first().createdAt = {};
    const QString text = app::toMarkdown(record);
    QCOMPARE(text,
             QStringLiteral("# Bread\n\n## System\n\nBe brief.\n\n## You\n\nWhich flour?\n\n"
                            "## a:1 · 2023-11-14 22:13 UTC\n\nWheat.\n"));
    qputenv("TZ", "IST-5:30");
    tzset();
    for (Message& message : record.messages)
        message.model = QStringLiteral("tiny-1B.Q8_0.gguf");
    const QString elsewhere = app::toMarkdown(record);
    qputenv("TZ", "UTC");
    tzset();
    QVERIFY2(elsewhere.contains(QStringLiteral("## tiny 1B · 2023-11-15 03:43 IST\n")),
             qPrintable(elsewhere));
}

void TestImport::writesHtml()
{
    ConversationRecord record;
    record.title = QStringLiteral("<Title> %1 %2");
    Message message;
    message.id = 1;
    message.text = QStringLiteral("Look %1: <script>alert(1)</script> \"&\"");
    record.messages.append(message);
    const QString html = app::toHtml({record}, app::escapedText);
    QVERIFY(html.contains(QStringLiteral("<h1>&lt;Title&gt; %1 %2</h1>")));
    QVERIFY(html.contains(
        QStringLiteral("Look %1: &lt;script&gt;alert(1)&lt;/script&gt; &quot;&amp;&quot;")));
    for (const char* tag : {"<script", "<img", "src=", "href=", "url("})
        QVERIFY2(!html.contains(QLatin1String(tag)), tag);
}

QTEST_GUILESS_MAIN(TestImport)
#include "tst_import.moc"
