// What Fireside has noted about itself, with what it runs on above: to be read and copied into a
// report of a fault. Read off the GUI thread.
#pragma once

#include "core/engine/types.h"
#include "ui/widgets/text_dialog.h"

#include <QThreadPool>

namespace ui {

class Theme;

// One line each, in English wherever it is read: version, engine, model, Qt, system, processor. A
// model of no architecture is none.
QString systemFacts(const core::ModelInfo& model);

class LogDialog : public TextDialog
{
    Q_OBJECT

public:
    // path: of the log file, which may not be there yet.
    LogDialog(const Theme& theme, QString facts, QString path, QWidget* parent = nullptr);

    void refresh();

private:
    void showLog(const QString& lines);

    QString m_facts;
    QString m_path;
    QThreadPool m_pool; // waits at the end for what is being read
};

} // namespace ui
