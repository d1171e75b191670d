// The dialogs that the window opens.
#include "app/chats/exchange/text_export.h"
#include "app/conversation/chat_controller.h"
#include "app/platform/paths.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/prompt_picker.h"
#include "ui/models/models_dialog.h"
#include "ui/paper/print.h"
#include "ui/settings/about_dialog.h"
#include "ui/settings/settings_dialog.h"
#include "ui/sidebar/search_dialog.h"
#include "ui/sidebar/sidebar.h"
#include "ui/widgets/export_dialog.h"
#include "ui/widgets/export_format.h"
#include "ui/widgets/remembered_folder.h"
#include "ui/widgets/show_in_folder.h"
#include "ui/window/log_dialog.h"
#include "ui/window/main_window.h"
#include "ui/window/shortcuts_dialog.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QPrintDialog>
#include <QPrinter>
#include <QShortcut>

namespace ui {

namespace {

template <class Dialog>
void openDialog(Dialog* dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace

// Keys of the main window do not reach other windows.
void MainWindow::addShortcutsTo(QDialog* dialog)
{
    dialog->addActions(m_dialogActions);
    auto* close = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_W), dialog);
    connect(close, &QShortcut::activated, dialog, &QDialog::close);
}

void MainWindow::makeSettings()
{
    if (m_dialog != nullptr)
        return;
    m_dialog = new SettingsDialog(m_theme, m_settings, m_controller, starterPrompts(), this);
    addShortcutsTo(m_dialog);
    m_dialog->setEndpointState(m_endpointUrl, m_endpointError);
    m_dialog->setShortcutState(m_shortcut);
    showReopening();
    connect(m_dialog, &SettingsDialog::logRequested, this, &MainWindow::openLog);
    connect(m_dialog, &SettingsDialog::reopenRequested, this, [this] {
        openModel(QString::fromStdString(m_inference.modelInfo().path));
    });
}

void MainWindow::openSettings()
{
    makeSettings();
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
}

QByteArray MainWindow::settingsGeometry() const
{
    return m_dialog != nullptr ? m_dialog->saveGeometry() : QByteArray();
}

void MainWindow::openLanguage(const QByteArray& geometry)
{
    makeSettings();
    m_dialog->restoreGeometry(geometry);
    openSettings();
    m_dialog->focusLanguage();
}

void MainWindow::openModels()
{
    if (m_modelsDialog == nullptr) {
        m_modelsDialog = new ModelsDialog(m_theme, m_inference, m_settings, this);
        m_modelsDialog->setAttribute(Qt::WA_DeleteOnClose);
        addShortcutsTo(m_modelsDialog);
        m_modelsDialog->setModels(m_knownModels);
        connect(m_modelsDialog, &ModelsDialog::useRequested, this, &MainWindow::openModel);
        connect(m_modelsDialog, &ModelsDialog::folderRequested, this, [this](const QString& path) {
            showInFolder(path, m_modelsDialog);
        });
        connect(m_modelsDialog, &ModelsDialog::filesChanged, this, &MainWindow::modelFilesChanged);
    }
    m_modelsDialog->show();
    m_modelsDialog->raise();
    m_modelsDialog->activateWindow();
    emit modelFilesChanged();
}

void MainWindow::openSearch()
{
    if (m_searchDialog != nullptr)
        return;
    using app::ChatController;
    m_searchDialog = new SearchDialog(m_theme, m_conversations, this);
    connect(m_searchDialog, &SearchDialog::searchRequested, &m_controller, &ChatController::search);
    connect(
        &m_controller, &ChatController::searchFinished, m_searchDialog, &SearchDialog::showHits);
    connect(m_searchDialog, &SearchDialog::chosen, this, [this](auto id, auto message, auto found) {
        m_sidebar->reveal(id);
        m_page->markWhenRevealed(message, found);
        open(id, message);
    });
    openDialog(m_searchDialog.data());
}

void MainWindow::openShortcuts()
{
    openDialog(new ShortcutsDialog(m_theme, this));
}

void MainWindow::openAbout()
{
    auto* dialog =
        new AboutDialog(m_theme, QString::fromStdString(m_inference.modelInfo().kernels), this);
    connect(dialog, &AboutDialog::logRequested, this, [this, dialog] {
        dialog->close();
        openLog();
    });
    openDialog(dialog);
}

void MainWindow::openLog()
{
    auto* dialog =
        new LogDialog(m_theme, systemFacts(m_inference.modelInfo()), app::logFilePath(), this);
    addShortcutsTo(dialog);
    openDialog(dialog);
}

void MainWindow::chooseExport(const QList<app::ConversationId>& ids, const QString& title)
{
    const auto count = int(ids.size());
    auto* dialog = new ExportDialog(count == 1 ? tr("Export the conversation")
                                               : tr("Export %n conversations", nullptr, count),
                                    fileNameFor(title),
                                    app::ExportFormat::Markdown,
                                    m_settings,
                                    this);
    connect(dialog,
            &ExportDialog::chosen,
            this,
            [this, ids](const QString& file, app::ExportFormat format) {
                m_controller.exportConversations(ids, format, file);
            });
    openDialog(dialog);
}

void MainWindow::print(app::ConversationId id)
{
    if (id == 0)
        return;
    m_controller.readConversations(
        {id}, this, [this](const QList<app::ConversationRecord>& records) {
            const auto purpose = app::Settings::FolderFor::Conversations;
            const QString name = fileNameFor(app::documentTitle(records)) + QStringLiteral(".pdf");
            QPrintDialog* dialog = printDialog(
                records,
                QDir(rememberedFolder(m_settings, purpose)).filePath(name),
                m_printing,
                this,
                [this] {
                    m_page->showError(tr("The conversation could not be printed: the printer or "
                                         "the file takes nothing. Choose another one."));
                });
            connect(dialog,
                    qOverload<QPrinter*>(&QPrintDialog::accepted),
                    this,
                    [this](const QPrinter* printer) {
                        if (const QString file = printer->outputFileName(); !file.isEmpty())
                            m_settings.setLastFolder(purpose, QFileInfo(file).path());
                    });
            openDialog(dialog);
        });
}

void MainWindow::chooseModelFile()
{
    auto* dialog = new QFileDialog(
        this, tr("Open a model file"), QString(), tr("Models (*.gguf);;All files (*)"));
    rememberFolder(*dialog, m_settings, app::Settings::FolderFor::Models);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openModel);
    openDialog(dialog);
}

void MainWindow::chooseModelFolder()
{
    auto* dialog = new QFileDialog(this, tr("Open a model folder"));
    rememberFolder(*dialog, m_settings, app::Settings::FolderFor::Models);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openModel);
    openDialog(dialog);
}

} // namespace ui
