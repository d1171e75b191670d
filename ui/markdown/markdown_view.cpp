#include "ui/markdown/markdown_view.h"

#include "ui/markdown/block_parser.h"
#include "ui/markdown/code_highlighter.h"
#include "ui/markdown/document_builder.h"
#include "ui/markdown/link_target.h"
#include "ui/markdown/safe_document.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QElapsedTimer>
#include <QFontMetricsF>
#include <QMenu>
#include <QPaintEvent>
#include <QPainter>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocumentFragment>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace ui::markdown {

namespace {

constexpr int kLayoutBudgetMs = 6; // of one turn of the event loop
constexpr int kIndentWidth = 26;
constexpr int kQuoteWidth = 18;
constexpr int kDeepestShown = 10; // levels of indent beyond this are drawn alike
constexpr int kCodeHeader = 32;
constexpr int kCodePadding = 14;
constexpr int kMostCopyButtons = 200; // in one message; further code is copied by selecting it
constexpr qsizetype kMostHighlighted = 50'000; // characters of one code block

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

void MarkdownView::parseTail()
{
    ParsedBlocks parsed = parseBlocks(m_text.sliced(m_stableEnd));
    replaceItems(m_stableItems, std::move(parsed.blocks));
    m_stableEnd += parsed.stableEnd;
    m_stableItems += std::size_t(parsed.stableBlocks);
    if (m_width > 0) {
        layOutSome(kLayoutBudgetMs);
        emit heightChanged();
    }
    update();
}

void MarkdownView::replaceItems(std::size_t from, QList<Block> blocks)
{
    const std::size_t count = from + std::size_t(blocks.size());
    while (m_items.size() > count) {
        removeItem(m_items.back());
        m_items.pop_back();
    }
    for (qsizetype i = 0; i < blocks.size(); ++i) {
        const std::size_t index = from + std::size_t(i);
        Block& block = blocks[i];
        if (index >= m_items.size()) {
            m_items.emplace_back();
            m_items.back().block = std::move(block);
            continue;
        }
        Item& item = m_items[index];
        if (item.block == block)
            continue;
        const bool grows =
            item.laidOut && item.block.kind == BlockKind::Code && block.kind == BlockKind::Code &&
            item.block.language == block.language && item.block.indent == block.indent &&
            item.block.quoteDepth == block.quoteDepth && block.code.startsWith(item.block.code);
        if (grows) { // code is appended to the document it has, which costs only the new lines
            QTextCursor cursor(item.document.get());
            cursor.movePosition(QTextCursor::End);
            cursor.insertText(codeForLayout(block.code.sliced(item.block.code.size())));
        } else {
            removeItem(item);
        }
        item.block = std::move(block);
        item.laidOut = false;
        m_firstPending = std::min(m_firstPending, index);
    }
    m_firstPending = std::min(m_firstPending, m_items.size());
    const auto clampPlace = [this](Place& place) {
        if (place.item >= int(m_items.size()))
            place = {};
    };
    clampPlace(m_anchor);
    clampPlace(m_cursor);
}

void MarkdownView::removeItem(Item& item)
{
    delete item.copyButton;
    item.copyButton = nullptr;
    item.document.reset();
    item.laidOut = false;
}

void MarkdownView::restyle()
{
    for (Item& item : m_items)
        removeItem(item);
    m_firstPending = 0;
    if (m_width > 0) {
        layOutSome(kLayoutBudgetMs);
        emit heightChanged();
    }
    update();
}

int MarkdownView::leftOf(const Block& block) const
{
    return std::min(block.indent, kDeepestShown) * kIndentWidth +
           std::min(block.quoteDepth, kDeepestShown) * kQuoteWidth;
}

int MarkdownView::gapAbove(std::size_t index) const
{
    const Block& block = m_items[index].block;
    if (index == 0 || block.continued)
        return 0;
    const Block& above = m_items[index - 1].block;
    if (block.kind == BlockKind::Heading)
        return kSpaceXl;
    if (above.kind == BlockKind::Heading)
        return kSpaceS;
    if (block.kind == BlockKind::ListItem && above.indent > 0)
        return kSpaceXs + 2;
    if (block.kind == BlockKind::Code || above.kind == BlockKind::Code ||
        block.kind == BlockKind::Table || above.kind == BlockKind::Table ||
        block.kind == BlockKind::Rule || above.kind == BlockKind::Rule)
        return kSpaceL;
    return kSpaceM;
}

int MarkdownView::estimatedHeight(const Item& item) const
{
    const double line = QFontMetricsF(m_theme.readingFont()).lineSpacing() * 1.3;
    qsizetype characters = item.block.code.size();
    for (const Span& span : item.block.spans)
        characters += span.text.size();
    const double perLine = std::max(10.0, m_width / (line * 0.35));
    const double lines =
        std::ceil(double(characters) / perLine) + double(item.block.code.count(u'\n'));
    return int(std::max(1.0, lines + double(item.block.rows.size()) * 1.6) * line);
}

void MarkdownView::layOutItem(Item& item)
{
    ++m_layoutCount;
    item.laidOut = true;
    if (item.block.kind == BlockKind::Rule) {
        item.height = 1;
        return;
    }
    const bool code = item.block.kind == BlockKind::Code;
    if (!item.document) {
        item.document = std::make_unique<SafeDocument>();
        fillDocument(*item.document, item.block, m_theme);
        if (code) {
            if (item.block.code.size() <= kMostHighlighted)
                CodeHighlighter::attach(item.document.get(), item.block.language, m_theme);
            addCopyButton(item);
        }
    }
    const int padding = code ? 2 * kCodePadding : 0;
    const int width = std::max(60, m_width - leftOf(item.block) - padding);
    if (item.document->textWidth() != width)
        item.document->setTextWidth(width);
    item.height =
        int(std::ceil(item.document->size().height())) + (code ? kCodeHeader + kCodePadding : 0);
}

void MarkdownView::addCopyButton(Item& item)
{
    const auto buttons = std::count_if(
        m_items.begin(), m_items.end(), [](const Item& i) { return i.copyButton != nullptr; });
    if (buttons >= kMostCopyButtons)
        return;
    auto* button = new QToolButton(this);
    button->setProperty("look", "small");
    button->setIcon(m_theme.icon(QStringLiteral("copy")));
    button->setIconSize(QSize(kSmallIconSize, kSmallIconSize));
    button->setToolTip(tr("Copy code"));
    button->setAccessibleName(tr("Copy code"));
    button->setCursor(Qt::PointingHandCursor);
    connect(button, &QToolButton::clicked, this, [this, button] {
        for (const Item& i : m_items) {
            if (i.copyButton == button)
                QApplication::clipboard()->setText(visibleCode(i.block.code));
        }
        button->setIcon(m_theme.icon(QStringLiteral("check")));
        QTimer::singleShot(1500, button, [this, button] {
            button->setIcon(m_theme.icon(QStringLiteral("copy")));
        });
    });
    item.copyButton = button;
    button->show();
}

void MarkdownView::layOutSome(int budgetMs)
{
    QElapsedTimer timer;
    timer.start();
    while (m_firstPending < m_items.size() && timer.elapsed() < budgetMs) {
        Item& item = m_items[m_firstPending];
        if (!item.laidOut)
            layOutItem(item);
        ++m_firstPending;
    }
    if (m_firstPending < m_items.size())
        m_layoutTimer.start();
    position();
    update();
}

void MarkdownView::position()
{
    int y = 0;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        Item& item = m_items[i];
        if (!item.laidOut && item.height == 0)
            item.height = estimatedHeight(item);
        y += gapAbove(i);
        item.y = y;
        y += item.height;
        if (item.copyButton != nullptr) {
            const QRect frame = frameRect(item);
            const QSize size = item.copyButton->sizeHint();
            item.copyButton->setGeometry(frame.right() - size.width() - 6,
                                         frame.top() + (kCodeHeader - size.height()) / 2 + 1,
                                         size.width(),
                                         size.height());
        }
    }
    m_height = y;
}

