// The part of MessageItem that shows what the model thought of the tokens of its answer.
#include "ui/chat/message_item.h"
#include "ui/chat/token_card.h"
#include "ui/chat/token_text.h"
#include "ui/markdown/markdown_view.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QToolTip>

#include <algorithm>

namespace ui {

void MessageItem::connectTokens()
{
    connect(m_body, &markdown::MarkdownView::tintPointed, this, [this](int token) {
        if (token < 0 || token >= m_tokens.size()) {
            QToolTip::hideText();
            return;
        }
        const QRect rect = m_body->tintRect(token);
        QToolTip::showText(m_body->mapToGlobal(rect.bottomLeft()),
                           percentText(m_tokens[token].odds.chosen.probability),
                           m_body);
    });
    connect(m_body, &markdown::MarkdownView::tintClicked, this, &MessageItem::openToken);
    connect(&m_theme, &Theme::changed, this, &MessageItem::tintTokens);
}

void MessageItem::setLooking(bool looking)
{
    if (looking == m_looking)
        return;
    m_looking = looking;
    m_tokens.clear();
    m_tokensRead = false;
    tintTokens();
    if (m_sureness != nullptr)
        m_sureness->hide();
    if (looking && !isUser())
        emit tokensWanted(m_message.id);
    emit heightChanged();
}

void MessageItem::setTokens(const QList<app::PlacedToken>& tokens)
{
    m_tokens = tokens;
    m_tokensRead = true;
    tintTokens();
    if (!m_looking)
        return;
    if (isStreaming()) {
        if (m_sureness != nullptr)
            m_sureness->hide(); // of what it was before it went on
        return;
    }
    if (m_sureness == nullptr) {
        m_sureness = new QLabel(this);
        m_sureness->setObjectName(QStringLiteral("surenessLabel"));
        m_sureness->setProperty("look", "muted");
        m_sureness->setFont(m_theme.smallFont());
    }
    m_sureness->setText(surenessText(tokens));
    m_sureness->setVisible(!isEditing());
    emit heightChanged();
}

void MessageItem::appendTokens(const QList<app::PlacedToken>& tokens)
{
    if (!m_looking)
        return;
    m_tokens += tokens;
    m_body->appendTints(tintsOf(tokens, m_answerStart, m_theme.palette()));
}

void MessageItem::setAnswerStart(qsizetype start)
{
    if (start == m_answerStart)
        return;
    m_answerStart = start;
    tintTokens();
}

void MessageItem::tintTokens()
{
    m_body->setTints(tintsOf(m_tokens, m_answerStart, m_theme.palette()));
}

bool MessageItem::showsTokens() const
{
    return m_tokensRead && m_body->isLaidOut();
}

std::vector<int> MessageItem::uncertainTokens() const
{
    std::vector<int> found;
    if (isEditing())
        return found;
    for (int i = 0; i < m_tokens.size(); ++i) {
        if (isUncertainWord(m_tokens[i], m_message.text) && m_body->showsTint(i))
            found.push_back(i);
    }
    std::stable_sort(found.begin(), found.end(), [this](int a, int b) {
        return m_tokens[a].odds.chosen.probability < m_tokens[b].odds.chosen.probability;
    });
    return found;
}

QRect MessageItem::tokenRect(int token) const
{
    return m_body->tintRect(token).translated(m_body->pos());
}

void MessageItem::openToken(int token)
{
    if (token < 0 || token >= m_tokens.size())
        return;
    QToolTip::hideText();
    m_body->setPointedTint(token);
    m_card = new TokenCard(m_theme, m_tokens[token].odds, !m_busy, window());
    connect(m_card, &TokenCard::otherChosen, this, [this, token](int other) {
        emit branchRequested(m_message.id, token, other);
    });
    connect(m_card, &TokenCard::stepRequested, this, &MessageItem::uncertainStepRequested);
    connect(m_card, &TokenCard::closed, this, [this, card = m_card.data()] {
        if (card == m_card)
            m_body->setPointedTint(-1);
    });
    const QRect rect = tokenRect(token);
    m_card->openBelow(QRect(mapToGlobal(rect.topLeft()), rect.size()));
}

} // namespace ui
