#include "ui/settings/conversations_page.h"

#include "app/conversation/chat_controller.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/export_dialog.h"
#include "ui/widgets/remembered_folder.h"

#include <QCheckBox>
#include <QDate>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int kTrashHeight = 150;
constexpr int kImportWidth = 320;      // of the question's words; its title is not cut then
constexpr qsizetype kMostProblems = 8; // shown of those a preview names

} // namespace

ConversationsPage::ConversationsPage(const Theme& theme,
                                     app::Settings& settings,
                                     app::ChatController& controller,
                                     QWidget* parent)
    : SettingsPage(theme, tr("Conversations"), parent)
    , m_settings(settings)
    , m_controller(controller)
    , m_result(new QLabel(this))
    , m_trash(new QListWidget(this))
    , m_nothing(new QLabel(tr("The trash is empty."), m_trash->viewport()))
    , m_restore(new QPushButton(tr("Restore"), this))
    , m_purge(new QPushButton(tr("Delete for good"), this))
    , m_empty(new QPushButton(tr("Empty the trash"), this))
{
    buildExchange();
    buildTrash();
    addStretch();
    connect(&controller, &app::ChatController::trashChanged, this, &ConversationsPage::showTrash);
    connect(&controller, &app::ChatController::conversationsChanged, this, [this] {
        if (isVisible())
            m_controller.requestTrash();
    });
    showState();
}

void ConversationsPage::buildExchange()
{
    auto* files = new QPushButton(tr("Import files…"), this);
    auto* folder = new QPushButton(tr("Import a folder…"), this);
    auto* all = new QPushButton(tr("Export all…"), this);
    files->setObjectName(QStringLiteral("importButton"));
    all->setObjectName(QStringLiteral("exportAllButton"));
    auto* buttons = new QWidget(this);
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kSpaceS);
    stackWhenNarrow(row);
    row->addWidget(files);
    row->addWidget(folder);
    row->addStretch(1);
    row->addWidget(all);
    addWide(tr("Import and export"),
            tr("Reads exports of Fireside, ChatGPT, LM Studio, GPT4All, Jan, Open WebUI and "
               "llama-server."),
            buttons);
    addOtherWords(tr("backup back up history save move transfer"));
    m_result->setObjectName(QStringLiteral("exchangeResult"));
    m_result->setProperty("look", "muted");
    m_result->setTextFormat(Qt::PlainText);
    m_result->setWordWrap(true);
    addWidget(m_result);
    m_result->hide();
    const auto tell = [this](const QString& text) {
        m_result->setText(text);
        m_result->show();
    };
    using app::ChatController;
    connect(files, &QPushButton::clicked, this, [this] { chooseImport(false); });
    connect(folder, &QPushButton::clicked, this, [this] { chooseImport(true); });
    connect(all, &QPushButton::clicked, this, &ConversationsPage::exportAll);
    connect(
        &m_controller, &ChatController::importPreviewed, this, &ConversationsPage::confirmImport);
    connect(&m_controller, &ChatController::importFinished, this, [tell](int conversations) {
        tell(tr("Imported conversations: %1").arg(conversations));
    });
    connect(&m_controller, &ChatController::exportFinished, this, [tell](const QString& file) {
        tell(tr("Written to %1").arg(file));
    });
}

void ConversationsPage::exportAll()
{
    // Not "conversations.json", as ChatGPT's export is called that may be in the same folder.
    const QString name =
        tr("Fireside conversations %1").arg(QDate::currentDate().toString(Qt::ISODate));
    auto* dialog = new ExportDialog(
        tr("Export all conversations"), name, app::ExportFormat::Json, m_settings, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_result->hide(); // of the time before
    connect(
        dialog, &ExportDialog::chosen, this, [this](const QString& file, app::ExportFormat format) {
            m_controller.exportConversations({}, format, file);
        });
    dialog->open();
}

void ConversationsPage::chooseImport(bool folder)
{
    auto* dialog = new QFileDialog(this, tr("Import conversations"));
    rememberFolder(*dialog, m_settings, app::Settings::FolderFor::Conversations);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFiles);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(
        dialog, &QFileDialog::filesSelected, &m_controller, &app::ChatController::previewImport);
    dialog->open();
}

