#include "ui/chat/composer_tools.h"

#include "app/conversation/chat_controller.h"
#include "app/documents/document.h"
#include "app/settings/settings.h"
#include "app/threads/run_in_background.h"
#include "ui/chat/composer.h"
#include "ui/chat/instructions_dialog.h"
#include "ui/chat/prompt_picker.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/remembered_folder.h"
#include "ui/widgets/sampling_presets.h"

#include <QActionGroup>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>

#include <algorithm>

namespace ui {

namespace {

int tokensOf(const app::Inference& inference, const QString& text)
{
    core::GenerationRequest request;
    request.prompt = text.toStdString();
    return inference.countTokens(request);
}

} // namespace

ComposerTools::ComposerTools(const Theme& theme,
                             Composer& composer,
                             app::ChatController& controller,
                             app::Inference& inference,
                             app::Settings& settings,
                             QObject* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_composer(composer)
    , m_controller(controller)
    , m_inference(inference)
    , m_settings(settings)
    , m_preset(new QToolButton(&composer))
    , m_presets(new QMenu(m_preset))
{
    m_pool.setMaxThreadCount(1);
    auto* attach =
        new IconButton(theme, QStringLiteral("attach"), tr("Attach files"), &composer, "small");
    auto* prompts = new IconButton(
        theme, QStringLiteral("prompts"), tr("Saved prompts (/)"), &composer, "small");
    m_instructions = new IconButton(theme,
                                    QStringLiteral("person"),
                                    tr("Instructions for this conversation"),
                                    &composer,
                                    "small");
    attach->setObjectName(QStringLiteral("attachButton"));
    prompts->setObjectName(QStringLiteral("promptsButton"));
    m_instructions->setObjectName(QStringLiteral("instructionsButton"));
    m_preset->setObjectName(QStringLiteral("presetButton"));
    m_preset->setProperty("look", "fold");
    m_preset->setFocusPolicy(Qt::TabFocus);
    m_preset->setPopupMode(QToolButton::InstantPopup);
    m_preset->setMenu(m_presets);
    m_preset->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_preset->setLayoutDirection(Qt::RightToLeft); // the arrow behind the name
    m_presets->setLayoutDirection(QGuiApplication::layoutDirection());
    const auto drawArrow = [this] {
        m_preset->setIconSize(QSize(1, 1) * m_theme.grown(kSmallIconSize));
        m_preset->setIcon(m_theme.icon(QStringLiteral("chevron-down")));
    };
    connect(&theme, &Theme::changed, this, drawArrow);
    drawArrow();
    for (QToolButton* tool : {static_cast<QToolButton*>(attach),
                              static_cast<QToolButton*>(prompts),
                              static_cast<QToolButton*>(m_instructions),
                              m_preset}) {
        tool->setCursor(Qt::ArrowCursor);
        composer.addTool(tool);
    }
    connect(attach, &QToolButton::clicked, this, &ComposerTools::chooseFiles);
    connect(prompts, &QToolButton::clicked, &composer, &Composer::openPrompts);
    connect(m_instructions, &QToolButton::clicked, this, &ComposerTools::openInstructions);
    connect(&composer, &Composer::filesOffered, this, &ComposerTools::attach);
    connect(&composer, &Composer::putBackUncounted, this, &ComposerTools::countPutBack);
    // A draft may be there before the model that counts.
    connect(
        &inference,
        &app::Inference::modelStateChanged,
        this,
        [this](app::ModelState state) {
            if (state == app::ModelState::Ready)
                countPutBack();
        },
        Qt::QueuedConnection);
    connect(&composer, &Composer::longTextPasted, this, &ComposerTools::attachText);
    connect(&composer, &Composer::picturePasted, this, [this] {
        m_failures.clear();
        fail(app::pictureRefusal(tr("What was pasted")));
    });
    connect(&composer, &Composer::readingDropped, this, [this](int id) {
        if (const auto reading = m_reading.find(id); reading != m_reading.end())
            reading->request_stop();
    });
    connect(m_presets, &QMenu::aboutToShow, this, &ComposerTools::buildPresets);
    m_presets->installEventFilter(this);
    connect(&settings, &app::Settings::changed, this, [this](app::Settings::Key key) {
        if (key == app::Settings::Key::Sampling)
            showPreset();
        else if (key == app::Settings::Key::SavedPrompts)
            showPrompts();
    });
    showPreset();
    showPrompts();
}

ComposerTools::~ComposerTools()
{
    for (std::stop_source& reading : m_reading)
        reading.request_stop();
    m_pool.waitForDone();
}

void ComposerTools::attach(const QStringList& paths)
{
    emit attaching();
    m_failures.clear();
    if (paths.size() == 1 && app::isModelFile(paths[0])) {
        emit modelOffered(paths[0]);
        return;
    }
    m_composer.focusText(); // what is to be said of them comes next
    for (const QString& path : paths)
        attachFile(path);
}

int ComposerTools::beginReading(const QString& name)
{
    const int id = ++m_lastReading;
    m_reading.insert(id, std::stop_source());
    m_composer.addReading(id, name);
    return id;
}

void ComposerTools::attachFile(const QString& path)
{
    const QString name = QFileInfo(path).fileName();
    const int id = beginReading(name);
    app::runInBackground(
        m_pool,
        [path, stop = m_reading[id].get_token()] { return app::readDocument(path, stop); },
        this,
        [this, id, name](const core::Result<QString>& text) {
            if (text) {
                countAndAdd(id, {name, *text, -1});
                return;
            }
            m_reading.remove(id);
            if (!m_composer.endReading(id))
                return;
            fail(text.error());
        });
}

void ComposerTools::fail(const core::Error& error)
{
    m_failures << QString::fromStdString(error.message);
    emit failed(m_failures.join(u'\n'));
}

void ComposerTools::attachText(const QString& text)
{
    const QString name = tr("Pasted text");
    m_failures.clear();
    emit attaching();
    if (const core::Status fits = app::checkTextSize(name, text); !fits) {
        fail(fits.error());
        return;
    }
    countAndAdd(beginReading(name), {name, text, -1});
}

void ComposerTools::countPutBack()
{
    const QList<Attachment> uncounted = m_composer.uncounted();
    for (const Attachment& each : uncounted) {
        app::runInBackground(
            m_pool,
            [&inference = m_inference, text = each.text] { return tokensOf(inference, text); },
            this,
            [this, each](int tokens) {
                if (tokens >= 0) // else there is no model yet
                    m_composer.setTokens(each, tokens);
            });
    }
}

void ComposerTools::countAndAdd(int id, const Attachment& attachment)
{
    const auto count = [&inference = m_inference, attachment, stop = m_reading[id].get_token()] {
        Attachment counted = attachment;
        if (!stop.stop_requested())
            counted.tokens = tokensOf(inference, attachment.text);
        return counted;
    };
    app::runInBackground(m_pool, count, this, [this, id](const Attachment& counted) {
        m_reading.remove(id);
        if (m_composer.endReading(id))
            m_composer.addAttachment(counted);
    });
}

void ComposerTools::chooseFiles()
{
    auto* dialog = new QFileDialog(&m_composer, tr("Attach files"));
    rememberFolder(*dialog, m_settings, app::Settings::FolderFor::Attachments);
    dialog->setNameFilters(
        {tr("Text, code, PDF and DOCX (*)"), tr("PDF and Word documents (*.pdf *.docx)")});
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::filesSelected, this, &ComposerTools::attach);
    dialog->open();
}

void ComposerTools::showPrompts()
{
    const QList<app::SavedPrompt> saved = m_settings.savedPrompts();
    m_composer.setPrompts(saved.isEmpty() ? starterPrompts() : saved);
}

void ComposerTools::openInstructions()
{
    auto* dialog =
        new InstructionsDialog(m_controller.systemPrompt(), m_settings.systemPrompt(), &m_composer);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &InstructionsDialog::chosen, this, [this](const QString& prompt) {
        m_controller.setSystemPrompt(prompt);
        showInstructions();
        emit instructionsChanged();
    });
    dialog->open();
}

