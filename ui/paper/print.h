// Printing conversations, or writing them as PDF, with the desktop's own dialog.
#pragma once

#include "app/chats/exchange/conversation_record.h"

#include <QList>

#include <functional>

class QDialog;
class QThreadPool;
class QWidget;

namespace ui {

// Not shown yet; when it is accepted, lays out and prints on the pool, which must outlive that, and
// calls onRefused on the calling thread where the printer or the file takes nothing. GUI thread.
QDialog* printDialog(const QList<app::ConversationRecord>& records,
                     QThreadPool& pool,
                     QWidget* parent,
                     std::function<void()> onRefused);

} // namespace ui
