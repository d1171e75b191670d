// A label of one line whose end is left out where there is no room; all of it is then its tool tip.
#pragma once

#include <QLabel>

namespace ui {

class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    using QLabel::QLabel;

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
};

} // namespace ui
