#include "ui/chat/chat_page.h"

#include "app/conversation/chat_controller.h"
#include "app/settings/settings.h"
#include "app/spelling/spell_checker.h"
#include "ui/chat/chat_view.h"
#include "ui/chat/compare_strip.h"
#include "ui/chat/composer.h"
#include "ui/chat/composer_tools.h"
#include "ui/chat/context_meter.h"
#include "ui/chat/context_strip.h"
#include "ui/chat/draft_keeper.h"
#include "ui/chat/edit_keeper.h"
#include "ui/chat/empty_state.h"
#include "ui/chat/find_bar.h"
#include "ui/chat/look_bar.h"
#include "ui/chat/model_change_strip.h"
#include "ui/chat/model_note_strip.h"
#include "ui/chat/read_aloud.h"
#include "ui/chat/temporary_bar.h"
#include "ui/chat/waiting_strip.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/announcement.h"
#include "ui/widgets/error_strip.h"
#include "ui/widgets/link_confirmation.h"
#include "ui/widgets/remembered_folder.h"
#include "ui/widgets/toast.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace ui {

namespace {

constexpr int kPrepareAfterMs = 500; // without a key: then the engine reads what is typed so far
constexpr int kLeastHeight = 60;     // of the conversation, where what stands below needs the room
constexpr float kPreciseTemperature = 0.2F;
constexpr float kImaginativeTemperature = 1.1F;

} // namespace

ChatPage::ChatPage(const Theme& theme,
                   app::ChatController& controller,
                   app::Inference& inference,
                   app::Settings& settings,
                   QWidget* parent)
    : QWidget(parent)
    , m_controller(controller)
    , m_inference(inference)
    , m_settings(settings)
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(theme, m_stack))
    , m_view(new ChatView(theme, m_stack))
    , m_find(new FindBar(theme, this))
    , m_look(new LookBar(theme, this))
    , m_temporary(new TemporaryBar(this))
    , m_context(new ContextStrip(theme, this))
    , m_waiting(new WaitingStrip(this))
    , m_comparison(new CompareStrip(this))
    , m_modelChange(new ModelChangeStrip(this))
    , m_modelNote(new ModelNoteStrip(this))
    , m_errors(new ErrorStrip(theme, this))
    , m_saving(new ErrorStrip(theme, this))
    , m_composer(new Composer(theme, this))
    , m_tools(new ComposerTools(theme, *m_composer, controller, inference, settings, this))
    , m_meter(new ContextMeter(theme, inference, this))
    , m_column(new QWidget(this))
    , m_toast(new Toast(this, m_column))
    , m_speaker([this](const QString& sentence) { announce(*m_view, sentence); })
{
    setObjectName(QStringLiteral("chatPage"));
    buildLayout();
    connectController();
    connectFind();
    connectPrepare();
    connectLook();
    connectContext();
    connectWaiting();
    connectComparison();
    connectModelChange();
    connect(m_view, &ChatView::choosingFile, this, [this](QFileDialog* dialog) {
        rememberFolder(*dialog, m_settings, app::Settings::FolderFor::Code);
    });
    connect(m_view, &ChatView::linkActivated, this, [this](const QUrl& target) {
        confirmAndOpenLink(this, target);
    });
    connect(m_empty, &EmptyState::openModelRequested, this, &ChatPage::openModelRequested);
    connect(m_empty, &EmptyState::openFolderRequested, this, &ChatPage::openFolderRequested);
    connect(m_temporary, &TemporaryBar::keepRequested, this, [this] {
        takeDraftAlong();
        m_controller.keepTemporaryConversation();
    });
    connect(&inference,
            &app::Inference::modelStateChanged,
            this,
            &ChatPage::showModelState,
            Qt::QueuedConnection);
    showModelState(inference.modelState(), {});
}

