#include "ui/paper/paper_marks.h"

#include "ui/markdown/alert.h"
#include "ui/markdown/block_spacing.h"
#include "ui/paper/paper_writer.h"

#include <QAbstractTextDocumentLayout>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <QTextBlock>
#include <QTextTable>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr int kQuoteBar = 2;
constexpr int kRadius = 4;

enum Kind : std::size_t
{
    Asked,
    Code,
    Quote // and those within it
};

} // namespace

struct PaperMarks::Run
{
    int number = 0; // 0: none is open
    std::size_t area = 0;
};

QRectF linesOf(const QTextBlock& block)
{
    // Lays out so far, and knows the frames around it.
    const QPointF origin = block.document()->documentLayout()->blockBoundingRect(block).topLeft();
    const QTextLayout& layout = *block.layout();
    if (layout.lineCount() == 0)
        return {};
    QRectF lines = layout.lineAt(0).rect();
    lines.setBottom(layout.lineAt(layout.lineCount() - 1).rect().bottom());
    return lines.translated(origin);
}

PaperMarks::PaperMarks(const QTextDocument& document, markdown::TextStyle style)
    : m_style(std::move(style))
    , m_page(document.pageSize())
{
    std::vector<Run> runs(Quote + PaperWriter::kDeepestQuote);
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        if (QTextTable* table = QTextCursor(block).currentTable()) {
            note(document.documentLayout()->frameBoundingRect(table), table->format(), runs);
            block = document.findBlock(table->lastPosition());
        } else if (block.layout()->lineCount() > 0) {
            note(linesOf(block), block.blockFormat(), runs);
            noteMarker(block);
        }
    }
}

void PaperMarks::note(const QRectF& lines, const QTextFormat& format, std::vector<Run>& runs)
{
    const double pad = PaperWriter::padding(m_style.pixel);
    const double radius = kRadius * m_style.pixel;
    // What is padded stays on the pages of its lines.
    const double page = m_page.height();
    const double top = std::max(lines.top() - pad, std::floor(lines.top() / page) * page);
    const double bottom = std::min(lines.bottom() + pad, std::ceil(lines.bottom() / page) * page);
    const QRectF row(0, top, m_page.width(), bottom - top);
    extend(runs[Asked], format.intProperty(kAsked), row, m_style.palette.bubble, radius);
    const QTextBlockFormat block = format.toBlockFormat();
    extend(runs[Code],
           format.intProperty(kCode),
           row.adjusted(block.leftMargin() - pad, 0, pad - block.rightMargin(), 0),
           m_style.palette.code,
           radius);
    for (int depth = 0; depth < PaperWriter::kDeepestQuote; ++depth) {
        const auto alert =
            depth == 0 ? markdown::Alert(format.intProperty(kAlert)) : markdown::Alert::None;
        const QRectF bar(format.doubleProperty(kQuotesLeft) +
                             depth * PaperWriter::quoteWidth(m_style.pixel),
                         lines.top(),
                         kQuoteBar * m_style.pixel,
                         lines.height());
        extend(runs[Quote + std::size_t(depth)],
               depth < format.intProperty(kQuotes) ? format.intProperty(kQuoteRun) : 0,
               bar,
               markdown::alertColour(alert, m_style.palette),
               0);
    }
}

void PaperMarks::extend(
    Run& run, int number, const QRectF& rect, const QColor& colour, double radius)
{
    if (number > 0 && number == run.number) {
        m_areas[run.area].rect.setBottom(rect.bottom());
    } else if (number > 0) {
        run.area = m_areas.size();
        m_areas.push_back({rect, colour, radius});
    }
    run.number = number;
}

void PaperMarks::noteMarker(const QTextBlock& block)
{
    const QString marker = block.blockFormat().stringProperty(kMarker);
    if (marker.isEmpty())
        return;
    const QTextLine line = block.layout()->lineAt(0);
    const bool isMirrored = block.textDirection() == Qt::RightToLeft;
    const QPointF at(isMirrored ? line.rect().right() : line.rect().left(),
                     line.y() + line.ascent());
    m_markers.push_back({block.layout()->position() + at, marker, isMirrored});
}

void PaperMarks::paintBehind(QPainter& painter, const QRectF& page) const
{
    painter.setPen(Qt::NoPen);
    for (const Area& area : m_areas) {
        if (!area.rect.intersects(page))
            continue;
        painter.setBrush(area.colour);
        painter.drawRoundedRect(area.rect, area.radius, area.radius);
    }
}

void PaperMarks::paintMarkers(QPainter& painter, const QRectF& page) const
{
    const QFontMetricsF metrics(m_style.font);
    const double gap = markdown::kMarkerGap * m_style.pixel;
    painter.setFont(m_style.font);
    for (const Marker& marker : m_markers) {
        if (!page.contains(marker.at))
            continue;
        const double width = metrics.horizontalAdvance(marker.text);
        const QPointF leftEnd = marker.at + QPointF(marker.isMirrored ? gap : -gap - width, 0);
        const bool isDone = marker.text == QStringLiteral("☑");
        if (isDone || marker.text == QStringLiteral("☐")) {
            paintBox(painter, leftEnd, isDone);
            continue;
        }
        const Qt::LayoutDirection former = painter.layoutDirection();
        painter.setLayoutDirection(marker.isMirrored ? Qt::RightToLeft : Qt::LeftToRight);
        painter.setPen(m_style.palette.text);
        painter.drawText(leftEnd, marker.text);
        painter.setLayoutDirection(former);
    }
}

// Drawn, as few fonts have it, and those in sizes of their own.
void PaperMarks::paintBox(QPainter& painter, const QPointF& leftEnd, bool isDone) const
{
    const double side = m_style.font.pixelSize() * 0.72;
    const QRectF box(leftEnd - QPointF(0, side), QSizeF(side, side));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_style.palette.mutedText, m_style.pixel));
    painter.drawRoundedRect(box, side / 8, side / 8);
    if (!isDone)
        return;
    QPainterPath tick(box.topLeft() + QPointF(0.2, 0.52) * side);
    tick.lineTo(box.topLeft() + QPointF(0.42, 0.74) * side);
    tick.lineTo(box.topLeft() + QPointF(0.8, 0.26) * side);
    painter.setPen(QPen(
        m_style.palette.text, 1.6 * m_style.pixel, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(tick);
}

} // namespace ui
