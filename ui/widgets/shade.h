// Dims what lies below something that floats above it; a click on it is the way out.
#pragma once

#include <QWidget>

namespace ui {

class Shade : public QWidget
{
    Q_OBJECT

public:
    explicit Shade(QWidget* parent);

signals:
    void clicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
};

} // namespace ui
