// Above a temporary conversation: that nothing of it is saved, and the way to keep it. GUI thread
// only.
#pragma once

#include <QFrame>

class QPushButton;

namespace ui {

class TemporaryBar : public QFrame
{
    Q_OBJECT

public:
    explicit TemporaryBar(QWidget* parent = nullptr);

    void setCanKeep(bool can); // something was said, and no answer is on its way

signals:
    void keepRequested();

private:
    QPushButton* m_keep;
};

} // namespace ui
