#include "ui/window/log_dialog.h"

#include "app/platform/log_file.h"
#include "app/threads/run_in_background.h"

#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSysInfo>
#include <QThread>

#include <utility>

namespace ui {

namespace {

constexpr qint64 kShownBytes = 64 * 1024; // of the log's end

} // namespace

QString systemFacts(const core::ModelInfo& model)
{
    const QString kernels = model.kernels.empty() ? QStringLiteral("not started")
                                                  : QString::fromStdString(model.kernels);
    const QString weights = model.architecture.empty()
                                ? QStringLiteral("none is open")
                                : QStringLiteral("%1, %2, %3 M parameters, context %4 of %5")
                                      .arg(QString::fromStdString(model.architecture),
                                           QString::fromStdString(model.quantisation),
                                           QString::number(model.parameters / 1'000'000),
                                           QString::number(model.contextTokens),
                                           QString::number(model.trainedContext));
    const QStringList facts{
        QStringLiteral("Fireside: ") + QCoreApplication::applicationVersion(),
        QStringLiteral("Kernels: ") + kernels,
        QStringLiteral("Model: ") + weights,
        QStringLiteral("Qt: %1, built with %2, on %3")
            .arg(QString::fromLatin1(qVersion()),
                 QStringLiteral(QT_VERSION_STR),
                 QGuiApplication::platformName()),
        QStringLiteral("System: %1, %2 %3")
            .arg(QSysInfo::prettyProductName(), QSysInfo::kernelType(), QSysInfo::kernelVersion()),
        QStringLiteral("Processor: %1, %2 threads")
            .arg(QSysInfo::currentCpuArchitecture(), QString::number(QThread::idealThreadCount()))};
    return facts.join(u'\n');
}

LogDialog::LogDialog(const Theme& theme, QString facts, QString path, QWidget* parent)
    : TextDialog(theme,
                 tr("Log"),
                 tr("What Fireside notes about itself, for reports of faults. Nothing of your "
                    "conversations is in it."),
                 parent)
    , m_facts(std::move(facts))
    , m_path(std::move(path))
{
    setObjectName(QStringLiteral("logDialog"));
    m_pool.setMaxThreadCount(1);
    auto* button = new QPushButton(tr("Refresh"), this);
    addTool(button);
    connect(button, &QPushButton::clicked, this, &LogDialog::refresh);
    setText(m_facts);
    refresh();
}

void LogDialog::refresh()
{
    app::runInBackground(
        m_pool,
        [path = m_path] { return app::logTail(path, kShownBytes); },
        this,
        [this](const QString& lines) { showLog(lines); });
}

void LogDialog::showLog(const QString& lines)
{
    setText(m_facts + QStringLiteral("\n\n") +
            (lines.isEmpty() ? tr("Nothing has been noted yet.") : lines));
    edit().verticalScrollBar()->setValue(edit().verticalScrollBar()->maximum());
}

} // namespace ui
