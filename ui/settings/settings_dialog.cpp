#include "ui/settings/settings_dialog.h"

#include "ui/settings/answers_page.h"
#include "ui/settings/appearance_page.h"
#include "ui/settings/conversations_page.h"
#include "ui/settings/endpoint_page.h"
#include "ui/settings/engine_page.h"
#include "ui/settings/prompts_page.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/screen_room.h"
#include "ui/widgets/stacked_row.h"
#include "ui/widgets/tab_order.h"

#include <QCoreApplication>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedWidget>
#include <QStyle>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace ui {

namespace {

constexpr QSize kSize{780, 600};
constexpr double kWidest = 1.6; // beyond, the pages scroll
constexpr int kListWidth = 200;
constexpr double kListShare = 0.36; // of the window, at most
constexpr int kLeastPage = 340;     // beside the list, in text of the desktop's size
constexpr int kHitPadding = 32;     // at both sides of what was found
constexpr int kPageRole = Qt::UserRole;
constexpr int kRowRole = Qt::UserRole + 1;

} // namespace

SettingsDialog::SettingsDialog(const Theme& theme,
                               app::Settings& settings,
                               app::ChatController& controller,
                               const QList<app::SavedPrompt>& starters,
                               QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_layout(new QHBoxLayout(this))
    , m_side(new QFrame(this))
    , m_search(new QLineEdit(this))
    , m_list(new QListWidget(this))
    , m_hits(new QListWidget(this))
    , m_pages(new QStackedWidget(this))
    , m_appearance(new AppearancePage(theme, settings))
    , m_answers(new AnswersPage(theme, settings))
    , m_engine(new EnginePage(theme, settings))
    , m_endpoint(new EndpointPage(theme, settings))
{
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(tr("Settings"));
    buildSide();
    fit();
    connect(&theme, &Theme::changed, this, &SettingsDialog::fit);
    addTextSizeKeys(settings);
    addPage(m_appearance);
    addPage(m_answers);
    addPage(new PromptsPage(theme, settings, starters));
    addPage(new ConversationsPage(theme, settings, controller));
    connect(m_engine, &EnginePage::logRequested, this, &SettingsDialog::logRequested);
    connect(m_engine, &EnginePage::reopenRequested, this, &SettingsDialog::reopenRequested);
    addPage(m_engine);
    addPage(m_endpoint);
    arrange();
    setTabOrderAsLaidOut({this});
    showPage(0);
    m_list->setFocus();
}

// As large as the text needs, or as a person has made it where that is larger.
void SettingsDialog::fit()
{
    if (m_fitted.isValid() && size() != m_fitted)
        m_chosen = size();
    const QSize needed = kSize * std::clamp(m_theme.textScale(), 1.0, kWidest);
    resize(m_chosen.expandedTo(needed).boundedTo(screenRoom(*this)));
    m_fitted = size();
    arrange();
    if (isVisible())
        moveOntoScreen(*this);
}

// Where they have no room beside one another, the list stands above the pages.
void SettingsDialog::arrange()
{
    const double scale = m_theme.textScale();
    const int listWidth = int(std::min(kListWidth * std::max(1.0, scale), kListShare * width()));
    const bool isNarrow = width() - listWidth < kLeastPage * scale;
    setStacked(*m_layout, isNarrow);
    m_side->setMinimumWidth(isNarrow ? 0 : listWidth);
    m_side->setMaximumWidth(isNarrow ? QWIDGETSIZE_MAX : listWidth);
    m_side->setMaximumHeight(isNarrow ? int(kListShare * height()) : QWIDGETSIZE_MAX);
    const int bar = style()->pixelMetric(QStyle::PM_ScrollBarExtent);
    for (SettingsPage* page : std::as_const(m_settingsPages))
        page->fitTo(width() - (isNarrow ? 0 : listWidth) - bar);
}

// Those of the main window do not reach here.
void SettingsDialog::addTextSizeKeys(app::Settings& settings)
{
    const auto add = [this](Qt::Key key, auto slot) {
        connect(
            new QShortcut(QKeySequence(Qt::CTRL | key), this), &QShortcut::activated, this, slot);
    };
    add(Qt::Key_Plus, [&settings] { settings.stepTextSize(1); });
    add(Qt::Key_Minus, [&settings] { settings.stepTextSize(-1); });
    add(Qt::Key_0, [&settings] { settings.setTextSizePercent(100); });
}

void SettingsDialog::buildSide()
{
    m_side->setObjectName(QStringLiteral("settingsSide"));
    m_search->setObjectName(QStringLiteral("settingsSearch"));
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search the settings"));
    m_search->setToolTip(
        tr("Search the settings (%1)")
            .arg(QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText)));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("pages"));
    m_list->setAccessibleName(tr("Settings pages"));
    m_hits->setObjectName(QStringLiteral("hits"));
    m_hits->setAccessibleName(tr("Settings found"));
    m_hits->setWordWrap(true);
    m_hits->hide();
    auto* column = new QVBoxLayout(m_side);
    column->setContentsMargins(0, 0, 1, 0);
    column->setSpacing(0);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(kSpaceS, kSpaceM, kSpaceS, kSpaceXs);
    top->addWidget(m_search);
    column->addLayout(top);
    for (QListWidget* list : {m_list, m_hits}) {
        list->setFrameShape(QFrame::NoFrame);
        list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        column->addWidget(list, 1);
    }
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_layout->addWidget(m_side);
    m_layout->addWidget(m_pages, 1);
    connect(m_list, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsDialog::search);
    connect(m_hits, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item != nullptr)
            showPlace({item->data(kPageRole).toInt(), item->data(kRowRole).toInt()});
    });
    connect(m_hits, &QListWidget::itemActivated, this, &SettingsDialog::focusCurrent);
    connect(new QShortcut(QKeySequence::Find, this), &QShortcut::activated, this, [this] {
        m_search->setFocus();
        m_search->selectAll();
    });
}

