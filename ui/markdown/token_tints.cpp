#include "ui/markdown/token_tints.h"

#include "ui/markdown/inline_html.h"

#include <QAbstractTextDocumentLayout>
#include <QPainter>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextLayout>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace ui::markdown {

namespace {

constexpr qsizetype kMostMarks = 200;    // signs that may be left out in a row
constexpr qsizetype kNeedle = 6;         // characters that have to agree where more was left out
constexpr qsizetype kShortNeedle = 3;    // at a block's end
constexpr qsizetype kMostSkipped = 2000; // as the address of a link
constexpr double kRadius = 3;

bool isBreak(QChar c)
{
    return c == u'\n' || c == QChar::LineSeparator || c == QChar::ParagraphSeparator ||
           c.unicode() == 0xfdd0 || c.unicode() == 0xfdd1; // a table's edges
}

// Follows the source along what is shown.
class Follower
{
public:
    Follower(const QString& source, qsizetype from)
        : m_source(source)
        , m_position(from)
    {
    }

    void beginBlock() { m_atStart = true; }

    // Where the first character of rest stands in the source, or -1.
    qsizetype next(QStringView rest)
    {
        const QChar c = rest[0];
        if (isBreak(c))
            return -1;
        if (c == QChar::ObjectReplacementCharacter) {
            passFormula();
            return -1;
        }
        qsizetype at = m_position;
        if (!agrees(at, c)) {
            at = behindMarks(c);
            if (at < 0)
                at = furtherOn(rest);
            if (at < 0)
                return -1;
        }
        m_atStart = m_atStart && c.isSpace();
        m_position = at + 1;
        return at;
    }

private:
    bool agrees(qsizetype at, QChar c) const
    {
        return at < m_source.size() && (m_source[at] == c || (c == u' ' && m_source[at].isSpace()));
    }

    // A list's number is a mark too.
    bool isMark(QChar c) const { return !c.isLetterOrNumber() || (m_atStart && c.isDigit()); }

    qsizetype behindMarks(QChar c) const
    {
        const qsizetype end = std::min(m_source.size(), m_position + kMostMarks);
        for (qsizetype at = m_position; at < end; ++at) {
            if (agrees(at, c))
                return at;
            if (const StyleTag tag = styleTagAt(QStringView(m_source).sliced(at)); tag.length > 0)
                at += tag.length - 1;
            else if (!isMark(m_source[at]))
                return -1;
        }
        return -1;
    }

    qsizetype furtherOn(QStringView rest) const
    {
        qsizetype length = 0;
        while (length < std::min(rest.size(), kNeedle) && !isBreak(rest[length]))
            ++length;
        if (length < kShortNeedle && !m_atStart)
            return -1;
        const QStringView near = QStringView(m_source).mid(m_position, kMostSkipped);
        const qsizetype at = near.indexOf(rest.first(length));
        return at < 0 ? -1 : m_position + at;
    }

    // A drawn formula is one sign of the text; its source between its marks is passed over.
    void passFormula()
    {
        constexpr std::array<std::pair<QStringView, QStringView>, 4> kMarks = {
            {{u"$$", u"$$"}, {u"$", u"$"}, {u"\\(", u"\\)"}, {u"\\[", u"\\]"}}};
        const QStringView near = QStringView(m_source).mid(m_position, kMostSkipped);
        qsizetype first = near.size(), end = 0;
        for (const auto& [open, close] : kMarks) {
            const qsizetype at = near.indexOf(open);
            const qsizetype last = at < 0 ? -1 : near.indexOf(close, at + open.size());
            if (last >= 0 && at < first) {
                first = at;
                end = last + close.size();
            }
        }
        m_position += end;
    }

    const QString& m_source;
    qsizetype m_position;
    bool m_atStart = true; // of a block
};

// Calls act with the rectangle of each line that the run has a part in, its spaces left out.
template <class Act>
void eachLine(const QTextDocument& document, TintRun run, Act act)
{
    while (run.from < run.to && document.characterAt(run.from).isSpace())
        ++run.from;
    while (run.from < run.to && document.characterAt(run.to - 1).isSpace())
        --run.to;
    const QTextBlock block = document.findBlock(run.from);
    if (run.from >= run.to || !block.isValid() || block.layout() == nullptr)
        return;
    const QPointF origin = document.documentLayout()->blockBoundingRect(block).topLeft();
    const int from = run.from - block.position();
    const int to = run.to - block.position();
    const QTextLine first = block.layout()->lineForTextPosition(from);
    for (int i = first.isValid() ? first.lineNumber() : block.layout()->lineCount();
         i < block.layout()->lineCount();
         ++i) {
        const QTextLine line = block.layout()->lineAt(i);
        const int begin = std::max(from, line.textStart());
        const int end = std::min(to, line.textStart() + line.textLength());
        if (begin >= end)
            return;
        const double left = line.cursorToX(begin);
        const double right = line.cursorToX(end);
        act(QRectF(origin.x() + std::min(left, right),
                   origin.y() + line.y(),
                   std::abs(right - left),
                   line.ascent() + line.descent()));
    }
}

} // namespace

std::vector<TintRuns> placeTints(const QString& source,
                                 const QList<Tint>& tints,
                                 const QStringList& blockTexts,
                                 qsizetype from)
{
    std::vector<TintRuns> placed(std::size_t(blockTexts.size()));
    Follower follower(source, from);
    qsizetype tint = std::partition_point(tints.begin(),
                                          tints.end(),
                                          [from](const Tint& before) {
                                              return before.start + before.length <= from;
                                          }) -
                     tints.begin();
    for (std::size_t block = 0; block < placed.size(); ++block) {
        const QStringView text = blockTexts[qsizetype(block)];
        TintRuns& runs = placed[block];
        follower.beginBlock();
        for (qsizetype i = 0; i < text.size(); ++i) {
            const qsizetype at = follower.next(text.sliced(i));
            if (at < 0)
                continue;
            while (tint < tints.size() && tints[tint].start + tints[tint].length <= at)
                ++tint;
            if (tint == tints.size() || at < tints[tint].start)
                continue;
            if (!runs.empty() && runs.back().tint == int(tint) && runs.back().to == int(i))
                ++runs.back().to;
            else
                runs.push_back({int(i), int(i) + 1, int(tint)});
        }
    }
    return placed;
}

void paintTints(QPainter& painter,
                const QTextDocument& document,
                const TintRuns& runs,
                const QList<Tint>& tints,
                int pointed,
                const QColor& outline)
{
    for (const TintRun& run : runs) {
        const QColor& colour = tints[run.tint].colour;
        if (colour.alpha() == 0 && run.tint != pointed)
            continue;
        eachLine(document, run, [&](const QRectF& line) {
            painter.setPen(run.tint == pointed ? QPen(outline, 1.5) : QPen(Qt::NoPen));
            painter.setBrush(colour);
            painter.drawRoundedRect(line.adjusted(-0.5, 0.5, 0.5, -0.5), kRadius, kRadius);
        });
    }
}

void fillRun(QPainter& painter,
             const QTextDocument& document,
             const TintRun& run,
             const QColor& colour)
{
    eachLine(document, run, [&](const QRectF& line) { painter.fillRect(line, colour); });
}

QRect runRect(const QTextDocument& document, const TintRun& run)
{
    QRect first;
    eachLine(document, run, [&first](const QRectF& line) {
        if (first.isNull())
            first = line.toAlignedRect();
    });
    return first;
}

} // namespace ui::markdown
