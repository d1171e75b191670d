#include "ui/models/models_dialog.h"

#include "app/chats/model_name.h"
#include "app/inference/inference.h"
#include "app/models/model_error.h"
#include "app/models/model_library.h"
#include "app/platform/paths.h"
#include "app/settings/settings.h"
#include "app/threads/run_in_background.h"
#include "ui/models/model_removal.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/announcement.h"
#include "ui/widgets/link_confirmation.h"
#include "ui/widgets/model_source.h"
#include "ui/widgets/remembered_folder.h"
#include "ui/widgets/screen_room.h"
#include "ui/widgets/stacked_row.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr QSize kUsualSize{820, 520};
constexpr QSize kLeastSize{320, 360};
constexpr double kWidest = 1.6; // times the usual size, however large the text
constexpr int kListWidth = 270; // in text of the desktop's size

QString rowText(const KnownModel& model)
{
    QStringList parts{app::modelTitle(model.name), app::modelQuantisation(model.name)};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

bool isListed(const QString& path)
{
    return !app::ModelLibrary({}, {path}).models().isEmpty();
}

} // namespace

ModelsDialog::ModelsDialog(const Theme& theme,
                           app::Inference& inference,
                           app::Settings& settings,
                           QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_inference(inference)
    , m_settings(settings)
    , m_list(new QListWidget(this))
    , m_details(new ModelDetailsView(theme, this))
    , m_use(new QPushButton(tr("Use it"), this))
    , m_folder(new QPushButton(tr("Show in folder"), this))
    , m_remove(new QPushButton(tr("Remove…"), this))
    , m_addFile(new QPushButton(tr("Add file…"), this))
    , m_addFolder(new QPushButton(tr("Add folder…"), this))
    , m_middle(new QHBoxLayout)
    , m_actions(new QHBoxLayout)
    , m_below(new QHBoxLayout)
{
    setObjectName(QStringLiteral("modelsDialog"));
    setWindowTitle(tr("Models"));
    m_pool.setMaxThreadCount(1);
    m_wanted = QString::fromStdString(inference.modelInfo().path);
    buildLayout();
    connectParts();
    showList();
    setMinimumSize(kLeastSize);
    const double scale = std::clamp(theme.textScale(), 1.0, kWidest);
    resize((kUsualSize * scale).boundedTo(screenRoom(*this)));
}

void ModelsDialog::buildLayout()
{
    m_list->setObjectName(QStringLiteral("modelList"));
    m_list->setAccessibleName(tr("Models"));
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_use->setObjectName(QStringLiteral("useModelButton"));
    m_use->setProperty("look", "primary");
    m_folder->setObjectName(QStringLiteral("showModelButton"));
    m_remove->setObjectName(QStringLiteral("removeModelButton"));
    m_addFile->setObjectName(QStringLiteral("addModelButton"));
    auto* facts = new QScrollArea(this);
    facts->setFrameShape(QFrame::NoFrame);
    facts->setWidgetResizable(true);
    facts->setFocusPolicy(Qt::NoFocus);
    facts->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    facts->setWidget(m_details);
    auto* close = new QPushButton(tr("Close"), this);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    m_actions->setSpacing(kSpaceS);
    for (QPushButton* each : {m_use, m_folder, m_remove})
        m_actions->addWidget(each);
    m_actions->addStretch(1);
    auto* right = new QVBoxLayout;
    right->setSpacing(kSpaceM);
    right->addWidget(facts, 1);
    right->addLayout(m_actions);
    m_middle->setSpacing(kSpaceL);
    m_middle->addWidget(m_list);
    m_middle->addLayout(right, 1);
    m_below->setSpacing(kSpaceS);
    m_below->addWidget(m_addFile);
    m_below->addWidget(m_addFolder);
    m_below->addStretch(1);
    m_below->addWidget(close);
    auto* source = new QLabel(tr("GGUF files of small instruct models are on %1.")
                                  .arg(QStringLiteral("<a href=\"source\">huggingface.co</a>")),
                              this);
    source->setObjectName(QStringLiteral("modelSource"));
    source->setTextFormat(Qt::RichText);
    source->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    source->setProperty("look", "muted");
    source->setWordWrap(true);
    connect(
        source, &QLabel::linkActivated, this, [this] { confirmAndOpenLink(this, modelSource()); });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpaceXl, kSpaceL, kSpaceXl, kSpaceL);
    layout->setSpacing(kSpaceM);
    layout->setSizeConstraint(QLayout::SetNoConstraint); // arrange() fits them to the window
    layout->addLayout(m_middle, 1);
    layout->addWidget(source);
    layout->addLayout(m_below);
}

