#include "ui/markdown/document_builder.h"

#include "ui/markdown/formula_object.h"
#include "ui/markdown/text_piece.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QTextBlock>
#include <QTextCursor>
#include <QTextLayout>
#include <QTextTable>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace ui::markdown {

namespace {

constexpr double kReadingLineHeight = 132; // percent of the font's own
constexpr double kCodeLineHeight = 118;
constexpr int kCellPadding = 7;              // pixels, in tables
constexpr qsizetype kLongestCodeLine = 2000; // shown in one piece; Qt lays longer ones out slowly

// Marks on one letter and emoji joined to one: no script has as many, and Qt takes seconds for
// thousands. Further ones are left out.
QString withoutPiles(const QString& text)
{
    constexpr char16_t kFirstMark = 0x0300;
    if (std::none_of(text.begin(), text.end(), [](QChar c) { return c >= QChar(kFirstMark); }))
        return text;
    constexpr QChar kJoiner(0x200d);
    constexpr int kHighest = 16;
    QString result;
    result.reserve(text.size());
    int height = 0;
    for (const QChar c : text) {
        if (c == kJoiner || c.isMark()) {
            if (++height > kHighest)
                continue;
        } else if (!c.isLowSurrogate() && !result.endsWith(kJoiner)) {
            height = 0;
        }
        result += c;
    }
    return result;
}

// base's size, times a factor, in whichever unit it has one.
QFont sized(QFont font, const QFont& base, double factor)
{
    if (base.pixelSize() > 0)
        font.setPixelSize(int(std::lround(base.pixelSize() * factor)));
    else
        font.setPointSizeF(base.pointSizeF() * factor);
    return font;
}

QTextCharFormat spanFormat(const Span& span, const QFont& base, const TextStyle& style)
{
    QTextCharFormat format = style.letters;
    const Palette& palette = style.palette;
    if (span.code) {
        format.setFont(sized(style.codeFont, base, 0.92));
        format.setBackground(palette.bubble);
    }
    if (span.bold)
        format.setFontWeight(QFont::Bold);
    if (span.italic)
        format.setFontItalic(true);
    if (span.strike)
        format.setFontStrikeOut(true);
    if (span.underline)
        format.setFontUnderline(true);
    if (span.marked)
        format.setBackground(palette.accentSoft);
    if (span.script != 0)
        format.setVerticalAlignment(span.script > 0 ? QTextCharFormat::AlignSuperScript
                                                    : QTextCharFormat::AlignSubScript);
    if (!span.link.isEmpty()) {
        format.setAnchor(true);
        format.setAnchorHref(span.link);
        format.setForeground(palette.accent);
        format.setFontUnderline(true);
    }
    return format;
}

// The direction of its first letter that has one: L, R, or ON where there is none.
QChar::Direction directionOf(QStringView line)
{
    for (const QChar c : line) {
        const QChar::Direction direction = c.direction();
        if (direction == QChar::DirL)
            return QChar::DirL;
        if (direction == QChar::DirR || direction == QChar::DirAL)
            return QChar::DirR;
    }
    return QChar::DirON;
}

// For each line break whether the line after it runs in the other direction than those before.
std::vector<bool> turnsOf(const Spans& spans)
{
    QString text;
    for (const Span& span : spans)
        text += span.math.isEmpty() ? span.text : QString();
    std::vector<bool> turns;
    QChar::Direction former = QChar::DirON;
    const QList<QStringView> lines = QStringView(text).split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QChar::Direction direction = directionOf(lines[i]);
        const bool isStrong = direction != QChar::DirON;
        if (i > 0)
            turns.push_back(isStrong && former != QChar::DirON && direction != former);
        former = isStrong ? direction : former;
    }
    return turns;
}

