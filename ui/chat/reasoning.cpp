#include "ui/chat/reasoning.h"

namespace ui {

namespace {

const QLatin1String kOpen("<think>");
const QLatin1String kClose("</think>");

// Closing marks without an opening one count only where the line before them is theirs alone, so
// that a text about the mark stays as it is.
qsizetype loneClose(const QString& text)
{
    const qsizetype at = text.indexOf(kClose);
    const bool ownLine = at > 0 && text[at - 1] == u'\n';
    return ownLine && !text.left(at).contains(u'`') ? at : -1;
}

} // namespace

SplitAnswer splitReasoning(const QString& text)
{
    SplitAnswer split;
    qsizetype start = 0;
    while (start < text.size() && text[start].isSpace())
        ++start;
    const QStringView rest = QStringView(text).sliced(start);
    qsizetype begin = start;
    qsizetype close = -1;
    if (rest.startsWith(kOpen)) {
        begin = start + kOpen.size();
        close = text.indexOf(kClose, begin);
    } else if (!rest.isEmpty() && QString(kOpen).startsWith(rest)) {
        split.undecided = true;
        split.answer = text;
        return split;
    } else {
        close = loneClose(text);
        if (close < 0) {
            split.answer = text;
            return split;
        }
    }
    split.thinking = close < 0;
    split.reasoning = text.mid(begin, close < 0 ? -1 : close - begin).trimmed();
    if (close >= 0) {
        qsizetype answer = close + kClose.size();
        while (answer < text.size() && text[answer].isSpace())
            ++answer;
        split.answer = text.mid(answer);
    }
    return split;
}

} // namespace ui
