// Which dictionaries are found, and which are taken for whom.
#include "app/spelling/dictionary_files.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

class TestDictionaryFiles : public QObject
{
    Q_OBJECT

private slots:
    void findsPairsOfFiles();
    void chooses_data();
    void chooses();
};

void TestDictionaryFiles::findsPairsOfFiles()
{
    const QTemporaryDir own, system;
    const auto make = [](const QTemporaryDir& folder, const char* name) {
        QFile file(folder.filePath(QLatin1String(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
    };
    for (const char* name : {"de_DE.aff", "de_DE.dic", "en_GB.dic", "hyph_en.dic", "fr.aff"})
        make(system, name);
    for (const char* name : {"de_DE.aff", "de_DE.dic", "be.x.aff", "be.x.dic"})
        make(own, name);
    const QList<app::Dictionary> expected{{"be.x", own.filePath("be.x")},
                                          {"de_DE", own.filePath("de_DE")}};
    QCOMPARE(app::installedDictionaries(
                 {own.path(), system.filePath(QStringLiteral("none")), system.path()}),
             expected);
}

void TestDictionaryFiles::chooses_data()
{
    QTest::addColumn<QString>("choice");
    QTest::addColumn<QStringList>("locales");
    QTest::addColumn<QStringList>("installed");
    QTest::addColumn<QStringList>("chosen");
    const auto row = [](const char* name,
                        const QString& choice,
                        const QStringList& locales,
                        const QStringList& installed,
                        const QStringList& chosen) {
        QTest::newRow(name) << choice << locales << installed << chosen;
    };
    const QStringList some{"de_AT", "de_DE", "en_GB", "en_US", "fr", "ru_RU"};
    row("none installed", {}, {"en_US"}, {}, {});
    row("off", app::kNoSpelling, {"en_US"}, some, {});
    row("one by its name", "fr", {"en_US"}, some, {"fr"});
    row("one that went", "pl_PL", {"en_US"}, some, {});
    row("the country's", {}, {"de-AT"}, some, {"de_AT"});
    row("the language's first country", {}, {"de_CH"}, some, {"de_DE"});
    row("any of the language", {}, {"en_US"}, {"en_GB"}, {"en_GB"});
    row("without a country", {}, {"fr_FR"}, some, {"fr"});
    row("two languages", {}, {"en_US", "de_DE", "de"}, some, {"en_US", "de_DE"});
    row("each language once", {}, {"en_GB", "en_US"}, some, {"en_GB"});
    row("not another with the same letters", {}, {"pl_PL"}, some, {});
    row("English beside other letters", {}, {"ru_RU"}, some, {"ru_RU", "en_US"});
    row("English beside Chinese", {}, {"zh_CN"}, some, {"en_US"});
    row("no locale", {}, {"C"}, some, {"en_US"});
    row("three at most", {}, {"de", "en", "fr", "ru"}, some, {"de_DE", "en_US", "fr"});
}

void TestDictionaryFiles::chooses()
{
    QFETCH(QString, choice);
    QFETCH(QStringList, locales);
    QFETCH(QStringList, installed);
    QFETCH(QStringList, chosen);
    QList<app::Dictionary> all;
    for (const QString& code : installed)
        all << app::Dictionary{code, "/somewhere/" + code};
    QStringList codes;
    for (const app::Dictionary& dictionary : app::chosenDictionaries(choice, locales, all))
        codes << dictionary.code;
    QCOMPARE(codes, chosen);
}

QTEST_APPLESS_MAIN(TestDictionaryFiles)
#include "tst_dictionary_files.moc"
