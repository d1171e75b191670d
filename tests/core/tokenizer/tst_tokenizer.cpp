// Tokenizers made by hand: small enough to see why each id comes out.
#include "core/tokenizer/stream_decoder.h"
#include "core/tokenizer/tokenizer_spec.h"
#include "tests/support/cpu_time.h"

#include <QTest>

#include <functional>

using namespace core;

namespace {

using Ids = QList<TokenId>;
using Change = std::function<void(TokenizerSpec&)>;

// "▁" is U+2581.
TokenizerSpec characterSpec()
{
    TokenizerSpec spec;
    spec.kind = TokenizerKind::CharacterBpe;
    spec.tokens = {"<unk>", "<s>", "</s>", "a", "b", "c", "▁", "ab", "▁ab", "bc", "<tool>"};
    spec.types.assign(spec.tokens.size(), TokenType::Normal);
    spec.types[0] = TokenType::Unknown;
    spec.types[1] = spec.types[2] = TokenType::Control;
    spec.types[10] = TokenType::UserDefined;
    spec.merges = {{"b", "c"}, {"a", "b"}, {"▁", "ab"}};
    spec.unknown = 0;
    spec.bos = 1;
    spec.eos = 2;
    spec.prefix = {1};
    spec.added = {{.id = 1, .special = true}, {.id = 2, .special = true}, {.id = 10}};
    spec.normalizer = {{TextStep::Kind::Prepend, "", "▁"}, {TextStep::Kind::Replace, " ", "▁"}};
    spec.dropsFirstSpace = true;
    return spec;
}

std::unique_ptr<Tokenizer> made(TokenizerSpec spec)
{
    auto tokenizer = makeTokenizer(std::move(spec));
    if (!tokenizer)
        qFatal("%s", tokenizer.error().message.c_str());
    return std::move(*tokenizer);
}

Ids encoded(const Tokenizer& tokenizer,
            std::string_view text,
            const EncodeOptions& options = {false, true})
{
    const std::vector<TokenId> ids = tokenizer.encode(text, options);
    return {ids.begin(), ids.end()};
}

} // namespace

Q_DECLARE_METATYPE(Change)

