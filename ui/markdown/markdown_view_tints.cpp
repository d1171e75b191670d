// The part of MarkdownView that tints tokens and says which one is pointed at.
#include "ui/markdown/markdown_view.h"

namespace ui::markdown {

void MarkdownView::setTints(const QList<Tint>& tints)
{
    if (tints.isEmpty() && m_tints.isEmpty())
        return;
    m_tints = tints;
    forgetPlacedTints();
    m_pointedTint = -1;
    m_hoveredTint = -1;
    if (m_tints.isEmpty())
        setCursor(Qt::IBeamCursor);
    placeTintsWhenLaidOut();
    update();
}

void MarkdownView::appendTints(const QList<Tint>& tints)
{
    m_tints += tints;
    if (m_flushTimer.isActive()) // the text comes first
        return;
    placeTailAgain();
    placeTintsWhenLaidOut();
    update();
}

void MarkdownView::forgetPlacedTints()
{
    m_tintRuns.clear();
    m_tintShown.clear();
    m_tintedItems = 0;
    m_tintedEnd = 0;
}

// What is further up neither changes nor is looked at again.
void MarkdownView::placeTailAgain()
{
    if (m_tintRuns.size() > m_tintedItems)
        m_tintRuns.resize(m_tintedItems);
}

// A mark is seen until what it belongs to is whole, so which tints are is found anew.
void MarkdownView::forgetShownTail()
{
    m_tintShown.resize(std::size_t(m_tints.size()), false);
    for (std::size_t i = m_tintShown.size(); i > 0; --i) {
        const Tint& tint = m_tints[qsizetype(i) - 1];
        if (tint.start + tint.length <= m_tintedEnd)
            break;
        m_tintShown[i - 1] = false;
    }
    if (m_tintedItems > 0) { // one may begin there
        for (const TintRun& run : m_tintRuns[m_tintedItems - 1])
            m_tintShown[std::size_t(run.tint)] = true;
    }
}

void MarkdownView::placeTintsWhenLaidOut()
{
    if (m_tints.isEmpty() || !isLaidOut() || m_tintRuns.size() == m_items.size())
        return;
    QStringList texts;
    for (std::size_t i = m_tintedItems; i < m_items.size(); ++i)
        texts << (m_items[i].block().beginsAlert ? QString() : m_items[i].documentText());
    forgetShownTail();
    for (TintRuns& runs : placeTints(m_text, m_tints, texts, m_tintedEnd)) {
        for (const TintRun& run : runs)
            m_tintShown[std::size_t(run.tint)] = true;
        m_tintRuns.push_back(std::move(runs));
    }
    // Tokens may come later than their text.
    if (m_tints.last().start + m_tints.last().length >= m_stableEnd) {
        m_tintedItems = m_stableItems;
        m_tintedEnd = m_stableEnd;
    }
}

bool MarkdownView::showsTint(int tint) const
{
    return tint >= 0 && std::size_t(tint) < m_tintShown.size() && m_tintShown[std::size_t(tint)];
}

QRect MarkdownView::tintRect(int tint) const
{
    for (std::size_t i = 0; i < m_tintRuns.size(); ++i) {
        for (const TintRun& run : m_tintRuns[i]) {
            if (run.tint == tint)
                return m_items[i].rectOf(run);
        }
    }
    return {};
}

void MarkdownView::setPointedTint(int tint)
{
    m_pointedTint = tint;
    update();
}

int MarkdownView::tintAt(const QPoint& point) const
{
    for (std::size_t i = 0; i < m_tintRuns.size(); ++i) {
        if (point.y() >= m_items[i].top() && point.y() < m_items[i].bottom())
            return m_items[i].tintAt(point, m_tintRuns[i]);
    }
    return -1;
}

void MarkdownView::pointAt(const QPoint& point)
{
    const int tint = tintAt(point);
    setCursor(tint < 0 && linkAt(point).isEmpty() ? Qt::IBeamCursor : Qt::PointingHandCursor);
    if (tint == m_hoveredTint)
        return;
    m_hoveredTint = tint;
    emit tintPointed(tint);
    update();
}

void MarkdownView::leaveEvent(QEvent*)
{
    if (m_hoveredTint < 0)
        return;
    m_hoveredTint = -1;
    emit tintPointed(-1);
    update();
}

} // namespace ui::markdown
