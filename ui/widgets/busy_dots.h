// Three dots that breathe while something is under way, with a line of text beside them.
//
// Animates only while it can be seen, so that an idle window costs nothing.
#pragma once

#include <QTimer>
#include <QWidget>

namespace ui {

class Theme;

class BusyDots : public QWidget
{
    Q_OBJECT

public:
    explicit BusyDots(const Theme& theme, QWidget* parent = nullptr);

    void setText(const QString& text); // may be empty
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    const Theme& m_theme;
    QString m_text;
    QTimer m_timer;
    int m_phase = 0;
};

} // namespace ui
