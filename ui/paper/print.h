// Printing conversations, or writing them as PDF, with the desktop's own dialog.
#pragma once

#include "app/chats/exchange/conversation_record.h"

#include <QList>

class QDialog;
class QWidget;

namespace ui {

// Not shown yet; prints when it is accepted.
QDialog* printDialog(const QList<app::ConversationRecord>& records, QWidget* parent);

} // namespace ui