int MarkdownView::layoutForWidth(int width)
{
    if (width != m_width) {
        m_width = width;
        for (Item& item : m_items) {
            item.laidOut = false;
            item.height = 0;
        }
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
    for (const Item& item : m_items) {
        if (item.block.kind == BlockKind::Code || item.block.kind == BlockKind::Table ||
            item.block.kind == BlockKind::Rule)
            return limit;
        QFont bold = m_theme.readingFont();
        const QFontMetricsF metrics(bold);
        bold.setBold(true);
        const QFontMetricsF boldMetrics(bold);
        const double left = leftOf(item.block);
        double width = left;
        for (const Span& span : item.block.spans) {
            const QStringList lines = span.text.left(2000).split(u'\n');
            for (qsizetype i = 0; i < lines.size(); ++i) {
                if (i > 0)
                    width = left;
                const bool wide = span.bold || span.code || item.block.kind == BlockKind::Heading;
                width += (wide ? boldMetrics : metrics).horizontalAdvance(lines[i]) *
                         (span.code ? 1.1 : 1.0) *
                         (item.block.kind == BlockKind::Heading ? 1.5 : 1.0);
                widest = std::max(widest, width);
                if (widest >= limit)
                    return limit;
            }
        }
    }
    return std::min(limit, int(std::ceil(widest)) + 2);
}

QRect MarkdownView::frameRect(const Item& item) const
{
    const int left = leftOf(item.block);
    return {left, item.y, m_width - left, item.height};
}

QRect MarkdownView::textRect(const Item& item) const
{
    const QRect frame = frameRect(item);
    return item.block.kind == BlockKind::Code
               ? frame.adjusted(kCodePadding, kCodeHeader, -kCodePadding, -kCodePadding)
               : frame;
}

void MarkdownView::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        const Item& item = m_items[i];
        if (item.y + item.height < event->rect().top() - kSpaceXl)
            continue;
        if (item.y > event->rect().bottom() + kSpaceXl)
            break;
        paintItem(painter, i);
    }
}

