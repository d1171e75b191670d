#include "ui/chat/message_footer.h"

#include "app/chats/model_name.h"
#include "ui/chat/message_text.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/icon_button.h"

#include <QEvent>
#include <QGraphicsOpacityEffect>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QStyle>
#include <QTimer>

namespace ui {

namespace {

constexpr int kTickMs = 1500; // how long the button shows that it has copied

QLabel* mutedLabel(const char* name, QLabel* label)
{
    label->setObjectName(QLatin1String(name));
    label->setProperty("look", "muted");
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

MessageFooter::MessageFooter(const Theme& theme, core::Role role, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_user(role == core::Role::User)
    , m_sibling(mutedLabel("siblingLabel", new QLabel(this)))
    , m_state(mutedLabel("stateLabel", new ElidedLabel(this)))
    , m_cost(mutedLabel("speedLabel", new QLabel(this)))
    , m_opacity(new QGraphicsOpacityEffect(this))
{
    m_previous = addButton("chevron-left", tr("Previous version"), "previousSiblingButton");
    m_next = addButton("chevron-right", tr("Next version"), "nextSiblingButton");
    m_compare = addButton("compare", tr("Compare with another version"), "compareButton");
    m_copy = addButton("copy", tr("Copy"), "copyButton");
    m_edit = addButton("pencil", tr("Edit"), "editButton");
    m_regenerate = addButton(
        "regenerate", m_user ? tr("Answer again") : tr("Another answer"), "regenerateButton");
    m_variations = addButton("chevron-down", tr("Another answer, but…"), "variationsButton");
    m_continue = addButton("continue", tr("Continue"), "continueButton");
    m_fork = addButton("fork", tr("Continue in a new conversation"), "forkButton");
    m_delete = addButton("trash", tr("Delete"), "deleteMessageButton");
    m_read = addButton("read-aloud", tr("Read aloud"), "readAloudButton");
    // It comes when a voice is found, a moment after the first look: what is beside it stays.
    QSizePolicy readPolicy = m_read->sizePolicy();
    readPolicy.setRetainSizeWhenHidden(!m_user);
    m_read->setSizePolicy(readPolicy);
    m_read->hide();
    m_continue->setText(tr("Continue"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    if (m_user)
        row->addStretch(1);
    for (QWidget* widget : {static_cast<QWidget*>(m_previous),
                            static_cast<QWidget*>(m_sibling),
                            static_cast<QWidget*>(m_next),
                            static_cast<QWidget*>(m_compare),
                            static_cast<QWidget*>(m_copy),
                            static_cast<QWidget*>(m_edit),
                            static_cast<QWidget*>(m_regenerate),
                            static_cast<QWidget*>(m_variations),
                            static_cast<QWidget*>(m_continue),
                            static_cast<QWidget*>(m_fork),
                            static_cast<QWidget*>(m_delete),
                            static_cast<QWidget*>(m_read)})
        row->addWidget(widget);
    if (!m_user)
        row->addSpacing(kSpaceS);
    auto* words = new QHBoxLayout; // one line, whose parts the text itself sets apart
    words->setSpacing(0);
    words->addWidget(m_state);
    words->addWidget(m_cost);
    row->addLayout(words);
    if (!m_user)
        row->addStretch(1);
    m_opacity->setEnabled(false);
    setGraphicsEffect(m_opacity);
    connect(m_previous, &QToolButton::clicked, this, [this] { emit siblingRequested(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { emit siblingRequested(1); });
    connect(m_compare, &QToolButton::clicked, this, &MessageFooter::compareRequested);
    connect(m_copy, &QToolButton::clicked, this, &MessageFooter::copyRequested);
    connect(m_copy, &QToolButton::clicked, this, &MessageFooter::showCopied);
    connect(m_edit, &QToolButton::clicked, this, &MessageFooter::editRequested);
    connect(m_regenerate, &QToolButton::clicked, this, [this] {
        emit regenerateRequested(Variation::None);
    });
    connect(m_continue, &QToolButton::clicked, this, &MessageFooter::continueRequested);
    connect(m_fork, &QToolButton::clicked, this, &MessageFooter::forkRequested);
    connect(m_delete, &QToolButton::clicked, this, &MessageFooter::deleteRequested);
    connect(m_read, &QToolButton::clicked, this, &MessageFooter::readRequested);
    buildVariations();
}

IconButton* MessageFooter::addButton(const char* icon, const QString& name, const char* objectName)
{
    auto* button = new IconButton(m_theme, QLatin1String(icon), name, this, "small");
    button->setObjectName(QLatin1String(objectName));
    button->installEventFilter(this);
    return button;
}

void MessageFooter::buildVariations()
{
    auto* menu = new QMenu(m_variations);
    menu->addAction(
        tr("More precise"), this, [this] { emit regenerateRequested(Variation::Precise); });
    menu->addAction(
        tr("More imaginative"), this, [this] { emit regenerateRequested(Variation::Imaginative); });
    addModels(menu, tr("With another model"), "otherModelsMenu", Purpose::Answer);
    addModels(menu, tr("Compare with another model"), "compareModelsMenu", Purpose::Compare);
    m_variations->setMenu(menu);
    m_variations->setPopupMode(QToolButton::InstantPopup);
}

void MessageFooter::addModels(QMenu* menu,
                              const QString& title,
                              const char* objectName,
                              Purpose purpose)
{
    QMenu* models = menu->addMenu(title);
    models->setObjectName(QLatin1String(objectName));
    connect(menu, &QMenu::aboutToShow, this, [this, models, purpose] {
        models->clear();
        emit otherModelsWanted(models, purpose);
        models->menuAction()->setVisible(!models->isEmpty());
    });
}

void MessageFooter::showSiblings(const app::Message& message)
{
    const bool isCompared = m_compared >= 0;
    // In a comparison the one beside steps, past the one of the path.
    const bool steps = !isCompared || message.siblingIndex != m_compared;
    const bool siblings = steps && message.siblingCount > (isCompared ? 2 : 1);
    int before = message.siblingIndex - 1, after = message.siblingIndex + 1;
    before -= isCompared && before == m_compared ? 1 : 0;
    after += isCompared && after == m_compared ? 1 : 0;
    m_previous->setVisible(siblings);
    m_sibling->setVisible(siblings);
    m_next->setVisible(siblings);
    m_compare->setVisible(siblings && !m_user && !isCompared);
    m_previous->setEnabled(before >= 0);
    m_next->setEnabled(after < message.siblingCount);
    m_sibling->setText(
        QStringLiteral("%1/%2").arg(message.siblingIndex + 1).arg(message.siblingCount));
    m_sibling->setAccessibleName(
        tr("Version %1 of %2").arg(message.siblingIndex + 1).arg(message.siblingCount));
}

void MessageFooter::showMessage(const app::Message& message, bool last)
{
    using app::MessageState;
    showSiblings(message);
    const bool isCompared = m_compared >= 0;
    // A message without an answer below it can still get one.
    m_regenerate->setVisible(!isCompared && (!m_user || last));
    m_variations->setVisible(!isCompared && !m_user);
    const bool cut = message.state != MessageState::Complete;
    m_continue->setVisible(!isCompared && !m_user && !message.text.isEmpty() && (last || cut));
    // What has only paused offers to go on in words.
    m_continue->setToolButtonStyle(message.state == MessageState::Length
                                       ? Qt::ToolButtonTextBesideIcon
                                       : Qt::ToolButtonIconOnly);
    m_edit->setVisible(!isCompared && !message.text.isEmpty());
    m_copy->setVisible(!message.text.isEmpty());
    m_delete->setVisible(!isCompared);
    m_read->setVisible(m_canRead && !message.text.isEmpty());
    m_stateText = stateText(message);
    // What was changed by hand cost something else.
    QStringList cost;
    if (m_namesModel && !isCompared && !m_user && !message.edited && !message.model.isEmpty())
        cost << app::modelTitle(message.model);
    if (const QString speed = speedText(message.stats);
        !m_user && !message.edited && !speed.isEmpty())
        cost << speed;
    m_state->setProperty("look", message.state == MessageState::Failed ? "error" : "muted");
    m_state->style()->unpolish(m_state);
    m_state->style()->polish(m_state);
    m_state->setText(m_stateText);
    m_cost->setText(cost.join(QStringLiteral(" · ")));
    m_cost->setToolTip(cost.isEmpty() ? QString() : detailText(message));
    setFaint(m_faint);
}

void MessageFooter::setBusy(bool busy)
{
    for (IconButton* button : {m_compare, m_edit, m_regenerate, m_variations, m_continue, m_delete})
        button->setEnabled(!busy);
}

void MessageFooter::setReading(VoiceState voice, bool isRead)
{
    m_canRead = voice != VoiceState::Unknown && !m_user;
    m_read->setEnabled(voice == VoiceState::There);
    m_read->setVisible(m_canRead && !m_copy->isHidden()); // else there is no text
    m_read->setIconName(isRead ? QStringLiteral("stop") : QStringLiteral("read-aloud"));
    m_read->setName(isRead ? tr("Stop reading") : tr("Read aloud"));
    if (voice == VoiceState::Absent)
        m_read->setToolTip(
            tr("Reading aloud needs a voice: install the packages qt6-speech-speechd-plugin and "
               "speech-dispatcher, and start Fireside again."));
}

void MessageFooter::setFaint(bool faint)
{
    m_faint = faint;
    // The way to an answer is no detail, where a crash or an error has left a question without one.
    const bool isUnanswered = m_user && !m_regenerate->isHidden();
    m_opacity->setOpacity(0);
    m_opacity->setEnabled(faint && !isAncestorOf(focusWidget()) && m_sibling->isHidden() &&
                          !isUnanswered);
}

int MessageFooter::layoutForWidth(int width)
{
    const bool hasCost = !m_cost->text().isEmpty();
    const bool hasBoth = hasCost && !m_stateText.isEmpty();
    m_state->setText(hasBoth ? m_stateText + QStringLiteral(" · ") : m_stateText);
    m_cost->setVisible(hasCost);
    if (layout()->sizeHint().width() > width) {
        m_cost->hide();
        m_state->setText(m_stateText);
    }
    return sizeHint().height();
}

void MessageFooter::showCopied()
{
    m_copy->setIconName(QStringLiteral("check"));
    QTimer::singleShot(
        kTickMs, m_copy, [copy = m_copy] { copy->setIconName(QStringLiteral("copy")); });
}

bool MessageFooter::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn) {
        m_opacity->setEnabled(false);
        emit wanted();
    } else if (event->type() == QEvent::FocusOut && m_user && !underMouse())
        setFaint(true);
    return QWidget::eventFilter(watched, event);
}

} // namespace ui
