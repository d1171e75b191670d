#include "ui/settings/engine_page.h"

#include "app/inference/computed_pages.h"
#include "app/platform/paths.h"
#include "app/settings/settings.h"
#include "app/threads/run_in_background.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QThread>

#include <algorithm>

namespace ui {

namespace {

constexpr int kCountIntervalMs = 3000;

} // namespace

EnginePage::EnginePage(const Theme& theme, app::Settings& settings, QWidget* parent)
    : SettingsPage(theme, tr("Engine"), parent)
    , m_reopen(new QPushButton(tr("Open again"), this))
    , m_empty(new QPushButton(tr("Empty"), this))
{
    using Key = app::Settings::Key;
    auto* threads = new QSpinBox(this);
    threads->setObjectName(QStringLiteral("threadsBox"));
    threads->setRange(0, app::Settings::kMaxThreads);
    threads->setSpecialValueText(tr("Automatic"));
    follow(settings, Key::Threads, threads, [threads, &settings] {
        showNumber(threads, settings.threads());
    });
    connect(threads, &QSpinBox::valueChanged, &settings, &app::Settings::setThreads);
    addRow(tr("Threads"),
           tr("The processor works on %n at once; more make nothing faster. Takes effect when a "
              "model is next opened.",
              nullptr,
              QThread::idealThreadCount()),
           threads);
    setUsualRange(1, QThread::idealThreadCount());
    addOtherWords(tr("processor CPU cores speed"));

    auto* context = new QComboBox(this);
    context->setObjectName(QStringLiteral("contextBox"));
    context->addItem(tr("Automatic"), 0);
    for (const int tokens : {2048, 4096, 8192, 16384, 32768, 65536, 131072})
        context->addItem(tr("%1 tokens").arg(QLocale().toString(tokens)), tokens);
    follow(settings, Key::ContextTokens, context, [context, &settings] {
        const int now = settings.contextTokens();
        if (context->findData(now) < 0)
            context->addItem(tr("%1 tokens").arg(QLocale().toString(now)), now);
        context->setCurrentIndex(context->findData(now));
    });
    connect(context, &QComboBox::activated, &settings, [context, &settings] {
        settings.setContextTokens(context->currentData().toInt());
    });
    addRow(tr("Memory of a conversation"),
           tr("The context window: how much text the model keeps in view. More needs more memory, "
              "and no model gets more than it was trained on. Takes effect when a model is next "
              "opened."),
           context);
    addOtherWords(tr("context window length history"));

    auto* openModels = new QSpinBox(this);
    openModels->setObjectName(QStringLiteral("openModelsBox"));
    openModels->setRange(1, app::Settings::kMaxOpenModels);
    follow(settings, Key::OpenModels, openModels, [openModels, &settings] {
        showNumber(openModels, settings.openModels());
    });
    connect(openModels, &QSpinBox::valueChanged, &settings, &app::Settings::setOpenModels);
    addRow(tr("Models kept open"),
           tr("Going back to one that is still open takes no time, and programs can choose among "
              "them. Each needs the memory of its file. Takes effect when a model is next opened."),
           openModels);

    auto* compact = new QCheckBox(this);
    compact->setObjectName(QStringLiteral("compactCacheSwitch"));
    follow(settings, Key::CompactCache, compact, [compact, &settings] {
        compact->setChecked(settings.compactCache());
    });
    connect(compact, &QCheckBox::toggled, &settings, &app::Settings::setCompactCache);
    addRow(tr("Keep conversations compact"),
           tr("A conversation then takes about half the memory, and answers may differ a little. "
              "Takes effect when a model is next opened."),
           compact);

    auto* loadAs = new QComboBox(this);
    loadAs->setObjectName(QStringLiteral("loadAsBox"));
    loadAs->addItem(tr("As they are"), QString());
    for (const char* type : {"Q8_0", "Q6_K", "Q4_K", "Q4_0"})
        loadAs->addItem(QString::fromLatin1(type), QString::fromLatin1(type));
    follow(settings, Key::LoadAs, loadAs, [loadAs, &settings] {
        loadAs->setCurrentIndex(std::max(0, loadAs->findData(settings.loadAs())));
    });
    connect(loadAs, &QComboBox::activated, &settings, [loadAs, &settings] {
        settings.setLoadAs(loadAs->currentData().toString());
    });
    addRow(tr("Open Hugging Face folders"),
           tr("Made smaller, a model answers faster and a little less exactly. It is done once and "
              "kept. Takes effect when a model is next opened."),
           loadAs);
    addOtherWords(tr("quantization quantisation precision safetensors"));

    m_reopen->setObjectName(QStringLiteral("reopenModelButton"));
    connect(m_reopen, &QPushButton::clicked, this, &EnginePage::reopenRequested);
    addRow(tr("The model that is open"), tr("No model is open."), m_reopen);
    addOtherWords(tr("reload restart apply"));
    setModelState(app::ModelState::Empty, /*isAnswering=*/false);

    auto* giveWay = new QCheckBox(this);
    giveWay->setObjectName(QStringLiteral("giveWaySwitch"));
    follow(settings, Key::GiveWay, giveWay, [giveWay, &settings] {
        giveWay->setChecked(settings.giveWay());
    });
    connect(giveWay, &QCheckBox::toggled, &settings, &app::Settings::setGiveWay);
    addRow(tr("Give way to other programs"),
           tr("Answers use only processor cores that nothing else is using, and half of them on "
              "battery. They come slower and are the same."),
           giveWay);

    auto* disk = new QComboBox(this);
    disk->setObjectName(QStringLiteral("diskCacheBox"));
    disk->addItem(tr("Nothing"), 0);
    for (const int gigabytes : {1, 2, 5, 10, 20, 50})
        disk->addItem(tr("%1 GB").arg(QLocale().toString(gigabytes)), gigabytes);
    follow(settings, Key::DiskCacheGigabytes, disk, [disk, &settings] {
        const int now = settings.diskCacheGigabytes();
        if (disk->findData(now) < 0)
            disk->addItem(tr("%1 GB").arg(QLocale().toString(now)), now);
        disk->setCurrentIndex(disk->findData(now));
    });
    connect(disk, &QComboBox::activated, &settings, [disk, &settings] {
        settings.setDiskCacheGigabytes(disk->currentData().toInt());
    });
    addRow(tr("Kept on disk"),
           tr("What models have computed of conversations, so that they go on at once after a "
              "restart. What is there beyond this is deleted at once."),
           disk);
    addOtherWords(tr("cache storage space"));
    addOnDisk();

    auto* log = new QPushButton(tr("Show…"), this);
    log->setObjectName(QStringLiteral("showLogButton"));
    connect(log, &QPushButton::clicked, this, &EnginePage::logRequested);
    addRow(tr("Log"), tr("What Fireside notes about itself, for reports of faults."), log);
    addOtherWords(tr("debug errors diagnostics"));
    addStretch();
}

void EnginePage::setModelState(app::ModelState state, bool isAnswering)
{
    const QString words = [state, isAnswering] {
        if (state == app::ModelState::Loading)
            return tr("It is being opened…");
        if (state != app::ModelState::Ready)
            return tr("No model is open.");
        return isAnswering
                   ? tr("It is answering; it can be opened again when the answer has ended.")
                   : tr("Opened again, it takes over the settings above.");
    }();
    setExplanation(m_reopen, words);
    m_reopen->setEnabled(state == app::ModelState::Ready && !isAnswering);
}

void EnginePage::addOnDisk()
{
    m_pool.setMaxThreadCount(1);
    m_countTimer.setInterval(kCountIntervalMs);
    connect(&m_countTimer, &QTimer::timeout, this, &EnginePage::countOnDisk);
    m_empty->setObjectName(QStringLiteral("emptyDiskButton"));
    m_empty->setEnabled(false);
    connect(m_empty, &QPushButton::clicked, this, &EnginePage::emptyDisk);
    addRow(tr("On disk now"), tr("It is being counted…"), m_empty);
    addOtherWords(tr("clear delete cache storage space"));
}

void EnginePage::countOnDisk()
{
    app::runInBackground(
        m_pool,
        [folder = app::computedDir()] { return app::computedBytes(folder); },
        this,
        [this](qint64 bytes) {
            // In the unit of the limit above.
            const QString size =
                QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
            setExplanation(m_empty,
                           tr("%1. Emptying it loses no message; a conversation that is not in "
                              "memory is computed again when it goes on.")
                               .arg(size));
            m_empty->setEnabled(bytes > 0);
        });
}

void EnginePage::emptyDisk()
{
    m_empty->setEnabled(false); // until it is counted again
    app::runInBackground(
        m_pool,
        [folder = app::computedDir()] { app::deleteComputed(folder); },
        this,
        [this] { countOnDisk(); });
}

void EnginePage::showEvent(QShowEvent* event)
{
    SettingsPage::showEvent(event);
    countOnDisk();
    m_countTimer.start();
}

void EnginePage::hideEvent(QHideEvent* event)
{
    m_countTimer.stop();
    SettingsPage::hideEvent(event);
}

} // namespace ui
