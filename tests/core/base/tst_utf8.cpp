#include "core/base/utf8.h"

#include <QTest>

class Utf8Test : public QObject
{
    Q_OBJECT

private slots:
    void everyCharacterRoundTrips();
    void invalid_data();
    void invalid();
    void incompleteSuffix_data();
    void incompleteSuffix();
    void quotesForMessages();
};

void Utf8Test::everyCharacterRoundTrips()
{
    for (char32_t codePoint = 0; codePoint <= 0x10ffff; ++codePoint) {
        if (codePoint >= 0xd800 && codePoint <= 0xdfff)
            continue;
        std::string text;
        core::appendUtf8(text, codePoint);
        const core::Utf8Character character = core::decodeUtf8(text);
        if (!character.valid || character.codePoint != codePoint || character.length != text.size())
            QFAIL(qPrintable(QString("U+%1").arg(static_cast<uint>(codePoint), 4, 16)));
    }
    std::string surrogate;
    core::appendUtf8(surrogate, 0xd800);
    QCOMPARE(surrogate, std::string("\xef\xbf\xbd"));
}

void Utf8Test::invalid_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("continuation first") << QByteArray("\x80");
    QTest::newRow("overlong slash") << QByteArray("\xc0\xaf");
    QTest::newRow("overlong three bytes") << QByteArray("\xe0\x9f\xbf");
    QTest::newRow("overlong four bytes") << QByteArray("\xf0\x8f\xbf\xbf");
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80");
    QTest::newRow("above U+10FFFF") << QByteArray("\xf4\x90\x80\x80");
    QTest::newRow("lead never used") << QByteArray("\xff");
    QTest::newRow("cut after two of three") << QByteArray("\xe4\xbd");
    QTest::newRow("third byte wrong") << QByteArray("\xe4\xbd\x41");
}

void Utf8Test::invalid()
{
    QFETCH(QByteArray, text);
    const std::string bytes = text.toStdString();
    QVERIFY(!core::isValidUtf8(bytes));
    QVERIFY(!core::isValidUtf8("good " + bytes));
    const core::Utf8Character character = core::decodeUtf8(bytes);
    QCOMPARE(character.length, std::size_t{1});
    QCOMPARE(static_cast<uint>(character.codePoint), 0xfffdU);
}

void Utf8Test::incompleteSuffix_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("expected");
    QTest::newRow("empty") << QByteArray() << 0;
    QTest::newRow("ASCII") << QByteArray("abc") << 0;
    QTest::newRow("whole character") << QByteArray("a\xe4\xbd\xa0") << 0;
    QTest::newRow("one of two") << QByteArray("a\xc3") << 1;
    QTest::newRow("two of three") << QByteArray("a\xe4\xbd") << 2;
    QTest::newRow("three of four") << QByteArray("\xf0\x9f\x98") << 3;
    QTest::newRow("can become nothing") << QByteArray("\xed\xa0") << 0;
    QTest::newRow("stray continuations") << QByteArray("\x80\x80\x80\x80") << 0;
    QTest::newRow("lead never used") << QByteArray("\xff") << 0;
}

void Utf8Test::incompleteSuffix()
{
    QFETCH(QByteArray, text);
    QFETCH(int, expected);
    QCOMPARE(core::incompleteUtf8Suffix(text.toStdString()), static_cast<std::size_t>(expected));
}

void Utf8Test::quotesForMessages()
{
    QCOMPARE(core::inQuotes("a b"), std::string("\"a b\""));
    QCOMPARE(core::inQuotes(std::string_view("\0\n\xff", 3)), std::string("\"\\x00\\x0a\\xff\""));
    const std::string shortened = core::inQuotes(std::string(1000, 'x'));
    QVERIFY(shortened.size() < 100);
    QVERIFY(shortened.ends_with("…\""));
}

QTEST_APPLESS_MAIN(Utf8Test)
#include "tst_utf8.moc"
