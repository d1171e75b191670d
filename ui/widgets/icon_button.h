// A small button with an icon of the theme, a tool tip and a name for screen readers.
#pragma once

#include <QToolButton>

namespace ui {

class Theme;

class IconButton : public QToolButton
{
    Q_OBJECT

public:
    enum class Tone
    {
        Muted,
        Accent,
        OnAccent
    };

    // iconName: as Theme::icon() takes it. look: the style sheet's, see style_sheet.h; empty for
    // the plain one.
    IconButton(const Theme& theme,
               const QString& iconName,
               const QString& name,
               QWidget* parent = nullptr,
               const char* look = "",
               Tone tone = Tone::Muted);

    void setTone(Tone tone);
    void setIconName(const QString& iconName);
    void setName(const QString& name); // tool tip and accessible name

private:
    void restyle();

    const Theme& m_theme;
    QString m_iconName;
    int m_size; // of the icon beside text in the desktop's size
    Tone m_tone;
};

} // namespace ui
