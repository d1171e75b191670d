// One sentence about what went wrong, in place, until it is closed. Hidden while there is none.
#pragma once

#include <QFrame>

class QLabel;
class QToolButton;

namespace ui {

class Theme;

class ErrorStrip : public QFrame
{
    Q_OBJECT

public:
    explicit ErrorStrip(const Theme& theme, QWidget* parent = nullptr);

    void showMessage(const QString& message); // plain text
    void clear();
    QString message() const;

private:
    void restyle();

    const Theme& m_theme;
    QLabel* m_icon;
    QLabel* m_label;
    QToolButton* m_close;
};

} // namespace ui
