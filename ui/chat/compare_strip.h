// Above the composer while the next message is to be answered by two models. Hidden while it is
// not. GUI thread only.
#pragma once

#include "ui/widgets/notice_strip.h"

namespace ui {

class CompareStrip : public NoticeStrip
{
    Q_OBJECT

public:
    explicit CompareStrip(QWidget* parent = nullptr);

    void showModels(const QString& first, const QString& second);

signals:
    void dismissed();
};

} // namespace ui
