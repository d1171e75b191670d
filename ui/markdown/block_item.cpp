#include "ui/markdown/block_item.h"

#include "ui/markdown/alert.h"
#include "ui/markdown/block_spacing.h"
#include "ui/markdown/code_highlighter.h"
#include "ui/markdown/document_builder.h"
#include "ui/markdown/formula_object.h"
#include "ui/markdown/safe_document.h"
#include "ui/markdown/text_piece.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QCoreApplication>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPainter>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextLayout>
#include <QTextTable>

#include <algorithm>
#include <cmath>

namespace ui::markdown {

namespace {

constexpr int kQuoteWidth = 18;
constexpr int kQuoteBar = 3;
constexpr int kDeepestShown = 10; // quotes beyond this are drawn alike
constexpr int kCodeHeader = 32;
constexpr int kCodePadding = 14;
constexpr int kCodeRadius = 10;
constexpr int kNarrowestColumn = 96; // of a table, which is scrolled where it has many
constexpr int kScrollBarRoom = 10;
constexpr int kScrollBarHeight = 5;
constexpr int kShortestHandle = 30;
constexpr int kNarrowest = 60;
constexpr std::size_t kMostSelected = 20;      // found words: see foundIn()
constexpr qsizetype kMostHighlighted = 50'000; // characters of one code block

int quoteIndent(const Block& block)
{
    return std::min(block.quoteDepth, kDeepestShown) * kQuoteWidth;
}

bool hasBackground(const QTextDocument& document, int position)
{
    QTextCursor cursor(const_cast<QTextDocument*>(&document)); // only read
    cursor.setPosition(position + 1); // the format is that of the character before
    if (cursor.charFormat().background().style() != Qt::NoBrush)
        return true;
    const QTextTable* table = cursor.currentTable();
    return table != nullptr && table->cellAt(cursor).format().background().style() != Qt::NoBrush;
}

// Of those in lines of their own, which cannot be broken: the block is scrolled where one is wider
// than it.
int widestFormula(const Block& block, const Theme& theme)
{
    double widest = 0;
    for (const Span& span : block.spans) {
        if (span.isDisplay)
            widest = std::max(widest, formulaWidth(span, theme.readingFont()));
    }
    return int(std::ceil(widest));
}

} // namespace

BlockItem::BlockItem(Block block)
    : m_block(std::move(block))
{
}

BlockItem::BlockItem(BlockItem&&) noexcept = default;
BlockItem& BlockItem::operator=(BlockItem&&) noexcept = default;
BlockItem::~BlockItem() = default;

void BlockItem::setBlock(Block block)
{
    const bool grows = m_block.kind == BlockKind::Code && block.kind == BlockKind::Code &&
                       m_block.language == block.language && block.code.startsWith(m_block.code);
    if (!grows)
        m_document.reset();
    m_block = std::move(block);
    m_laidOut = false;
}

bool BlockItem::setListIndent(int indent, int quotes)
{
    if (indent == m_listIndent && quotes == m_quotesLeft)
        return false;
    m_listIndent = indent;
    m_quotesLeft = quotes;
    m_laidOut = false;
    return true;
}

int BlockItem::left() const
{
    return m_listIndent + quoteIndent(m_block);
}

void BlockItem::forgetLayout()
{
    m_laidOut = false;
    m_height = 0;
}

void BlockItem::forgetDocument()
{
    m_document.reset();
    m_laidOut = false;
}

int BlockItem::filledWidth() const
{
    if (m_document == nullptr || m_block.kind == BlockKind::Code ||
        m_block.kind == BlockKind::Table)
        return m_columnWidth;
    return left() + int(std::ceil(m_document->idealWidth()));
}

void BlockItem::layOut(const Theme& theme, int columnWidth)
{
    m_laidOut = true;
    m_columnWidth = columnWidth;
    if (m_block.kind == BlockKind::Rule) {
        m_height = 1;
        return;
    }
    const bool code = m_block.kind == BlockKind::Code;
    const int width = visibleWidth();
    const bool open = code && !m_wrapped;
    const QTextOption::WrapMode wrap =
        open ? QTextOption::NoWrap : QTextOption::WrapAtWordBoundaryOrAnywhere;
    const auto columns = int(m_block.alignments.size());
    const int wanted =
        open ? -1 : std::max({width, columns * kNarrowestColumn, widestFormula(m_block, theme)});
    // Code that is too full of emoji to be laid out again at once is filled in again.
    if (code && m_document && emojiIn(m_block.code) > kMostCodeEmoji &&
        (m_document->defaultTextOption().wrapMode() != wrap ||
         int(m_document->textWidth()) != wanted))
        m_document.reset();
    if (!m_document) {
        m_document = std::make_unique<SafeDocument>();
        m_drawnEnd = 0;
        m_laidOut = fillDocument(*m_document, m_block, theme);
        if (code && m_block.code.size() <= kMostHighlighted)
            CodeHighlighter::attach(m_document.get(), m_block.language, theme);
    } else if (code) {
        m_laidOut = fillFurther(*m_document, m_block);
    }
    QTextOption option = m_document->defaultTextOption();
    if (option.wrapMode() != wrap) {
        option.setWrapMode(wrap);
        m_document->setDefaultTextOption(option);
    }
    if (int(m_document->textWidth()) != wanted)
        m_document->setTextWidth(wanted);
    m_contentWidth = open || wanted > width ? int(std::ceil(m_document->idealWidth())) : width;
    scrollTo(m_scroll);
    m_height =
        int(std::ceil(m_document->size().height())) + (code ? kCodeHeader + kCodePadding : 0);
    if (!code && scrollRange() > 0)
        m_height += kScrollBarRoom;
}

bool BlockItem::isDrawnAhead() const
{
    return !m_document || m_drawnEnd >= endPosition();
}

void BlockItem::drawAhead(const Theme& theme)
{
    QImage image(1, 1, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter;
    QTextBlock block = m_document->findBlock(m_drawnEnd);
    for (m_drawnEnd = endPosition(); block.isValid(); block = block.next()) {
        if (!block.layout()->cacheEnabled())
            continue;
        if (!painter.isActive()) {
            painter.begin(&image);
            painter.setPen(textColour(theme)); // what is made is for one colour and size
            painter.scale(qGuiApp->devicePixelRatio(), qGuiApp->devicePixelRatio());
        }
        block.layout()->draw(&painter, {});
    }
}

QColor BlockItem::textColour(const Theme& theme) const
{
    if (m_block.beginsAlert)
        return alertColour(m_block.alert, theme.palette());
    const bool isMuted = m_block.quoteDepth > 0 && m_block.alert == Alert::None;
    return isMuted ? theme.palette().mutedText : theme.palette().text;
}

int BlockItem::visibleWidth() const
{
    const int padding = m_block.kind == BlockKind::Code ? 2 * kCodePadding : 0;
    return std::max(std::min(kNarrowest, m_columnWidth), m_columnWidth - left() - padding);
}

void BlockItem::setWrapped(bool wrapped)
{
    m_wrapped = wrapped;
    m_scroll = 0;
    m_laidOut = false;
}

int BlockItem::scrollRange() const
{
    return m_document ? std::max(0, m_contentWidth - visibleWidth()) : 0;
}

void BlockItem::scrollTo(int position)
{
    m_scroll = std::clamp(position, 0, scrollRange());
}

QRect BlockItem::scrollBar() const
{
    const int range = scrollRange();
    if (range == 0)
        return {};
    const QRect track = textRect();
    const int length = std::max(kShortestHandle, track.width() * track.width() / m_contentWidth);
    const int left = track.left() + (track.width() - length) * m_scroll / range;
    return {left, bottom() - kScrollBarRoom + 2, length, kScrollBarHeight};
}

void BlockItem::estimateHeight(const Theme& theme, int columnWidth)
{
    m_columnWidth = columnWidth;
    if (m_laidOut || m_height > 0)
        return;
    const double line = QFontMetricsF(theme.readingFont()).lineSpacing() * 1.3;
    qsizetype characters = m_block.code.size();
    for (const Span& span : m_block.spans)
        characters += span.text.size();
    const double perLine = std::max(10.0, columnWidth / (line * 0.35));
    const double lines =
        std::ceil(double(characters) / perLine) + double(m_block.code.count(u'\n'));
    m_height = int(std::max(1.0, lines + double(m_block.rows.size()) * 1.6) * line);
}

QRect BlockItem::frame() const
{
    const int indent = left();
    const int left = isMirrored() ? quoteIndent(m_block) : indent;
    return {left, m_top, m_columnWidth - indent, m_height};
}

bool BlockItem::isMirrored() const
{
    return m_block.kind != BlockKind::Code && m_block.kind != BlockKind::Table && m_document &&
           m_document->firstBlock().textDirection() == Qt::RightToLeft;
}

QRect BlockItem::headerFrame() const
{
    const QRect whole = frame();
    return {whole.left(), whole.top(), whole.width(), kCodeHeader};
}

QRect BlockItem::textRect() const
{
    const QRect whole = frame();
    if (m_block.kind != BlockKind::Code)
        return whole;
    return whole.adjusted(kCodePadding, kCodeHeader, -kCodePadding, -kCodePadding);
}

void BlockItem::paintQuoteBars(QPainter& painter,
                               const Theme& theme,
                               int gapAbove,
                               int quotesAbove) const
{
    for (int depth = 0; depth < std::min(m_block.quoteDepth, kDeepestShown); ++depth) {
        const int top = quotesAbove > depth ? m_top - gapAbove : m_top;
        const QColor colour =
            alertColour(depth == 0 ? m_block.alert : Alert::None, theme.palette());
        painter.fillRect(
            m_quotesLeft + depth * kQuoteWidth, top, kQuoteBar, bottom() - top, colour);
    }
}

void BlockItem::paintCodeFrame(QPainter& painter, const Theme& theme) const
{
    painter.setPen(theme.palette().border);
    painter.setBrush(theme.palette().code);
    painter.drawRoundedRect(
        QRectF(frame()).adjusted(0.5, 0.5, -0.5, -0.5), kCodeRadius, kCodeRadius);
    painter.setPen(theme.palette().mutedText);
    painter.setFont(theme.smallFont());
    const QString label = m_block.language.isEmpty()
                              ? QCoreApplication::translate("MarkdownView", "code")
                              : m_block.language;
    painter.drawText(
        headerFrame().adjusted(kCodePadding, 0, -kCodePadding, 0), Qt::AlignVCenter, label);
}

void BlockItem::paintMarker(QPainter& painter, const Theme& theme) const
{
    const QTextLayout* layout = m_document->firstBlock().layout();
    double baseline = textRect().top();
    if (layout->lineCount() > 0)
        baseline += layout->lineAt(0).y() + layout->lineAt(0).ascent();
    painter.setFont(theme.readingFont());
    painter.setPen(m_block.marker[0].isDigit() ? theme.palette().mutedText : theme.palette().text);
    const double width = QFontMetricsF(theme.readingFont()).horizontalAdvance(m_block.marker);
    const double left =
        isMirrored() ? textRect().right() + 1 + kMarkerGap : textRect().left() - width - kMarkerGap;
    const Qt::LayoutDirection former = painter.layoutDirection();
    painter.setLayoutDirection(isMirrored() ? Qt::RightToLeft : Qt::LeftToRight); // of "3."
    painter.drawText(QPointF(left, baseline), m_block.marker);
    painter.setLayoutDirection(former);
}

// Those that can be seen, adjoining ones as one. Each selection costs Qt a clip path of its line,
// so that only those are selections that a background of the text's would hide, and the current
// one.
BlockItem::Found BlockItem::foundIn(const Marks& marks) const
{
    Found found;
    const auto [firstSeen, lastSeen] = positionsIn(marks.seen);
    const QList<int>& at = marks.positions;
    auto i = std::lower_bound(at.begin(), at.end(), firstSeen - marks.length) - at.begin();
    TintRun run{0, 0, -1};
    const auto take = [&] {
        if (run.from == run.to)
            return;
        const bool selects = run.tint == marks.current || (hasBackground(*m_document, run.from) &&
                                                           found.selected.size() < kMostSelected);
        (selects ? found.selected : found.filled).push_back(run);
    };
    for (; i < at.size() && at[i] <= lastSeen; ++i) {
        const int end = std::min(at[i] + marks.length, endPosition());
        if (at[i] == run.to && i != marks.current && run.tint != marks.current) {
            run.to = end;
            continue;
        }
        take();
        run = {at[i], end, int(i)};
    }
    take();
    return found;
}

void BlockItem::paint(QPainter& painter,
                      const Theme& theme,
                      int from,
                      int to,
                      int gapAbove,
                      int quotesAbove,
                      const Marks& marks) const
{
    const Palette& palette = theme.palette();
    paintQuoteBars(painter, theme, gapAbove, quotesAbove);
    if (m_block.kind == BlockKind::Rule)
        painter.fillRect(frame(), palette.border);
    if (!m_document)
        return;
    if (m_block.kind == BlockKind::Code)
        paintCodeFrame(painter, theme);
    if (!m_block.marker.isEmpty())
        paintMarker(painter, theme);
    QAbstractTextDocumentLayout::PaintContext context;
    context.palette.setColor(QPalette::Text, textColour(theme));
    const auto mark = [&](int begin, int end, const QColor& behind, const QColor& text) {
        QAbstractTextDocumentLayout::Selection selection;
        selection.cursor = QTextCursor(m_document.get());
        selection.cursor.setPosition(std::min(begin, endPosition()));
        selection.cursor.setPosition(std::min(end, endPosition()), QTextCursor::KeepAnchor);
        selection.format.setBackground(behind);
        selection.format.setForeground(text);
        context.selections << selection;
    };
    const Found found = foundIn(marks);
    for (const TintRun& run : found.selected) {
        const bool current = run.tint == marks.current;
        mark(run.from,
             run.to,
             current ? palette.accent : palette.selection,
             current ? palette.onAccent : palette.text);
    }
    if (from >= 0 && from != to)
        mark(from, to, palette.selection, palette.text);
    const QRect rect = textRect();
    painter.save();
    if (scrollRange() > 0)
        painter.setClipRect(rect, Qt::IntersectClip);
    const QPoint origin = rect.topLeft() - QPoint(m_scroll, 0);
    painter.translate(origin);
    context.clip = marks.seen.translated(-origin);
    if (marks.tintRuns != nullptr)
        paintTints(
            painter, *m_document, *marks.tintRuns, *marks.tints, marks.pointedTint, palette.accent);
    for (const TintRun& run : found.filled)
        fillRun(painter, *m_document, run, palette.selection);
    m_document->documentLayout()->draw(&painter, context);
    painter.restore();
    if (const QRect bar = scrollBar(); !bar.isEmpty()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette.pressed);
        painter.drawRoundedRect(bar, kScrollBarHeight / 2.0, kScrollBarHeight / 2.0);
    }
}

} // namespace ui::markdown