void MarkdownView::paintItem(QPainter& painter, std::size_t index)
{
    const Item& item = m_items[index];
    const Block& block = item.block;
    const Palette& palette = m_theme.palette();
    const QRect frame = frameRect(item);
    for (int depth = 0; depth < std::min(block.quoteDepth, kDeepestShown); ++depth) {
        const bool joined = index > 0 && m_items[index - 1].block.quoteDepth > depth;
        const int top = joined ? item.y - gapAbove(index) : item.y;
        const int right = layoutDirection() == Qt::RightToLeft ? m_width - depth * kQuoteWidth - 3
                                                               : depth * kQuoteWidth;
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette.border);
        painter.drawRect(right, top, 3, item.y + item.height - top);
    }
    if (block.kind == BlockKind::Rule) {
        painter.fillRect(frame, palette.border);
        return;
    }
    if (!item.document)
        return;
    if (block.kind == BlockKind::Code) {
        painter.setPen(palette.border);
        painter.setBrush(palette.code);
        painter.drawRoundedRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
        painter.setPen(palette.mutedText);
        painter.setFont(m_theme.smallFont());
        painter.drawText(
            QRect(frame.left() + kCodePadding, frame.top(), frame.width() / 2, kCodeHeader),
            Qt::AlignVCenter,
            block.language.isEmpty() ? tr("code") : block.language);
    }
    const QRect rect = textRect(item);
    if (!block.marker.isEmpty()) {
        const QTextLine line = item.document->firstBlock().layout()->lineCount() > 0
                                   ? item.document->firstBlock().layout()->lineAt(0)
                                   : QTextLine();
        const double baseline = rect.top() + (line.isValid() ? line.y() + line.ascent() : 0);
        const bool bullet = !block.marker[0].isDigit();
        QFont font = m_theme.readingFont();
        painter.setFont(font);
        painter.setPen(bullet ? palette.text : palette.mutedText);
        const double width = QFontMetricsF(font).horizontalAdvance(block.marker);
        painter.drawText(QPointF(rect.left() - width - 8, baseline), block.marker);
    }
    QAbstractTextDocumentLayout::PaintContext context;
    context.palette.setColor(QPalette::Text,
                             block.quoteDepth > 0 ? palette.mutedText : palette.text);
    const Place begin = std::min(m_anchor, m_cursor);
    const Place end = std::max(m_anchor, m_cursor);
    if (begin.item >= 0 && begin != end && begin.item <= int(index) && int(index) <= end.item) {
        QAbstractTextDocumentLayout::Selection selection;
        selection.cursor = QTextCursor(item.document.get());
        selection.cursor.setPosition(begin.item == int(index) ? begin.position : 0);
        const int last = item.document->characterCount() - 1;
        selection.cursor.setPosition(end.item == int(index) ? std::min(end.position, last) : last,
                                     QTextCursor::KeepAnchor);
        selection.format.setBackground(palette.selection);
        selection.format.setForeground(palette.text);
        context.selections << selection;
    }
    painter.save();
    painter.translate(rect.topLeft());
    context.clip = QRectF(0, 0, rect.width(), rect.height() + 4);
    item.document->documentLayout()->draw(&painter, context);
    painter.restore();
}