// Qt knows one direction for a paragraph: a line that runs in the other one begins one.
void insertSpans(QTextCursor& cursor, const Spans& spans, const QFont& base, const TextStyle& style)
{
    const std::vector<bool> turns = turnsOf(spans);
    std::size_t lineBreak = 0;
    for (const Span& span : spans) {
        const QTextCharFormat format = spanFormat(span, base, style);
        if (!span.math.isEmpty()) {
            insertFormula(cursor, span, base, format, style.widestFormula);
            continue;
        }
        const QString shown = withoutPiles(span.text);
        QString text;
        for (const QChar c : shown) {
            if (c != u'\n') {
                text += c;
            } else if (turns[lineBreak++]) {
                cursor.insertText(std::exchange(text, QString()), format);
                cursor.insertBlock(cursor.blockFormat());
            } else {
                text += QChar::LineSeparator; // breaks the line without a new paragraph
            }
        }
        cursor.insertText(text, format);
    }
}

// Where the first lines end that are laid out at once.
qsizetype linesEnd(QStringView code)
{
    qsizetype end = 0;
    for (qsizetype emoji = 0; end < code.size();) {
        const qsizetype lineEnd = code.indexOf(u'\n', end);
        const qsizetype next = lineEnd < 0 ? code.size() : lineEnd + 1;
        emoji += emojiIn(code.sliced(end, next - end));
        if (emoji > kMostCodeEmoji && end > 0)
            break;
        end = next;
    }
    return end;
}

// From this paragraph on, what Qt finds out of emoji is kept for each time that they are drawn.
void keepShapes(QTextBlock block)
{
    for (; block.isValid(); block = block.next()) {
        if (emojiIn(block.text()) > 0)
            block.layout()->setCacheEnabled(true);
    }
}

} // namespace

QString visibleCode(const QString& code)
{
    const auto hidden = [](QChar c) {
        const char16_t u = c.unicode();
        return (u >= 0x202a && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069) ||
               (u >= 0x200b && u <= 0x200f) || u == 0xfeff;
    };
    if (std::none_of(code.begin(), code.end(), hidden))
        return code;
    QString result;
    for (const QChar c : code) {
        if (hidden(c))
            result += QStringLiteral("⟨U+%1⟩").arg(QString::number(c.unicode(), 16).toUpper());
        else
            result += c;
    }
    return result;
}

QString codeForLayout(const QString& code)
{
    QString result;
    result.reserve(code.size());
    qsizetype column = 0;
    qsizetype emoji = 0; // of the line
    for (const QChar c : withoutPiles(visibleCode(code))) {
        column = c == u'\n' ? 0 : column + 1;
        emoji = c == u'\n' ? 0 : emoji + (beginsEmoji(c) ? 1 : 0);
        if ((column > kLongestCodeLine || emoji > kMostCodeEmoji) && !c.isLowSurrogate()) {
            result += u'\n';
            column = 1;
            emoji = beginsEmoji(c) ? 1 : 0;
        }
        result += c;
    }
    return result;
}

QFont headingFont(int level, const QFont& text)
{
    constexpr double kFactors[] = {1.5, 1.3, 1.15, 1.05, 1, 1};
    QFont font = sized(text, text, kFactors[std::clamp(level, 1, 6) - 1]);
    font.setWeight(QFont::DemiBold);
    return font;
}

void insertParagraphs(QTextCursor& cursor,
                      const Spans& spans,
                      const QFont& base,
                      const QTextBlockFormat& paragraph,
                      const TextStyle& style)
{
    QTextBlockFormat middle = paragraph;
    middle.clearProperty(QTextFormat::LineHeight);
    middle.clearProperty(QTextFormat::LineHeightType);
    middle.setAlignment(Qt::AlignHCenter);
    middle.setTopMargin(kSpaceS * style.pixel);
    middle.setBottomMargin(kSpaceS * style.pixel);
    Spans text;
    bool isFirst = true;
    const auto begin = [&](const QTextBlockFormat& format) {
        if (isFirst)
            cursor.setBlockFormat(format);
        else
            cursor.insertBlock(format);
        isFirst = false;
    };
    const auto flush = [&] {
        while (!text.isEmpty() && text.last().math.isEmpty()) {
            while (!text.last().text.isEmpty() && text.last().text.back().isSpace())
                text.last().text.chop(1);
            if (!text.last().text.isEmpty())
                break;
            text.removeLast();
        }
        if (!text.isEmpty()) {
            begin(paragraph);
            insertSpans(cursor, text, base, style);
        }
        text.clear();
    };
    bool isBehindFormula = false;
    for (Span span : spans) {
        if (span.isDisplay) {
            flush();
            begin(middle);
            insertSpans(cursor, {span}, base, style);
        } else {
            while (isBehindFormula && span.math.isEmpty() && !span.text.isEmpty() &&
                   span.text.front().isSpace())
                span.text.remove(0, 1);
            text << span;
        }
        isBehindFormula = span.isDisplay || (isBehindFormula && span.text.isEmpty());
    }
    flush();
    if (isFirst)
        begin(paragraph);
}

