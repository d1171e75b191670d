// The part of ChatView that finds words in the conversation.
#include "ui/chat/chat_view.h"
#include "ui/chat/message_item.h"
#include "ui/markdown/markdown_view.h"
#include "ui/theme/metrics.h"

#include <QScrollBar>

#include <algorithm>

namespace ui {

void ChatView::find(const QString& words)
{
    if (m_words.isEmpty())
        m_findFrom = isAtEnd() ? -1 : verticalScrollBar()->value();
    m_words = words;
    collectMatches();
    m_match = matchToBeginWith();
    for (const Entry& entry : m_entries) {
        if (entry.item != nullptr)
            entry.item->body().setFound(m_words, -1);
    }
    showMatch();
}

std::size_t ChatView::matchToBeginWith()
{
    const std::size_t last = m_matches.empty() ? 0 : m_matches.size() - 1;
    if (m_findFrom < 0)
        return last;
    for (std::size_t i = 0; i < m_matches.size(); ++i) {
        Entry* entry = entryOf(m_matches[i].message);
        if (entry->y + entry->height <= m_findFrom)
            continue;
        if (entry->item == nullptr)
            return i;
        markdown::MarkdownView& body = entry->item->body();
        body.setFound(m_words, m_matches[i].ordinal);
        if (entry->y + body.y() + body.foundRect().top() >= m_findFrom)
            return i;
    }
    return last;
}

void ChatView::collectMatches()
{
    m_matches.clear();
    if (m_words.isEmpty())
        return;
    for (const Entry& entry : m_entries) {
        const QString text = shownText(entry.message);
        int ordinal = 0;
        for (qsizetype at = text.indexOf(m_words, 0, Qt::CaseInsensitive); at >= 0;
             at = text.indexOf(m_words, at + m_words.size(), Qt::CaseInsensitive))
            m_matches.push_back({entry.message.id, ordinal++});
    }
}

void ChatView::updateMatches()
{
    if (m_words.isEmpty())
        return;
    const Match shown = m_matches.empty() ? Match() : m_matches[m_match];
    collectMatches();
    const auto same = std::find(m_matches.begin(), m_matches.end(), shown);
    const auto last = std::max<std::size_t>(m_matches.size(), 1) - 1;
    m_match = same == m_matches.end() ? last : std::size_t(same - m_matches.begin());
    emit findCounted(int(m_match), int(m_matches.size()));
}

void ChatView::stepFind(int step)
{
    if (m_matches.empty())
        return;
    const auto count = int(m_matches.size());
    m_match = std::size_t((int(m_match) + step + count) % count);
    showMatch();
}

void ChatView::goToMatchIn(app::MessageId id)
{
    const auto first = std::find_if(m_matches.begin(), m_matches.end(), [id](const Match& match) {
        return match.message == id;
    });
    if (first == m_matches.end())
        return;
    m_match = std::size_t(first - m_matches.begin());
    showMatch();
}

void ChatView::showMatch()
{
    emit findCounted(int(m_match), int(m_matches.size()));
    if (m_matches.empty())
        return;
    const Match match = m_matches[m_match];
    revealMessage(match.message);
    for (const Entry& entry : m_entries) {
        if (entry.item != nullptr)
            entry.item->body().setFound(m_words,
                                        entry.message.id == match.message ? match.ordinal : -1);
    }
    const Entry* entry = entryOf(match.message);
    if (entry == nullptr || entry->item == nullptr)
        return;
    if (entry->item->isEditing()) {
        entry->item->selectFound(m_words, match.ordinal);
        return;
    }
    entry->item->unfold();
    markdown::MarkdownView& body = entry->item->body();
    body.scrollToFound();
    const QRect line = body.foundRect().translated(body.pos());
    const int page = viewport()->height();
    if (entry->item->y() + line.bottom() > page - page / 3)
        scrollTo(std::size_t(entry - m_entries.data()), line.top() + kSpaceXl - page / 3);
}

} // namespace ui
