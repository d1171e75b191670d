// What a paper shows beside and behind its text: markers of lists, bars of quotes, backgrounds. On
// the thread of the document.
#pragma once

#include "ui/markdown/document_builder.h"

#include <QColor>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QString>

#include <vector>

class QPainter;
class QTextBlock;
class QTextDocument;

namespace ui {

// From the first line of a block to its last, in the coordinates of the document.
QRectF linesOf(const QTextBlock& block);

class PaperMarks
{
public:
    struct Area
    {
        QRectF rect;
        QColor colour;
        double radius = 0;
    };

    struct Marker
    {
        QPointF at; // on the baseline, where the text of the item begins
        QString text;
        bool isMirrored = false; // stands at the right
    };

    PaperMarks() = default;
    // document: that a PaperWriter of this style wrote, laid out.
    PaperMarks(const QTextDocument& document, markdown::TextStyle style);

    void paintBehind(QPainter& painter, const QRectF& page) const;
    void paintMarkers(QPainter& painter, const QRectF& page) const;

    double pixel() const { return m_style.pixel; } // of a window, in the document's units
    const std::vector<Area>& areas() const { return m_areas; }
    const std::vector<Marker>& markers() const { return m_markers; }

private:
    struct Run; // of blocks that share an area

    void note(const QRectF& lines, const QTextFormat& format, std::vector<Run>& runs);
    void extend(Run& run, int number, const QRectF& rect, const QColor& colour, double radius);
    void noteMarker(const QTextBlock& block);
    void paintBox(QPainter& painter, const QPointF& leftEnd, bool isDone) const;

    markdown::TextStyle m_style;
    QSizeF m_page;
    std::vector<Area> m_areas; // those behind first
    std::vector<Marker> m_markers;
};

} // namespace ui
