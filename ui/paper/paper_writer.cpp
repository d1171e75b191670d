#include "ui/paper/paper_writer.h"

#include "app/chats/exchange/text_export.h"
#include "ui/markdown/alert.h"
#include "ui/markdown/block_parser.h"
#include "ui/markdown/block_spacing.h"
#include "ui/markdown/list_indents.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/attachment.h"

#include <QFontMetricsF>
#include <QLocale>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextTable>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace ui {

using markdown::Block;
using markdown::BlockKind;

namespace {

constexpr double kPixelsPerPoint = 96.0 / 72;
constexpr double kGapShare = 0.75; // of the gaps in a window: letters are smaller here
constexpr double kLineHeight = 120;

QFont fontOf(const QString& family, double points, double pixel)
{
    QFont font(family);
    font.setPixelSize(int(std::lround(points * kPixelsPerPoint * pixel)));
    return font;
}

// In pixels of a window.
double gapOnPaper(const Block& upper, const Block& lower)
{
    const double gap = markdown::gapBetween(upper, lower) * kGapShare;
    return upper.kind == BlockKind::Code ? gap + PaperWriter::padding(1) : gap;
}

} // namespace

QString nameAndSize(const Attachment& file)
{
    return file.name + QStringLiteral(" · ") +
           QLocale().formattedDataSize(file.text.toUtf8().size(), 1, QLocale::DataSizeSIFormat);
}

PaperWriter::PaperWriter(QTextDocument& document, double pixel, double width)
    : m_width(width)
    , m_cursor(&document)
    , m_small(fontOf(QStringLiteral("sans-serif"), 8, pixel))
{
    m_style.font = fontOf(QStringLiteral("sans-serif"), 10, pixel);
    m_style.codeFont = fontOf(QStringLiteral("monospace"), 8.5, pixel);
    m_style.codeFont.setStyleHint(QFont::Monospace);
    m_style.palette = Palette::light();
    m_style.palette.text = Qt::black;
    m_style.pixel = pixel;
    document.setDefaultFont(m_style.font);
}

void PaperWriter::begin(const QTextBlockFormat& format)
{
    if (std::exchange(m_isBegun, false)) {
        m_cursor.setBlockFormat(format);
        m_cursor.setBlockCharFormat({});
    } else {
        m_cursor.insertBlock(format, {});
    }
}

void PaperWriter::addLine(const QString& text, const QFont& font, const QTextBlockFormat& format)
{
    begin(format);
    QTextCharFormat letters;
    letters.setFont(font);
    m_cursor.insertText(text, letters);
}

void PaperWriter::add(const app::ConversationRecord& record)
{
    QFont title = markdown::headingFont(1, m_style.font);
    title.setWeight(QFont::Bold);
    QTextBlockFormat format;
    format.setProperty(kLeadsOn, true);
    format.setTopMargin(m_cursor.atStart() ? 0 : 4 * kSpaceXl * m_style.pixel);
    addLine(record.title, title, format);
    const QList<app::Message> path = app::shownPath(record);
    for (const app::Message& message : path)
        addMessage(message);
}

void PaperWriter::addMessage(const app::Message& message)
{
    QFont bold = m_style.font;
    bold.setWeight(QFont::DemiBold);
    QTextBlockFormat format;
    format.setTopMargin(kSpaceXl * m_style.pixel);
    const bool isAsked = message.role == core::Role::User;
    format.setBottomMargin(kSpaceXs * m_style.pixel + (isAsked ? padding(m_style.pixel) : 0));
    format.setProperty(kLeadsOn, true);
    addLine(app::speakerOf(message) + QStringLiteral("   "), bold, format);
    QTextCharFormat time;
    time.setFont(m_small);
    time.setForeground(m_style.palette.mutedText);
    m_cursor.insertText(app::timeOf(message), time);

    if (!isAsked) {
        addBlocks(markdown::parseBlocks(message.text).blocks);
        return;
    }
    m_asked = ++m_number;
    const SplitMessage split = splitAttachments(message.text);
    addBlocks(markdown::parseBlocks(split.words, markdown::Dialect::AsTyped).blocks);
    for (const Attachment& file : split.attachments) {
        QTextBlockFormat line;
        line.setProperty(kAsked, m_asked);
        line.setLeftMargin(padding(m_style.pixel));
        line.setTopMargin(kSpaceXs * m_style.pixel);
        addLine(nameAndSize(file), m_small, line);
    }
    m_asked = 0;
}

