#include "ui/markdown/markdown_view.h"

#include "ui/markdown/block_parser.h"
#include "ui/markdown/block_spacing.h"
#include "ui/markdown/code_tools.h"
#include "ui/markdown/document_builder.h"
#include "ui/markdown/formula_object.h"
#include "ui/markdown/list_indents.h"
#include "ui/markdown/text_piece.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QElapsedTimer>
#include <QFontMetricsF>
#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui::markdown {

namespace {

constexpr int kLayoutBudgetMs = 6; // of one turn of the event loop
constexpr int kFindBudgetMs = 100; // to lay out a long message in which something was found
constexpr qsizetype kMostMeasured = 20'000; // characters of a text that is as wide as its lines
constexpr std::size_t kMostCodeTools =
    200; // in one message; further code is copied by selecting it

} // namespace

MarkdownView::MarkdownView(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFocusPolicy(Qt::ClickFocus);
    setMouseTracking(true);
    m_flushTimer.setSingleShot(true);
    m_flushTimer.setInterval(kFlushMs);
    connect(&m_flushTimer, &QTimer::timeout, this, &MarkdownView::flush);
    m_layoutTimer.setSingleShot(true);
    m_layoutTimer.setInterval(0);
    connect(&m_layoutTimer, &QTimer::timeout, this, [this] {
        layOutSome(kLayoutBudgetMs);
        emit heightChanged();
    });
    connect(&theme, &Theme::changed, this, &MarkdownView::restyle);
}

MarkdownView::~MarkdownView() = default;

void MarkdownView::setText(const QString& text)
{
    m_flushTimer.stop();
    m_gathered.clear();
    if (text == m_text)
        return;
    if (!text.startsWith(m_text)) {
        setTints({});
        m_stableEnd = 0;
        m_stableItems = 0;
    }
    m_text = text;
    parseTail();
}

void MarkdownView::appendText(const QString& piece)
{
    m_gathered += piece;
    if (!m_flushTimer.isActive())
        m_flushTimer.start();
}

void MarkdownView::flush()
{
    m_flushTimer.stop();
    if (m_gathered.isEmpty())
        return;
    m_text += std::exchange(m_gathered, {});
    parseTail();
}

// All of the text where what is new defines what is used before it.
void MarkdownView::parseTail()
{
    References references = m_dialect == Dialect::Markdown ? referencesIn(m_text) : References();
    if (references != m_references) {
        m_references = std::move(references);
        m_stableEnd = 0;
        m_stableItems = 0;
        forgetPlacedTints();
    }
    ParsedBlocks parsed = parseBlocks(m_text.sliced(m_stableEnd), m_dialect, m_references);
    replaceItems(m_stableItems, std::move(parsed.blocks));
    m_stableEnd += parsed.stableEnd;
    m_stableItems += std::size_t(parsed.stableBlocks);
    placeTailAgain();
    if (m_width > 0) {
        layOutSome(kLayoutBudgetMs);
        emit heightChanged();
    }
    update();
}

void MarkdownView::replaceItems(std::size_t from, QList<Block> blocks)
{
    const std::size_t count = from + std::size_t(blocks.size());
    while (m_items.size() > count)
        m_items.pop_back();
    for (qsizetype i = 0; i < blocks.size(); ++i) {
        const std::size_t index = from + std::size_t(i);
        if (index >= m_items.size()) {
            m_items.emplace_back(std::move(blocks[i]));
        } else if (m_items[index].block() != blocks[i]) {
            m_items[index].setBlock(std::move(blocks[i]));
            m_firstPending = std::min(m_firstPending, index);
        }
    }
    m_firstPending = std::min({m_firstPending, m_items.size(), indentLists(m_items, m_theme)});
    for (Place* place : {&m_anchor, &m_cursor}) {
        if (place->item >= int(m_items.size()))
            *place = {};
    }
}

