// The part of ChatView that shows two answers beside each other: an entry of the path and, in the
// order of their versions, one for its alternative.
#include "ui/chat/chat_view.h"
#include "ui/chat/message_item.h"
#include "ui/theme/metrics.h"

#include <algorithm>

namespace ui {

namespace {

constexpr int kNarrowestAnswer = 300; // else they stand under each other
constexpr int kGapBetween = kSpaceXl;

int pairWidth(int viewWidth)
{
    return std::min(viewWidth - 2 * kSpaceXl, 2 * kColumnWidth + kGapBetween);
}

} // namespace

void ChatView::setComparison(const app::Message& other)
{
    endComparison();
    const auto inPath = std::find_if(m_entries.begin(), m_entries.end(), [&other](const Entry& e) {
        return e.message.parent == other.parent && e.message.role == other.role;
    });
    if (inPath == m_entries.end())
        return;
    m_beside = other.id;
    m_inPath = inPath->message.siblingIndex;
    if (inPath->item != nullptr)
        inPath->item->setComparison(m_inPath);
    const bool isBefore = other.siblingIndex < m_inPath;
    inPath->isSecond = isBefore;
    const Entry entry{other, nullptr, 0, estimatedHeight(other), !isBefore};
    const auto first = std::size_t(inPath - m_entries.begin()); // also where other comes before it
    m_entries.insert(isBefore ? inPath : inPath + 1, entry);
    updateMatches();
    layOut();
    if (!m_busy) // else both grow at the end, which is followed
        scrollTo(first, 0);
}

void ChatView::endComparison()
{
    const auto beside = std::find_if(m_entries.begin(), m_entries.end(), [this](const Entry& e) {
        return m_beside != 0 && e.message.id == m_beside;
    });
    m_beside = 0;
    if (beside == m_entries.end())
        return;
    for (const Entry& entry : m_entries) {
        if (entry.item != nullptr && isCompared(entry))
            entry.item->setComparison(-1);
    }
    dropItem(*beside);
    m_entries.erase(beside);
    for (Entry& entry : m_entries)
        entry.isSecond = false;
    updateMatches();
}

bool ChatView::isCompared(const Entry& entry) const
{
    const Entry* next = &entry + 1;
    return entry.isSecond || (next <= &m_entries.back() && next->isSecond);
}

bool ChatView::isLast(const Entry& entry) const
{
    const Entry* last = &m_entries.back();
    return &entry == last || (last->isSecond && &entry + 1 == last);
}

bool ChatView::isSideBySide() const
{
    return m_beside != 0 && (pairWidth(width()) - kGapBetween) / 2 >= kNarrowestAnswer;
}

int ChatView::entryWidth(const Entry& entry) const
{
    return isCompared(entry) && isSideBySide() ? (pairWidth(width()) - kGapBetween) / 2
                                               : columnWidth();
}

int ChatView::entryLeft(const Entry& entry) const
{
    if (!isCompared(entry) || !isSideBySide())
        return columnLeft();
    const int left = (width() - pairWidth(width())) / 2;
    return entry.isSecond ? left + entryWidth(entry) + kGapBetween : left;
}

} // namespace ui
