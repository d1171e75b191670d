// Words that dictionaries know, dictionaries that are damaged, and the person's own words.
#include "app/spelling/dictionary_set.h"
#include "tests/support/test_paths.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

using app::DictionarySet;

class TestDictionarySet : public QObject
{
    Q_OBJECT

private:
    static app::Dictionary sample(const QString& code)
    {
        const auto folder = tests::dataPath("spelling").string();
        return {code, QString::fromStdString(folder) + u'/' + code};
    }
    app::Dictionary write(const QByteArray& rules, const QByteArray& words) const
    {
        const QString path = m_folder.filePath(QStringLiteral("en_US"));
        for (const auto& [name, bytes] : {std::pair(".aff", rules), std::pair(".dic", words)}) {
            QFile file(path + QLatin1String(name));
            if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
                qFatal("could not write %s", qPrintable(file.fileName()));
        }
        return {QStringLiteral("en_US"), path};
    }
    QString ownWords() const { return m_folder.filePath(QStringLiteral("own/words.txt")); }
    QByteArray ownContent() const
    {
        QFile file(ownWords());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;

private slots:
    void init() { QFile::remove(ownWords()); }

    void judges_data();
    void judges();
    void suggests();
    void damagedOnesAreLeftOut_data();
    void damagedOnesAreLeftOut();
    void pipesAreNoDictionaries();
    void keepsOwnWords();
    void ownWordsFollowWhatAPersonWrote();
    void ownWordsThatCannotBeKept();
};

void TestDictionarySet::judges_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<bool>("right");
    QTest::newRow("known") << "hello" << true;
    QTest::newRow("at the begin of a sentence") << "Hello" << true;
    QTest::newRow("by a rule") << "rivers" << true;
    QTest::newRow("unknown") << "helo" << false;
    QTest::newRow("apostrophe") << "don't" << true;
    QTest::newRow("printers' apostrophe") << "don’t" << true;
    QTest::newRow("composed") << "naïve" << true;
    QTest::newRow("decomposed") << "nai\u0308ve" << true;
    QTest::newRow("other encoding") << "Привет" << true;
    QTest::newRow("unknown in the other script") << "Првиет" << false;
    QTest::newRow("not in that encoding") << "ўмир" << true;
    QTest::newRow("script without a dictionary") << "ελληνικά" << true;
    QTest::newRow("empty") << "" << true;
}

void TestDictionarySet::judges()
{
    QFETCH(QString, word);
    DictionarySet set({sample(QStringLiteral("en_US")), sample(QStringLiteral("ru_RU"))}, {});
    QTEST(set.isRight(word), "right");
}

void TestDictionarySet::suggests()
{
    DictionarySet set({sample(QStringLiteral("en_US")), sample(QStringLiteral("ru_RU"))}, {});
    QCOMPARE(set.suggestions(QStringLiteral("helo")).value(0), QStringLiteral("hello"));
    QCOMPARE(set.suggestions(QStringLiteral("првиет")).value(0), QStringLiteral("привет"));
    QVERIFY(set.suggestions(QStringLiteral("ελληνικά")).isEmpty());
    QByteArray words("26\n");
    for (char letter = 'a'; letter <= 'z'; ++letter)
        words += QByteArray("hou") + letter + "e\n";
    DictionarySet many({write("SET UTF-8\nTRY abcdefghijklmnopqrstuvwxyz\n", words)}, {});
    QCOMPARE(many.suggestions(QStringLiteral("houue")).size(), DictionarySet::kMostSuggestions);
}