class TestTokenizer : public QObject
{
    Q_OBJECT

private slots:
    void encodes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Ids>("expected");
        QTest::newRow("nothing") << QByteArray() << Ids{};
        QTest::newRow("the merge learnt first goes first") << QByteArray("abc") << Ids{6, 3, 9};
        QTest::newRow("then the next, and onto its result") << QByteArray("ab ab") << Ids{8, 8};
        QTest::newRow("unknown characters") << QByteArray("aé😁") << Ids{6, 3, 0, 0};
        QTest::newRow("special tokens") << QByteArray("<s>ab</s>") << Ids{1, 8, 2};
        QTest::newRow("a longer text is not its beginning")
            << QByteArray("<to<tool>") << Ids{6, 0, 0, 0, 10};
        QTest::newRow("bytes that are no UTF-8")
            << QByteArray("a\xff\xe2\x82z") << Ids{6, 3, 0, 0, 0};
    }
    void encodes()
    {
        QFETCH(QByteArray, text);
        QFETCH(Ids, expected);
        QCOMPARE(encoded(*made(characterSpec()), text.toStdString()), expected);
    }

    void optionsChooseWhatIsSpecial()
    {
        const auto tokenizer = made(characterSpec());
        QCOMPARE(encoded(*tokenizer, "ab", {.addBos = true, .parseSpecial = true}), (Ids{1, 8}));
        QVERIFY(tokenizer->addsBos());
        QVERIFY(!encoded(*tokenizer, "<s>", {.addBos = false, .parseSpecial = false}).contains(1));
        // What is no control token is a token like others.
        QCOMPARE(encoded(*tokenizer, "<tool>", {.addBos = false, .parseSpecial = false}),
                 (Ids{10}));
    }

    void addedTokensTakeWhiteSpaceAlong()
    {
        TokenizerSpec spec = characterSpec();
        spec.added[2].leftStrip = spec.added[2].rightStrip = true;
        QCOMPARE(encoded(*made(spec), "ab \n<tool>\t ab"), (Ids{8, 10, 8}));
        QCOMPARE(encoded(*made(spec), "<s> <tool>"), (Ids{1, 10}));
    }

    void singleWordsStandAlone()
    {
        TokenizerSpec spec = characterSpec();
        spec.tokens[10] = "cab";
        spec.added[2].singleWord = true;
        QCOMPARE(encoded(*made(spec), "cab"), (Ids{10}));
        QVERIFY(!encoded(*made(spec), "acab").contains(10));
        QVERIFY(!encoded(*made(spec), "cabé").contains(10));
    }

    void byteFallback()
    {
        TokenizerSpec spec = characterSpec();
        spec.byteFallback = true;
        spec.tokens.insert(spec.tokens.end(), {"<0xC3>", "<0xA9>"});
        spec.types.insert(spec.types.end(), 2, TokenType::Byte);
        const auto tokenizer = made(spec);
        QCOMPARE(encoded(*tokenizer, "é"), (Ids{6, 11, 12}));
        QCOMPARE(encoded(*tokenizer, "è"), (Ids{6, 0})); // one of its bytes has no token
        QCOMPARE(tokenizer->decode(std::vector<TokenId>{6, 11, 12}, false), std::string("é"));
    }

    void decodes()
    {
        const auto tokenizer = made(characterSpec());
        const std::vector<TokenId> ids = {1, 8, 8, 2, -1, 1000};
        QCOMPARE(tokenizer->decode(ids, false), std::string("ab ab"));
        QCOMPARE(tokenizer->decode(ids, true), std::string("<s> ab ab</s>"));
        QVERIFY(tokenizer->isControl(1) && !tokenizer->isControl(3) && !tokenizer->isControl(-1));
        QVERIFY(tokenizer->endsGeneration(2) && !tokenizer->endsGeneration(1));
    }

    void sentencePieceMergesByScore()
    {
        TokenizerSpec spec;
        spec.kind = TokenizerKind::SentencePiece;
        spec.tokens = {"<unk>", "<s>", "</s>", "▁", "a", "b", "ab", "▁ab", "ab", ""};
        spec.types.assign(spec.tokens.size(), TokenType::Normal);
        spec.types[0] = TokenType::Unknown;
        spec.types[1] = spec.types[2] = TokenType::Control;
        spec.scores = {0, 0, 0, -4, -5, -6, -1, -2, -3, 0};
        spec.unknown = 0;
        const auto tokenizer = made(spec);
        QCOMPARE(encoded(*tokenizer, "ab ab"), (Ids{7, 7})); // of two "ab" the first counts
        QCOMPARE(encoded(*tokenizer, "<s>"), (Ids{3, 0}));   // no added token: text
        spec.addSpacePrefix = false;
        QCOMPARE(encoded(*made(spec), "ab ab"), (Ids{6, 7}));
    }

    void unigramChoosesTheMostProbable_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Ids>("expected");
        QTest::newRow("empty") << QByteArray() << Ids{};
        QTest::newRow("the likeliest, not the longest") << QByteArray("abc") << Ids{3, 4};
        QTest::newRow("of equals the one found first") << QByteArray("aaa") << Ids{1, 7};
        QTest::newRow("bytes of what has no token") << QByteArray("aéa") << Ids{1, 8, 9, 1};
        QTest::newRow("unknown where a byte lacks a token") << QByteArray("aéüa") << Ids{1, 0, 1};
        QTest::newRow("a byte's token is found in text too") << QByteArray("<0xC3>") << Ids{8};
        QTest::newRow("tokens without a score are not") << QByteArray("zz") << Ids{0};
    }
    void unigramChoosesTheMostProbable()
    {
        QFETCH(QByteArray, text);
        QFETCH(Ids, expected);
        TokenizerSpec spec;
        spec.kind = TokenizerKind::Unigram;
        spec.tokens = {"<unk>", "a", "b", "ab", "c", "abc", "bc", "aa", "<0xC3>", "<0xA9>", "zz"};
        spec.scores = {0, -2, -3, -2, -2, -5, -4, -4, -9, -9};
        spec.unknown = 0;
        spec.byteFallback = true;
        QCOMPARE(encoded(*made(spec), text.toStdString()), expected);
        spec.unknown = kNoToken;
        expected.removeAll(0);
        QCOMPARE(encoded(*made(spec), text.toStdString()), expected);
    }

    void refuses_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<ErrorCode>("code");
        const auto row =
            [](const char* name, const Change& change, ErrorCode code = ErrorCode::Malformed) {
                QTest::newRow(name) << change << code;
            };
        row("no tokens", [](TokenizerSpec& s) { s = {}; });
        row("too few types", [](TokenizerSpec& s) { s.types.pop_back(); });
        row("no scores", [](TokenizerSpec& s) { s.kind = TokenizerKind::SentencePiece; });
        row("more scores than tokens", [](TokenizerSpec& s) {
            s.kind = TokenizerKind::Unigram;
            s.scores.resize(s.tokens.size() + 1);
        });
        row("byte token that is none", [](TokenizerSpec& s) { s.types[3] = TokenType::Byte; });
        row("bos beyond the vocabulary", [](TokenizerSpec& s) { s.bos = 11; });
        row("eos negative", [](TokenizerSpec& s) { s.eos = -2; });
        row("prefix beyond", [](TokenizerSpec& s) { s.prefix = {99}; });
        row("end of generation beyond", [](TokenizerSpec& s) { s.endsOfGeneration = {99}; });
        row("added token beyond", [](TokenizerSpec& s) { s.added.push_back({.id = 999999999}); });
        row("added twice", [](TokenizerSpec& s) { s.added.push_back({.id = 10}); });
        row("added token without text", [](TokenizerSpec& s) { s.tokens[10].clear(); });
        row("merge of unknown tokens", [](TokenizerSpec& s) { s.merges.emplace_back("x", "y"); });
        row("merge to an unknown token", [](TokenizerSpec& s) { s.merges.emplace_back("c", "a"); });
        row(
            "pattern that can explode",
            [](TokenizerSpec& s) { s.splits = {{"(a+)+$"}}; },
            ErrorCode::Unsupported);
        row(
            "pattern with a back reference",
            [](TokenizerSpec& s) { s.splits = {{R"((a)\1)"}}; },
            ErrorCode::Unsupported);
        row(
            "pattern that is none",
            [](TokenizerSpec& s) { s.splits = {{"[a"}}; },
            ErrorCode::Unsupported);
    }
    void refuses()
    {
        QFETCH(Change, change);
        QFETCH(ErrorCode, code);
        TokenizerSpec spec = characterSpec();
        change(spec);
        const auto tokenizer = makeTokenizer(std::move(spec));
        QVERIFY(!tokenizer);
        QCOMPARE(tokenizer.error().code, code);
        QVERIFY(!tokenizer.error().message.empty());
    }

    void splits_data()
    {
        using Behaviour = SplitStep::Behaviour;
        QTest::addColumn<int>("behaviour");
        QTest::addColumn<Ids>("expected"); // of "abab▁▁ab" with "▁" as the pattern
        QTest::newRow("isolated") << int(Behaviour::Isolated) << Ids{7, 7, 6, 6, 7};
        QTest::newRow("removed") << int(Behaviour::Removed) << Ids{7, 7, 7};
        QTest::newRow("with the previous")
            << int(Behaviour::MergedWithPrevious) << Ids{7, 7, 6, 6, 7};
        QTest::newRow("with the next") << int(Behaviour::MergedWithNext) << Ids{7, 7, 6, 8};
        QTest::newRow("contiguous") << int(Behaviour::Contiguous) << Ids{7, 7, 6, 6, 7};
    }
    void splits()
    {
        QFETCH(int, behaviour);
        QFETCH(Ids, expected);
        for (const bool literal : {true, false}) {
            TokenizerSpec spec = characterSpec();
            spec.normalizer.clear();
            spec.splits = {{"▁", literal, static_cast<SplitStep::Behaviour>(behaviour), false}};
            QCOMPARE(encoded(*made(spec), "abab▁▁ab"), expected);
        }
    }

    // Combining marks in the wrong order, a megabyte of them, must not be sorted by swapping.
    void normalizesInReasonableTime()
    {
        TokenizerSpec spec = characterSpec();
        spec.normalizer = {{TextStep::Kind::Nfc, "", ""}};
        spec.tokens.insert(spec.tokens.end(), {"é", "\u0327"});
        spec.types.insert(spec.types.end(), 2, TokenType::Normal);
        QCOMPARE(encoded(*made(spec), "e\u0301"), (Ids{11}));
        std::string marks = "e";
        for (int i = 0; i < 250000; ++i)
            marks += "\u0301\u0327";
        const tests::CpuTimer timer;
        QVERIFY(!encoded(*made(spec), marks).isEmpty());
        QVERIFY(timer.elapsedMs() < 10000);
    }

    void mergesLongPiecesInReasonableTime()
    {
        const auto tokenizer = made(characterSpec());
        std::string text;
        for (int i = 0; i < 500000; ++i)
            text += "ab";
        const tests::CpuTimer timer;
        QCOMPARE(encoded(*tokenizer, text).size(), 500000);
        qInfo("1 MB in one piece: %.0f ms", timer.elapsedMs());
        QVERIFY(timer.elapsedMs() < 10000);
    }

    void streamGivesWholeCharacters()
    {
        TokenizerSpec spec = characterSpec();
        spec.tokens.insert(spec.tokens.end(), {"<0xF0>", "<0x9F>", "<0x98>", "<0x81>"});
        spec.types.insert(spec.types.end(), 4, TokenType::Byte);
        const auto tokenizer = made(spec);
        StreamDecoder decoder(*tokenizer, StreamDecoder::Start::Text);
        QCOMPARE(decoder.feed(1), std::string());
        QCOMPARE(decoder.feed(8), std::string("ab"));  // the first space is dropped
        QCOMPARE(decoder.feed(8), std::string(" ab")); // and only that
        for (const TokenId id : {11, 12, 13})
            QCOMPARE(decoder.feed(id), std::string());
        QCOMPARE(decoder.feed(14), std::string("😁"));
        QCOMPARE(decoder.feed(12), std::string("\uFFFD")); // nothing begins so
        QCOMPARE(decoder.feed(11), std::string());
        QCOMPARE(decoder.feed(3),
                 std::string("\uFFFD"
                             "a"));
        QCOMPARE(decoder.feed(11), std::string());
        QCOMPARE(decoder.feed(12), std::string());
        QCOMPARE(decoder.flush(), std::string("\uFFFD"));
        QCOMPARE(decoder.flush(), std::string());
        StreamDecoder goingOn(*tokenizer, StreamDecoder::Start::Continuation);
        QCOMPARE(goingOn.feed(8), std::string(" ab"));
    }
};

QTEST_GUILESS_MAIN(TestTokenizer)
#include "tst_tokenizer.moc"