void ChatPage::buildLayout()
{
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_view);
    m_stack->setMinimumHeight(kLeastHeight);
    m_composer->addStatus(m_meter);
    m_column->setMaximumWidth(kColumnWidth + 2 * kSpaceM);
    auto* inner = new QVBoxLayout(m_column);
    inner->setContentsMargins(0, kSpaceS, 0, kSpaceL);
    inner->setSpacing(kSpaceS);
    inner->addWidget(m_context);
    inner->addWidget(m_errors);
    inner->addWidget(m_saving);
    inner->addWidget(m_waiting);
    inner->addWidget(m_comparison);
    inner->addWidget(m_modelChange);
    inner->addWidget(m_modelNote);
    inner->addWidget(m_composer);
    auto* bottom = new QHBoxLayout;
    bottom->setContentsMargins(kSpaceL, 0, kSpaceL, 0);
    bottom->addStretch(1);
    bottom->addWidget(m_column, 1000);
    bottom->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_temporary);
    layout->addWidget(m_look);
    layout->addWidget(m_find);
    layout->addWidget(m_stack, 1);
    layout->addLayout(bottom);
}

void ChatPage::connectController()
{
    using app::ChatController;
    connect(m_composer, &Composer::sendRequested, this, &ChatPage::send);
    connect(m_composer, &Composer::placeLeft, this, [this] {
        say(tr("A place is still to be filled in. Enter again sends it as it is."), {}, {});
    });
    connect(m_composer, &Composer::stopRequested, &m_controller, &ChatController::stop);
    connect(m_composer,
            &Composer::scrollRequested,
            m_view->verticalScrollBar(),
            &QAbstractSlider::triggerAction);
    connect(m_empty, &EmptyState::exampleChosen, this, [this](const QString& text) {
        send(text);
        focusComposer();
    });
    connect(m_composer, &Composer::textChanged, this, [this] {
        m_empty->setDraft(!m_composer->isEmpty());
    });
    connect(m_view, &ChatView::editingEnded, this, &ChatPage::focusComposer);
    connect(m_view, &ChatView::editDropped, this, [this](app::MessageId id, const QString& text) {
        say(tr("Edit discarded"), tr("Undo"), [this, id, text] {
            if (!m_view->editMessage(id, text)) // then it is at least not lost
                m_composer->putBack(text);
        });
    });
    connect(m_view, &ChatView::regenerateRequested, this, &ChatPage::regenerate);
    connect(m_view, &ChatView::otherModelsWanted, this, &ChatPage::listOtherModels);
    connect(m_view, &ChatView::editRequested, this, [this](app::MessageId id, const QString& text) {
        m_errors->clear();
        m_controller.editMessage(id, text);
    });
    connect(m_view, &ChatView::continueRequested, this, [this](app::MessageId id) {
        m_errors->clear();
        m_controller.continueAnswer(id);
        focusComposer();
    });
    connect(&m_controller, &ChatController::nothingAdded, this, [this] {
        say(tr("The model had nothing to add."), {}, {});
    });
    connect(m_view, &ChatView::forkRequested, this, &ChatPage::fork);
    connect(m_view, &ChatView::deleteRequested, &m_controller, &ChatController::deleteMessage);
    connect(&m_controller, &ChatController::messagesRemoved, this, &ChatPage::sayRemoved);
    connect(m_view, &ChatView::siblingRequested, &m_controller, &ChatController::selectSibling);

    connect(
        &m_controller,
        &ChatController::conversationOpened,
        this,
        [this](app::ConversationId, const QList<app::Message>& path) { showConversation(path); });
    connect(
        &m_controller, &ChatController::messageAdded, this, [this](const app::Message& message) {
            showMessages(true);
            m_view->addMessage(message);
            m_path << message;
            updateMeter();
        });
    connect(&m_controller, &ChatController::messageTextAppended, m_view, &ChatView::appendText);
    connect(&m_controller,
            &ChatController::messageTextAppended,
            this,
            [this](app::MessageId id, const QString& piece, int tokens) {
                const auto message = std::find_if(m_path.rbegin(),
                                                  m_path.rend(),
                                                  [id](const auto& each) { return each.id == id; });
                if (message == m_path.rend())
                    return; // of two answers at once one is heard and counted
                message->text += piece;
                m_meter->addAnswered(tokens);
                if (QAccessible::isActive())
                    m_speaker.add(piece);
            });
    connect(&m_controller, &ChatController::busyChanged, this, [this](bool busy) {
        if (!busy)
            m_speaker.finish();
        showTemporary();
    });
    connect(&m_controller, &ChatController::messageChanged, m_view, &ChatView::updateMessage);
    connect(
        &m_controller, &ChatController::messageChanged, this, [this](const app::Message& message) {
            if (m_reader != nullptr && message.id == m_reader->reading() &&
                message.state == app::MessageState::Streaming)
                m_reader->stop(); // it goes on
            for (app::Message& shown : m_path) {
                if (shown.id == message.id)
                    shown = message;
            }
            updateMeter();
        });
    connect(&m_controller, &ChatController::messageRevealed, m_view, &ChatView::revealMessage);
    connect(&m_controller, &ChatController::prefillProgress, m_view, &ChatView::setPrefill);
    connect(&m_controller, &ChatController::busyChanged, m_composer, &Composer::setBusy);
    connect(&m_controller, &ChatController::busyChanged, m_view, &ChatView::setBusy);
    connect(&m_controller, &ChatController::errorOccurred, this, &ChatPage::showError);
    connect(&m_controller, &ChatController::savingFailed, m_saving, &ErrorStrip::showMessage);
    connect(&m_controller, &ChatController::savingRecovered, m_saving, &ErrorStrip::clear);
    connect(&m_controller, &ChatController::messageRejected, this, &ChatPage::putBack);
}

