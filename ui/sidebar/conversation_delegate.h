// Draws a conversation's title or a day's heading in the side bar.
#pragma once

#include <QFontMetrics>
#include <QStyledItemDelegate>

namespace ui {

class Theme;

// As much of title as is seen in width, in pixels. Of a copy's the end stays, which tells it from
// the original.
QString elidedTitle(const QFontMetrics& metrics, const QString& title, int width);

class ConversationDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit ConversationDelegate(const Theme& theme, QObject* parent = nullptr);

    void paint(QPainter* painter,
               const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor,
                              const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;

private:
    const Theme& m_theme;
};

} // namespace ui
