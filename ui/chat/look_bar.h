// Above the conversation while it is looked inside: what the tints mean, and the way to the words
// the model was least certain of. GUI thread only.
#pragma once

#include <QFrame>

class QBoxLayout;

namespace ui {

class IconButton;
class Theme;

class LookBar : public QFrame
{
    Q_OBJECT

public:
    explicit LookBar(const Theme& theme, QWidget* parent = nullptr);

protected:
    bool event(QEvent* event) override;

signals:
    void nextRequested(); // uncertain word
    void closed();

private:
    QBoxLayout* m_parts; // below one another where the bar is narrow
    IconButton* m_leave;
};

} // namespace ui