void SettingsDialog::search(const QString& query)
{
    QList<SettingTexts> texts;
    for (const SettingsPage* page : m_settingsPages)
        texts << SettingTexts{page->title(), page->rowTexts()};
    const QList<SettingPlace> places = findSettings(query, texts);
    const bool isSearching = !query.trimmed().isEmpty();
    m_hits->clear();
    m_list->setVisible(!isSearching);
    m_hits->setVisible(isSearching);
    const auto addHeading = [this](const QString& text) {
        (new QListWidgetItem(text, m_hits))->setFlags(Qt::NoItemFlags);
    };
    int page = -1;
    for (const SettingPlace& place : places) {
        if (place.page != page && place.row >= 0)
            addHeading(texts[place.page].title);
        page = place.page;
        const SettingTexts& of = texts[place.page];
        auto* item =
            new QListWidgetItem(place.row < 0 ? of.title : of.rows[place.row].value(0), m_hits);
        item->setSizeHint(hitSize(item->text()));
        item->setData(kPageRole, place.page);
        item->setData(kRowRole, place.row);
        if (m_hits->currentItem() == nullptr)
            m_hits->setCurrentItem(item);
    }
    if (places.isEmpty()) {
        if (isSearching)
            addHeading(tr("Nothing found"));
        for (SettingsPage* shown : m_settingsPages)
            shown->markRow(-1);
    }
}

// Long labels are broken, not cut. The search field is as wide as the list.
QSize SettingsDialog::hitSize(const QString& text) const
{
    const QRect room(0, 0, m_search->width() - kHitPadding, 1000);
    const int height = m_hits->fontMetrics().boundingRect(room, Qt::TextWordWrap, text).height();
    return {0, height + kHitPadding / 2};
}

void SettingsDialog::showPlace(SettingPlace place)
{
    showPage(place.page);
    for (int i = 0; i < m_settingsPages.size(); ++i)
        m_settingsPages[i]->markRow(i == place.page ? place.row : -1);
    // A page that was never shown has no places yet.
    QTimer::singleShot(0, this, [this, place] { scrollTo(place); });
}

void SettingsDialog::scrollTo(SettingPlace place)
{
    auto* scroll = qobject_cast<QScrollArea*>(m_pages->widget(place.page));
    const SettingsPage* page = m_settingsPages[place.page];
    if (QWidget* control = page->rowControl(place.row)) {
        scroll->ensureWidgetVisible(control);
        scroll->ensureWidgetVisible(page->rowWords(place.row));
    } else {
        scroll->ensureVisible(0, 0);
    }
}

void SettingsDialog::focusCurrent()
{
    const QListWidgetItem* item = m_hits->currentItem();
    if (item == nullptr)
        return;
    SettingsPage* page = m_settingsPages[item->data(kPageRole).toInt()];
    QWidget* control = page->rowControl(std::max(0, item->data(kRowRole).toInt()));
    // Buttons in a row of their own take it through their first.
    while (control != nullptr && control->focusPolicy() == Qt::NoFocus)
        control = control->findChild<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
    if (control != nullptr)
        control->setFocus(Qt::TabFocusReason);
}

bool SettingsDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_search || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
        QCoreApplication::sendEvent(m_hits->isHidden() ? m_list : m_hits, event);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        focusCurrent();
        return true;
    case Qt::Key_Escape:
        if (m_search->text().isEmpty())
            return false; // closes the dialog
        m_search->clear();
        return true;
    default:
        return false;
    }
}

void SettingsDialog::addPage(SettingsPage* page)
{
    auto* scroll = new QScrollArea(m_pages);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus); // its controls take it, where it is seen
    scroll->setWidget(page);
    scroll->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false);
    m_pages->addWidget(scroll);
    m_settingsPages << page;
    m_list->addItem(page->title());
}

void SettingsDialog::showEvent(QShowEvent* event)
{
    if (!event->spontaneous())
        m_search->clear(); // what was looked for the last time
    QDialog::showEvent(event);
}

void SettingsDialog::resizeEvent(QResizeEvent* event)
{
    QDialog::resizeEvent(event);
    arrange();
}

void SettingsDialog::setModel(app::ModelState state, const core::ModelInfo& model, bool isAnswering)
{
    m_answers->setModelParameters(model.parameters);
    m_engine->setModelState(state, isAnswering);
}

void SettingsDialog::setShortcutState(const app::ShortcutState& state)
{
    m_appearance->setShortcutState(state);
}

void SettingsDialog::setEndpointState(const QString& url, const QString& error)
{
    m_endpoint->setEndpointState(url, error);
}

void SettingsDialog::focusLanguage()
{
    showPage(0);
    findChild<QWidget*>(QStringLiteral("languageBox"))->setFocus();
}

void SettingsDialog::showPage(int index)
{
    m_list->setCurrentRow(index);
}

} // namespace ui
