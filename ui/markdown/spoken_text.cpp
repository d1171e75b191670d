#include "ui/markdown/spoken_text.h"

#include "ui/markdown/block_parser.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace ui::markdown {

namespace {

struct SpokenText
{
    Q_DECLARE_TR_FUNCTIONS(SpokenText)
};

QString wordsOf(const Spans& spans)
{
    QString words;
    for (const Span& span : spans) {
        if (!span.isNote)
            words += span.math.isEmpty() ? span.text : span.math;
    }
    return words;
}

QString nameOfCode(const QString& code)
{
    const QString lines = code.endsWith(u'\n') ? code.chopped(1) : code;
    const qsizetype count = lines.count(u'\n') + 1;
    return count == 1 ? SpokenText::tr("Code block, 1 line.")
                      : SpokenText::tr("Code block, %1 lines.").arg(QLocale().toString(count));
}

QString tableText(const Block& block)
{
    QStringList lines;
    for (const QList<Spans>& row : block.rows) {
        QStringList cells;
        for (const Spans& cell : row)
            cells << wordsOf(cell);
        lines << cells.join(QLatin1String(", "));
    }
    return lines.join(u'\n');
}

QString lineOf(const Block& block)
{
    switch (block.kind) {
    case BlockKind::Code:
        return nameOfCode(block.code);
    case BlockKind::Table:
        return tableText(block);
    case BlockKind::ListItem:
        // A number is part of what is said; bullets and boxes are not.
        return !block.marker.isEmpty() && block.marker.front().isDigit()
                   ? block.marker + u' ' + wordsOf(block.spans)
                   : wordsOf(block.spans);
    case BlockKind::Paragraph:
    case BlockKind::Heading:
        return wordsOf(block.spans);
    case BlockKind::Rule:
        break;
    }
    return {};
}

} // namespace

QString spokenText(const QString& markdown)
{
    QString text;
    for (const Block& block : parseBlocks(markdown).blocks) {
        const QString line = lineOf(block);
        if (line.isEmpty())
            continue;
        if (!text.isEmpty() && !(block.continued && block.kind != BlockKind::Table))
            text += u'\n';
        text += line;
    }
    return text;
}

} // namespace ui::markdown
