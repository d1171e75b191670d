// Tells in a conversation what a person should know of the model that was chosen for it.
#pragma once

#include "ui/widgets/notice_strip.h"

namespace ui {

class ModelNoteStrip : public NoticeStrip
{
    Q_OBJECT

public:
    explicit ModelNoteStrip(QWidget* parent = nullptr);

    void showNote(const QString& note); // empty: hides it

signals:
    void dismissed();
};

} // namespace ui