MarkdownView::Place MarkdownView::placeAt(const QPoint& point) const
{
    Place best;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        const Item& item = m_items[i];
        if (!item.document)
            continue;
        if (best.item >= 0 && item.y > point.y())
            break;
        const QPointF local = point - textRect(item).topLeft();
        best = {int(i), std::max(0, item.document->documentLayout()->hitTest(local, Qt::FuzzyHit))};
    }
    return best;
}

QString MarkdownView::linkAt(const QPoint& point) const
{
    for (const Item& item : m_items) {
        const QRect rect = textRect(item);
        if (item.document && rect.contains(point))
            return item.document->documentLayout()->anchorAt(point - rect.topLeft());
    }
    return {};
}

void MarkdownView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressedLink = linkAt(event->position().toPoint());
    const Place place = placeAt(event->position().toPoint());
    m_cursor = place;
    if (!event->modifiers().testFlag(Qt::ShiftModifier) || m_anchor.item < 0)
        m_anchor = place;
    m_selecting = true;
    emit selectionStarted();
    update();
}

void MarkdownView::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint point = event->position().toPoint();
    if (!m_selecting) {
        setCursor(linkAt(point).isEmpty() ? Qt::IBeamCursor : Qt::PointingHandCursor);
        return;
    }
    m_cursor = placeAt(point);
    update();
}

void MarkdownView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_selecting = false;
    if (hasSelection()) {
        if (QApplication::clipboard()->supportsSelection())
            QApplication::clipboard()->setText(selectedText(), QClipboard::Selection);
        return;
    }
    const QString link = linkAt(event->position().toPoint());
    if (!link.isEmpty() && link == m_pressedLink) {
        if (const auto target = linkTarget(link))
            emit linkActivated(*target);
    }
}

void MarkdownView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const Place place = placeAt(event->position().toPoint());
    if (place.item < 0)
        return;
    QTextCursor cursor(m_items[std::size_t(place.item)].document.get());
    cursor.setPosition(place.position);
    cursor.select(QTextCursor::WordUnderCursor);
    m_anchor = {place.item, cursor.selectionStart()};
    m_cursor = {place.item, cursor.selectionEnd()};
    update();
}

void MarkdownView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy) && hasSelection())
        copySelection();
    else if (event->matches(QKeySequence::SelectAll))
        selectAll();
    else
        QWidget::keyPressEvent(event);
}

void MarkdownView::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    QAction* copy = menu.addAction(tr("Copy"), this, &MarkdownView::copySelection);
    copy->setEnabled(hasSelection());
    menu.addAction(tr("Select all"), this, &MarkdownView::selectAll);
    const QString link = linkAt(event->pos());
    if (!link.isEmpty()) {
        menu.addAction(
            tr("Copy link address"), this, [link] { QApplication::clipboard()->setText(link); });
    }
    menu.exec(event->globalPos());
}

bool MarkdownView::hasSelection() const
{
    return m_anchor.item >= 0 && m_cursor.item >= 0 && m_anchor != m_cursor;
}

QString MarkdownView::selectedText() const
{
    if (!hasSelection())
        return {};
    const Place begin = std::min(m_anchor, m_cursor);
    const Place end = std::max(m_anchor, m_cursor);
    QString result;
    for (int i = begin.item; i <= end.item; ++i) {
        const Item& item = m_items[std::size_t(i)];
        if (!item.document)
            continue;
        QTextCursor cursor(item.document.get());
        const int last = item.document->characterCount() - 1;
        cursor.setPosition(i == begin.item ? std::min(begin.position, last) : 0);
        cursor.setPosition(i == end.item ? std::min(end.position, last) : last,
                           QTextCursor::KeepAnchor);
        if (i > begin.item)
            result += item.block.kind == BlockKind::ListItem || item.block.continued
                          ? QStringLiteral("\n")
                          : QStringLiteral("\n\n");
        if (!item.block.marker.isEmpty() && cursor.selectionStart() == 0)
            result += item.block.marker + u' ';
        result += cursor.selection().toPlainText();
    }
    return result;
}

void MarkdownView::copySelection() const
{
    QApplication::clipboard()->setText(selectedText());
}

void MarkdownView::clearSelection()
{
    if (m_anchor.item < 0)
        return;
    m_anchor = m_cursor = {};
    update();
}

void MarkdownView::selectAll()
{
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (!m_items[i].document)
            continue;
        if (m_anchor.item < 0 || i == 0 || m_anchor.item > int(i))
            m_anchor = {int(i), 0};
        m_cursor = {int(i), m_items[i].document->characterCount() - 1};
    }
    emit selectionStarted();
    update();
}

} // namespace ui::markdown
