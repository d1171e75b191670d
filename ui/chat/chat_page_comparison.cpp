// The part of the page that has a second model answer too, and shows both answers.
#include "app/chats/model_name.h"
#include "app/conversation/chat_controller.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/chat_view.h"
#include "ui/chat/compare_strip.h"
#include "ui/chat/model_note_strip.h"
#include "ui/widgets/error_strip.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace ui {

namespace {

bool isLoaded(const app::Inference& inference, const QString& path)
{
    const std::vector<core::ModelInfo> models = inference.loadedModels();
    return std::any_of(models.begin(), models.end(), [&path](const core::ModelInfo& model) {
        return QString::fromStdString(model.path) == path;
    });
}

} // namespace

void ChatPage::connectComparison()
{
    using app::ChatController;
    connect(m_comparison, &CompareStrip::dismissed, this, [this] {
        dismissComparison();
        focusComposer();
    });
    connect(m_view, &ChatView::compareRequested, &m_controller, &ChatController::compareSiblings);
    connect(m_view, &ChatView::answerChosen, &m_controller, &ChatController::chooseAnswer);
    connect(&m_controller, &ChatController::modelWanted, this, &ChatPage::openModel);
    connect(&m_controller, &ChatController::comparisonOpened, m_view, &ChatView::setComparison);
}

void ChatPage::compareNext(const QString& model)
{
    m_rival = model;
    loadRival(model);
}

void ChatPage::compareAnswer(const QString& model, app::MessageId answer)
{
    m_comparedAnswer = answer;
    m_comparedModel = model;
    loadRival(model);
}

void ChatPage::loadRival(const QString& model)
{
    m_errors->clear();
    m_anotherAnswer = 0;
    if (isLoaded(m_inference, model))
        goOnComparing(m_inference.modelState());
    else
        emit modelBesideRequested(model);
}

// Once the model's state is settled: the answer that was asked for, and that the next message gets
// two.
void ChatPage::goOnComparing(app::ModelState state)
{
    if (state == app::ModelState::Loading)
        return;
    const app::MessageId answer = std::exchange(m_comparedAnswer, 0);
    if (answer != 0 && state == app::ModelState::Ready && isLoaded(m_inference, m_comparedModel))
        m_controller.compareAnswer(answer, m_comparedModel);
    if (m_rival.isEmpty())
        return;
    const core::ModelInfo current = m_inference.modelInfo();
    if (!isLoaded(m_inference, m_rival) || QString::fromStdString(current.path) == m_rival) {
        m_rival.clear();
        m_comparison->hide();
    } else {
        m_comparison->showModels(app::modelTitle(QString::fromStdString(current.name)),
                                 app::modelTitle(QFileInfo(m_rival).fileName()));
    }
}

void ChatPage::send(const QString& text)
{
    m_errors->clear();
    m_comparison->hide();
    m_modelNote->hide();
    m_controller.send(text, std::exchange(m_rival, QString()));
}

bool ChatPage::dismissComparison()
{
    if (!m_comparison->isHidden()) {
        m_comparison->hide();
        m_rival.clear();
        return true;
    }
    if (!m_controller.isComparing() || m_controller.isBusy())
        return false;
    m_controller.closeComparison();
    return true;
}

} // namespace ui
