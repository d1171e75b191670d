#include "ui/settings/settings_dialog.h"

#include "ui/settings/answers_page.h"
#include "ui/settings/appearance_page.h"
#include "ui/settings/conversations_page.h"
#include "ui/settings/endpoint_page.h"
#include "ui/settings/engine_page.h"
#include "ui/settings/prompts_page.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QScrollArea>
#include <QStackedWidget>

#include <algorithm>

namespace ui {

namespace {

constexpr int kListWidth = 190;

} // namespace

SettingsDialog::SettingsDialog(const Theme& theme,
                               app::Settings& settings,
                               app::ChatController& controller,
                               const QList<app::SavedPrompt>& starters,
                               QWidget* parent)
    : QDialog(parent)
    , m_list(new QListWidget(this))
    , m_pages(new QStackedWidget(this))
    , m_endpoint(new EndpointPage(theme, settings))
{
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(tr("Settings"));
    resize(780, 600);
    m_list->setObjectName(QStringLiteral("pages"));
    m_list->setAccessibleName(tr("Settings pages"));
    const auto fit = [this, &theme] {
        m_list->setFixedWidth(int(kListWidth * std::max(1.0, theme.textScale())));
    };
    connect(&theme, &Theme::changed, this, fit);
    fit();
    m_list->setFrameShape(QFrame::NoFrame);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_list);
    layout->addWidget(m_pages, 1);
    addPage(new AppearancePage(theme, settings));
    addPage(new AnswersPage(theme, settings));
    addPage(new PromptsPage(theme, settings, starters));
    addPage(new ConversationsPage(theme, controller));
    addPage(new EnginePage(theme, settings));
    addPage(m_endpoint);
    connect(m_list, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
    showPage(0);
}

void SettingsDialog::addPage(SettingsPage* page)
{
    auto* scroll = new QScrollArea(m_pages);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(page);
    scroll->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false);
    m_pages->addWidget(scroll);
    m_list->addItem(page->title());
}

void SettingsDialog::setEndpointState(const QString& url, const QString& error)
{
    m_endpoint->setEndpointState(url, error);
}

void SettingsDialog::showPage(int index)
{
    m_list->setCurrentRow(index);
}

} // namespace ui