void insertTable(QTextCursor& cursor,
                 const Block& block,
                 const TextStyle& style,
                 QTextTableFormat format)
{
    const Palette& palette = style.palette;
    format.setBorder(style.pixel);
    format.setBorderBrush(palette.border);
    format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    format.setBorderCollapse(true);
    format.setCellPadding(kCellPadding * style.pixel);
    format.setCellSpacing(0);
    format.setHeaderRowCount(block.continued ? 0 : 1);
    const auto columns = int(block.alignments.size());
    QTextTable* table = cursor.insertTable(int(block.rows.size()), columns, format);
    for (int row = 0; row < table->rows(); ++row) {
        for (int column = 0; column < columns; ++column) {
            QTextTableCell cell = table->cellAt(row, column);
            QTextCursor at = cell.firstCursorPosition();
            QTextBlockFormat paragraph;
            paragraph.setAlignment(block.alignments[column]);
            paragraph.setLineHeight(kReadingLineHeight - 10, QTextBlockFormat::ProportionalHeight);
            at.setBlockFormat(paragraph);
            Spans spans = block.rows[row][column];
            if (row == 0 && !block.continued) {
                QTextCharFormat shade;
                shade.setBackground(palette.code);
                cell.setFormat(shade);
                for (Span& span : spans)
                    span.bold = true;
            }
            insertSpans(at, spans, style.font, style);
        }
    }
}

bool fillDocument(QTextDocument& document, const Block& block, const Theme& theme)
{
    document.clear();
    const TextStyle style{theme.readingFont(), theme.codeFont(), theme.palette()};
    const bool code = block.kind == BlockKind::Code;
    const QFont font = code                               ? style.codeFont
                       : block.kind == BlockKind::Heading ? headingFont(block.level, style.font)
                                                          : style.font;
    document.setDefaultFont(font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document.setDefaultTextOption(option);
    // As one edit: from the first formula on the layout exists, and would follow every insertion.
    QTextCursor cursor(&document);
    cursor.beginEditBlock();
    bool isWhole = true;
    if (block.kind == BlockKind::Table) {
        insertTable(cursor, block, style);
    } else {
        QTextBlockFormat paragraph;
        paragraph.setLineHeight(code ? kCodeLineHeight : kReadingLineHeight,
                                QTextBlockFormat::ProportionalHeight);
        cursor.setBlockFormat(paragraph);
        if (code)
            isWhole = fillFurther(document, block);
        else
            insertParagraphs(cursor, block.spans, font, paragraph, style);
    }
    keepShapes(document.firstBlock());
    cursor.endEditBlock();
    return isWhole;
}

bool fillFurther(QTextDocument& document, const Block& block)
{
    const QString code = codeForLayout(block.code);
    QTextCursor cursor(&document);
    cursor.movePosition(QTextCursor::End);
    const qsizetype begin = std::min<qsizetype>(cursor.position(), code.size());
    const qsizetype end = begin + linesEnd(QStringView(code).sliced(begin));
    QTextBlock first = cursor.block();
    cursor.beginEditBlock();
    cursor.insertText(code.sliced(begin, end - begin));
    keepShapes(first);
    cursor.endEditBlock();
    return end == code.size();
}

} // namespace ui::markdown
