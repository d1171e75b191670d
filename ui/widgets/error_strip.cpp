#include "ui/widgets/error_strip.h"

#include "ui/theme/metrics.h"
#include "ui/theme/svg_icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/announcement.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace ui {

ErrorStrip::ErrorStrip(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_label(new QLabel(this))
    , m_close(new QToolButton(this))
{
    setObjectName(QStringLiteral("errorStrip"));
    m_label->setWordWrap(true);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_close->setProperty("look", "small");
    m_close->setToolTip(tr("Close"));
    m_close->setAccessibleName(tr("Close the message"));
    connect(m_close, &QToolButton::clicked, this, &ErrorStrip::clear);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kSpaceM, kSpaceS, kSpaceS, kSpaceS);
    layout->setSpacing(kSpaceM);
    layout->addWidget(m_icon, 0, Qt::AlignVCenter);
    layout->addWidget(m_label, 1);
    layout->addWidget(m_close, 0, Qt::AlignVCenter);
    connect(&theme, &Theme::changed, this, &ErrorStrip::restyle);
    restyle();
    hide();
}

void ErrorStrip::restyle()
{
    const QColor& colour = m_theme.palette().error;
    m_icon->setPixmap(svgIcon(QStringLiteral("warning"), colour, colour)
                          .pixmap(QSize(1, 1) * m_theme.grown(kIconSize), devicePixelRatioF()));
    m_close->setIcon(svgIcon(QStringLiteral("close"), colour, colour));
    m_close->setIconSize(QSize(1, 1) * m_theme.grown(kSmallIconSize));
}

void ErrorStrip::showMessage(const QString& message)
{
    m_label->setText(message);
    setAccessibleName(message);
    setVisible(!message.isEmpty());
    if (!message.isEmpty())
        announce(*this, message);
}

void ErrorStrip::clear()
{
    showMessage({});
}

QString ErrorStrip::message() const
{
    return m_label->text();
}

} // namespace ui
