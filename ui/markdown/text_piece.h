// How much text is laid out at once, so that no single layout holds the window up. Pure.
//
// Emoji count apart: Qt 6.4 unpacks the picture of each to learn its width, 60 µs, whenever a text
// is laid out. That is a hundred times what a letter costs.
#pragma once

#include <QStringView>

namespace ui::markdown {

constexpr qsizetype kLongestPiece = 6000; // characters of one paragraph
constexpr qsizetype kMostEmoji = 300;     // of one paragraph
// What is measured before it is laid out unpacks each picture more than once.
constexpr qsizetype kMostTableEmoji = 200;
constexpr qsizetype kMostCodeEmoji = 130; // of a few lines of code

// Whether a font of colour pictures may draw it, or what it begins.
bool beginsEmoji(QChar c);
qsizetype emojiIn(QStringView text);

// Where its first piece ends: behind a blank or between two characters as readers see them. Text
// that is not empty gives one that is not.
qsizetype pieceEnd(QStringView text,
                   qsizetype mostCharacters = kLongestPiece,
                   qsizetype mostEmoji = kMostEmoji);

} // namespace ui::markdown
