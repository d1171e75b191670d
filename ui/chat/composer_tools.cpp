#include "ui/chat/composer_tools.h"

#include "app/conversation/chat_controller.h"
#include "app/settings/settings.h"
#include "app/threads/run_in_background.h"
#include "ui/chat/composer.h"
#include "ui/chat/instructions_dialog.h"
#include "ui/chat/prompt_picker.h"
#include "ui/theme/theme.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/sampling_presets.h"

#include <QActionGroup>
#include <QDir>
#include <QFileDialog>
#include <QMenu>

#include <algorithm>

namespace ui {

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
    auto* attach = new IconButton(
        theme, QStringLiteral("attach"), tr("Attach text files"), &composer, "small");
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
    connect(&composer, &Composer::longTextPasted, this, &ComposerTools::attachText);
    connect(m_presets, &QMenu::aboutToShow, this, &ComposerTools::buildPresets);
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
    m_pool.waitForDone();
}

void ComposerTools::attach(const QStringList& paths)
{
    for (const QString& path : paths) {
        app::runInBackground(
            m_pool,
            [path] { return readAttachment(path); },
            this,
            [this](const ReadAttachment& read) {
                if (!read.error.isEmpty())
                    emit failed(read.error);
                else
                    countAndAdd(read.attachment);
            });
    }
}

void ComposerTools::attachText(const QString& text)
{
    countAndAdd({tr("Pasted text"), text, -1});
}

void ComposerTools::countAndAdd(const Attachment& attachment)
{
    const auto count = [&inference = m_inference, attachment] {
        core::GenerationRequest request;
        request.prompt = attachment.text.toStdString();
        Attachment counted = attachment;
        counted.tokens = inference.countTokens(request);
        return counted;
    };
    app::runInBackground(m_pool, count, this, [this](const Attachment& counted) {
        m_composer.addAttachment(counted);
    });
}

void ComposerTools::chooseFiles()
{
    auto* dialog = new QFileDialog(&m_composer, tr("Attach text files"), QDir::homePath());
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

void ComposerTools::showPreset()
{
    const int preset = presetOf(m_settings.sampling());
    const QString name = preset < 0 ? tr("Custom") : samplingPresets().at(preset).name;
    m_preset->setText(name);
    m_preset->setToolTip(tr("How freely the model chooses its words"));
    m_preset->setAccessibleName(tr("Style of the answers: %1").arg(name));
}

} // namespace ui
