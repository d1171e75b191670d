#include "ui/paper/print.h"

#include "app/chats/exchange/text_export.h"
#include "app/threads/run_in_background.h"
#include "ui/paper/conversation_paper.h"

#include <QPrintDialog>
#include <QPrinter>

#include <memory>

namespace ui {

QPrintDialog* printDialog(const QList<app::ConversationRecord>& records,
                          const QString& file,
                          QThreadPool& pool,
                          QWidget* parent,
                          std::function<void()> onRefused)
{
    auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    printer->setDocName(app::documentTitle(records));
    // The name alone would choose the file over the printer.
    printer->setOutputFileName(file);
    printer->setOutputFormat(QPrinter::NativeFormat);
    setPaperMargins(*printer);
    auto* dialog = new QPrintDialog(printer.get(), parent);
    dialog->setOptions(QAbstractPrintDialog::PrintToFile);
    const auto print = [&pool, printer, records, parent, onRefused = std::move(onRefused)] {
        app::runInBackground(
            pool,
            [printer, records] { return ConversationPaper(records, *printer).paint(); },
            parent,
            [onRefused](bool printed) {
                if (!printed)
                    onRefused();
            });
    };
    QObject::connect(dialog, &QDialog::accepted, parent, print);
    return dialog;
}

} // namespace ui
