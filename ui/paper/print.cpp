#include "ui/paper/print.h"

#include "ui/paper/conversation_paper.h"

#include <QPrintDialog>
#include <QPrinter>

#include <memory>

namespace ui {

QDialog* printDialog(const QList<app::ConversationRecord>& records, QWidget* parent)
{
    auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    printer->setDocName(records.size() == 1 ? records.first().title
                                            : QStringLiteral("Conversations"));
    auto* dialog = new QPrintDialog(printer.get(), parent);
    dialog->setOptions(QAbstractPrintDialog::PrintToFile);
    QObject::connect(dialog, &QDialog::accepted, dialog, [printer, records] {
        ConversationPaper(records, *printer).paint();
    });
    return dialog;
}

} // namespace ui