// Nothing is stored before the person has seen what was found.
void ConversationsPage::confirmImport(const app::ImportPreview& preview)
{
    if (!isVisible())
        return;
    m_result->hide(); // of the time before
    auto* box = new QMessageBox(this);
    box->setObjectName(QStringLiteral("importConfirmation"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setWindowTitle(tr("Import conversations"));
    const bool isNew = !preview.conversations.isEmpty();
    const bool isAny = isNew || !preview.present.isEmpty();
    box->setText(isNew
                     ? tr("Found: %1 with %2")
                           .arg(tr("%n conversations", nullptr, int(preview.conversations.size())),
                                tr("%n messages", nullptr, preview.messageCount()))
                 : isAny ? tr("All that was found is here already.")
                         : tr("No conversations were found."));
    box->setInformativeText(preview.problems.mid(0, kMostProblems).join(u'\n'));
    if (auto* words = box->findChild<QLabel*>(QStringLiteral("qt_msgbox_label")))
        words->setMinimumWidth(kImportWidth);
    QPushButton* leave =
        box->addButton(isAny ? tr("Cancel") : tr("Close"), QMessageBox::RejectRole);
    if (isAny) {
        QPushButton* import = box->addButton(tr("Import"), QMessageBox::AcceptRole);
        import->setEnabled(isNew);
        box->setDefaultButton(isNew ? import : leave);
        QCheckBox* again = nullptr;
        if (!preview.present.isEmpty()) {
            again = new QCheckBox(tr(
                "Import the %n that are here already too", nullptr, int(preview.present.size())));
            again->setObjectName(QStringLiteral("importAgainBox"));
            box->setCheckBox(again);
            connect(again, &QCheckBox::toggled, import, [import, isNew](bool on) {
                import->setEnabled(isNew || on);
                import->setDefault(isNew || on);
            });
        }
        connect(import, &QPushButton::clicked, this, [this, preview, again] {
            const bool both = again != nullptr && again->isChecked();
            m_controller.importConversations(both ? preview.present + preview.conversations
                                                  : preview.conversations);
        });
    }
    box->open();
}

void ConversationsPage::buildTrash()
{
    m_trash->setObjectName(QStringLiteral("trashList"));
    m_trash->setFixedHeight(kTrashHeight);
    m_nothing->setObjectName(QStringLiteral("emptyTrash"));
    m_nothing->setProperty("look", "muted");
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto* over = new QVBoxLayout(m_trash->viewport());
    over->addWidget(m_nothing);
    addWide(tr("Trash"), tr("Deleted conversations stay here for 30 days."), m_trash);
    addOtherWords(tr("history recover undo bin"));
    m_restore->setObjectName(QStringLiteral("restoreButton"));
    m_purge->setObjectName(QStringLiteral("purgeButton"));
    m_empty->setObjectName(QStringLiteral("emptyTrashButton"));
    auto* buttons = new QWidget(this);
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kSpaceS);
    stackWhenNarrow(row);
    row->addWidget(m_restore);
    row->addWidget(m_purge);
    row->addStretch(1);
    row->addWidget(m_empty);
    addWidget(buttons);
    connect(m_trash, &QListWidget::currentRowChanged, this, &ConversationsPage::showState);
    connect(m_restore, &QPushButton::clicked, this, [this] {
        m_controller.restoreConversation(current());
        m_controller.requestTrash();
    });
    connect(m_purge, &QPushButton::clicked, this, [this] {
        m_controller.purgeConversation(current());
        m_controller.requestTrash();
    });
    connect(m_empty, &QPushButton::clicked, this, [this] {
        auto* box = new QMessageBox(QMessageBox::NoIcon,
                                    tr("Empty the trash?"),
                                    tr("What is in the trash is then gone for good."),
                                    QMessageBox::NoButton,
                                    this);
        box->setAttribute(Qt::WA_DeleteOnClose);
        QPushButton* yes = box->addButton(tr("Empty the trash"), QMessageBox::AcceptRole);
        box->setDefaultButton(box->addButton(tr("Cancel"), QMessageBox::RejectRole));
        connect(yes, &QPushButton::clicked, &m_controller, &app::ChatController::emptyTrash);
        connect(yes, &QPushButton::clicked, &m_controller, &app::ChatController::requestTrash);
        box->open();
    });
}

void ConversationsPage::showEvent(QShowEvent* event)
{
    SettingsPage::showEvent(event);
    m_controller.requestTrash();
}

void ConversationsPage::showTrash(const QList<app::ConversationSummary>& conversations)
{
    const app::ConversationId chosen = current();
    int row = 0;
    m_trash->clear();
    for (const app::ConversationSummary& conversation : conversations) {
        const QString day =
            QLocale().toString(conversation.deletedAt.toLocalTime().date(), QLocale::ShortFormat);
        auto* item = new QListWidgetItem(
            conversation.title.simplified() + QStringLiteral("  ·  ") + day, m_trash);
        item->setData(Qt::UserRole, conversation.id);
        item->setSizeHint(QSize(0, fontMetrics().height() + kSpaceM));
        if (conversation.id == chosen)
            row = m_trash->count() - 1;
    }
    m_trash->setCurrentRow(row);
    showState();
}

app::ConversationId ConversationsPage::current() const
{
    const QListWidgetItem* item = m_trash->currentItem();
    return item == nullptr ? 0 : item->data(Qt::UserRole).toLongLong();
}

void ConversationsPage::showState()
{
    m_restore->setEnabled(current() != 0);
    m_purge->setEnabled(current() != 0);
    m_empty->setEnabled(m_trash->count() > 0);
    m_nothing->setVisible(m_trash->count() == 0);
}

} // namespace ui
