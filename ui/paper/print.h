// Printing conversations, or writing them as PDF, with the desktop's own dialog.
#pragma once

#include "app/chats/exchange/conversation_record.h"

#include <QList>

#include <functional>

class QPrintDialog;
class QThreadPool;
class QWidget;

namespace ui {

// Not shown yet; when it is accepted, lays out and prints on the pool, which must outlive that, and
// calls onRefused on the calling thread where the printer or the file takes nothing. file: the path
// that is offered for a PDF. GUI thread.
QPrintDialog* printDialog(const QList<app::ConversationRecord>& records,
                          const QString& file,
                          QThreadPool& pool,
                          QWidget* parent,
                          std::function<void()> onRefused);

} // namespace ui
