#include "ui/models/model_button.h"

#include "app/chats/model_name.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/link_confirmation.h"
#include "ui/widgets/model_source.h"

#include <QFileInfo>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QStyleOptionToolButton>
#include <QStylePainter>

#include <algorithm>

namespace ui {

namespace {

constexpr int kWidestName = 360;
constexpr int kProgressHeight = 2;

} // namespace

QString modelDetail(const core::ModelInfo& info, const QString& size)
{
    QStringList parts;
    if (!info.quantisation.empty())
        parts << QString::fromStdString(info.quantisation);
    if (!size.isEmpty())
        parts << size;
    if (info.contextTokens > 0)
        parts
            << ModelButton::tr("%1 tokens of context").arg(QLocale().toString(info.contextTokens));
    return parts.join(QStringLiteral(" · "));
}

ModelButton::ModelButton(const Theme& theme, QWidget* parent)
    : QToolButton(parent)
    , m_theme(theme)
    , m_menu(new QMenu(this))
    , m_others(new QMenu(tr("Compare with another model"), m_menu))
{
    setObjectName(QStringLiteral("modelButton"));
    setProperty("look", "model");
    setFocusPolicy(Qt::TabFocus);
    setPopupMode(QToolButton::InstantPopup);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setMenu(m_menu);
    m_others->setObjectName(QStringLiteral("compareModelsMenu"));
    connect(m_menu, &QMenu::aboutToShow, this, &ModelButton::buildMenu);
    connect(&theme, &Theme::changed, this, &ModelButton::showState);
    showState();
}

void ModelButton::setKnownModels(const QList<KnownModel>& models)
{
    m_models = models;
    showState();
}

void ModelButton::setState(app::ModelState state, const core::ModelInfo& info)
{
    m_state = state;
    m_info = info;
    showState();
}

void ModelButton::setLoadingPath(const QString& path)
{
    m_loadingPath = path;
    m_loaded = 0;
    showState();
}

void ModelButton::setLoadProgress(double done)
{
    m_loaded = done;
    update();
}

void ModelButton::showState()
{
    QString text = app::modelTitle(QString::fromStdString(m_info.name));
    if (m_state == app::ModelState::Loading) {
        const QString name = app::modelTitle(QFileInfo(m_loadingPath).fileName());
        text = name.isEmpty() ? tr("Loading…") : tr("Loading %1…").arg(name);
    } else if (text.isEmpty()) {
        text = m_state == app::ModelState::Ready ? tr("Unnamed model") : tr("Choose a model");
    }
    setText(fontMetrics().elidedText(text, Qt::ElideMiddle, kWidestName));
    setAccessibleName(tr("Model: %1").arg(text));
    const auto known = std::find_if(m_models.begin(), m_models.end(), [this](const auto& each) {
        return each.path == QString::fromStdString(m_info.path);
    });
    const QString size = known != m_models.end() ? known->detail : QString();
    setToolTip(m_state == app::ModelState::Ready ? modelDetail(m_info, size) : QString());
    updateGeometry();
    update();
}

void ModelButton::buildMenu()
{
    m_menu->clear();
    if (m_state == app::ModelState::Loading) {
        m_menu->addAction(m_theme.icon(QStringLiteral("stop")),
                          tr("Stop loading"),
                          this,
                          &ModelButton::stopLoadingRequested);
        m_menu->addSeparator();
    }
    const QString current = QString::fromStdString(m_info.path);
    for (const KnownModel& model : m_models) {
        QAction* action = m_menu->addAction(actionText(model));
        if (model.path == current)
            action->setIcon(m_theme.accentIcon(QStringLiteral("check")));
        else
            action->setIcon(m_theme.icon(QStringLiteral("model")));
        connect(action, &QAction::triggered, this, [this, path = model.path] {
            emit modelChosen(path);
        });
    }
    addComparison();
    if (!m_models.isEmpty())
        m_menu->addSeparator();
    m_menu->addAction(m_theme.icon(QStringLiteral("file")),
                      tr("Open model file…"),
                      this,
                      &ModelButton::openFileRequested);
    m_menu->addAction(m_theme.icon(QStringLiteral("folder")),
                      tr("Open model folder…"),
                      this,
                      &ModelButton::openFolderRequested);
    m_menu->addAction(m_theme.icon(QStringLiteral("search")),
                      tr("Where to find models…"),
                      this,
                      [this] { confirmAndOpenLink(window(), modelSource()); });
    m_menu->addAction(
        m_theme.icon(QStringLiteral("model")), tr("Models…"), this, &ModelButton::modelsRequested);
}

void ModelButton::addComparison()
{
    m_others->clear();
    m_others->setIcon(m_theme.icon(QStringLiteral("compare")));
    for (const KnownModel& model : m_models) {
        if (model.path == QString::fromStdString(m_info.path))
            continue;
        m_others->addAction(
            actionText(model), this, [this, path = model.path] { emit comparisonRequested(path); });
    }
    if (m_state != app::ModelState::Ready || m_others->isEmpty())
        return;
    m_menu->addSeparator();
    m_menu->addMenu(m_others);
}

QString ModelButton::actionText(const KnownModel& model) const
{
    QStringList detail = {app::modelQuantisation(model.name), model.detail};
    detail.removeAll(QString());
    const QString title = app::modelTitle(model.name).replace(u'&', QStringLiteral("&&"));
    return title + u'\t' + detail.join(QStringLiteral(" · "));
}

QSize ModelButton::sizeHint() const
{
    const QSize hint = QToolButton::sizeHint();
    return {hint.width() + m_theme.grown(kSmallIconSize) + kSpaceS, std::max(hint.height(), 34)};
}

QSize ModelButton::minimumSizeHint() const
{
    return {96, sizeHint().height()};
}

void ModelButton::paintEvent(QPaintEvent*)
{
    QStylePainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    const QString text = std::exchange(option.text, QString());
    painter.drawComplexControl(QStyle::CC_ToolButton, option);
    const QRect inner = rect().adjusted(kSpaceM, 0, -kSpaceM, 0);
    painter.setPen(m_theme.palette().text);
    painter.setFont(font());
    const int size = m_theme.grown(kSmallIconSize);
    const QRect label = inner.adjusted(0, 0, -size - kSpaceXs, 0);
    painter.drawText(label,
                     Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(text, Qt::ElideMiddle, label.width()));
    const QRect arrow(inner.right() - size + 1, (height() - size) / 2 + 1, size, size);
    m_theme.icon(QStringLiteral("chevron-down")).paint(&painter, arrow);
    if (m_state == app::ModelState::Loading)
        painter.fillRect(inner.left(),
                         height() - kProgressHeight,
                         int(inner.width() * m_loaded),
                         kProgressHeight,
                         m_theme.palette().accent);
}

} // namespace ui
