// What a window shows of its conversation.
#pragma once

#include <QList>
#include <QStringList>

class QWidget;

namespace ui {
class MessageItem;
}

namespace tests {

// From the top.
QList<ui::MessageItem*> shownMessages(const QWidget& window);
QStringList shownTexts(const QWidget& window);

} // namespace tests
