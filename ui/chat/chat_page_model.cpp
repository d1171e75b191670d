// What the page shows of the model, and the message that waits for one.
#include "app/chats/model_name.h"
#include "app/conversation/chat_controller.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/chat_view.h"
#include "ui/chat/composer.h"
#include "ui/chat/context_meter.h"
#include "ui/chat/empty_state.h"
#include "ui/chat/model_change_strip.h"
#include "ui/chat/model_note_strip.h"
#include "ui/chat/waiting_strip.h"
#include "ui/widgets/error_strip.h"

#include <QFileInfo>
#include <QStackedWidget>

#include <utility>

namespace ui {

namespace {

// What a person should know about a model before they talk to it.
QString noteOn(const core::ModelInfo& model)
{
    if (model.hasChatTemplate)
        return {};
    if (model.chatTemplateError.empty())
        return ChatPage::tr("This model has no chat template: it was probably made to continue "
                            "texts, and its answers may wander. For conversations choose a model "
                            "whose name says “Instruct”, “Chat” or “it”.");
    return ChatPage::tr("The chat template of this model cannot be used, so Fireside takes a plain "
                        "one and its answers may be worse: %1")
        .arg(QString::fromStdString(model.chatTemplateError));
}

} // namespace

void ChatPage::showModelState(app::ModelState state, const QString& message)
{
    const QString name = app::modelTitle(QString::fromStdString(m_inference.modelInfo().name));
    const QWidget* focused = window()->focusWidget();
    switch (state) {
    case app::ModelState::Ready:
        m_view->setOpenModel(QString::fromStdString(m_inference.modelInfo().name));
        m_empty->setKind(EmptyState::Kind::Examples);
        m_empty->setNote(noteOn(m_inference.modelInfo()));
        m_composer->setPlaceholder(name.isEmpty() ? tr("Write a message")
                                                  : tr("Message %1").arg(name));
        noteModel();
        break;
    case app::ModelState::Loading:
        m_empty->setKind(EmptyState::Kind::LoadingModel);
        m_empty->setNote({});
        m_composer->setPlaceholder(tr("The model is being loaded…"));
        break;
    case app::ModelState::Empty:
    case app::ModelState::Failed:
        m_view->setOpenModel({});
        m_empty->setKind(EmptyState::Kind::NoModel);
        m_empty->setNote(tr("None yet? On huggingface.co search for “Instruct GGUF”; a file of "
                            "about 1 GB suits most computers."));
        m_composer->setPlaceholder(tr("Choose a model to start"));
        break;
    }
    m_meter->setModel();
    m_composer->setReady(state == app::ModelState::Ready);
    if (state != app::ModelState::Loading) {
        const app::MessageId answer = std::exchange(m_anotherAnswer, 0);
        const bool isOther = QString::fromStdString(m_inference.modelInfo().path) != m_formerModel;
        if (answer != 0 && isOther && state == app::ModelState::Ready)
            m_controller.regenerateMessage(answer);
        if (std::exchange(m_isEnlarging, false) && state == app::ModelState::Ready)
            m_controller.tryAgain();
    }
    const bool hadRival = !m_rival.isEmpty();
    goOnComparing(state);
    if (state == app::ModelState::Failed && hadRival && m_rival.isEmpty())
        dismissWaiting(); // the person may want to send it to one model, or to choose another
    m_waiting->setModelState(state);
    if (state == app::ModelState::Ready && dismissWaiting())
        m_composer->send();
    if (state == app::ModelState::Loading && m_errors->message() == m_modelError)
        m_errors->clear(); // it was of another one
    if (state == app::ModelState::Failed) {
        m_modelError = message.isEmpty() ? tr("The model could not be loaded.") : message;
        showError(m_modelError);
    }
    // The button that opened the model may be gone; what Qt focuses then, nobody has chosen.
    if (isAncestorOf(focused) && !focused->isVisibleTo(this))
        focusComposer();
}

// In a conversation; an empty page says it of itself. The model of the start was chosen before.
void ChatPage::noteModel()
{
    const core::ModelInfo model = m_inference.modelInfo();
    const QString former = std::exchange(m_notedModel, QString::fromStdString(model.path));
    if (former == m_notedModel)
        return;
    const bool wasChosenHere = !former.isEmpty() && m_stack->currentWidget() == m_view;
    m_modelNote->showNote(wasChosenHere ? noteOn(model) : QString());
}

void ChatPage::connectWaiting()
{
    connect(m_composer, &Composer::sendHeldBack, m_waiting, &WaitingStrip::wait);
    connect(m_waiting, &WaitingStrip::openModelRequested, this, &ChatPage::openModelRequested);
    connect(m_waiting, &WaitingStrip::dismissed, this, [this] {
        dismissWaiting();
        focusComposer();
    });
    // Queued: what ends an answer has more to do than to say so.
    connect(
        &m_controller,
        &app::ChatController::busyChanged,
        this,
        [this] {
            const bool isReady = m_inference.modelState() == app::ModelState::Ready;
            if (!m_controller.isBusy() && isReady && dismissWaiting())
                m_composer->send();
            m_waiting->setBusy(m_controller.isBusy());
        },
        Qt::QueuedConnection);
    // What is changed is not finished, and what was meant for one conversation goes into no other.
    connect(m_composer, &Composer::textChanged, this, &ChatPage::dismissWaiting);
    connect(
        &m_controller, &app::ChatController::conversationOpened, this, &ChatPage::dismissWaiting);
}

void ChatPage::connectModelChange()
{
    const auto goOn = [this] { openNextModel(/*atOnce=*/false); };
    connect(&m_inference, &app::Inference::finished, this, goOn, Qt::QueuedConnection);
    connect(&m_inference, &app::Inference::failed, this, goOn, Qt::QueuedConnection);
    connect(m_modelChange, &ModelChangeStrip::changeRequested, this, [this] {
        openNextModel(/*atOnce=*/true);
        focusComposer();
    });
    connect(m_modelNote, &ModelNoteStrip::dismissed, this, &ChatPage::focusComposer);
    connect(m_modelChange, &ModelChangeStrip::dismissed, this, [this] {
        dismissModelChange();
        focusComposer();
    });
}

void ChatPage::openModel(const QString& path)
{
    m_nextModel = path;
    openNextModel(/*atOnce=*/false);
}

void ChatPage::openNextModel(bool atOnce)
{
    if (m_nextModel.isEmpty())
        return;
    const int answers = atOnce ? 0 : m_inference.answersEndedBy(m_nextModel);
    if (answers > 0) {
        m_modelChange->showWaiting(app::modelTitle(QFileInfo(m_nextModel).fileName()), answers);
        return;
    }
    m_modelChange->hide();
    emit modelRequested(std::exchange(m_nextModel, QString()));
}

bool ChatPage::dismissModelChange()
{
    if (m_modelChange->isHidden())
        return false;
    m_modelChange->hide();
    m_nextModel.clear();
    m_anotherAnswer = 0;
    m_isEnlarging = false;
    return true;
}

bool ChatPage::dismissWaiting()
{
    if (!m_waiting->isWaiting())
        return false;
    m_waiting->hide();
    return true;
}

} // namespace ui