void PaperWriter::addBlocks(const QList<Block>& blocks)
{
    std::vector<const Block*> pointers;
    for (const Block& block : blocks)
        pointers.push_back(&block);
    const auto indents =
        markdown::listIndents(pointers, QFontMetricsF(m_style.font), m_style.pixel);
    for (qsizetype i = 0; i < blocks.size(); ++i) {
        const Block& block = blocks.at(i);
        const double above = i > 0 ? gapOnPaper(blocks.at(i - 1), block) : 0;
        const auto [indent, quotesLeft] = indents[std::size_t(i)];
        m_quotesLeft = quotesLeft;
        if (i == 0 || markdown::sharedQuotes(blocks.at(i - 1), block) == 0)
            ++m_quoteRun;
        if (block.kind == BlockKind::Table) {
            const bool isLast = i + 1 == blocks.size();
            const double below = isLast ? kSpaceXl : gapOnPaper(block, blocks.at(i + 1));
            addTable(block, above * m_style.pixel, below * m_style.pixel, indent);
        } else {
            addBlock(block, above * m_style.pixel, indent);
        }
    }
}

double PaperWriter::quoteIndent(const Block& block) const
{
    return std::min(block.quoteDepth, kDeepestQuote) * quoteWidth(m_style.pixel);
}

void PaperWriter::setQuotes(QTextFormat& format, const Block& block) const
{
    format.setProperty(kQuotes, block.quoteDepth);
    format.setProperty(kQuotesLeft, m_quotesLeft);
    format.setProperty(kQuoteRun, m_quoteRun);
    format.setProperty(kAlert, int(block.alert));
}

// Both gaps are its own: Qt leaves out the one of a paragraph that follows a table, and adds those
// of two tables.
void PaperWriter::addTable(const Block& block, double above, double below, double indent)
{
    const bool isBehindTable = m_isBegun && !m_cursor.atStart();
    QTextTableFormat format;
    format.setTopMargin(isBehindTable ? 0 : above);
    format.setBottomMargin(below);
    format.setLeftMargin(quoteIndent(block) + indent);
    setQuotes(format, block);
    m_style.letters = {};
    markdown::insertTable(m_cursor, block, m_style, format);
    m_cursor.movePosition(QTextCursor::End);
    m_isBegun = true;
}

void PaperWriter::addBlock(const Block& block, double above, double indent)
{
    const double inset = m_asked > 0 ? padding(m_style.pixel) : 0;
    const double left = inset + quoteIndent(block);
    m_style.letters = {};
    if (block.beginsAlert)
        m_style.letters.setForeground(markdown::alertColour(block.alert, m_style.palette));
    else if (block.quoteDepth > 0 && block.alert == markdown::Alert::None)
        m_style.letters.setForeground(m_style.palette.mutedText);
    m_style.widestFormula = m_width - left - indent - inset;
    QTextBlockFormat format;
    format.setLineHeight(kLineHeight, QTextBlockFormat::ProportionalHeight);
    format.setTopMargin(above);
    format.setLeftMargin(left);
    format.setRightMargin(inset);
    setQuotes(format, block);
    if (m_asked > 0)
        format.setProperty(kAsked, m_asked);
    if (block.kind == BlockKind::Code)
        addCode(block, format, indent);
    else
        addText(block, format, indent);
}

void PaperWriter::addCode(const Block& block, QTextBlockFormat format, double indent)
{
    const double inset = padding(m_style.pixel);
    format.setProperty(kCode, ++m_number);
    format.setLeftMargin(format.leftMargin() + indent + inset);
    format.setRightMargin(format.rightMargin() + inset);
    format.setLayoutDirection(Qt::LeftToRight);
    const QStringList lines = markdown::codeForLayout(block.code).split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        QTextBlockFormat line = format;
        line.setTopMargin(i == 0 ? format.topMargin() + inset : 0);
        line.setBottomMargin(i == lines.size() - 1 ? inset : 0);
        addLine(lines.at(i), m_style.codeFont, line);
    }
}

void PaperWriter::addText(const Block& block, QTextBlockFormat format, double indent)
{
    QFont font = m_style.font;
    if (block.kind == BlockKind::Heading) {
        font = markdown::headingFont(block.level, font);
        m_style.letters.setFont(font);
        format.setProperty(kLeadsOn, true);
    } else if (block.kind == BlockKind::Rule) {
        format.setProperty(QTextFormat::BlockTrailingHorizontalRulerWidth,
                           QTextLength(QTextLength::PercentageLength, 100));
    }
    begin(format);
    const int first = m_cursor.position();
    markdown::insertParagraphs(m_cursor, block.spans, font, format, m_style);
    // Each paragraph stands in on the side where its lines begin; the first one has the marker.
    for (QTextBlock part = m_cursor.document()->findBlock(first); part.isValid();
         part = part.next()) {
        QTextBlockFormat own = part.blockFormat();
        if (part.position() == first)
            own.setProperty(kMarker, block.marker);
        else if (own.alignment() != Qt::AlignHCenter)
            own.setTopMargin(0);
        if (part.textDirection() == Qt::RightToLeft)
            own.setRightMargin(own.rightMargin() + indent);
        else
            own.setLeftMargin(own.leftMargin() + indent);
        QTextCursor(part).setBlockFormat(own);
    }
}

} // namespace ui
