#include "ui/sidebar/conversation_delegate.h"

#include "ui/sidebar/conversation_list.h"
#include "ui/sidebar/conversation_model.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QRegularExpression>

namespace ui {

namespace {

constexpr double kDot = 3.5;         // radius of the mark of an answer: a ring until it is there
constexpr double kWidestTags = 0.45; // of a row
constexpr double kBarWidth = 3;      // of the mark of the open conversation

} // namespace

QString elidedTitle(const QFontMetrics& metrics, const QString& title, int width)
{
    static const QRegularExpression end(QStringLiteral("\\s*[(（][^()（）]{1,12}[)）]$"));
    const QString kept = end.match(title).captured();
    const int room = width - metrics.horizontalAdvance(kept);
    if (kept.isEmpty() || room < width / 2 || metrics.horizontalAdvance(title) <= width)
        return metrics.elidedText(title, Qt::ElideRight, width);
    return metrics.elidedText(title.chopped(kept.size()), Qt::ElideRight, room) + kept;
}

ConversationDelegate::ConversationDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

QSize ConversationDelegate::sizeHint(const QStyleOptionViewItem& option,
                                     const QModelIndex& index) const
{
    const bool heading = index.data(ConversationModel::HeadingRole).toBool();
    const int line = option.fontMetrics.height();
    return {100, heading ? line + (index.row() == 0 ? kSpaceM : kSpaceXl) : line + kSpaceL};
}

void ConversationDelegate::paint(QPainter* painter,
                                 const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const
{
    const Palette& palette = m_theme.palette();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    QRect rect = option.rect.adjusted(2, 1, -2, -1);
    const bool heading = index.data(ConversationModel::HeadingRole).toBool();
    if (heading) {
        painter->setFont(m_theme.smallFont());
        painter->setPen(palette.mutedText);
        rect.setBottom(rect.bottom() - kSpaceXs);
        rect.setLeft(rect.left() + kSpaceS + 2);
        QRect text;
        painter->drawText(rect, Qt::AlignLeft | Qt::AlignBottom, index.data().toString(), &text);
        if (const QVariant closed = index.data(ConversationModel::ClosedRole); closed.isValid()) {
            const int size = m_theme.grown(kSmallIconSize);
            const QRect icon(text.right() + kSpaceXs, text.center().y() - size / 2 + 1, size, size);
            m_theme
                .icon(closed.toBool() ? QStringLiteral("chevron-right")
                                      : QStringLiteral("chevron-down"))
                .paint(painter, icon);
        }
        if (option.state.testFlag(QStyle::State_HasFocus) &&
            option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
            painter->setPen(palette.accent);
            painter->drawRoundedRect(
                QRectF(text).adjusted(-kSpaceXs, -1, 2 * m_theme.grown(kSmallIconSize), 1),
                kRadius,
                kRadius);
        }
        painter->restore();
        return;
    }
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    const bool focused = option.state.testFlag(QStyle::State_HasFocus) &&
                         option.state.testFlag(QStyle::State_KeyboardFocusChange);
    const bool open = index.data(ConversationModel::OpenRole).toBool();
    painter->setPen(Qt::NoPen);
    if (selected || hovered || open) {
        painter->setBrush(selected ? palette.pressed : palette.hover);
        painter->drawRoundedRect(rect, kRadius, kRadius);
    }
    if (open) { // seen also where others are selected
        painter->setBrush(palette.accent);
        painter->drawRoundedRect(
            QRectF(rect.left(), rect.top() + kSpaceS, kBarWidth, rect.height() - 2 * kSpaceS),
            kBarWidth / 2,
            kBarWidth / 2);
    }
    if (focused) {
        painter->setPen(palette.accent);
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
    }
    rect.adjust(kSpaceS + 2, 0, -kSpaceS, 0);
    const auto* list = qobject_cast<const ConversationList*>(option.widget);
    if (list != nullptr && list->rowWithButton() == index)
        rect.setRight(rect.right() - list->buttonWidth());
    const bool answering = index.data(ConversationModel::AnsweringRole).toBool();
    if (answering || index.data(ConversationModel::NewAnswerRole).toBool()) {
        painter->setPen(QPen(palette.accent, 1.5));
        painter->setBrush(answering ? Qt::NoBrush : QBrush(palette.accent));
        painter->drawEllipse(QPointF(rect.right() - kDot, rect.center().y() + 1), kDot, kDot);
        rect.setRight(rect.right() - 2 * kDot - kSpaceS);
    }
    if (const QStringList tags = index.data(ConversationModel::TagsRole).toStringList();
        !tags.isEmpty()) {
        painter->setFont(m_theme.smallFont());
        painter->setPen(palette.mutedText);
        const QFontMetrics metrics(m_theme.smallFont());
        const QString text = metrics.elidedText(u'#' + tags.join(QStringLiteral(" #")),
                                                Qt::ElideRight,
                                                int(rect.width() * kWidestTags));
        painter->drawText(rect, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, text);
        rect.setRight(rect.right() - metrics.horizontalAdvance(text) - kSpaceS);
    }
    painter->setFont(m_theme.font());
    painter->setPen(palette.text);
    const QString title =
        elidedTitle(QFontMetrics(m_theme.font()), index.data().toString(), rect.width());
    painter->setLayoutDirection(title.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
    painter->drawText(
        rect, Qt::AlignVCenter | Qt::AlignLeft | Qt::AlignAbsolute | Qt::TextSingleLine, title);
    painter->restore();
}

void ConversationDelegate::updateEditorGeometry(QWidget* editor,
                                                const QStyleOptionViewItem& option,
                                                const QModelIndex&) const
{
    editor->setGeometry(option.rect.adjusted(2, 0, -2, 0));
}

} // namespace ui
