// Which words of a message are to be spelt as in a dictionary.
#include "app/spelling/prose_words.h"

#include <QtTest>

class TestProseWords : public QObject
{
    Q_OBJECT

private slots:
    void finds_data();
    void finds();
    void fencesHoldCode();
    void longLinesAreLeftOut();
};

namespace {

QStringList wordsOf(const QString& line, QString& fence)
{
    QStringList words;
    for (const app::ProseWord& word : app::proseWords(line, fence))
        words << line.mid(word.start, word.length);
    return words;
}

} // namespace

void TestProseWords::finds_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char* name, const char* line, const QStringList& words) {
        QTest::newRow(name) << QString::fromUtf8(line) << words;
    };
    row("nothing", "", {});
    row("prose", "Say hello, please (twice)!", {"Say", "hello", "please", "twice"});
    row("apostrophes", "don't 'quote' dogs’ l’heure", {"don't", "quote", "dogs", "l’heure"});
    row("dashes", "well-known words—and more", {"well", "known", "words", "and", "more"});
    row("emphasis", "**very** _nice_ ~~not~~", {"very", "nice", "not"});
    row("heading and list", "## Some words\t- and", {"Some", "words", "and"});
    row("places to fill in", "for {{your name}}", {"for", "your", "name"});
    row("other scripts", "Привет Grüße ελληνικά", {"Привет", "Grüße", "ελληνικά"});
    row("decomposed", "cafe\xcc\x81 here", {"cafe\xcc\x81", "here"});
    row("code span", "use `qwrt` there", {"use", "there"});
    row("code span with backticks", "use ``a ` qwrt`` there", {"use", "there"});
    row("code span being written", "use `qwrt zxcv", {"use"});
    row("two code spans", "`aa` or `bb` it", {"or", "it"});
    row("addresses",
        "at https://exmple.org/pth or me@exmple.org or exmple.org",
        {"at", "or", "or"});
    row("link", "see [the page](https://exmple.org) now", {"see", "the", "now"});
    row("paths", "in /usr/shre or src/mian.cpp or C:\\tmpp", {"in", "or", "or"});
    row("identifiers", "call my_func fooBar foo::bar --flagg $vrr #tagg", {"call"});
    row("numbers", "H2O at 3pm is v2", {"at", "is"});
    row("capitals", "GPU and JSON", {"and"});
    row("single letters", "I am a x", {"am"});
    row("markup", "some <br> and &nbsp; here", {"some", "and", "here"});
    row("prompt's name", "/transalte to Frnch", {});
    row("Chinese", "我用Pyhton写 你好 words", {"words"});
    row("Japanese, Korean, Thai", "こんにちは カタカナ 안녕 สวัสดี", {});
    row("mixed scripts", "Pяivet abc", {"abc"});
    row("emoji", "nice 🙂 day🙂", {"nice"});
}

void TestProseWords::finds()
{
    QFETCH(QString, line);
    QFETCH(QStringList, words);
    QString fence;
    QCOMPARE(wordsOf(line, fence), words);
    QVERIFY(fence.isEmpty());
}

void TestProseWords::fencesHoldCode()
{
    QString fence;
    QStringList all;
    for (const char* line : {"before",
                             "````cpp",
                             "cde",
                             "```",
                             "cde",
                             "`````",
                             "between",
                             "~~~",
                             "cde",
                             "```",
                             "~~~",
                             "behind",
                             "``inline``"})
        all << wordsOf(QString::fromLatin1(line), fence);
    QCOMPARE(all, (QStringList{"before", "between", "behind"}));
    QVERIFY(fence.isEmpty());
}

void TestProseWords::longLinesAreLeftOut()
{
    QString fence;
    QCOMPARE(wordsOf(QString(64, u'x'), fence).size(), 1);
    QCOMPARE(wordsOf(QString(65, u'x'), fence).size(), 0);
    QCOMPARE(wordsOf(QStringLiteral("word ").repeated(4000), fence).size(), 4000);
    QCOMPARE(wordsOf(QStringLiteral("word ").repeated(4001), fence).size(), 0);
}

QTEST_APPLESS_MAIN(TestProseWords)
#include "tst_prose_words.moc"
