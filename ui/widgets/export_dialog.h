// Asks where conversations are to be written and in which format. The name's suffix and the type
// chosen are the same one: a new type changes the suffix, and a name written with another known
// suffix changes the type.
#pragma once

#include "app/conversation/chat_controller.h"

#include <QFileDialog>

namespace app {
class Settings;
}

namespace ui {

class ExportDialog : public QFileDialog
{
    Q_OBJECT

public:
    // name: the file's, without a suffix. settings must outlive the dialog.
    ExportDialog(const QString& title,
                 const QString& name,
                 app::ExportFormat format,
                 app::Settings& settings,
                 QWidget* parent = nullptr);

signals:
    void chosen(const QString& file, app::ExportFormat format);

protected:
    void accept() override; // not called where the desktop shows its own dialog

private:
    app::ExportFormat format() const; // by the type chosen
    void setFormat(app::ExportFormat format);
};

} // namespace ui
