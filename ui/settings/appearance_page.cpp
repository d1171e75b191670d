#include "ui/settings/appearance_page.h"

#include "app/platform/paths.h"
#include "app/settings/settings.h"
#include "app/spelling/dictionary_files.h"
#include "ui/theme/language.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QSystemTrayIcon>

#include <algorithm>

namespace ui {

namespace {

// "British English (en_GB)", in the language itself.
QString nameOf(const app::Dictionary& dictionary)
{
    const QString name = QLocale(dictionary.code).nativeLanguageName();
    return name.isEmpty() ? dictionary.code : QStringLiteral("%1 (%2)").arg(name, dictionary.code);
}

} // namespace

AppearancePage::AppearancePage(const Theme& theme, app::Settings& settings, QWidget* parent)
    : SettingsPage(theme, tr("Appearance"), parent)
    , m_shortcutSwitch(new QCheckBox(this))
    , m_shortcut(new QLabel(this))
{
    using Key = app::Settings::Key;
    auto* mode = new QComboBox(this);
    mode->setObjectName(QStringLiteral("themeBox"));
    mode->addItem(tr("As the desktop"), int(app::Theme::System));
    mode->addItem(tr("Light"), int(app::Theme::Light));
    mode->addItem(tr("Dark"), int(app::Theme::Dark));
    mode->addItem(tr("High contrast, light"), int(app::Theme::ContrastLight));
    mode->addItem(tr("High contrast, dark"), int(app::Theme::ContrastDark));
    follow(settings, Key::Theme, mode, [mode, &settings] {
        mode->setCurrentIndex(mode->findData(int(settings.theme())));
    });
    connect(mode, &QComboBox::activated, &settings, [mode, &settings] {
        settings.setTheme(app::Theme(mode->currentData().toInt()));
    });
    addRow(tr("Theme"), {}, mode);
    addOtherWords(tr("colors colours night mode"));

    auto* size = new QComboBox(this);
    size->setObjectName(QStringLiteral("textSizeBox"));
    for (const int percent : app::Settings::kTextSizes)
        size->addItem(tr("%1 %").arg(percent), percent);
    follow(settings, Key::TextSize, size, [size, &settings] {
        const int now = settings.textSizePercent();
        if (size->findData(now) < 0)
            size->addItem(tr("%1 %").arg(now), now);
        size->setCurrentIndex(size->findData(now));
    });
    connect(size, &QComboBox::activated, &settings, [size, &settings] {
        settings.setTextSizePercent(size->currentData().toInt());
    });
    addRow(tr("Text size"), {}, size);
    addOtherWords(tr("font zoom scale larger letters"));

    auto* language = new QComboBox(this);
    language->setObjectName(QStringLiteral("languageBox"));
    language->addItem(tr("As the desktop"), QString());
    for (const Language& known : languages())
        language->addItem(known.name, known.code);
    follow(settings, Key::Language, language, [language, &settings] {
        language->setCurrentIndex(std::max(0, language->findData(settings.language())));
    });
    connect(language, &QComboBox::activated, &settings, [language, &settings] {
        settings.setLanguage(language->currentData().toString());
    });
    addRow(tr("Language"), {}, language);
    addOtherWords(tr("translation"));
    addSpelling(settings);

    auto* notifications = new QCheckBox(this);
    notifications->setObjectName(QStringLiteral("notificationsSwitch"));
    follow(settings, Key::Notifications, notifications, [notifications, &settings] {
        notifications->setChecked(settings.notifications());
    });
    connect(notifications, &QCheckBox::toggled, &settings, &app::Settings::setNotifications);
    addRow(tr("Notifications"),
           tr("When a long answer is ready and Fireside is in the background."),
           notifications);
    addOtherWords(tr("alerts messages popup"));

    addTray(settings);
    addShortcut(settings);
    addStretch();
}

void AppearancePage::addTray(app::Settings& settings)
{
    auto* tray = new QCheckBox(this);
    tray->setObjectName(QStringLiteral("traySwitch"));
    const bool hasTray = QSystemTrayIcon::isSystemTrayAvailable();
    tray->setEnabled(hasTray || settings.keepInTray());
    follow(settings, app::Settings::Key::KeepInTray, tray, [tray, &settings] {
        tray->setChecked(settings.keepInTray());
    });
    connect(tray, &QCheckBox::toggled, &settings, &app::Settings::setKeepInTray);
    addRow(tr("Keep Fireside in the tray"),
           hasTray ? tr("From there it takes a quick question or shows its windows. It stays when "
                        "the last one is closed, and goes on answering.")
                   : tr("This desktop has no tray now."),
           tray);
    addOtherWords(tr("background icon close minimize"));
}

void AppearancePage::addShortcut(app::Settings& settings)
{
    QCheckBox* shortcut = m_shortcutSwitch;
    shortcut->setObjectName(QStringLiteral("askShortcutSwitch"));
    connect(shortcut, &QCheckBox::toggled, &settings, &app::Settings::setAskShortcut);
    follow(settings, app::Settings::Key::AskShortcut, shortcut, [shortcut, &settings] {
        shortcut->setChecked(settings.askShortcut());
    });
    addRow(tr("A key for a quick question"),
           tr("It opens a small window while you are in another program, as long as Fireside runs. "
              "The desktop lets you choose the key."),
           shortcut);
    addOtherWords(tr("shortcut hotkey keyboard quick ask"));
    m_shortcut->setObjectName(QStringLiteral("askShortcutNote"));
    m_shortcut->setTextFormat(Qt::PlainText);
    m_shortcut->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_shortcut->setWordWrap(true);
    addWidget(m_shortcut);
    setShortcutState({});
}

void AppearancePage::setShortcutState(const app::ShortcutState& state)
{
    using Kind = app::ShortcutState::Kind;
    const QString text = [&state] {
        switch (state.kind) {
        case Kind::Off:
            return QString();
        case Kind::Asking:
            return tr("The desktop is being asked for a key…");
        case Kind::Bound:
            return state.trigger.isEmpty()
                       ? tr("The desktop has accepted it; its keyboard settings say the key.")
                       : tr("The key: %1").arg(state.trigger);
        case Kind::Refused:
            return tr("The desktop was told not to give it a key.");
        case Kind::Absent:
            return tr("This desktop gives programs no keys. In its keyboard settings, give one to "
                      "the command: %1")
                .arg(QStringLiteral("fireside --ask"));
        }
        return QString();
    }();
    // It cannot be had: neither is it ticked, whatever was wished for.
    if (state.kind == Kind::Absent) {
        const QSignalBlocker quiet(m_shortcutSwitch);
        m_shortcutSwitch->setChecked(false);
    }
    m_shortcutSwitch->setEnabled(state.kind != Kind::Absent);
    m_shortcut->setText(text);
    m_shortcut->setVisible(!text.isEmpty());
}

void AppearancePage::addSpelling(app::Settings& settings)
{
    const QList<app::Dictionary> installed = app::installedDictionaries(app::dictionaryDirs());
    auto* spelling = new QComboBox(this);
    spelling->setObjectName(QStringLiteral("spellingBox"));
    spelling->addItem(tr("As the desktop"), QString());
    for (const app::Dictionary& dictionary : installed)
        spelling->addItem(nameOf(dictionary), dictionary.code);
    spelling->addItem(tr("Off"), QLatin1String(app::kNoSpelling));
    follow(settings, app::Settings::Key::Spelling, spelling, [spelling, &settings] {
        spelling->setCurrentIndex(std::max(0, spelling->findData(settings.spelling())));
    });
    connect(spelling, &QComboBox::activated, &settings, [spelling, &settings] {
        settings.setSpelling(spelling->currentData().toString());
    });
    addRow(
        tr("Spell-checking"),
        installed.isEmpty()
            ? tr("Underlines words of your messages that no dictionary knows. None is installed: "
                 "Fireside takes those of Hunspell, such as the package hunspell-en-us.")
            : tr("Underlines words of your messages that no dictionary knows; their menu offers "
                 "others."),
        spelling);
    addOtherWords(tr("dictionary typos orthography"));
}

} // namespace ui
