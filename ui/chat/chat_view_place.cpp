// The part of ChatView that stays where it is while messages are removed and put back.
#include "ui/chat/chat_view.h"
#include "ui/theme/metrics.h"

#include <QScrollBar>

#include <algorithm>

namespace ui {

void ChatView::remove(app::MessageId id)
{
    m_removedPlaces = places();
    emit deleteRequested(id);
}

void ChatView::holdRemovedPlace()
{
    if (!m_busy) // else nothing is put back
        m_heldPlaces = m_removedPlaces;
}

// What is seen, from the top, and then what is above, upwards: the first of these that is still
// there tells where the rest belongs.
std::vector<ChatView::Place> ChatView::places() const
{
    const int scroll = verticalScrollBar()->value();
    const auto first = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& entry) {
        return entry.y + entry.height > scroll;
    });
    std::vector<Place> places;
    for (auto entry = first; entry != m_entries.end(); ++entry) {
        if (entry->y < scroll + viewport()->height())
            places.push_back({entry->message.id, entry->y - scroll});
    }
    for (auto entry = first; entry != m_entries.begin();) {
        --entry;
        places.push_back({entry->message.id, entry->y - scroll});
    }
    return places;
}

void ChatView::showPlace(const std::vector<Place>& places)
{
    for (const Place& place : places) {
        if (const Entry* entry = entryOf(place.message)) {
            scrollTo(std::size_t(entry - m_entries.data()), kSpaceXl - place.top);
            return;
        }
    }
}

} // namespace ui