// Of keys that nothing in the conversation has a use for, letters and pastes belong to the next
// message: a click on one of the buttons there has taken the focus along.
void ChatPage::keyPressEvent(QKeyEvent* event)
{
    if (!m_composer->takeTyped(*event))
        QWidget::keyPressEvent(event);
}

void ChatPage::regenerate(app::MessageId id, MessageFooter::Variation variation)
{
    m_errors->clear();
    app::AnswerOptions options;
    if (variation != MessageFooter::Variation::None) {
        options.sampling = m_controller.sampling();
        options.sampling->temperature = variation == MessageFooter::Variation::Precise
                                            ? kPreciseTemperature
                                            : kImaginativeTemperature;
    }
    m_controller.regenerateMessage(id, options);
    focusComposer();
}

void ChatPage::fork(app::MessageId id)
{
    if (m_controller.isTemporary()) // it would be left, and with that be gone
        say(tr("A temporary conversation can be copied once it is kept."), {}, {});
    else
        m_controller.forkConversation(id);
}

void ChatPage::listOtherModels(app::MessageId id, QMenu* menu, MessageFooter::Purpose purpose)
{
    const core::ModelInfo current = m_inference.modelInfo();
    const bool isCurrents =
        std::any_of(m_path.cbegin(), m_path.cend(), [&](const app::Message& each) {
            return each.id == id && each.model == QString::fromStdString(current.name);
        });
    const bool offersCurrent = purpose == MessageFooter::Purpose::Compare && !isCurrents;
    for (const KnownModel& model : m_models) {
        if (model.path == QString::fromStdString(current.path) && !offersCurrent)
            continue;
        const QString name = QString(model.name).replace(u'&', QStringLiteral("&&"));
        menu->addAction(model.detail.isEmpty() ? name : name + u'\t' + model.detail,
                        this,
                        [this, id, purpose, path = model.path] {
                            if (purpose == MessageFooter::Purpose::Compare)
                                compareAnswer(path, id);
                            else
                                answerBy(path, id);
                        });
    }
}

void ChatPage::answerBy(const QString& model, app::MessageId id)
{
    m_errors->clear();
    m_anotherAnswer = id;
    m_formerModel = QString::fromStdString(m_inference.modelInfo().path);
    openModel(model);
}

void ChatPage::showConversation(const QList<app::Message>& path)
{
    if (std::exchange(m_hasOpened, true)) // else it was said of the start, a moment ago
        m_errors->clear();
    m_toast->takeBack(std::exchange(m_said, QString()));
    m_anotherAnswer = 0;
    m_comparedAnswer = 0;
    m_modelNote->hide();
    m_speaker.forget();
    if (std::exchange(m_shown, m_controller.currentConversation()) !=
        m_controller.currentConversation())
        m_find->close(); // the words were another conversation's
    const bool wasReading = isReading();
    m_view->setMessages(path);
    if (wasReading && !isReading())
        m_reader->stop();
    m_path = path;
    m_tools->showInstructions();
    updateMeter();
    QStringList written;
    for (const app::Message& message : path) {
        if (message.role == core::Role::User)
            written << message.text;
    }
    m_composer->setHistory(written);
    showMessages(!path.isEmpty());
    showTemporary();
    m_composer->setBusy(m_controller.isBusy());
    m_view->setBusy(m_controller.isBusy());
    m_waiting->setBusy(m_controller.isBusy());
    focusComposer();
}

