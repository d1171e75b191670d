// Real tokenizers against the ids that their own implementations give.
#include "core/engine/chat_template_source.h"
#include "core/engine/tokenizer_loader.h"
#include "core/formats/open_model_file.h"
#include "core/tokenizer/stream_decoder.h"
#include "tests/support/test_paths.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace core;

namespace {

using Ids = std::vector<TokenId>;

QByteArray contents(const std::filesystem::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::unique_ptr<Tokenizer> load(const std::filesystem::path& path)
{
    const auto file = openModelFile(path);
    if (!file) {
        qWarning("%s", file.error().message.c_str());
        return nullptr;
    }
    auto tokenizer = loadTokenizer(**file);
    if (!tokenizer) {
        qWarning("%s", tokenizer.error().message.c_str());
        return nullptr;
    }
    return std::move(*tokenizer);
}

QList<TokenId> toList(const Ids& ids)
{
    return {ids.begin(), ids.end()};
}

Ids idsOf(const QJsonValue& value)
{
    Ids ids;
    for (const QJsonValue& id : value.toArray())
        ids.push_back(id.toInt());
    return ids;
}

std::string streamed(const Tokenizer& tokenizer, const Ids& ids)
{
    StreamDecoder decoder(tokenizer, StreamDecoder::Start::Text);
    std::string text;
    for (const TokenId id : ids)
        text += decoder.feed(id);
    return text + decoder.flush();
}

} // namespace

class TestTokenizerGolden : public QObject
{
    Q_OBJECT

private slots:
    void vocabularies_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"gpt-2", "llama-spm", "deepseek-llm", "phi-3", "starcoder"})
            QTest::newRow(name) << QString(name);
    }
    void vocabularies()
    {
        QFETCH(QString, name);
        const std::filesystem::path path =
            tests::sharedPath("vocabs/ggml-vocab-" + name.toStdString() + ".gguf");
        if (path.empty())
            QSKIP("the vocabularies are not here");
        const std::unique_ptr<Tokenizer> tokenizer = load(path);
        QVERIFY(tokenizer);
        // The last text ends with the separator's newline, the last line of ids with another.
        const QString input = QString::fromUtf8(contents(path.string() + ".inp"));
        const QStringList texts = input.split("\n__ggml_vocab_test__\n");
        const QList<QByteArray> lines = contents(path.string() + ".out").split('\n');
        QVERIFY(texts.size() > 40);
        for (qsizetype i = 0; i < texts.size(); ++i) {
            const std::string text = texts[i].toStdString();
            Ids expected;
            for (const QByteArray& id : lines[i].simplified().split(' ')) {
                if (!id.isEmpty())
                    expected.push_back(id.toInt());
            }
            const Ids ids = tokenizer->encode(text, {.addBos = false, .parseSpecial = false});
            QCOMPARE(toList(ids), toList(expected));
            QCOMPARE(tokenizer->decode(ids, false), text);
            QCOMPARE(streamed(*tokenizer, ids), text);
        }
    }

    void story()
    {
        const std::filesystem::path folder = tests::sharedPath("models/story");
        if (folder.empty())
            QSKIP("the story model is not here");
        const std::unique_ptr<Tokenizer> tokenizer = load(folder);
        QVERIFY(tokenizer);
        QVERIFY(tokenizer->addsBos());
        QCOMPARE(tokenizer->bos(), 1);
        QVERIFY(tokenizer->endsGeneration(2));
        const QJsonArray cases = QJsonDocument::fromJson(contents(folder / "golden.json")).array();
        QVERIFY(!cases.isEmpty());
        for (const QJsonValue& item : cases) {
            const std::string prompt = item["prompt"].toString().toStdString();
            Ids ids = tokenizer->encode(prompt, {});
            QCOMPARE(toList(ids), toList(idsOf(item["ids"])));
            const Ids answer = idsOf(item["greedy_ids"]);
            ids.insert(ids.end(), answer.begin(), answer.end());
            const std::string text = item["greedy_text"].toString().toStdString();
            QCOMPARE(tokenizer->decode(ids, false), text);
            QCOMPARE(streamed(*tokenizer, ids), text);
        }
    }

    void starter()
    {
        const std::filesystem::path path = tests::starterModelPath();
        if (path.empty())
            QSKIP("the starter model is not here");
        const auto file = openModelFile(path);
        QVERIFY(file);
        const auto loaded = loadTokenizer(**file);
        QVERIFY(loaded);
        const Tokenizer& tokenizer = **loaded;
        QCOMPARE(tokenizer.vocabSize(), std::size_t{49152});
        QVERIFY(!tokenizer.addsBos());
        for (const TokenId id : {0, 2})
            QVERIFY(tokenizer.endsGeneration(id));
        QVERIFY(!tokenizer.endsGeneration(1));
        // As llama.cpp gives them.
        const std::string turn = "<|im_start|>user\nHello, I've 12 cats.  😁<|im_end|>\n";
        const Ids ids = tokenizer.encode(turn, {});
        QCOMPARE(toList(ids),
                 (QList<TokenId>{1,
                                 4093,
                                 198,
                                 19556,
                                 28,
                                 339,
                                 3543,
                                 216,
                                 33,
                                 34,
                                 7680,
                                 30,
                                 216,
                                 40303,
                                 219,
                                 2,
                                 198}));
        QCOMPARE(tokenizer.decode(ids, true), turn);
        QCOMPARE(tokenizer.decode(ids, false), std::string("user\nHello, I've 12 cats.  😁\n"));
        const Ids plain = tokenizer.encode("<|im_end|>", {.addBos = true, .parseSpecial = false});
        QVERIFY(plain.size() > 1);
        QCOMPARE(tokenizer.decode(plain, false), std::string("<|im_end|>"));
        QVERIFY(chatTemplateSource(**file).find("<|im_start|>") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestTokenizerGolden)
#include "tst_tokenizer_golden.moc"
