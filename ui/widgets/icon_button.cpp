#include "ui/widgets/icon_button.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

namespace ui {

IconButton::IconButton(const Theme& theme,
                       const QString& iconName,
                       const QString& name,
                       QWidget* parent,
                       const char* look,
                       Tone tone)
    : QToolButton(parent)
    , m_theme(theme)
    , m_iconName(iconName)
    , m_size(qstrcmp(look, "small") == 0 ? kSmallIconSize : kIconSize)
    , m_tone(tone)
{
    setProperty("look", look);
    setFocusPolicy(Qt::TabFocus);
    setName(name);
    connect(&theme, &Theme::changed, this, &IconButton::restyle);
    restyle();
}

void IconButton::setIconName(const QString& iconName)
{
    m_iconName = iconName;
    restyle();
}

void IconButton::setTone(Tone tone)
{
    m_tone = tone;
    restyle();
}

void IconButton::setName(const QString& name)
{
    setToolTip(name);
    setAccessibleName(name);
}

void IconButton::restyle()
{
    const int size = m_theme.grown(m_size);
    setIconSize(QSize(size, size));
    switch (m_tone) {
    case Tone::Muted:
        setIcon(m_theme.icon(m_iconName));
        break;
    case Tone::Accent:
        setIcon(m_theme.accentIcon(m_iconName));
        break;
    case Tone::OnAccent:
        setIcon(m_theme.onAccentIcon(m_iconName));
        break;
    }
}

} // namespace ui
