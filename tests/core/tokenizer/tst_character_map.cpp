// SentencePiece's precompiled normalisation, and tokenizers of the unigram kind.
#include "core/tokenizer/character_map.h"
#include "core/tokenizer/sentence_piece_proto.h"
#include "core/tokenizer/tokenizer_spec.h"

#include <QByteArray>
#include <QTest>
#include <QtEndian>

#include <functional>

using namespace core;

namespace {

constexpr quint32 kLeaf = 1U << 8;
constexpr quint32 kTimes256 = 1U << 9;

using Units = std::vector<quint32>;
using Damage = std::function<void(Units& units, QByteArray& texts)>;

// Makes "A" to "a".
QByteArray mapOfCapitalA(const Damage& damage = {})
{
    Units units(1024);
    units[0] = 1U << 10 | kTimes256;                       // its children: from 256 on
    units[256 ^ 'A'] = 'A' | kLeaf | 2U << 10 | kTimes256; // its value: 512 away
    units[256 ^ 'A' ^ 512] = 1U << 31;                     // text 0
    QByteArray texts("a\0", 2);
    if (damage)
        damage(units, texts);
    QByteArray bytes(qsizetype(4 + 4 * units.size()), 0);
    qToLittleEndian(quint32(4 * units.size()), bytes.data());
    for (std::size_t i = 0; i < units.size(); ++i)
        qToLittleEndian(units[i], bytes.data() + 4 + 4 * i);
    return bytes + texts;
}

std::string_view view(const QByteArray& bytes)
{
    return {bytes.constData(), std::size_t(bytes.size())};
}

// "▁" is U+2581.
TokenizerSpec unigramSpec()
{
    TokenizerSpec spec;
    spec.kind = TokenizerKind::SentencePiece;
    spec.unigram = true;
    spec.addSpacePrefix = false;
    spec.tokens = {"<unk>", "▁", "a", "b", "ab", "▁ab", "<s>"};
    spec.scores = {0, -2, -3, -3, -7, -6, 0};
    spec.types.assign(spec.tokens.size(), TokenType::Normal);
    spec.types[6] = TokenType::Control;
    spec.unknown = 0;
    spec.added = {{.id = 6, .special = true}};
    spec.preparation = {{TextStep::Kind::Replace, " ", "▁"},
                        {TextStep::Kind::PrependUnlessPresent, "", "▁"}};
    return spec;
}

} // namespace

Q_DECLARE_METATYPE(Damage)

