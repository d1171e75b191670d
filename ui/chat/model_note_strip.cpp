#include "ui/chat/model_note_strip.h"

#include <QPushButton>

namespace ui {

ModelNoteStrip::ModelNoteStrip(QWidget* parent)
    : NoticeStrip(QStringLiteral("modelNote"), parent)
{
    const QPushButton* close = addButton(QStringLiteral("Close"), tr("OK"));
    connect(close, &QPushButton::clicked, this, &QWidget::hide);
    connect(close, &QPushButton::clicked, this, &ModelNoteStrip::dismissed);
}

void ModelNoteStrip::showNote(const QString& note)
{
    setText(note);
    setVisible(!note.isEmpty());
    if (!note.isEmpty())
        tell();
}

} // namespace ui
