// The windows in every language: no text is left untranslated, none is cut off.
#include "tests/support/chat_desk.h"
#include "ui/chat/prompt_picker.h"
#include "ui/settings/settings_dialog.h"
#include "ui/theme/language.h"
#include "ui/window/main_window.h"

#include <QAbstractButton>
#include <QFile>
#include <QLabel>
#include <QLibraryInfo>
#include <QMenu>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTextEdit>
#include <QXmlStreamReader>
#include <QtTest>

#include <memory>

namespace {

struct Entry
{
    QString context;
    QString source;
    QString translation;
    bool finished = true;
};

QList<Entry> entries(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("could not read %s", qPrintable(path));
    QXmlStreamReader xml(&file);
    QList<Entry> result;
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("name")) {
            context = xml.readElementText();
        } else if (xml.name() == QLatin1String("source")) {
            result << Entry{context, xml.readElementText(), {}, true};
        } else if (xml.name() == QLatin1String("translation")) {
            result.last().finished =
                xml.attributes().value(QLatin1String("type")) != QLatin1String("unfinished");
            result.last().translation =
                xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
        }
    }
    return result;
}

// "%1", "%2", "%n", "%Ln" in order of their names; the percent sign of a number is none.
QStringList places(const QString& text)
{
    static const QRegularExpression place(QStringLiteral("%(?:[1-9n]|Ln)"));
    QStringList found;
    for (auto match = place.globalMatch(text); match.hasNext();)
        found << match.next().captured();
    found.sort();
    return found;
}

// What is seen of these widgets and is narrower than its text.
QStringList clipped(QWidget& window)
{
    QStringList result;
    for (QWidget* widget : window.findChildren<QWidget*>()) {
        const auto* label = qobject_cast<QLabel*>(widget);
        const auto* button = qobject_cast<QPushButton*>(widget);
        const bool line = label != nullptr && !label->wordWrap() && !label->text().isEmpty();
        if (!widget->isVisible() || (!line && button == nullptr))
            continue;
        if (button != nullptr && button->text().isEmpty())
            continue;
        if (widget->sizeHint().width() > widget->width())
            result << (line ? label->text() : button->text());
    }
    return result;
}

} // namespace

class TestTranslations : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { ui::useLanguage(QStringLiteral("en")); }

    void textsOfQtAreTranslated()
    {
        const QString folder = QLibraryInfo::path(QLibraryInfo::TranslationsPath);
        if (!QFile::exists(folder + QStringLiteral("/qtbase_zh_CN.qm")))
            QSKIP("the package qt6-translations-l10n is not installed");
        ui::useLanguage(QStringLiteral("zh_CN"));
        QTemporaryDir files;
        tests::ChatDesk desk(files);
        ui::MainWindow window(desk.theme, desk.controller, desk.inference, desk.settings);
        window.openShortcuts();
        QStringList keys;
        for (const QLabel* label :
             window.findChild<QWidget*>(QStringLiteral("shortcutsDialog"))->findChildren<QLabel*>())
            keys << label->text();
        QVERIFY(keys.contains(QStringLiteral("Shift+回车")));
        auto* composer = window.findChild<QTextEdit*>(QStringLiteral("composerText"));
        const std::unique_ptr<QMenu> menu(composer->createStandardContextMenu());
        QVERIFY(menu->actions().first()->text().contains(QStringLiteral("撤")));
    }

    // Reads the sources as they are now, so that a text added without a translation fails here.
    void everyTextIsTranslated()
    {
        const QString sources = QStringLiteral(FIRESIDE_SOURCE_DIR);
        QTemporaryDir folder;
        const QString fresh = folder.filePath(QStringLiteral("fireside_zh_CN.ts"));
        QVERIFY(QFile::copy(sources + QStringLiteral("/resources/translations/fireside_zh_CN.ts"),
                            fresh));
        QProcess lupdate;
        lupdate.setWorkingDirectory(sources);
        lupdate.setStandardErrorFile(QProcess::nullDevice());
        lupdate.start(QStringLiteral(FIRESIDE_LUPDATE),
                      {QStringLiteral("-silent"),
                       QStringLiteral("-I"),
                       QStringLiteral("."),
                       QStringLiteral("-locations"),
                       QStringLiteral("none"),
                       QStringLiteral("-no-obsolete"),
                       QStringLiteral("ui"),
                       QStringLiteral("app"),
                       QStringLiteral("-ts"),
                       fresh});
        QVERIFY(lupdate.waitForFinished(120'000));
        QCOMPARE(lupdate.exitCode(), 0);
        const QList<Entry> all = entries(fresh);
        QVERIFY(all.size() > 200);
        QStringList open;
        for (const Entry& entry : all) {
            if (!entry.finished || entry.translation.isEmpty())
                open << entry.context + QStringLiteral(": ") + entry.source;
        }
        QVERIFY2(open.isEmpty(), qPrintable(open.join(u'\n')));
    }

    void placesToFillInAreKept()
    {
        const QList<Entry> all =
            entries(QStringLiteral(FIRESIDE_SOURCE_DIR) +
                    QStringLiteral("/resources/translations/fireside_zh_CN.ts"));
        for (const Entry& entry : all)
            QVERIFY2(places(entry.source) == places(entry.translation), qPrintable(entry.source));
    }

    void nothingIsCutOff_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("newConversation");
        QTest::addColumn<double>("textScale");
        QTest::newRow("English") << "en"
                                 << "New conversation" << 1.0;
        QTest::newRow("Chinese") << "zh_CN"
                                 << "新对话" << 1.0;
        QTest::newRow("large English") << "en"
                                       << "New conversation" << 2.0;
        QTest::newRow("large Chinese") << "zh_CN"
                                       << "新对话" << 2.0;
    }

    void nothingIsCutOff()
    {
        QFETCH(QString, language);
        QFETCH(QString, newConversation);
        QFETCH(double, textScale);
        ui::useLanguage(language);
        QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        desk.theme.apply(ui::ThemeMode::Light, textScale);
        ui::MainWindow window(desk.theme, desk.controller, desk.inference, desk.settings);
        window.show();
        desk.controller.start();
        QTest::qWait(50);
        QCOMPARE(window.findChild<QPushButton*>(QStringLiteral("newButton"))->text(),
                 newConversation);
        QVERIFY2(clipped(window).isEmpty(), qPrintable(clipped(window).join(u'|')));
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        dialog.show();
        for (int page = 0; page < 6; ++page) {
            dialog.showPage(page);
            QTest::qWait(10);
            QVERIFY2(clipped(dialog).isEmpty(), qPrintable(clipped(dialog).join(u'|')));
        }
        window.openAbout();
        window.openModels();
        window.openShortcuts();
        window.openLog();
        QTest::qWait(10);
        for (const auto* name : {"aboutDialog", "modelsDialog", "shortcutsDialog", "logDialog"})
            QCOMPARE(clipped(*window.findChild<QWidget*>(QLatin1String(name))).join(u'|'),
                     QString());
    }
};

QTEST_MAIN(TestTranslations)
#include "tst_translations.moc"