void TestDictionarySet::damagedOnesAreLeftOut_data()
{
    QTest::addColumn<QByteArray>("rules");
    QTest::addColumn<QByteArray>("words");
    const QByteArray rules("SET UTF-8\n");
    const QByteArray words("2\nhello\nworld\n");
    QTest::newRow("no rules") << QByteArray() << words;
    QTest::newRow("no words") << rules << QByteArray();
    QTest::newRow("no count") << rules << QByteArray("hello\nworld\n");
    QTest::newRow("count below nothing") << rules << QByteArray("-2\nhello\nworld\n");
    QTest::newRow("cut off") << rules << QByteArray("70000\nhello\nworld\n");
    QTest::newRow("a billion words") << rules << QByteArray("1000000000\nhello\n");
    QTest::newRow("count beyond numbers") << rules << QByteArray("99999999999999999999\nhello\n");
    QTest::newRow("bytes") << rules << words + QByteArray(3, '\0');
    QTest::newRow("bytes in the rules") << rules + QByteArray(3, '\0') << words;
    QTest::newRow("unknown encoding") << QByteArray("SET EBCDIC-EXTRA\n") << words;
    QTest::newRow("too many rules") << rules + QByteArray(17 << 20, '#') << words;
}

void TestDictionarySet::damagedOnesAreLeftOut()
{
    QFETCH(QByteArray, rules);
    QFETCH(QByteArray, words);
    const app::Dictionary dictionary = write(rules, words);
    QTest::ignoreMessage(QtWarningMsg,
                         qPrintable(QStringLiteral("Spell-checking: the dictionary %1 is damaged "
                                                   "and not used; install it again")
                                        .arg(dictionary.path)));
    DictionarySet set({dictionary, sample(QStringLiteral("ru_RU"))}, {});
    QVERIFY(set.isRight(QStringLiteral("helo")));
    QVERIFY(!set.isRight(QStringLiteral("првиет"))); // the others are of use
}

void TestDictionarySet::pipesAreNoDictionaries()
{
    const QString path = m_folder.filePath(QStringLiteral("pipe"));
    for (const char* name : {".aff", ".dic"})
        QCOMPARE(mkfifo(QFile::encodeName(path + QLatin1String(name)).constData(), 0600), 0);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("damaged and not used")));
    DictionarySet set({{QStringLiteral("en_US"), path}}, {});
    QVERIFY(set.isRight(QStringLiteral("helo")));
}

void TestDictionarySet::keepsOwnWords()
{
    const QList<app::Dictionary> dictionaries{sample(QStringLiteral("en_US"))};
    {
        DictionarySet set(dictionaries, ownWords());
        QVERIFY(!set.isRight(QStringLiteral("fireside")));
        QVERIFY(set.add(QStringLiteral("fireside")).has_value());
        QVERIFY(set.add(QStringLiteral("Ödön")).has_value());
        QVERIFY(set.isRight(QStringLiteral("Fireside")));
    }
    DictionarySet set(dictionaries, ownWords());
    QVERIFY(set.isRight(QStringLiteral("fireside")));
    QVERIFY(set.isRight(QStringLiteral("Ödön")));
    QVERIFY(!set.isRight(QStringLiteral("ödön"))); // a name
    QCOMPARE(ownContent(), QByteArray("fireside\nÖdön\n"));
}

void TestDictionarySet::ownWordsFollowWhatAPersonWrote()
{
    QVERIFY(QDir().mkpath(m_folder.filePath(QStringLiteral("own"))));
    QFile file(ownWords());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("emberly\r\n\nglowing"); // no end of the line
    file.close();
    DictionarySet set({sample(QStringLiteral("en_US"))}, ownWords());
    QVERIFY(set.isRight(QStringLiteral("emberly")) && set.isRight(QStringLiteral("glowing")));
    QVERIFY(set.add(QStringLiteral("fireside")).has_value());
    QCOMPARE(ownContent(), QByteArray("emberly\r\n\nglowing\nfireside\n"));
}

void TestDictionarySet::ownWordsThatCannotBeKept()
{
    DictionarySet set({sample(QStringLiteral("en_US"))}, m_folder.path()); // a folder
    const core::Status status = set.add(QStringLiteral("fireside"));
    QVERIFY(!status.has_value());
    QVERIFY(QString::fromStdString(status.error().message).contains(m_folder.path()));
    QVERIFY(set.isRight(QStringLiteral("fireside")));
}

QTEST_APPLESS_MAIN(TestDictionarySet)
#include "tst_dictionary_set.moc"
