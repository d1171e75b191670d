// Above the conversation while it is looked inside: what the tints mean, and the way to the words
// the model was least certain of. GUI thread only.
#pragma once

#include <QFrame>

namespace ui {

class Theme;

class LookBar : public QFrame
{
    Q_OBJECT

public:
    explicit LookBar(const Theme& theme, QWidget* parent = nullptr);

signals:
    void nextRequested(); // uncertain word
    void closed();
};

} // namespace ui