// Where there is no room beside one another, the list stands above the details, which scroll.
void ModelsDialog::arrange()
{
    const int room = width() - 2 * kSpaceXl;
    const int listWidth = int(kListWidth * std::clamp(m_theme.textScale(), 1.0, 1.5));
    const bool isNarrow = room < listWidth + m_middle->spacing() + widthOf(*m_actions);
    setStacked(*m_middle, isNarrow);
    setStacked(*m_actions, room < widthOf(*m_actions));
    setStacked(*m_below, room < widthOf(*m_below));
    m_list->setFixedWidth(isNarrow ? room : listWidth);
    m_list->setMaximumHeight(isNarrow ? height() / 4 : QWIDGETSIZE_MAX);
}

void ModelsDialog::resizeEvent(QResizeEvent* event)
{
    QDialog::resizeEvent(event);
    arrange();
}

void ModelsDialog::connectParts()
{
    connect(m_list, &QListWidget::itemSelectionChanged, this, &ModelsDialog::showCurrent);
    connect(m_use, &QPushButton::clicked, this, &ModelsDialog::use);
    connect(m_list, &QListWidget::itemActivated, this, &ModelsDialog::use);
    connect(m_folder, &QPushButton::clicked, this, [this] {
        if (const KnownModel* model = current())
            emit folderRequested(model->path);
    });
    connect(m_remove, &QPushButton::clicked, this, &ModelsDialog::remove);
    connect(m_addFile, &QPushButton::clicked, this, [this] { chooseFile(/*isFolder=*/false); });
    connect(m_addFolder, &QPushButton::clicked, this, [this] { chooseFile(/*isFolder=*/true); });
    connect(
        &m_inference,
        &app::Inference::modelStateChanged,
        this,
        [this](app::ModelState state, const QString& message) {
            showList();
            if (state == app::ModelState::Failed)
                tellFailure(message);
        },
        Qt::QueuedConnection);
    connect(&m_settings, &app::Settings::changed, this, [this](app::Settings::Key key) {
        using Key = app::Settings::Key;
        if (key != Key::ContextTokens && key != Key::CompactCache && key != Key::LoadAs)
            return;
        m_read.clear(); // what they take is another now
        showCurrent();
    });
    connect(&m_theme, &Theme::changed, this, [this] {
        showList();
        arrange();
    });
}

void ModelsDialog::setModels(const QList<KnownModel>& models)
{
    m_models = models;
    m_read.clear(); // files may have changed
    showList();
}

const KnownModel* ModelsDialog::current() const
{
    // With the focus the list takes a current row where it has none, which nobody has chosen.
    const QList<QListWidgetItem*> chosen = m_list->selectedItems();
    const int row = chosen.isEmpty() ? -1 : m_list->row(chosen.first());
    return row >= 0 && row < m_models.size() ? &m_models[row] : nullptr;
}

bool ModelsDialog::isLoaded(const QString& path) const
{
    const QFileInfo file(path);
    const std::vector<core::ModelInfo> loaded = m_inference.loadedModels();
    return std::any_of(loaded.begin(), loaded.end(), [&file](const core::ModelInfo& each) {
        const QString other = QString::fromStdString(each.path);
        return other == file.filePath() || QFileInfo(other) == file;
    });
}

void ModelsDialog::showList()
{
    const QString inUse = QString::fromStdString(m_inference.modelInfo().path);
    int wanted = std::min<int>(std::max(0, m_list->currentRow()), int(m_models.size()) - 1);
    {
        const QSignalBlocker quiet(m_list);
        m_list->clear();
        for (const KnownModel& model : m_models) {
            const bool isCurrent = model.path == inUse;
            auto* item = new QListWidgetItem(isCurrent ? m_theme.accentIcon(QStringLiteral("check"))
                                                       : m_theme.icon(QStringLiteral("model")),
                                             rowText(model),
                                             m_list);
            item->setToolTip(model.path);
            if (isCurrent)
                item->setData(Qt::AccessibleTextRole, tr("%1, in use").arg(item->text()));
            item->setSizeHint(QSize(0, m_list->fontMetrics().height() + kSpaceL));
            if (model.path == m_wanted)
                wanted = m_list->count() - 1;
        }
        m_list->setCurrentRow(wanted);
    }
    showCurrent();
}

void ModelsDialog::showCurrent()
{
    showActions();
    const KnownModel* model = current();
    if (model == nullptr)
        return m_details->showNothing(tr("There is no model yet. Add a GGUF file, or a folder of a "
                                         "model from Hugging Face."));
    m_wanted = model->path;
    if (m_read.contains(model->path))
        showRead(*model);
    else
        readDetails(*model);
}

