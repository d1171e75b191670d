#include "ui/chat/token_card.h"

#include "ui/chat/token_row.h"
#include "ui/chat/token_text.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

TokenCard::TokenCard(const Theme& theme,
                     const app::TokenOdds& odds,
                     bool mayBranch,
                     QWidget* parent)
    : QFrame(parent, Qt::Popup | Qt::FramelessWindowHint | Qt::NoDropShadowWindowHint)
    , m_theme(theme)
    , m_rows(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("tokenCard"));
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(tr("What could have stood here"));
    m_rows->setContentsMargins(kSpaceS, kSpaceS, kSpaceS, kSpaceS);
    m_rows->setSpacing(1);
    // The chosen one stands where its probability puts it.
    const bool spaces = spacesDiffer(odds);
    bool placed = false;
    for (int i = 0; i < odds.others.size(); ++i) {
        if (!placed && odds.chosen.probability >= odds.others[i].probability) {
            addRow(odds.chosen, -1, mayBranch, spaces);
            placed = true;
        }
        addRow(odds.others[i], i, mayBranch, spaces);
    }
    if (!placed)
        addRow(odds.chosen, -1, mayBranch, spaces);
    auto* hint = new QLabel(odds.others.isEmpty() ? tr("Nothing else was likely here.")
                            : mayBranch ? tr("Choose a word to start another answer with it.")
                                        : tr("Another answer can be started once this one ends."),
                            this);
    hint->setProperty("look", "muted");
    hint->setFont(theme.smallFont());
    hint->setContentsMargins(10, kSpaceXs, 10, 2);
    m_rows->addWidget(hint);
}

void TokenCard::addRow(const app::TokenChoice& choice, int other, bool mayBranch, bool spaces)
{
    auto* row =
        new TokenRow(m_theme, tokenName(choice.bytes, spaces), choice.probability, other < 0, this);
    row->setObjectName(other < 0 ? QStringLiteral("chosenToken") : QStringLiteral("otherToken"));
    if (other < 0) // it takes no focus, so nobody would hear of it
        setAccessibleDescription(row->accessibleName());
    row->setEnabled(other >= 0 && mayBranch && app::isWholeText(choice));
    connect(row, &QAbstractButton::clicked, this, [this, other] {
        emit otherChosen(other);
        close();
    });
    m_rows->addWidget(row);
}

void TokenCard::openBelow(const QRect& token)
{
    adjustSize();
    QPoint corner(token.left() - kSpaceM, token.bottom() + kSpaceXs);
    if (const QScreen* screen = parentWidget()->screen()) {
        const QRect room = screen->availableGeometry();
        if (corner.y() + height() > room.bottom())
            corner.setY(token.top() - height() - kSpaceXs);
        corner.setX(
            std::clamp(corner.x(), room.left(), std::max(room.left(), room.right() - width())));
    }
    move(corner);
    show();
    focusNextChild();
}

void TokenCard::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Up:
        focusPreviousChild();
        break;
    case Qt::Key_Down:
        focusNextChild();
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (auto* row = qobject_cast<TokenRow*>(focusWidget()))
            row->click();
        break;
    case Qt::Key_F8: {
        const int step = event->modifiers().testFlag(Qt::ShiftModifier) ? -1 : 1;
        close(); // before the next one opens
        emit stepRequested(step);
        break;
    }
    case Qt::Key_Escape:
        close();
        break;
    default:
        QFrame::keyPressEvent(event);
    }
}

// Square as the menus are: round corners would be black where the desktop does not blend windows.
void TokenCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(m_theme.palette().border);
    painter.setBrush(m_theme.palette().card);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void TokenCard::hideEvent(QHideEvent* event)
{
    QFrame::hideEvent(event);
    emit closed();
}

} // namespace ui
