// How the windows look: turns a palette into Qt's palette, one style sheet, fonts and icons.
//
// One per application, made after the QApplication and handed to every widget that paints or shows
// icons; widgets follow changed(). GUI thread only.
#pragma once

#include "ui/theme/palette.h"

#include <QFont>
#include <QIcon>
#include <QObject>

namespace ui {

enum class ThemeMode
{
    System,
    Light,
    Dark,
    ContrastLight,
    ContrastDark
};

class Theme : public QObject
{
    Q_OBJECT

public:
    // Takes over the application's style, palette, style sheet and font, what Enter presses and
    // what the wheel scrolls.
    explicit Theme(QObject* parent = nullptr);

    // textScale: 1 is the desktop's size; clamped to 0.5..3.
    void apply(ThemeMode mode, double textScale);

    const Palette& palette() const { return m_palette; }
    double textScale() const { return m_textScale; }
    bool isDark() const { return m_dark; }

    const QFont& font() const { return m_font; }           // controls and lists
    const QFont& readingFont() const { return m_reading; } // messages
    const QFont& codeFont() const { return m_code; }
    int grown(int pixels) const; // an icon or a mark beside text of this size
    QFont smallFont() const;     // hints below things
    QFont titleFont() const;     // the one large line of a page

    QIcon icon(const QString& name) const;         // in the text's colour, muted
    QIcon accentIcon(const QString& name) const;   // for a place painted with the text's accent
    QIcon onAccentIcon(const QString& name) const; // for a button filled with the accent

signals:
    void changed();

private:
    bool systemIsDark() const;
    void applyNow();

    ThemeMode m_mode = ThemeMode::System;
    double m_textScale = 1;
    bool m_dark = false;
    bool m_desktopIsDark = false; // before our own palette hid the desktop's
    QFont m_desktopFont;
    Palette m_palette;
    QFont m_font;
    QFont m_reading;
    QFont m_code;
};

} // namespace ui