void ModelsDialog::showActions()
{
    const KnownModel* model = current();
    const bool isAny = model != nullptr;
    const bool isCurrent = isAny &&
                           model->path == QString::fromStdString(m_inference.modelInfo().path) &&
                           m_inference.modelState() == app::ModelState::Ready;
    m_use->setEnabled(isAny && !isCurrent);
    m_use->setText(isCurrent ? tr("In use") : tr("Use it"));
    m_folder->setEnabled(isAny);
    const QString hindrance =
        isAny ? removalHindrance(
                    app::possibleRemoval(model->path, app::modelDirs(), app::installedModelDirs()),
                    isLoaded(model->path) || m_inference.modelState() == app::ModelState::Loading)
              : QString();
    m_remove->setEnabled(isAny && hindrance.isEmpty());
    m_remove->setToolTip(hindrance);
    m_remove->setAccessibleDescription(hindrance);
}

void ModelsDialog::readDetails(const KnownModel& model)
{
    m_details->showReading(model);
    app::runInBackground(
        m_pool,
        [path = model.path, plan = app::loadPlan(m_settings)] {
            return app::readModelDetails(path, plan);
        },
        this,
        [this, model](const core::Result<app::ModelDetails>& details) {
            m_read.insert(model.path, details);
            if (const KnownModel* shown = current(); shown != nullptr && *shown == model)
                showRead(model);
        });
}

void ModelsDialog::showRead(const KnownModel& model)
{
    const core::Result<app::ModelDetails>& details = *m_read.constFind(model.path);
    if (details)
        m_details->showDetails(model, *details);
    else
        m_details->showError(model, QString::fromStdString(details.error().message));
}

void ModelsDialog::chooseFile(bool isFolder)
{
    auto* dialog =
        isFolder ? new QFileDialog(this, tr("Add a model folder"))
                 : new QFileDialog(this, tr("Add a model file"), QString(), tr("Models (*.gguf)"));
    rememberFolder(*dialog, m_settings, app::Settings::FolderFor::Models);
    dialog->setFileMode(isFolder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, &ModelsDialog::addModel);
    dialog->open();
}

void ModelsDialog::use()
{
    const KnownModel* model = current();
    if (model == nullptr || !m_use->isEnabled())
        return;
    m_asked = model->path;
    if (QFileInfo::exists(model->path))
        emit useRequested(model->path);
    else
        tellFailure(app::modelErrorText({core::ErrorCode::NotFound, {}}, model->path));
}

// Here, where it was asked for: the main window may be hidden behind this one.
void ModelsDialog::tellFailure(const QString& why)
{
    const KnownModel* model = current();
    if (model == nullptr || model->path != m_asked)
        return;
    m_read.insert(model->path, core::fail(core::ErrorCode::Io, "{}", why.toStdString()));
    showRead(*model);
    announce(*this, why);
}

void ModelsDialog::refuse(const QString& path, const QString& why)
{
    m_list->setCurrentRow(-1); // nothing can be done with it
    m_details->showError({QFileInfo(path).fileName(), path, {}}, why);
    announce(*this, why);
}

void ModelsDialog::addModel(const QString& path)
{
    if (!isListed(path))
        return refuse(path,
                      tr("This is no model: expected a GGUF file, of several parts the first, or a "
                         "folder with a config.json."));
    app::runInBackground(
        m_pool,
        [path, plan = app::loadPlan(m_settings)] { return app::readModelDetails(path, plan); },
        this,
        [this, path](const core::Result<app::ModelDetails>& details) {
            if (!details)
                return refuse(path, QString::fromStdString(details.error().message));
            m_wanted = QFileInfo(path).absoluteFilePath();
            m_settings.addKnownModel(m_wanted);
            emit filesChanged();
        });
}

void ModelsDialog::remove()
{
    const KnownModel* model = current();
    if (model == nullptr)
        return;
    const QString path = model->path;
    const QStringList listed = app::modelDirs();
    const auto removal = app::possibleRemoval(path, listed, app::installedModelDirs());
    if (removal == app::ModelRemoval::Forget)
        return forget(path);
    // One in the folders that are searched would come back at once.
    const QList<app::KnownModel> found = app::ModelLibrary(listed).models();
    const bool isFound = std::any_of(found.begin(), found.end(), [&path](const auto& each) {
        return QFileInfo(each.path) == QFileInfo(path);
    });
    askToRemove(
        *model,
        [this, chosen = *model] { moveToTrash(chosen); },
        isFound ? std::function<void()>() : [this, path] { forget(path); },
        this);
}

void ModelsDialog::moveToTrash(const KnownModel& model)
{
    if (isLoaded(model.path)) // since the question was asked
        return showActions();
    app::runInBackground(
        m_pool,
        [path = model.path] { return app::moveModelToTrash(path); },
        this,
        [this, model](bool isMoved) {
            if (isMoved)
                return forget(model.path);
            m_details->showError(model,
                                 tr("The desktop did not take it into its trash; remove it in the "
                                    "file manager."));
            announce(*this, tr("The model could not be moved to the trash."));
        });
}

void ModelsDialog::forget(const QString& path)
{
    m_settings.removeRecentModel(path);
    emit filesChanged();
}

} // namespace ui
