// The settings searched as a person would, with keys alone.
#include "app/conversation/usual_sampling.h"
#include "app/platform/paths.h"
#include "tests/support/chat_desk.h"
#include "tests/support/test_paths.h"
#include "ui/chat/prompt_picker.h"
#include "ui/settings/settings_dialog.h"
#include "ui/theme/language.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QtTest>

class TestSettingsDialog : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { ui::useLanguage(QStringLiteral("en")); }

    void dictionariesAreOffered()
    {
        QTemporaryDir folder;
        const auto dictionaries = QString::fromStdString(tests::dataPath("spelling").string());
        QVERIFY(QFile::link(dictionaries, folder.filePath(QStringLiteral("hunspell"))));
        const QByteArray former = qgetenv("XDG_DATA_HOME");
        const bool wasSet = qEnvironmentVariableIsSet("XDG_DATA_HOME");
        const auto restore = qScopeGuard([&] {
            if (wasSet)
                qputenv("XDG_DATA_HOME", former);
            else
                qunsetenv("XDG_DATA_HOME");
        });
        qputenv("XDG_DATA_HOME", folder.path().toUtf8());
        tests::ChatDesk desk(folder);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        auto* box = dialog.findChild<QComboBox*>(QStringLiteral("spellingBox"));
        QCOMPARE(box->currentData().toString(), QString());
        const int russian = box->findText(QStringLiteral("русский (ru_RU)"));
        QVERIFY(russian > 0);
        QVERIFY(box->findData(QStringLiteral("en_US")) > 0);
        dialog.show();
        box->setFocus();
        for (int i = 0; i < russian; ++i)
            QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(desk.settings.spelling(), QStringLiteral("ru_RU"));
    }

    void whatCannotBeTickedLooksSo()
    {
        const QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        auto* tray = dialog.findChild<QCheckBox*>(QStringLiteral("traySwitch"));
        dialog.show();
        for (const bool isChecked : {false, true}) {
            tray->setChecked(isChecked);
            tray->setEnabled(true);
            const QImage enabled = tray->grab().toImage();
            tray->setEnabled(false);
            QVERIFY(tray->grab().toImage() != enabled);
        }
    }

    void whatIsKeptOnDiskIsCountedAndEmptied()
    {
        const QTemporaryDir folder;
        const QByteArray former = qgetenv("FIRESIDE_DATA_DIR");
        const auto restore = qScopeGuard([&former] { qputenv("FIRESIDE_DATA_DIR", former); });
        qputenv("FIRESIDE_DATA_DIR", folder.path().toUtf8());
        const QDir pages(app::computedDir());
        QVERIFY(pages.mkpath(QStringLiteral(".")));
        const auto write = [&pages](const QString& name, qint64 bytes) {
            QFile file(pages.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.resize(bytes));
        };
        write(QStringLiteral("one.kv"), 2 << 20);
        write(QStringLiteral("two.kv"), 1 << 20);
        write(QStringLiteral("notes.txt"), 5);
        tests::ChatDesk desk(folder);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        auto* empty = dialog.findChild<QPushButton*>(QStringLiteral("emptyDiskButton"));
        dialog.showPage(4);
        dialog.show();
        const auto words = [empty] { return empty->accessibleDescription(); };
        QTRY_VERIFY2(words().startsWith(QStringLiteral("3.0 MB.")), qPrintable(words()));
        const QList<QLabel*> labels = dialog.findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [&words](const QLabel* label) {
            return label->isVisible() && label->text() == words();
        }));
        QTest::mouseClick(empty, Qt::LeftButton);
        QTRY_VERIFY2(words().startsWith(QStringLiteral("0 bytes.")), qPrintable(words()));
        QVERIFY(!empty->isEnabled());
        QCOMPARE(pages.entryList(QDir::Files), QStringList{QStringLiteral("notes.txt")});
    }

    void searchLeadsToTheSetting_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("query");
        QTest::addColumn<int>("page");
        QTest::addColumn<QString>("control");
        QTest::newRow("label") << "en"
                               << "threads" << 4 << "threadsBox";
        QTest::newRow("choice") << "en"
                                << "dark" << 0 << "themeBox";
        QTest::newRow("Chinese") << "zh_CN"
                                 << "主题" << 0 << "themeBox";
        const struct
        {
            const char* query;
            int page;
            const char* control;
        } everyday[] = {{"system prompt", 1, "systemPromptEdit"},
                        {"font", 0, "textSizeBox"},
                        {"zoom", 0, "textSizeBox"},
                        {"backup", 3, "importButton"},
                        {"history", 3, "importButton"},
                        {"creativity", 1, "temperatureBox"},
                        {"top p", 1, "topPBox"}};
        for (const auto& row : everyday)
            QTest::newRow(row.query) << "en" << row.query << row.page << row.control;
        QTest::newRow("everyday word in Chinese") << "zh_CN"
                                                  << "字体" << 0 << "textSizeBox";
        QTest::newRow("page") << "en"
                              << "endpoint" << 5 << "endpointSwitch";
        QTest::newRow("by its button") << "en"
                                       << "export all" << 3 << "importButton";
    }

    void searchLeadsToTheSetting()
    {
        QFETCH(QString, language);
        QFETCH(QString, query);
        QFETCH(QString, control);
        ui::useLanguage(language);
        QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        auto* search = dialog.findChild<QLineEdit*>(QStringLiteral("settingsSearch"));
        auto* pages = dialog.findChild<QListWidget*>(QStringLiteral("pages"));
        auto* hits = dialog.findChild<QListWidget*>(QStringLiteral("hits"));
        QTest::keySequence(&dialog, QKeySequence::Find);
        QCOMPARE(dialog.focusWidget(), search);
        search->setText(query); // as an input method does
        QVERIFY(hits->isVisible() && !pages->isVisible());
        QTEST(dialog.findChild<QStackedWidget*>()->currentIndex(), "page");
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(dialog.focusWidget()->objectName(), control);
        dialog.close();
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        QCOMPARE(search->text(), QString());
        QVERIFY(!hits->isVisible() && pages->isVisible());

        search->setFocus();
        search->setText(QStringLiteral("no such setting"));
        QCOMPARE(hits->count(), 1);
        QVERIFY(!hits->item(0)->flags().testFlag(Qt::ItemIsEnabled));
        QTest::keyClick(search, Qt::Key_Escape);
        QVERIFY(dialog.isVisible());
        QVERIFY(!hits->isVisible() && pages->isVisible());
        QTest::keyClick(search, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
    }

    // Pasted, so that its page is shown for the first time.
    void whatIsFoundIsSeenWhole()
    {
        QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        dialog.findChild<QLineEdit*>(QStringLiteral("settingsSearch"))
            ->setText(QStringLiteral("longest answer"));
        const auto* box = dialog.findChild<QWidget*>(QStringLiteral("maxTokensBox"));
        const QWidget* row = nullptr;
        for (const QLabel* label : dialog.findChildren<QLabel*>()) {
            if (label->buddy() == box)
                row = label->parentWidget();
        }
        QVERIFY(row != nullptr);
        QTRY_VERIFY(row->isVisible() && row->visibleRegion().boundingRect() == row->rect());
        QVERIFY(box->visibleRegion().boundingRect() == box->rect());
    }

    void goesOnAtTheLanguage()
    {
        QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        dialog.showPage(3);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        dialog.focusLanguage();
        auto* box = dialog.findChild<QComboBox*>(QStringLiteral("languageBox"));
        QCOMPARE(QApplication::focusWidget(), box);
        QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(desk.settings.language(), box->itemData(1).toString());
    }

    void saysWhatHasBecomeOfTheKey()
    {
        QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        auto* box = dialog.findChild<QCheckBox*>(QStringLiteral("askShortcutSwitch"));
        const auto* note = dialog.findChild<QLabel*>(QStringLiteral("askShortcutNote"));
        QVERIFY(note->isHidden());
        box->click();
        QVERIFY(desk.settings.askShortcut());
        dialog.setShortcutState(
            {app::ShortcutState::Kind::Bound, QStringLiteral("Ctrl+Alt+Space")});
        QVERIFY(!note->isHidden() && note->text().contains(QLatin1String("Ctrl+Alt+Space")));
        dialog.setShortcutState({app::ShortcutState::Kind::Absent});
        QVERIFY(note->text().contains(QLatin1String("fireside --ask")));
        QVERIFY(!box->isChecked() && !box->isEnabled());
        dialog.setShortcutState({app::ShortcutState::Kind::Off});
        QVERIFY(box->isEnabled());
        desk.settings.setAskShortcut(false); // the person was against it, in the desktop
        QVERIFY(!box->isChecked());
    }

    void wordsToggleTheirCheckBox()
    {
        QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        const bool before = desk.settings.notifications();
        const auto click = [&dialog](const QString& text) {
            for (QLabel* label : dialog.findChildren<QLabel*>()) {
                if (label->text() == text)
                    QTest::mouseClick(dialog.windowHandle(),
                                      Qt::LeftButton,
                                      {},
                                      label->mapTo(&dialog, label->rect().center()));
            }
        };
        click(QStringLiteral("Notifications"));
        QCOMPARE(desk.settings.notifications(), !before);
        click(QStringLiteral("When a long answer is ready and Fireside is in the background."));
        QCOMPARE(desk.settings.notifications(), before);
        click(QStringLiteral("This desktop has no tray now.")); // of a box that is off
        QVERIFY(!desk.settings.keepInTray());
    }

    void everyControlFollowsItsSetting()
    {
        QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        // As a second window's dialog does.
        app::Settings& settings = desk.settings;
        settings.setTheme(app::Theme::Dark);
        settings.setTextSizePercent(123);
        settings.setLanguage(QStringLiteral("zh_CN"));
        settings.setSpelling(QStringLiteral("off"));
        settings.setSystemPrompt(QStringLiteral("Be brief."));
        settings.setSavedPrompts({{QStringLiteral("Mine"), QStringLiteral("Explain {{this}}")}});
        settings.setMaxTokens(77);
        settings.setFixedSeed(42);
        settings.setThreads(3);
        settings.setOpenModels(2);
        settings.setDiskCacheGigabytes(7);
        settings.setLoadAs(QStringLiteral("Q6_K"));
        settings.setEndpointPort(12345);
        settings.setEndpointApiKey(QStringLiteral("secret"));
        const auto text = [&dialog](const char* name) {
            auto* control = dialog.findChild<QWidget*>(QLatin1String(name));
            if (const auto* box = qobject_cast<QComboBox*>(control))
                return box->currentText();
            return control->property(control->inherits("QPlainTextEdit") ? "plainText" : "text")
                .toString();
        };
        QCOMPARE(text("themeBox"), QStringLiteral("Dark"));
        QCOMPARE(text("textSizeBox"), QStringLiteral("123 %"));
        QCOMPARE(text("languageBox"), QStringLiteral("简体中文"));
        QCOMPARE(text("spellingBox"), QStringLiteral("Off"));
        QCOMPARE(text("systemPromptEdit"), QStringLiteral("Be brief."));
        QCOMPARE(text("promptNameEdit"), QStringLiteral("Mine"));
        QCOMPARE(text("promptTextEdit"), QStringLiteral("Explain {{this}}"));
        QCOMPARE(text("maxTokensBox"), QStringLiteral("77"));
        QCOMPARE(text("seedEdit"), QStringLiteral("42"));
        QCOMPARE(text("threadsBox"), QStringLiteral("3"));
        QCOMPARE(text("openModelsBox"), QStringLiteral("2"));
        QCOMPARE(text("diskCacheBox"), QStringLiteral("7 GB"));
        QCOMPARE(text("loadAsBox"), QStringLiteral("Q6_K"));
        QCOMPARE(text("portBox"), QStringLiteral("12345"));
        QCOMPARE(text("apiKeyEdit"), QStringLiteral("secret"));
        for (QCheckBox* box : dialog.findChildren<QCheckBox*>())
            QVERIFY(box->isChecked() ==
                    (box->objectName() == QLatin1String("modelTitlesBox") ||
                     box->objectName() == QLatin1String("notificationsSwitch")));
        settings.setNotifications(false);
        settings.setModelTitles(false);
        settings.setKeepInTray(true);
        settings.setAskShortcut(true);
        settings.setEndpointEnabled(true);
        settings.setGiveWay(true);
        settings.setCompactCache(true);
        for (QCheckBox* box : dialog.findChildren<QCheckBox*>())
            QVERIFY2(box->isChecked() ==
                         (box->objectName() != QLatin1String("modelTitlesBox") &&
                          box->objectName() != QLatin1String("notificationsSwitch")),
                     qPrintable(box->objectName()));
    }

    void aRemovedPromptComesBack()
    {
        QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        const QList<app::SavedPrompt> prompts = {{QStringLiteral("One"), QStringLiteral("1")},
                                                 {QStringLiteral("Two"), QStringLiteral("2")},
                                                 {QStringLiteral("Three"), QStringLiteral("3")}};
        desk.settings.setSavedPrompts(prompts);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        dialog.showPage(2);
        dialog.show();
        auto* list = dialog.findChild<QListWidget*>(QStringLiteral("promptList"));
        auto* undo = dialog.findChild<QPushButton*>(QStringLiteral("undoRemoveButton"));
        QVERIFY(!undo->isVisible());
        list->setCurrentRow(1);
        QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("removePromptButton")),
                          Qt::LeftButton);
        QCOMPARE(desk.settings.savedPrompts().size(), 2);
        QVERIFY(undo->isVisible());
        QTest::mouseClick(undo, Qt::LeftButton);
        QCOMPARE(desk.settings.savedPrompts(), prompts);
        QCOMPARE(list->currentItem()->text(), QStringLiteral("Two"));
        QVERIFY(!undo->isVisible());
    }

    void whatIsNoPortIsSaid_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<quint16>("port");
        QTest::newRow("port") << QStringLiteral("9000") << quint16(9000);
        QTest::newRow("too low") << QStringLiteral("80")
                                 << quint16(app::Settings::kDefaultEndpointPort);
        QTest::newRow("too high") << QStringLiteral("70000")
                                  << quint16(app::Settings::kDefaultEndpointPort);
        QTest::newRow("no number")
            << QStringLiteral("http") << quint16(app::Settings::kDefaultEndpointPort);
    }

    void whatIsNoPortIsSaid()
    {
        QFETCH(QString, typed);
        QFETCH(quint16, port);
        QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        dialog.showPage(5);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        auto* field = dialog.findChild<QLineEdit*>(QStringLiteral("portBox"));
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, typed);
        QTest::keyClick(field, Qt::Key_Tab);
        QCOMPARE(field->text(), QString::number(port));
        QCOMPARE(desk.settings.endpointPort(), port);
        const auto* note = dialog.findChild<QLabel*>(QStringLiteral("portNote"));
        QCOMPARE(note->isVisible(), typed != QString::number(port));
    }

    void aKeyIsMadeShownAndCopied()
    {
        QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        const auto button = [&dialog](const char* name) {
            return dialog.findChild<QPushButton*>(QLatin1String(name));
        };
        QVERIFY(!button("copyKeyButton")->isEnabled());
        button("makeKeyButton")->click();
        const QString key = desk.settings.endpointApiKey();
        QVERIFY(key.size() >= 32);
        auto* field = dialog.findChild<QLineEdit*>(QStringLiteral("apiKeyEdit"));
        QVERIFY(field->displayText() != key);
        button("showKeyButton")->click();
        QCOMPARE(field->displayText(), key);
        button("copyKeyButton")->click();
        QCOMPARE(QApplication::clipboard()->text(), key);
        button("makeKeyButton")->click();
        QVERIFY(desk.settings.endpointApiKey() != key);
    }

    void fitsTheTextAsTheKeysSizeIt()
    {
        QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        connect(&desk.settings, &app::Settings::changed, this, [&desk] {
            desk.theme.apply(ui::ThemeMode::Light, desk.settings.textSizePercent() / 100.0);
        });
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        const QSize usual = dialog.size();
        QTest::keyClick(&dialog, Qt::Key_Plus, Qt::ControlModifier);
        QCOMPARE(desk.settings.textSizePercent(), 115);
        QVERIFY(dialog.height() > usual.height());
        QTest::keyClick(&dialog, Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(desk.settings.textSizePercent(), 100);
        QCOMPARE(dialog.size(), usual);
    }

    // Wherever the window stands; and it is as large as before when the text is.
    void staysOnTheScreenAsTheTextGrows()
    {
        QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        const QSize usual = dialog.size();
        const QRect screen = dialog.screen()->availableGeometry();
        dialog.resize(screen.width() * 3 / 4, screen.height() * 3 / 4);
        const QSize chosen = dialog.size();
        dialog.move(screen.bottomRight() - QPoint(chosen.width(), chosen.height()));
        for (const double scale : {1.3, 2.0, 3.0}) {
            desk.theme.apply(ui::ThemeMode::Light, scale);
            QTRY_VERIFY(screen.contains(dialog.frameGeometry()));
            QVERIFY(dialog.width() > chosen.width());
        }
        desk.theme.apply(ui::ThemeMode::Light, 1);
        QCOMPARE(dialog.size(), chosen.expandedTo(usual));
    }

    void scrollsOnlyDown_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<double>("textScale");
        QTest::addColumn<int>("width");
        for (const QString& language : {QStringLiteral("en"), QStringLiteral("zh_CN")}) {
            for (const double textScale : {1.0, 2.0}) {
                for (const int width : {384, 560, 784})
                    QTest::newRow(qPrintable(
                        QStringLiteral("%1 at %2 on %3").arg(language).arg(textScale).arg(width)))
                        << language << textScale << width;
            }
        }
    }

    void scrollsOnlyDown()
    {
        QFETCH(QString, language);
        QFETCH(double, textScale);
        QFETCH(int, width);
        ui::useLanguage(language);
        const QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        desk.theme.apply(ui::ThemeMode::Light, textScale);
        const auto restore = qScopeGuard([&desk] { desk.theme.apply(ui::ThemeMode::Light, 1); });
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        dialog.setShortcutState({app::ShortcutState::Kind::Absent, {}});
        dialog.show();
        dialog.resize(width, 640);
        QCOMPARE(dialog.width(), width);
        for (int page = 0; page < 6; ++page) {
            dialog.showPage(page);
            QCoreApplication::processEvents();
            const auto* scroll =
                qobject_cast<QScrollArea*>(dialog.findChild<QStackedWidget*>()->currentWidget());
            QVERIFY(scroll->viewport()->height() > 300);
            QCOMPARE(scroll->horizontalScrollBar()->maximum(), 0);
            for (const QWidget* each : scroll->findChildren<QWidget*>()) {
                const auto* button = qobject_cast<const QAbstractButton*>(each);
                if (button != nullptr && button->isVisible())
                    QVERIFY2(button->width() >= button->minimumSizeHint().width(),
                             qPrintable(button->text()));
            }
        }
    }

    void anEmptiedApiKeyIsGone()
    {
        QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        dialog.showPage(5);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        auto* key = dialog.findChild<QLineEdit*>(QStringLiteral("apiKeyEdit"));
        key->setFocus();
        QTest::keyClicks(key, QStringLiteral("abc"));
        QTest::keyClick(key, Qt::Key_Tab);
        QCOMPARE(desk.settings.endpointApiKey(), QStringLiteral("abc"));
        key->setFocus();
        QTest::keyClick(key, Qt::Key_Backspace); // which empties what is hidden
        QTest::keyClick(key, Qt::Key_Tab);
        QCOMPARE(key->text(), QString());
        QCOMPARE(desk.settings.endpointApiKey(), QString());
    }

    void boxesOfAPageHaveOneWidth()
    {
        QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        auto* spelling = dialog.findChild<QComboBox*>(QStringLiteral("spellingBox"));
        spelling->addItem(QStringLiteral("a language with a long name (xx_XX)"));
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        for (const char* name : {"themeBox", "textSizeBox", "languageBox"})
            QCOMPARE(dialog.findChild<QComboBox*>(QLatin1String(name))->width(), spelling->width());
    }

    void numberFieldsSayWhatTheyTake()
    {
        QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        QHash<QString, QString> ranges = {
            {QStringLiteral("temperatureBox"), QStringLiteral("0 to 2")},
            {QStringLiteral("topPBox"), QStringLiteral("0.01 to 1")},
            {QStringLiteral("topKBox"), QStringLiteral("usually 20 to 100")},
            {QStringLiteral("minPBox"), QStringLiteral("0 to 1")},
            {QStringLiteral("repeatBox"), QStringLiteral("1 to 2")},
            {QStringLiteral("maxTokensBox"), QStringLiteral("usually 256 to 4,096")},
            {QStringLiteral("threadsBox"),
             QStringLiteral("usually 1 to %1").arg(QThread::idealThreadCount())},
            {QStringLiteral("openModelsBox"), QStringLiteral("1 to 8")}};
        for (const QAbstractSpinBox* box : dialog.findChildren<QAbstractSpinBox*>()) {
            const QString range = ranges.take(box->objectName());
            QVERIFY2(!range.isEmpty(), qPrintable(box->objectName()));
            QVERIFY2(box->accessibleDescription().endsWith(u' ' + range),
                     qPrintable(box->accessibleDescription()));
            QStringList beside;
            for (const QLabel* label : box->parentWidget()->findChildren<QLabel*>())
                beside << label->text();
            QCOMPARE(beside, QStringList{range});
        }
        QVERIFY(ranges.isEmpty());
    }

    // Small models have usual numbers of their own, and one that is changed leaves the others.
    void numbersAreThoseThatHold()
    {
        QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        const auto box = [&dialog](const char* name) {
            return dialog.findChild<QDoubleSpinBox*>(QLatin1String(name));
        };
        core::ModelInfo model;
        model.parameters = 7'000'000'000;
        dialog.setModel(app::ModelState::Ready, model, /*isAnswering=*/false);
        const core::SamplingParams large = app::usualSampling(model.parameters);
        QCOMPARE(float(box("temperatureBox")->value()), large.temperature);
        model.parameters = 135'000'000;
        dialog.setModel(app::ModelState::Ready, model, /*isAnswering=*/false);
        const core::SamplingParams small = app::usualSampling(model.parameters);
        QCOMPARE(float(box("temperatureBox")->value()), small.temperature);
        QCOMPARE(float(box("repeatBox")->value()), small.repeatPenalty);
        QCOMPARE(desk.settings.sampling(), core::SamplingParams()); // nobody chose it

        box("temperatureBox")->setValue(0.5);
        core::SamplingParams expected = small;
        expected.temperature = 0.5F;
        QCOMPARE(desk.settings.sampling(), expected);
        QCOMPARE(float(box("repeatBox")->value()), small.repeatPenalty);
        box("temperatureBox")->setValue(double(small.temperature));
        QVERIFY(!desk.settings.isSamplingChosen()); // follows the model again

        // What large models usually have can be chosen for a small one.
        box("temperatureBox")->setValue(double(large.temperature));
        box("topPBox")->setValue(double(large.topP));
        box("repeatBox")->setValue(double(large.repeatPenalty));
        QCOMPARE(desk.controller.sampling(), large);
        QCOMPARE(float(box("temperatureBox")->value()), large.temperature);
        auto* defaults = dialog.findChild<QPushButton*>(QStringLiteral("answerDefaultsButton"));
        auto* undo = dialog.findChild<QPushButton*>(QStringLiteral("undoDefaultsButton"));
        defaults->click();
        QCOMPARE(float(box("temperatureBox")->value()), small.temperature);
        undo->click();
        QCOMPARE(float(box("temperatureBox")->value()), large.temperature);
        QVERIFY(desk.settings.isSamplingChosen());
    }

    // A label that says "On" beside an empty box would be read as the state.
    void switchesAreNamedByTheirRows()
    {
        QTemporaryDir folder;
        tests::ChatDesk desk(folder);
        ui::SettingsDialog dialog(desk.theme, desk.settings, desk.controller, ui::starterPrompts());
        const QHash<QString, QString> names = {
            {QStringLiteral("notificationsSwitch"), QStringLiteral("Notifications")},
            {QStringLiteral("traySwitch"), QStringLiteral("Keep Fireside in the tray")},
            {QStringLiteral("askShortcutSwitch"), QStringLiteral("A key for a quick question")},
            {QStringLiteral("endpointSwitch"), QStringLiteral("Let other programs use the model")},
            {QStringLiteral("giveWaySwitch"), QStringLiteral("Give way to other programs")},
            {QStringLiteral("compactCacheSwitch"), QStringLiteral("Keep conversations compact")}};
        QList<QCheckBox*> boxes = dialog.findChildren<QCheckBox*>();
        boxes.removeOne(
            dialog.findChild<QCheckBox*>(QStringLiteral("modelTitlesBox"))); // has words
        QCOMPARE(boxes.size(), names.size());
        for (const QCheckBox* box : boxes) {
            QVERIFY2(names.contains(box->objectName()), qPrintable(box->objectName()));
            QCOMPARE(box->accessibleName(), names.value(box->objectName()));
            QCOMPARE(box->text(), QString());
        }
    }
};

QTEST_MAIN(TestSettingsDialog)
#include "tst_settings_dialog.moc"
