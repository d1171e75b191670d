// Stretches of Markdown's source — the tokens of an answer — found again in what is shown of it,
// and drawn behind the words.
//
// Rendering leaves marks out and replaces a few signs, so what is shown is matched to the source
// from front to back; what cannot be matched is not tinted. GUI thread only.
#pragma once

#include <QColor>
#include <QList>
#include <QString>
#include <QStringList>

#include <vector>

class QPainter;
class QPoint;
class QRect;
class QTextDocument;

namespace ui::markdown {

struct Tint
{
    qsizetype start = 0; // in the source; tints are in its order and do not overlap
    qsizetype length = 0;
    QColor colour; // transparent: nothing is drawn, but it can be pointed at
};

// A part of a tint in the document of one block.
struct TintRun
{
    int from = 0;
    int to = 0;
    int tint = 0; // index
};

using TintRuns = std::vector<TintRun>;

// For each block's text, position by position as its document has it, where the tints stand in it.
// from: where the first of these blocks begins in the source.
std::vector<TintRuns> placeTints(const QString& source,
                                 const QList<Tint>& tints,
                                 const QStringList& blockTexts,
                                 qsizetype from = 0);

// pointed: index of the tint to be outlined, or -1. The painter's origin is the document's.
void paintTints(QPainter& painter,
                const QTextDocument& document,
                const TintRuns& runs,
                const QList<Tint>& tints,
                int pointed,
                const QColor& outline);

// Fills what the run has in each line.
void fillRun(QPainter& painter,
             const QTextDocument& document,
             const TintRun& run,
             const QColor& colour);

// The first line of a run, in the document's coordinates.
QRect runRect(const QTextDocument& document, const TintRun& run);

} // namespace ui::markdown
