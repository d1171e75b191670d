// Settings found by words.
#include "ui/settings/settings_search.h"

#include <QtTest>

using ui::SettingPlace;

class TestSettingsSearch : public QObject
{
    Q_OBJECT

private slots:
    void finds_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("places"); // "page.row", the page itself "page.-1"
        QTest::newRow("nothing asked") << ""
                                       << "";
        QTest::newRow("blank") << "  "
                               << "";
        QTest::newRow("label") << "threads"
                               << "1.0";
        QTest::newRow("part of a word") << "THREA"
                                        << "1.0";
        QTest::newRow("not the middle of a word") << "hread"
                                                  << "";
        QTest::newRow("other words") << "zoom"
                                     << "0.1";
        QTest::newRow("what can be chosen") << "dark"
                                            << "0.0";
        QTest::newRow("explanation") << "computer"
                                     << "1.0";
        QTest::newRow("labels before explanations") << "memory"
                                                    << "1.1 0.1";
        QTest::newRow("title") << "engine"
                               << "1.-1";
        QTest::newRow("title and label") << "engine threads"
                                         << "1.0";
        QTest::newRow("every word") << "threads dark"
                                    << "";
        QTest::newRow("Chinese, within a word") << "字号"
                                                << "2.0";
    }

    void finds()
    {
        QFETCH(QString, query);
        const QList<ui::SettingTexts> pages = {
            {"Appearance",
             {{"Theme", "", "Light", "Dark"}, {"Text size", "Needs no memory", "font zoom"}}},
            {"Engine",
             {{"Threads", "This computer runs 8 at once"},
              {"Memory of a conversation", "The context window"}}},
            {"外观", {{"文字字号", ""}}}};
        QStringList places;
        for (const SettingPlace& place : ui::findSettings(query, pages))
            places << QStringLiteral("%1.%2").arg(place.page).arg(place.row);
        QTEST(places.join(u' '), "places");
    }
};

QTEST_APPLESS_MAIN(TestSettingsSearch)
#include "tst_settings_search.moc"
