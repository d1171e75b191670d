#include "core/tokenizer/unicode_versions.h"

#include "core/base/utf8.h"
#include "core/tokenizer/pre_tokenizer.h"
#include "core/tokenizer/text_steps.h"

#include <QTest>

#include <array>

using namespace core;

class TestUnicodeVersions : public QObject
{
    Q_OBJECT

private slots:
    void oldCharactersStay()
    {
        QVERIFY(!withKnownCharacters("plain, é, 中文, 한국어, 😀, \xF0\xA0\x80\x80").has_value());
        QVERIFY(!withKnownCharacters("").has_value());
    }

    // A letter of Unicode 15 (U+11F04, Kawi) and a digit of Unicode 16 (U+10D40, Garay).
    void newCharactersGiveWayToOldOnesOfTheirLength()
    {
        const std::string text = "a\xF0\x91\xBC\x84"
                                 "b\xF0\x90\xB5\x80"
                                 "c";
        const std::optional<std::string> known = withKnownCharacters(text);
        QVERIFY(known.has_value());
        QCOMPARE(known->size(), text.size());
        QVERIFY(isValidUtf8(*known));
        QVERIFY(*known != text);
        for (const std::size_t same : {0, 5, 10})
            QCOMPARE((*known)[same], text[same]);
    }

    // As with Unicode 16: a letter joins a word, a digit a number. Pieces are of the text itself.
    void patternsKnowNewCharacters()
    {
        const auto preTokenizer = PreTokenizer::create({{.pattern = R"(\p{L}+|\p{N}+)"}});
        QVERIFY(preTokenizer.has_value());
        const std::string text = "a\xF0\x91\xBC\x84"
                                 "b1\xF0\x90\xB5\x80 ";
        const std::vector<std::string_view> pieces = preTokenizer->split(text);
        QCOMPARE(pieces.size(), std::size_t{3});
        QCOMPARE(pieces[0],
                 std::string_view("a\xF0\x91\xBC\x84"
                                  "b"));
        QCOMPARE(pieces[1], std::string_view("1\xF0\x90\xB5\x80"));
        QCOMPARE(pieces[2].data() + 1, text.data() + text.size());
    }

    // U+0345 (class 240) goes behind U+0301 (class 230), but not past U+0C3C, a mark of Unicode 14.
    void normalizersDoNotSortMarksTheyDoNotKnow()
    {
        const std::array<TextStep, 1> nfd{{{TextStep::Kind::Nfd, {}, {}}}};
        QCOMPARE(applyTextSteps(nfd, "a\u0345\u0301", true), std::string("a\u0301\u0345"));
        QCOMPARE(applyTextSteps(nfd, "a\u0345\u0C3C\u0301", true),
                 std::string("a\u0345\u0C3C\u0301"));
        QVERIFY(isUnknownToNormalizers(U'\u0C3C'));
        QVERIFY(!isUnknownToNormalizers(U'\u0301'));
    }
};

QTEST_GUILESS_MAIN(TestUnicodeVersions)
#include "tst_unicode_versions.moc"
