// Above the composer after another model was chosen that would end answers on their way: says that
// it waits for them, and lets it be opened at once or not at all. Hidden while none waits.
#pragma once

#include "ui/widgets/notice_strip.h"

namespace ui {

class ModelChangeStrip : public NoticeStrip
{
    Q_OBJECT

public:
    explicit ModelChangeStrip(QWidget* parent = nullptr);

    void showWaiting(const QString& model, int answers); // its name; what it waits for

signals:
    void changeRequested(); // now, whatever is being answered
    void dismissed();       // the model stays the one it is
};

} // namespace ui
