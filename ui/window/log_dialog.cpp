#include "ui/window/log_dialog.h"

#include "app/platform/log_file.h"
#include "app/threads/run_in_background.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSysInfo>
#include <QTextOption>
#include <QThread>
#include <QTimer>
#include <QVBoxLayout>

#include <utility>

namespace ui {

namespace {

constexpr qint64 kShownBytes = 64 * 1024; // of the log's end
constexpr int kCopiedMs = 1500;           // how long the button says so

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
    : QDialog(parent)
    , m_facts(std::move(facts))
    , m_path(std::move(path))
    , m_text(new QPlainTextEdit(this))
    , m_copy(new QPushButton(tr("Copy"), this))
    , m_refresh(new QPushButton(tr("Refresh"), this))
{
    setObjectName(QStringLiteral("logDialog"));
    setWindowTitle(tr("Log"));
    resize(760, 520);
    m_pool.setMaxThreadCount(1);
    auto* note = new QLabel(tr("What Fireside notes about itself, for reports of faults. Nothing "
                               "of your conversations is in it."),
                            this);
    note->setWordWrap(true);
    note->setProperty("look", "muted");
    m_text->setObjectName(QStringLiteral("logText"));
    m_text->setAccessibleName(tr("Log"));
    m_text->setReadOnly(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setTabChangesFocus(true);
    m_text->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_text->setFont(theme.codeFont());
    connect(&theme, &Theme::changed, this, [this, &theme] { m_text->setFont(theme.codeFont()); });
    m_copy->setObjectName(QStringLiteral("copyLogButton"));
    m_copy->setDefault(true);
    m_refresh->setObjectName(QStringLiteral("refreshLogButton"));
    auto* close = new QPushButton(tr("Close"), this);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(kSpaceS);
    buttons->addWidget(m_refresh);
    buttons->addStretch(1);
    buttons->addWidget(close);
    buttons->addWidget(m_copy);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpaceXl, kSpaceL, kSpaceXl, kSpaceL);
    layout->setSpacing(kSpaceM);
    layout->addWidget(note);
    layout->addWidget(m_text, 1);
    layout->addLayout(buttons);
    connect(m_copy, &QPushButton::clicked, this, &LogDialog::copy);
    connect(m_refresh, &QPushButton::clicked, this, &LogDialog::refresh);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    m_text->setPlainText(m_facts);
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
    m_text->setPlainText(m_facts + QStringLiteral("\n\n") +
                         (lines.isEmpty() ? tr("Nothing has been noted yet.") : lines));
    m_text->verticalScrollBar()->setValue(m_text->verticalScrollBar()->maximum());
}

void LogDialog::copy()
{
    QGuiApplication::clipboard()->setText(m_text->toPlainText());
    m_copy->setText(tr("Copied"));
    QTimer::singleShot(kCopiedMs, m_copy, [this] { m_copy->setText(tr("Copy")); });
}

} // namespace ui