void MarkdownView::restyle()
{
    for (BlockItem& item : m_items)
        item.forgetDocument();
    indentLists(m_items, m_theme);
    m_firstPending = 0;
    if (m_width > 0) {
        layOutSome(kLayoutBudgetMs);
        emit heightChanged();
    }
    update();
}

void MarkdownView::layOutSome(int budgetMs)
{
    QElapsedTimer timer;
    timer.start();
    while (m_firstPending < m_items.size() && timer.elapsed() < budgetMs) {
        BlockItem& item = m_items[m_firstPending];
        if (!item.isDrawnAhead()) {
            item.drawAhead(m_theme);
        } else if (!item.isLaidOut()) {
            item.layOut(m_theme, m_width);
            ++m_layoutCount;
        } else {
            ++m_firstPending;
        }
    }
    if (m_firstPending < m_items.size())
        m_layoutTimer.start();
    positionItems();
    placeCodeTools();
    placeTintsWhenLaidOut();
    update();
}

int MarkdownView::gapAbove(std::size_t index) const
{
    return index == 0 ? 0 : gapBetween(m_items[index - 1].block(), m_items[index].block());
}

void MarkdownView::positionItems()
{
    int y = 0;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        BlockItem& item = m_items[i];
        item.estimateHeight(m_theme, m_width);
        y += gapAbove(i);
        item.setTop(y);
        y += item.height();
    }
    m_height = y;
}

void MarkdownView::placeCodeTools()
{
    std::size_t used = 0;
    for (std::size_t i = 0; i < m_items.size() && used < kMostCodeTools; ++i) {
        const BlockItem& item = m_items[i];
        if (item.block().kind != BlockKind::Code || !item.hasText())
            continue;
        if (used == m_codeTools.size()) {
            m_codeTools.push_back(new CodeTools(m_theme, this));
            connect(
                m_codeTools.back(), &CodeTools::choosingFile, this, &MarkdownView::choosingFile);
            connect(m_codeTools.back(),
                    &CodeTools::wrapRequested,
                    this,
                    [this, at = used](bool wrap) { wrapCode(at, wrap); });
        }
        CodeTools* tools = m_codeTools[used++];
        tools->setCode(visibleCode(item.block().code), item.block().language);
        tools->setWrapped(item.isWrapped());
        const QRect header = item.headerFrame();
        const QSize size = tools->sizeHint();
        tools->setGeometry(QRect(
            QPoint(header.right() - size.width() - 6, header.center().y() - size.height() / 2 + 1),
            size));
        tools->show();
    }
    for (std::size_t i = used; i < m_codeTools.size(); ++i)
        m_codeTools[i]->hide();
}

void MarkdownView::wrapCode(std::size_t number, bool wrap)
{
    std::size_t at = 0;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (m_items[i].block().kind != BlockKind::Code || !m_items[i].hasText() || at++ != number)
            continue;
        m_items[i].setWrapped(wrap);
        m_firstPending = std::min(m_firstPending, i);
        layOutSome(kLayoutBudgetMs);
        emit heightChanged();
        emit codeWrapped();
        return;
    }
}

int MarkdownView::layoutForWidth(int width)
{
    if (width != m_width) {
        m_width = width;
        for (BlockItem& item : m_items)
            item.forgetLayout();
        m_firstPending = 0;
        layOutSome(kLayoutBudgetMs);
    }
    return m_height;
}

int MarkdownView::heightForWidth(int width) const
{
    return width == m_width ? m_height : -1;
}

