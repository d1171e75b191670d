#include "ui/settings/conversations_page.h"

#include "app/conversation/chat_controller.h"
#include "ui/theme/metrics.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>

namespace ui {

namespace {

constexpr int kTrashHeight = 180;

} // namespace

ConversationsPage::ConversationsPage(const Theme& theme,
                                     app::ChatController& controller,
                                     QWidget* parent)
    : SettingsPage(theme, tr("Conversations"), parent)
    , m_controller(controller)
    , m_trash(new QListWidget(this))
    , m_restore(new QPushButton(tr("Restore"), this))
    , m_purge(new QPushButton(tr("Delete for good"), this))
    , m_empty(new QPushButton(tr("Empty the trash"), this))
{
    buildTrash();
    addStretch();
    connect(&controller, &app::ChatController::trashChanged, this, &ConversationsPage::showTrash);
    showState();
}

void ConversationsPage::buildTrash()
{
    m_trash->setObjectName(QStringLiteral("trashList"));
    m_trash->setFixedHeight(kTrashHeight);
    addWide(tr("Trash"), tr("Deleted conversations stay here for 30 days."), m_trash);
    m_restore->setObjectName(QStringLiteral("restoreButton"));
    m_purge->setObjectName(QStringLiteral("purgeButton"));
    m_empty->setObjectName(QStringLiteral("emptyTrashButton"));
    auto* buttons = new QWidget(this);
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kSpaceS);
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
        QPushButton* yes = box->addButton(tr("Empty the trash"), QMessageBox::DestructiveRole);
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
    m_trash->clear();
    for (const app::ConversationSummary& conversation : conversations) {
        const QString day =
            QLocale().toString(conversation.deletedAt.toLocalTime().date(), QLocale::ShortFormat);
        auto* item = new QListWidgetItem(
            conversation.title.simplified() + QStringLiteral("  ·  ") + day, m_trash);
        item->setData(Qt::UserRole, conversation.id);
        item->setSizeHint(QSize(0, fontMetrics().height() + kSpaceM));
    }
    m_trash->setCurrentRow(0);
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
}

} // namespace ui
