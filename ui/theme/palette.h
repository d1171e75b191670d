// Every colour of the windows, in one place. Plain values.
#pragma once

#include <QColor>
#include <QPalette>

namespace ui {

struct Palette
{
    QColor window;     // behind the conversation
    QColor sidebar;    // behind the list of conversations
    QColor card;       // composer, menus, dialogs' fields
    QColor bubble;     // behind the user's messages
    QColor code;       // behind code
    QColor hover;      // a control under the pointer
    QColor pressed;    // a control held down; the current conversation
    QColor border;     // hairlines
    QColor text;       // at least 7:1 on window
    QColor mutedText;  // at least 4.5:1 on window
    QColor accent;     // the send button, links, focus
    QColor onAccent;   // text on accent
    QColor accentSoft; // a tint of accent behind text
    QColor error;      // text of an error
    QColor errorSoft;  // behind it
    QColor selection;  // behind selected text
    QColor ember;      // behind a word the model was not certain of, at its strongest
    QColor codeKeyword;
    QColor codeString;
    QColor codeComment;
    QColor codeNumber;

    bool operator==(const Palette&) const = default;

    static Palette light();
    static Palette dark();
    // For eyes that need it: all text at least 7:1, and lines at least 4.5:1, on what is behind.
    static Palette contrastLight();
    static Palette contrastDark();
};

// For the widgets that read Qt's own roles.
QPalette qtPalette(const Palette& palette);

// WCAG 2.1 contrast ratio, 1..21.
double contrastRatio(const QColor& a, const QColor& b);

} // namespace ui
