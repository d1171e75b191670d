// The dialogs of the window, driven with keys as a person would.
#include "tests/support/window_desk.h"
#include "ui/settings/settings_dialog.h"
#include "ui/sidebar/sidebar.h"
#include "ui/theme/language.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

#include <memory>

namespace {

QPushButton* defaultButton(const QWidget& dialog)
{
    for (auto* button : dialog.findChildren<QPushButton*>()) {
        if (button->isDefault())
            return button;
    }
    return nullptr;
}

} // namespace

class TestDialogs : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("FIRESIDE_DATA_DIR", m_folder->path().toUtf8()); // where a log would be
        m_desk = std::make_unique<tests::WindowDesk>(*m_folder);
    }
    void cleanup() { m_desk.reset(); }

    void enterInANumberAcceptsIt_data()
    {
        QTest::addColumn<QString>("box");
        QTest::addColumn<QString>("typed");
        QTest::newRow("fraction") << "temperatureBox"
                                  << "0.35";
        QTest::newRow("count") << "topKBox"
                               << "17";
        QTest::newRow("seed") << "seedEdit"
                              << "42";
    }

    void enterInANumberAcceptsIt()
    {
        QFETCH(QString, box);
        QFETCH(QString, typed);
        m_desk->settings.setMaxTokens(77); // so that there is something to lose
        auto* dialog = openAnswers();
        auto* field = dialog->findChild<QWidget*>(box);
        auto* line = qobject_cast<QLineEdit*>(field);
        if (line == nullptr)
            line = field->findChild<QLineEdit*>();
        field->setFocus();
        line->selectAll();
        QTest::keyClicks(field, typed);
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(dialog->isVisible());
        QCOMPARE(line->text(), typed);
        QCOMPARE(m_desk->settings.maxTokens(), 77);
        const core::SamplingParams sampling = m_desk->settings.sampling();
        QVERIFY(sampling.temperature == 0.35F || sampling.topK == 17 ||
                m_desk->settings.fixedSeed() == std::optional<quint64>(42));
    }

    void defaultsComeBackAndGo()
    {
        core::SamplingParams mine;
        mine.temperature = 0.35F;
        m_desk->settings.setSampling(mine);
        m_desk->settings.setMaxTokens(77);
        m_desk->settings.setFixedSeed(42);
        auto* dialog = openAnswers();
        auto* defaults = dialog->findChild<QPushButton*>(QStringLiteral("answerDefaultsButton"));
        auto* undo = dialog->findChild<QPushButton*>(QStringLiteral("undoDefaultsButton"));
        QVERIFY(!undo->isVisible());
        defaults->setFocus();
        QTest::keyClick(defaults, Qt::Key_Return); // twice: the first state is the one kept
        QTest::keyClick(defaults, Qt::Key_Space);
        QCOMPARE(m_desk->settings.maxTokens(), app::Settings::kDefaultMaxTokens);
        QVERIFY(undo->isVisible());
        QTest::mouseClick(undo, Qt::LeftButton);
        QVERIFY(!undo->isVisible());
        QCOMPARE(m_desk->settings.sampling().temperature, 0.35F);
        QCOMPARE(m_desk->settings.maxTokens(), 77);
        QCOMPARE(m_desk->settings.fixedSeed(), std::optional<quint64>(42));
        QCOMPARE(dialog->findChild<QSpinBox*>(QStringLiteral("maxTokensBox"))->value(), 77);
        QCOMPARE(dialog->findChild<QLineEdit*>(QStringLiteral("seedEdit"))->text(),
                 QStringLiteral("42"));
        QTest::mouseClick(defaults, Qt::LeftButton);
        dialog->findChild<QSpinBox*>(QStringLiteral("topKBox"))->setValue(3);
        QVERIFY(!undo->isVisible()); // it would take that back too
    }

    void settingsShowWhatWasChosenElsewhere()
    {
        openAnswers()->close();
        auto* presets = m_desk->part<QToolButton>("presetButton")->menu();
        emit presets->aboutToShow();
        QAction* precise = presets->actions().first();
        QVERIFY(precise->text().startsWith(QLatin1String("Precise")));
        precise->trigger();
        const core::SamplingParams chosen = m_desk->settings.sampling();
        QVERIFY(chosen.temperature != core::SamplingParams().temperature);

        auto* dialog = openAnswers();
        auto* temperature = dialog->findChild<QDoubleSpinBox*>(QStringLiteral("temperatureBox"));
        QCOMPARE(float(temperature->value()), chosen.temperature);
        auto* topK = dialog->findChild<QSpinBox*>(QStringLiteral("topKBox"));
        topK->setFocus();
        topK->selectAll();
        QTest::keyClicks(topK, QStringLiteral("17"));
        core::SamplingParams wanted = chosen;
        wanted.topK = 17;
        QVERIFY(m_desk->settings.sampling() == wanted);

        auto* context = dialog->findChild<QComboBox*>(QStringLiteral("contextBox"));
        QCOMPARE(context->currentText(), QStringLiteral("Automatic"));
        m_desk->settings.setContextTokens(32768); // while it is open
        QCOMPARE(context->currentText(), QStringLiteral("32,768 tokens"));
        m_desk->settings.setContextTokens(20000); // one that is not offered
        QCOMPARE(context->currentText(), QStringLiteral("20,000 tokens"));
    }

    void noButtonIsDefaultByItsFocus_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("hasDefault");
        QTest::newRow("settings") << "settingsDialog" << false;
        QTest::newRow("about") << "aboutDialog" << true;
        QTest::newRow("log") << "logDialog" << true;
        QTest::newRow("instructions") << "instructionsDialog" << true;
    }

    void noButtonIsDefaultByItsFocus()
    {
        QFETCH(QString, name);
        QFETCH(bool, hasDefault);
        if (name == QLatin1String("settingsDialog"))
            openAnswers();
        else if (name == QLatin1String("aboutDialog"))
            m_desk->window.openAbout();
        else if (name == QLatin1String("logDialog"))
            m_desk->window.openLog();
        else
            m_desk->part<QToolButton>("instructionsButton")->click();
        auto* dialog = m_desk->window.findChild<QDialog*>(name);
        QVERIFY(dialog != nullptr);
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        QPushButton* const first = defaultButton(*dialog);
        QCOMPARE(first != nullptr, hasDefault);
        for (int i = 0; i < 30; ++i) {
            QTest::keyClick(dialog, Qt::Key_Tab);
            QCOMPARE(defaultButton(*dialog), first);
        }
    }

    void enterPressesTheButtonWithTheFocus()
    {
        m_desk->window.openAbout();
        auto* dialog = m_desk->window.findChild<QDialog*>(QStringLiteral("aboutDialog"));
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        for (int i = 0; i < 10 && dialog->focusWidget() == defaultButton(*dialog); ++i)
            QTest::keyClick(dialog, Qt::Key_Tab);
        auto* log = qobject_cast<QPushButton*>(dialog->focusWidget());
        QVERIFY(log != nullptr && log != defaultButton(*dialog));
        QTest::keyClick(log, Qt::Key_Return);
        QTRY_VERIFY(m_desk->window.findChild<QDialog*>(QStringLiteral("logDialog")) != nullptr);
    }

    void theFormatIsThatOfTheNameAndTheType_data()
    {
        QTest::addColumn<QString>("type");  // chosen; empty: the one offered first
        QTest::addColumn<QString>("typed"); // empty: the name offered
        QTest::addColumn<QString>("written");
        QTest::addColumn<QByteArray>("begins");
        QTest::newRow("as offered") << ""
                                    << ""
                                    << "Greet.md" << QByteArray("# Greet");
        QTest::newRow("no suffix") << ""
                                   << "plain"
                                   << "plain.md" << QByteArray("# Greet");
        QTest::newRow("a point in the name") << ""
                                             << "V 2.0"
                                             << "V 2.0.md" << QByteArray("# Greet");
        QTest::newRow("another type") << "json"
                                      << ""
                                      << "Greet.json" << QByteArray("{");
        QTest::newRow("another type, no suffix") << "pdf"
                                                 << "plain"
                                                 << "plain.pdf" << QByteArray("%PDF");
        QTest::newRow("another name") << ""
                                      << "page.html"
                                      << "page.html" << QByteArray("<!DOCTYPE");
    }

    void theFormatIsThatOfTheNameAndTheType()
    {
        QFETCH(QString, type);
        QFETCH(QString, typed);
        QFETCH(QString, written);
        QFETCH(QByteArray, begins);
        QVERIFY(m_desk->ask());
        m_desk->settings.setLastFolder(app::Settings::FolderFor::Conversations, m_folder->path());
        emit m_desk->window.findChild<ui::Sidebar*>()->exportRequested(
            {m_desk->controller.currentConversation()}, QStringLiteral("Greet"));
        auto* dialog = m_desk->window.findChild<QFileDialog*>();
        QVERIFY(dialog->selectedNameFilter().contains(QLatin1String("*.md")));
        auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        if (!type.isEmpty()) {
            auto* types = dialog->findChild<QComboBox*>(QStringLiteral("fileTypeCombo"));
            types->setFocus();
            for (int i = 0; i < 4 && !types->currentText().contains(u'.' + type); ++i)
                QTest::keyClick(types, Qt::Key_Down);
            QCOMPARE(name->text(), QStringLiteral("Greet.") + type);
        }
        name->setFocus();
        if (!typed.isEmpty()) {
            name->selectAll();
            QTest::keyClicks(name, typed);
        }
        QTest::keyClick(name, Qt::Key_Return);
        QFile file(m_folder->filePath(written));
        QTRY_VERIFY(file.exists());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.read(begins.size()), begins);
    }

    void theFolderIsRemembered()
    {
        const QDir folder(m_folder->path());
        QVERIFY(folder.mkdir(QStringLiteral("here")));
        QVERIFY(m_desk->ask());
        openAnswers();
        m_desk->window.findChild<ui::SettingsDialog*>()->showPage(3);
        const auto exportAll = [this] {
            m_desk->part<QPushButton>("exportAllButton")->click();
            return m_desk->window.findChild<QFileDialog*>();
        };
        QFileDialog* dialog = exportAll();
        QCOMPARE(dialog->directory(), QDir::home());
        auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        QCOMPARE(name->text(),
                 QStringLiteral("Fireside conversations %1.json")
                     .arg(QDate::currentDate().toString(Qt::ISODate)));
        QVERIFY(dialog->selectedNameFilter().contains(QLatin1String("*.json")));
        name->setText(folder.filePath(QStringLiteral("here/all.json")));
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_VERIFY(m_desk->window.findChild<QFileDialog*>() == nullptr);
        QCOMPARE(exportAll()->directory(), QDir(folder.filePath(QStringLiteral("here"))));
    }

    void printingOffersAFileByTheTitle()
    {
        const QDir folder(m_folder->path());
        QVERIFY(folder.mkdir(QStringLiteral("papers")));
        m_desk->settings.setLastFolder(app::Settings::FolderFor::Conversations, m_folder->path());
        QVERIFY(m_desk->ask());
        const auto id = m_desk->controller.currentConversation();
        m_desk->controller.renameConversation(id, QStringLiteral("Tea: at 4.30/5.15?"));
        const auto dialog = [this]() -> QDialog* {
            for (QDialog* each : m_desk->window.findChildren<QDialog*>()) {
                if (each->inherits("QPrintDialog"))
                    return each;
            }
            return nullptr;
        };
        const auto offered = [&]() -> QLineEdit* {
            emit m_desk->window.findChild<ui::Sidebar*>()->printRequested(id);
            return QTest::qWaitFor([&] { return dialog() != nullptr; })
                       ? dialog()->findChild<QLineEdit*>(QStringLiteral("filename"))
                       : nullptr;
        };
        QLineEdit* name = offered();
        QVERIFY(name != nullptr);
        QCOMPARE(name->text(), folder.filePath(QStringLiteral("Tea at 4.30 5.15.pdf")));
        const QString file = folder.filePath(QStringLiteral("papers/tea.pdf"));
        name->setText(file);
        dialog()->accept();
        QTRY_VERIFY(QFileInfo(file).size() > 0);
        QTRY_VERIFY(dialog() == nullptr);
        QCOMPARE(m_desk->settings.lastFolder(app::Settings::FolderFor::Conversations),
                 folder.filePath(QStringLiteral("papers")));
        name = offered();
        QVERIFY(name != nullptr);
        QCOMPARE(name->text(), folder.filePath(QStringLiteral("papers/Tea at 4.30 5.15.pdf")));
    }

    void theFolderOfCodeIsRemembered()
    {
        const QDir folder(m_folder->path());
        QVERIFY(folder.mkdir(QStringLiteral("code")));
        m_desk->inference.setAnswer({.pieces = {QStringLiteral("```python\nprint(1)\n```\n")}});
        QVERIFY(m_desk->ask());
        const auto save = [this] {
            m_desk->part<QToolButton>("saveCodeButton")->click();
            return m_desk->window.findChild<QFileDialog*>();
        };
        QTRY_VERIFY(m_desk->part<QToolButton>("saveCodeButton") != nullptr);
        QFileDialog* dialog = save();
        QCOMPARE(dialog->directory(), QDir::home());
        auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        QCOMPARE(name->text(), QStringLiteral("code.py"));
        name->setText(folder.filePath(QStringLiteral("code/one.py")));
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_VERIFY(m_desk->window.findChild<QFileDialog*>() == nullptr);
        QVERIFY(folder.exists(QStringLiteral("code/one.py")));
        QCOMPARE(save()->directory(), QDir(folder.filePath(QStringLiteral("code"))));
    }

    // Not as an example of what could be written.
    void generalInstructionsAreShownAsWhatHolds()
    {
        m_desk->settings.setSystemPrompt(QStringLiteral("Answer in French."));
        m_desk->part<QToolButton>("instructionsButton")->click();
        auto* own = m_desk->part<QPlainTextEdit>("instructionsEdit");
        const auto* general = m_desk->part<QPlainTextEdit>("generalInstructions");
        const auto* state = m_desk->part<QLabel>("generalState");
        QVERIFY(own->placeholderText().startsWith(QLatin1String("For example")));
        QCOMPARE(general->toPlainText(), QStringLiteral("Answer in French."));
        QVERIFY(general->isReadOnly() && general->isEnabled());
        const QString holds = state->text();
        QTest::keyClicks(own, QStringLiteral("Be kind."));
        QVERIFY(!general->isEnabled() && state->text() != holds);
        own->clear();
        QVERIFY(general->isEnabled());
        QCOMPARE(state->text(), holds);
        delete own->window();
        m_desk->settings.setSystemPrompt({});
        m_desk->part<QToolButton>("instructionsButton")->click();
        QVERIFY(m_desk->part<QWidget>("generalInstructions") == nullptr);
    }

    void changedInstructionsAreNotLost_data()
    {
        QTest::addColumn<bool>("isByButton");
        QTest::newRow("Esc") << false;
        QTest::newRow("Cancel") << true;
    }

    void changedInstructionsAreNotLost()
    {
        QFETCH(bool, isByButton);
        const auto open = [this] {
            m_desk->part<QToolButton>("instructionsButton")->click();
            return m_desk->part<QPlainTextEdit>("instructionsEdit");
        };
        const auto escape = [](QWidget* field) {
            QTest::keyClick(field->window(), Qt::Key_Escape);
        };
        const auto leave = [&](QWidget* field) {
            if (isByButton)
                m_desk->part<QPushButton>("cancelInstructionsButton")->click();
            else
                escape(field);
        };
        const auto isOpen = [this] {
            return m_desk->part<QDialog>("instructionsDialog") != nullptr;
        };
        const auto question = [this] { return m_desk->part<QMessageBox>("unsavedInstructions"); };
        leave(open());
        QTRY_VERIFY(!isOpen()); // nothing was changed
        auto* field = open();
        QTest::keyClicks(field, QStringLiteral("Be kind."));
        leave(field);
        QVERIFY(isOpen() && question() != nullptr);
        escape(question()); // goes on
        QTRY_VERIFY(question() == nullptr);
        QVERIFY(field->isVisible());
        leave(field);
        question()->defaultButton()->click();
        QTRY_VERIFY(!isOpen());
        QCOMPARE(m_desk->controller.systemPrompt(), QStringLiteral("Be kind."));
        field = open();
        field->setPlainText(QString());
        QTest::keyClicks(field, QStringLiteral("Be brief."));
        leave(field);
        for (auto* button : question()->findChildren<QPushButton*>()) {
            if (question()->buttonRole(button) == QMessageBox::DestructiveRole)
                button->click();
        }
        QTRY_VERIFY(!isOpen());
        QCOMPARE(m_desk->controller.systemPrompt(), QStringLiteral("Be kind."));
    }

    void aPasteOfNothingChangesNothing()
    {
        QGuiApplication::clipboard()->setMimeData(new QMimeData); // as after the desktop's start
        QVERIFY(m_desk->ask());
        QTest::mouseClick(m_desk->part<QToolButton>("editButton"), Qt::LeftButton);
        m_desk->part<QToolButton>("instructionsButton")->click();
        openAnswers();
        for (const char* name : {"messageEditorText",
                                 "instructionsEdit",
                                 "systemPromptEdit",
                                 "promptTextEdit",
                                 "summaryText",
                                 "composerText"}) {
            auto* field = m_desk->part<QWidget>(name);
            QVERIFY2(field != nullptr, name);
            field->setProperty("readOnly", false);
            const QString before = field->property("plainText").toString();
            QVERIFY2(QMetaObject::invokeMethod(field, "paste"), name); // ended the program
            QCOMPARE(field->property("plainText").toString(), before);
        }
    }

    void whatIsFoundIsCounted()
    {
        ui::useLanguage(QStringLiteral("en"));
        QVERIFY(m_desk->ask());
        const QString file = m_folder->filePath(QStringLiteral("one.json"));
        m_desk->controller.exportConversations({}, app::ExportFormat::Json, file);
        QTRY_VERIFY(QFile::exists(file));
        openAnswers();
        m_desk->window.findChild<ui::SettingsDialog*>()->showPage(3);
        m_desk->controller.previewImport({file});
        const auto box = [this] { return m_desk->part<QMessageBox>("importConfirmation"); };
        QTRY_VERIFY(box() != nullptr);
        QCOMPARE(box()->text(), QStringLiteral("All that was found is here already."));
        QCOMPARE(m_desk->part<QCheckBox>("importAgainBox")->text(),
                 QStringLiteral("Import the one that is here already too"));
        box()->reject();
        QTRY_VERIFY(box() == nullptr);
        m_desk->controller.deleteConversations({m_desk->controller.currentConversation()});
        m_desk->controller.previewImport({file});
        QTRY_VERIFY(box() != nullptr);
        QCOMPARE(box()->text(), QStringLiteral("Found: 1 conversation with 2 messages"));
        QVERIFY(m_desk->part<QCheckBox>("importAgainBox") == nullptr);
    }

    void keysOfTheWindowCountInItsDialogs_data()
    {
        QTest::addColumn<Qt::Key>("key"); // opens the dialog
        QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
        QTest::addColumn<QString>("name");
        const Qt::KeyboardModifiers control = Qt::ControlModifier;
        QTest::newRow("settings") << Qt::Key_Comma << control << "settingsDialog";
        QTest::newRow("models") << Qt::Key_M << (control | Qt::ShiftModifier) << "modelsDialog";
    }
    void keysOfTheWindowCountInItsDialogs()
    {
        QFETCH(Qt::Key, key);
        QFETCH(Qt::KeyboardModifiers, modifiers);
        QFETCH(QString, name);
        QTest::keyClick(&m_desk->window, key, modifiers);
        const auto dialog = [this, name] {
            return m_desk->window.findChild<QDialog*>(name, Qt::FindDirectChildrenOnly);
        };
        QVERIFY(dialog() != nullptr);
        QVERIFY(QTest::qWaitForWindowActive(dialog()));
        const auto keyList = [this] {
            return m_desk->window.findChild<QDialog*>(QStringLiteral("shortcutsDialog"));
        };
        QTest::keyClick(dialog(), Qt::Key_F1);
        QTRY_VERIFY(keyList() != nullptr && keyList()->isVisible());
        QTest::keyClick(keyList(), Qt::Key_Escape);
        QTRY_VERIFY(keyList() == nullptr);
        dialog()->activateWindow(); // which a window manager does by itself
        QVERIFY(QTest::qWaitForWindowActive(dialog()));
        QTest::keyClick(dialog(), Qt::Key_W, Qt::ControlModifier);
        QTRY_VERIFY(dialog() == nullptr || !dialog()->isVisible());
    }

private:
    QDialog* openAnswers()
    {
        m_desk->window.openSettings();
        auto* dialog = m_desk->window.findChild<ui::SettingsDialog*>();
        dialog->showPage(1);
        return dialog;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<tests::WindowDesk> m_desk;
};

QTEST_MAIN(TestDialogs)
#include "tst_dialogs.moc"
