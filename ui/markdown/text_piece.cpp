#include "ui/markdown/text_piece.h"

#include <QTextBoundaryFinder>

#include <algorithm>

namespace ui::markdown {

// Every emoji outside the basic plane begins with one of three surrogates; those within it are
// among the technical signs, the symbols and the arrows.
bool beginsEmoji(QChar c)
{
    const char16_t u = c.unicode();
    return (u >= 0xd83c && u <= 0xd83e) || (u >= 0x2300 && u <= 0x23ff) ||
           (u >= 0x2600 && u <= 0x27bf) || (u >= 0x2b00 && u <= 0x2bff);
}

qsizetype emojiIn(QStringView text)
{
    return std::count_if(text.begin(), text.end(), beginsEmoji);
}

qsizetype pieceEnd(QStringView text, qsizetype mostCharacters, qsizetype mostEmoji)
{
    qsizetype end = 0;
    for (qsizetype emoji = 0; end < std::min(text.size(), mostCharacters); ++end) {
        emoji += beginsEmoji(text[end]) ? 1 : 0;
        if (emoji > mostEmoji)
            break;
    }
    if (end == text.size())
        return end;
    const qsizetype blank = text.first(end).lastIndexOf(u' ');
    if (blank > end / 2)
        return blank + 1;
    QTextBoundaryFinder finder(
        QTextBoundaryFinder::Grapheme, text.data(), std::min(text.size(), end + 1));
    finder.setPosition(end);
    if (!finder.isAtBoundary())
        finder.toPreviousBoundary();
    // One of thousands of joined characters is cut where it has to be.
    if (finder.position() > 0)
        return finder.position();
    return end > 1 && text[end - 1].isHighSurrogate() ? end - 1 : std::max<qsizetype>(1, end);
}

} // namespace ui::markdown
