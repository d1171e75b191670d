// What the page has to do with looking inside answers.
#include "app/conversation/chat_controller.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/chat_view.h"
#include "ui/chat/look_bar.h"
#include "ui/widgets/error_strip.h"

namespace ui {

void ChatPage::connectLook()
{
    using app::ChatController;
    connect(m_look, &LookBar::closed, this, [this] { setLooking(false); });
    connect(m_look, &LookBar::nextRequested, this, [this] { stepUncertain(1); });
    connect(m_view, &ChatView::nothingUncertain, this, [this](bool known) {
        say(known ? tr("No word of the answers in view is uncertain.")
                  : tr("No probabilities are kept of the answers in view."),
            {},
            {});
    });
    connect(m_view, &ChatView::tokensWanted, &m_controller, &ChatController::readOdds);
    connect(&m_controller, &ChatController::oddsRead, m_view, &ChatView::setTokens);
    connect(&m_controller, &ChatController::tokensPlaced, m_view, &ChatView::appendTokens);
    connect(
        m_view, &ChatView::branchRequested, this, [this](app::MessageId id, int token, int other) {
            m_errors->clear();
            m_controller.branchAnswer(id, token, other);
        });
}

bool ChatPage::isLooking() const
{
    return !m_look->isHidden();
}

void ChatPage::setLooking(bool looking)
{
    if (looking == isLooking())
        return;
    m_look->setVisible(looking);
    m_view->setLooking(looking);
    emit lookingChanged(looking);
}

void ChatPage::stepUncertain(int step)
{
    setLooking(true);
    m_view->stepUncertain(step);
}

} // namespace ui