int MarkdownView::naturalWidth(int limit) const
{
    double widest = 0;
    qsizetype measured = 0;
    qsizetype emoji = 0;
    for (const BlockItem& item : m_items) {
        if (item.block().kind == BlockKind::Code || item.block().kind == BlockKind::Table ||
            item.block().kind == BlockKind::Rule)
            return limit;
        QFont bold = m_theme.readingFont();
        const QFontMetricsF metrics(bold);
        bold.setBold(true);
        const QFontMetricsF boldMetrics(bold);
        const double left = item.left();
        double width = left;
        for (const Span& span : item.block().spans) {
            if (!span.math.isEmpty()) {
                if (span.isDisplay)
                    width = left;
                width += formulaWidth(span, m_theme.readingFont());
                widest = std::max(widest, width);
                if (span.isDisplay)
                    width = left;
                continue;
            }
            measured += span.text.size();
            emoji += emojiIn(span.text);
            if (measured > kMostMeasured || emoji > kMostEmoji)
                return limit;
            const QStringList lines = span.text.split(u'\n');
            for (qsizetype i = 0; i < lines.size(); ++i) {
                if (i > 0)
                    width = left;
                const bool wide = span.bold || span.code || item.block().kind == BlockKind::Heading;
                width += (wide ? boldMetrics : metrics).horizontalAdvance(lines[i]) *
                         (span.code ? 1.1 : 1.0) *
                         (item.block().kind == BlockKind::Heading ? 1.5 : 1.0);
                widest = std::max(widest, width);
                if (widest >= limit)
                    return limit;
            }
        }
    }
    return std::min(limit, int(std::ceil(widest)) + 2);
}

int MarkdownView::filledWidth() const
{
    int filled = 0;
    for (const BlockItem& item : m_items) {
        if (!item.isLaidOut())
            return m_width;
        filled = std::max(filled, item.filledWidth());
    }
    return std::min(filled, m_width);
}

void MarkdownView::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const std::pair<std::size_t, int> current = foundPlace();
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        const BlockItem& item = m_items[i];
        if (item.bottom() < event->rect().top())
            continue;
        if (item.top() - kSpaceXl > event->rect().bottom())
            break;
        const auto [from, to] = selectionIn(int(i));
        BlockItem::Marks marks{event->rect()};
        if (!m_foundWords.isEmpty()) {
            marks.positions = item.find(m_foundWords);
            marks.length = int(m_foundWords.size());
            if (i == current.first)
                marks.current = current.second;
        }
        if (i < m_tintRuns.size()) {
            marks.tintRuns = &m_tintRuns[i];
            marks.tints = &m_tints;
            marks.pointedTint = m_pointedTint >= 0 ? m_pointedTint : m_hoveredTint;
        }
        item.paint(painter,
                   m_theme,
                   from,
                   to,
                   gapAbove(i),
                   i == 0 ? 0 : sharedQuotes(m_items[i - 1].block(), item.block()),
                   marks);
    }
}

void MarkdownView::setFound(const QString& words, int current)
{
    if (words == m_foundWords && current == m_foundCurrent)
        return;
    m_foundWords = words;
    m_foundCurrent = current;
    if (current >= 0 && !isLaidOut())
        layOutSome(kFindBudgetMs);
    update();
}

// The block that holds the current one, and which of its places it is; no block: their number.
std::pair<std::size_t, int> MarkdownView::foundPlace() const
{
    int left = m_foundCurrent;
    for (std::size_t i = 0; i < m_items.size() && left >= 0; ++i) {
        const auto count = int(m_items[i].find(m_foundWords).size());
        if (left < count)
            return {i, left};
        left -= count;
    }
    return {m_items.size(), -1};
}

TintRun MarkdownView::foundRun(const std::pair<std::size_t, int>& place) const
{
    const int from = m_items[place.first].find(m_foundWords).at(place.second);
    return {from, from + int(m_foundWords.size()), -1};
}

QRect MarkdownView::foundRect() const
{
    const auto place = foundPlace();
    return place.first < m_items.size() ? m_items[place.first].rectOf(foundRun(place)) : QRect();
}

void MarkdownView::scrollToFound()
{
    const auto place = foundPlace();
    if (place.first >= m_items.size())
        return;
    m_items[place.first].scrollTo(foundRun(place));
    update();
}

} // namespace ui::markdown
