#include "ui/paper/exporters.h"

#include "app/chats/exchange/text_export.h"
#include "app/conversation/chat_controller.h"
#include "ui/paper/conversation_paper.h"

namespace ui {

void addExporters(app::ChatController& controller)
{
    controller.setExporter(app::ExportFormat::Html,
                           [](const QList<app::ConversationRecord>& records) {
                               return app::toHtml(records, messageHtml).toUtf8();
                           });
    controller.setExporter(app::ExportFormat::Pdf, toPdf);
}

} // namespace ui