class TestCharacterMap : public QObject
{
    Q_OBJECT

private slots:
    void maps_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("nothing") << QByteArray() << QByteArray();
        QTest::newRow("known and unknown") << QByteArray("AbAé你") << QByteArray("abaé你");
        // As Hugging Face's tokenizers: the grapheme's beginning is known, so all of it is.
        QTest::newRow("a short grapheme goes as a whole")
            << QByteArray("A\xCC\x81") << QByteArray("a");
        QTest::newRow("a long one by characters")
            << QByteArray("A\xCC\x81\xCC\x81\xCC\x81") << QByteArray("a\xCC\x81\xCC\x81\xCC\x81");
        QTest::newRow("a byte of value 0") << QByteArray("A\0A", 3) << QByteArray("a\0a", 3);
    }
    void maps()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        const QByteArray bytes = mapOfCapitalA();
        const auto map = CharacterMap::read(bytes.toStdString());
        QVERIFY2(map.has_value(), map ? "" : map.error().message.c_str());
        QCOMPARE(QByteArray::fromStdString(map->apply(view(text))), expected);
    }

    void refuses_data()
    {
        QTest::addColumn<Damage>("damage");
        QTest::newRow("leads out of the trie") << Damage([](Units& units, QByteArray&) {
            units[256 ^ 'A'] = 'A' | kLeaf | 200U << 10 | kTimes256;
        });
        QTest::newRow("text beyond the end")
            << Damage([](Units& units, QByteArray&) { units[256 ^ 'A' ^ 512] = 1U << 31 | 2; });
        QTest::newRow("text beyond the end, where no unit says it is a value")
            << Damage([](Units& units, QByteArray&) { units[256 ^ 'A' ^ 512] = 512U << 10; });
        QTest::newRow("begins with a value")
            << Damage([](Units& units, QByteArray&) { units[0] = 1U << 31 | 1; });
        QTest::newRow("text without an end")
            << Damage([](Units&, QByteArray& texts) { texts = "aa"; });
        QTest::newRow("no texts") << Damage([](Units&, QByteArray& texts) { texts.clear(); });
        QTest::newRow("trie of no whole block")
            << Damage([](Units& units, QByteArray&) { units.resize(900); });
        QTest::newRow("no trie") << Damage([](Units& units, QByteArray&) { units.clear(); });
    }
    // The library would read out of bounds.
    void refuses()
    {
        QFETCH(Damage, damage);
        const QByteArray bytes = mapOfCapitalA(damage);
        QVERIFY(!CharacterMap::read(bytes.toStdString()));
        TokenizerSpec spec = unigramSpec();
        spec.characterMap = bytes.toStdString();
        const auto tokenizer = makeTokenizer(std::move(spec));
        QVERIFY(!tokenizer);
        QCOMPARE(tokenizer.error().code, ErrorCode::Malformed);
    }

    void refusesWhatIsTooShort()
    {
        const QByteArray whole = mapOfCapitalA();
        for (const int size : {0, 1, 3, 4, 5, 4099})
            QVERIFY(!CharacterMap::read(whole.left(size).toStdString()));
    }

    void findsMapsInModels_data()
    {
        QTest::addColumn<QByteArray>("tag"); // of the normaliser, field 3 with a length
        QTest::addColumn<Damage>("damage");
        QTest::addColumn<bool>("safe");
        const Damage none;
        const Damage harmful = [](Units& units, QByteArray&) { units[0] = 1U << 31; };
        QTest::newRow("sound") << QByteArray("\x1A") << none << true;
        QTest::newRow("harmful") << QByteArray("\x1A") << harmful << false;
        QTest::newRow("sound, a longer tag") << QByteArray("\x9A\x80\x00", 3) << none << true;
        QTest::newRow("harmful, a longer tag") << QByteArray("\x9A\x80\x00", 3) << harmful << false;
        QTest::newRow("harmful, a tag the library cuts short")
            << QByteArray("\x9A\x80\x80\x80\x10") << harmful << false;
    }
    void findsMapsInModels()
    {
        QFETCH(QByteArray, tag);
        QFETCH(Damage, damage);
        QFETCH(bool, safe);
        const auto field = [](const QByteArray& tag, const QByteArray& bytes) {
            QByteArray size;
            size += char((bytes.size() & 0x7F) | 0x80);
            size += char(bytes.size() >> 7); // a map of this size has two digits
            return tag + size + bytes;
        };
        const QByteArray model = QByteArray::fromStdString(sentencePieceProto(unigramSpec())) +
                                 field(tag, field("\x12", mapOfCapitalA(damage)));
        QCOMPARE(hasSafeCharacterMaps(view(model)), safe);
    }

    void tokenizersKeepTheirMap()
    {
        TokenizerSpec spec = unigramSpec();
        spec.normalizer = {{TextStep::Kind::MapCharacters, "", ""}};
        const auto without = makeTokenizer(spec);
        QVERIFY(!without);
        QCOMPARE(without.error().code, ErrorCode::Malformed);
        {
            auto map = CharacterMap::read(mapOfCapitalA().toStdString());
            QVERIFY2(map.has_value(), map ? "" : map.error().message.c_str());
            spec.normalizer[0].map = std::make_shared<const CharacterMap>(std::move(*map));
        }
        const auto tokenizer = makeTokenizer(std::move(spec));
        QVERIFY2(tokenizer.has_value(), tokenizer ? "" : tokenizer.error().message.c_str());
        QCOMPARE((*tokenizer)->encode("Ab", {}), (*tokenizer)->encode("ab", {}));
    }

    void choosesTheMostProbable_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QList<TokenId>>("expected");
        using Ids = QList<TokenId>;
        QTest::newRow("one token, though it is long") << QByteArray("ab") << Ids{5};
        QTest::newRow("two that are likelier than one") << QByteArray("bab") << Ids{1, 3, 2, 3};
        QTest::newRow("unknown ones are one") << QByteArray("aéüb") << Ids{1, 2, 0, 3};
        QTest::newRow("special") << QByteArray("ab<s>ab") << Ids{5, 6, 5};
    }
    void choosesTheMostProbable()
    {
        QFETCH(QByteArray, text);
        QFETCH(QList<TokenId>, expected);
        const auto tokenizer = makeTokenizer(unigramSpec());
        QVERIFY(tokenizer.has_value());
        const auto ids = (*tokenizer)->encode(view(text), {});
        QCOMPARE(QList<TokenId>(ids.begin(), ids.end()), expected);
    }

    void libraryUsesTheMap()
    {
        const QByteArray bytes = mapOfCapitalA();
        TokenizerSpec spec = unigramSpec();
        spec.characterMap = bytes.toStdString();
        const auto tokenizer = makeTokenizer(std::move(spec));
        QVERIFY(tokenizer.has_value());
        QCOMPARE((*tokenizer)->encode("Ab", {}), std::vector<TokenId>{5});
    }

    void readsBase64()
    {
        QCOMPARE(fromBase64("QUJD"), std::optional<std::string>("ABC"));
        QCOMPARE(fromBase64("QUI="), std::optional<std::string>("AB"));
        QCOMPARE(fromBase64("QQ=="), std::optional<std::string>("A"));
        QCOMPARE(fromBase64(""), std::optional<std::string>(""));
        for (const char* none : {"QUJ", "QU*D", "Q===", "=QUJ"})
            QVERIFY(!fromBase64(none));
    }
};

QTEST_GUILESS_MAIN(TestCharacterMap)
#include "tst_character_map.moc"