void ChatPage::showTemporary()
{
    m_temporary->setVisible(m_controller.isTemporary());
    m_temporary->setCanKeep(!m_path.isEmpty() && !m_controller.isBusy());
    m_empty->setTemporary(m_controller.isTemporary());
}

void ChatPage::showMessages(bool any)
{
    m_stack->setCurrentWidget(any ? static_cast<QWidget*>(m_view) : m_empty);
}

void ChatPage::connectFind()
{
    connect(m_find, &FindBar::wordsChanged, m_view, &ChatView::find);
    connect(
        &m_controller, &app::ChatController::messageRevealed, this, [this](app::MessageId message) {
            if (message != std::exchange(m_toMark, 0) || m_wordsToMark.isEmpty())
                return;
            m_find->showFound(m_wordsToMark);
            m_view->goToMatchIn(message);
        });
    connect(m_find, &FindBar::stepRequested, m_view, &ChatView::stepFind);
    connect(m_find, &FindBar::closed, this, &ChatPage::focusComposer);
    connect(m_view, &ChatView::findCounted, m_find, &FindBar::showCount);
    connect(m_tools, &ComposerTools::attaching, m_errors, &ErrorStrip::clear);
    connect(m_tools, &ComposerTools::modelOffered, this, &ChatPage::openModel);
    connect(m_tools, &ComposerTools::failed, this, &ChatPage::showError);
    connect(m_tools, &ComposerTools::instructionsChanged, this, &ChatPage::updateMeter);
    connect(m_composer, &Composer::textChanged, m_meter, &ContextMeter::setDraft);
}

bool ChatPage::dismissFind()
{
    if (m_find->isHidden())
        return false;
    m_find->close();
    return true;
}

void ChatPage::markWhenRevealed(app::MessageId message, const QString& words)
{
    m_toMark = message;
    m_wordsToMark = words;
}

void ChatPage::setSpelling(app::SpellChecker& checker)
{
    m_composer->setSpelling(checker);
    m_view->setSpelling(checker);
    connect(&checker, &app::SpellChecker::failed, this, &ChatPage::showError);
}

void ChatPage::setDrafts(app::Drafts& drafts)
{
    m_drafts = new DraftKeeper(drafts, m_controller, *m_composer, this);
    m_edits = new EditKeeper(drafts, *m_view, this);
}

void ChatPage::leaveDraft()
{
    delete std::exchange(m_drafts, nullptr);
    delete std::exchange(m_edits, nullptr);
}

void ChatPage::takeDraftAlong()
{
    if (m_drafts != nullptr)
        m_drafts->takeAlong();
}

// What is being typed is computed ahead.
void ChatPage::connectPrepare()
{
    m_prepare.setSingleShot(true);
    m_prepare.setInterval(kPrepareAfterMs);
    connect(m_composer, &Composer::textChanged, &m_prepare, qOverload<>(&QTimer::start));
    connect(&m_prepare, &QTimer::timeout, this, [this] {
        m_controller.prepareMessage(m_composer->message());
    });
}

void ChatPage::clearError()
{
    m_errors->clear();
}

void ChatPage::attach(const QStringList& paths)
{
    m_tools->attach(paths);
}

void ChatPage::openFind()
{
    if (m_stack->currentWidget() == m_view)
        m_find->open();
}

void ChatPage::say(const QString& text, const QString& action, std::function<void()> act)
{
    m_toast->say(text, action, std::move(act));
}

void ChatPage::sayRemoved(const app::RemovedMessages& removed)
{
    m_view->holdRemovedPlace();
    say(removed.isVersion ? tr("This version and what followed it is in the trash")
                          : tr("The question and its answer are in the trash"),
        tr("Undo"),
        [this, removed] {
            m_view->holdRemovedPlace();
            m_controller.putBack(removed);
        });
}

void ChatPage::sayOfConversation(const QString& text)
{
    m_said = text;
    m_toast->say(text);
}

void ChatPage::showError(const QString& message)
{
    m_errors->showMessage(message);
}

void ChatPage::focusComposer()
{
    m_composer->focusText();
}

} // namespace ui
