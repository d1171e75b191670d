#include "tests/support/shown_messages.h"

#include "ui/chat/message_item.h"
#include "ui/markdown/markdown_view.h"

#include <algorithm>

namespace tests {

QList<ui::MessageItem*> shownMessages(const QWidget& window)
{
    QList<ui::MessageItem*> items = window.findChildren<ui::MessageItem*>();
    items.removeIf([](const auto* item) { return !item->isVisible(); });
    std::sort(items.begin(), items.end(), [](auto* a, auto* b) { return a->y() < b->y(); });
    return items;
}

QStringList shownTexts(const QWidget& window)
{
    QStringList texts;
    for (ui::MessageItem* item : shownMessages(window))
        texts << item->body().text();
    return texts;
}

} // namespace tests