void ComposerTools::showInstructions()
{
    const bool own = !m_controller.systemPrompt().isNull();
    m_instructions->setTone(own ? IconButton::Tone::Accent : IconButton::Tone::Muted);
    m_instructions->setName(own ? tr("This conversation has its own instructions")
                                : tr("Instructions for this conversation"));
}

void ComposerTools::buildPresets()
{
    m_presets->clear();
    auto* group = new QActionGroup(m_presets);
    const int current = presetOf(m_settings.sampling());
    const QList<SamplingPreset> presets = samplingPresets();
    for (int i = 0; i < presets.size(); ++i) {
        QAction* action = m_presets->addAction(presets[i].name + u'\t' + presets[i].explanation);
        action->setCheckable(true);
        action->setChecked(i == current);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, params = presets[i].params] {
            m_settings.setSampling(params);
        });
    }
}

// Qt opens it towards the left of a button that is laid out from the right, over the side bar.
bool ComposerTools::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_presets && event->type() == QEvent::Show) {
        const QWidget* window = m_preset->window();
        const int most = window->width() - m_presets->width();
        const QPoint above = m_preset->mapTo(window, QPoint(0, -m_presets->height()));
        m_presets->move(
            window->mapToGlobal(QPoint(std::clamp(above.x(), 0, std::max(0, most)), above.y())));
    }
    return QObject::eventFilter(watched, event);
}

void ComposerTools::showPreset()
{
    const int preset = presetOf(m_settings.sampling());
    const QString name = preset < 0 ? tr("Custom") : samplingPresets().at(preset).name;
    m_preset->setText(name);
    m_preset->setToolTip(tr("How freely the model chooses its words"));
    m_preset->setAccessibleName(tr("Style of the answers: %1").arg(name));
}

} // namespace ui
