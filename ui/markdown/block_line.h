// What one line of Markdown says of the block that it is in, seen alone. Pure. A line comes as
// Line::text, but to indentOf(), lineOf() and cleaned().
#pragma once

#include <QList>
#include <QString>

namespace ui::markdown {

struct Line
{
    QStringView text; // from the first character that is no blank, to the last
    int column = 0;   // where that stands
    int quoteDepth = 0;
    int quoteColumn = 0;     // where the first mark stands
    QStringView afterQuotes; // blanks included
};

struct Indent
{
    qsizetype length = 0;
    int column = 0; // where it ends
};

Indent indentOf(QStringView text);

// The line without its quote markers, of which it has as many as deepestQuote. The first one stands
// in furthestQuote or before it.
Line lineOf(QStringView raw, int deepestQuote, int furthestQuote);

bool isRule(QStringView text);
// Length of the marker of a list item with its following blank, or 0.
qsizetype listMarker(QStringView text);
int headingLevel(QStringView text);         // 0: it is none
QList<QString> splitCells(QStringView row); // of a table
// Alignments where the line is the second of a table, "| --- | :-: |"; else empty.
QList<Qt::Alignment> delimiterRow(QStringView text);

// What a text document gives a meaning of its own, or no screen can show, is replaced.
QString cleaned(const QString& text);

} // namespace ui::markdown
