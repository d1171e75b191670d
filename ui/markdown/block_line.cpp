#include "ui/markdown/block_line.h"

namespace ui::markdown {

constexpr qsizetype kMostBlanks = 4; // between marks of quotes

Indent indentOf(QStringView text)
{
    Indent indent;
    for (const QChar c : text) {
        if (c == u' ')
            ++indent.column;
        else if (c == u'\t')
            indent.column += 4 - indent.column % 4;
        else
            break;
        ++indent.length;
    }
    return indent;
}

Line lineOf(QStringView raw, int deepestQuote, int furthestQuote)
{
    Line line;
    qsizetype i = 0;
    for (;;) {
        qsizetype blanks = i;
        const qsizetype furthest = i == 0 ? furthestQuote : i + kMostBlanks;
        while (blanks < raw.size() && blanks < furthest && raw[blanks] == u' ')
            ++blanks;
        if (line.quoteDepth >= deepestQuote || blanks >= raw.size() || raw[blanks] != u'>')
            break;
        if (line.quoteDepth++ == 0)
            line.quoteColumn = int(blanks);
        i = blanks + 1;
        if (i < raw.size() && raw[i] == u' ')
            ++i;
    }
    line.afterQuotes = raw.sliced(i);
    const Indent indent = indentOf(line.afterQuotes);
    line.column = indent.column;
    line.text = line.afterQuotes.sliced(indent.length);
    while (!line.text.isEmpty() && line.text.back().isSpace())
        line.text.chop(1);
    return line;
}

bool isRule(QStringView text)
{
    if (text.size() < 3 || (text[0] != u'-' && text[0] != u'*' && text[0] != u'_'))
        return false;
    qsizetype marks = 0;
    for (const QChar c : text) {
        if (c == text[0])
            ++marks;
        else if (c != u' ' && c != u'\t')
            return false;
    }
    return marks >= 3;
}

qsizetype listMarker(QStringView text)
{
    if (text.isEmpty())
        return 0;
    qsizetype end = 0;
    if (text[0] == u'-' || text[0] == u'*' || text[0] == u'+' || text[0] == QChar(0x2022)) {
        end = 1;
    } else {
        while (end < text.size() && end < 9 && text[end] >= u'0' && text[end] <= u'9')
            ++end;
        if (end == 0 || end >= text.size() || (text[end] != u'.' && text[end] != u')'))
            return 0;
        ++end;
    }
    if (end == text.size())
        return end;
    return text[end] == u' ' || text[end] == u'\t' ? end + 1 : 0;
}

int headingLevel(QStringView text)
{
    int level = 0;
    while (level < text.size() && level < 7 && text[level] == u'#')
        ++level;
    const bool spaced = level == text.size() || text[level] == u' ' || text[level] == u'\t';
    return level >= 1 && level <= 6 && spaced ? level : 0;
}

QList<QString> splitCells(QStringView row)
{
    row = row.trimmed();
    if (row.startsWith(u'|'))
        row = row.sliced(1);
    if (row.endsWith(u'|') && !row.endsWith(QLatin1String("\\|")))
        row = row.chopped(1);
    QList<QString> cells;
    QString cell;
    bool code = false;
    for (qsizetype i = 0; i < row.size(); ++i) {
        if (row[i] == u'\\' && i + 1 < row.size() && row[i + 1] == u'|') {
            cell += u'|';
            ++i;
        } else if (row[i] == u'|' && !code) {
            cells << cell.trimmed();
            cell.clear();
        } else {
            if (row[i] == u'`')
                code = !code;
            cell += row[i];
        }
    }
    cells << cell.trimmed();
    return cells;
}

QList<Qt::Alignment> delimiterRow(QStringView text)
{
    if (!text.contains(u'-') || !text.contains(u'|'))
        return {};
    for (const QChar c : text) {
        if (c != u'-' && c != u'|' && c != u':' && c != u' ' && c != u'\t')
            return {};
    }
    QList<Qt::Alignment> alignments;
    for (const QString& cell : splitCells(text)) {
        if (!cell.contains(u'-'))
            return {};
        const bool left = cell.startsWith(u':');
        const bool right = cell.endsWith(u':');
        alignments << (left && right ? Qt::AlignHCenter : right ? Qt::AlignRight : Qt::AlignLeft);
    }
    return alignments;
}

QString cleaned(const QString& text)
{
    QString result = text;
    for (qsizetype i = 0; i < result.size(); ++i) {
        QChar& c = result[i];
        const char16_t u = c.unicode();
        const bool control = (u < 0x20 && u != u'\n' && u != u'\t') || u == 0x7f;
        const bool documentMark = u == 0xfffc || (u >= 0xfdd0 && u <= 0xfdef) || u >= 0xfffe;
        if (u == u'\r' && i + 1 < result.size() && result[i + 1] == u'\n')
            c = u' ';
        else if (u == 0x2028 || u == 0x2029 || u == u'\r')
            c = u'\n';
        else if (control || documentMark)
            c = QChar::ReplacementCharacter;
    }
    return result;
}

} // namespace ui::markdown
