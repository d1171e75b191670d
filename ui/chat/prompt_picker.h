// Saved prompts above the composer, narrowed by what is typed behind the slash.
//
// Takes no focus: the composer's field hands it the keys. GUI thread only.
#pragma once

#include "app/settings/settings.h"

#include <QListWidget>

namespace ui {

class PromptPicker : public QListWidget
{
    Q_OBJECT

public:
    explicit PromptPicker(QWidget* parent = nullptr);

    void setPrompts(const QList<app::SavedPrompt>& prompts);
    // Shows what fits words above anchor, or hides where nothing does.
    void openAbove(const QWidget* anchor, const QString& words);
    // True where the key was for the list: arrows, Enter, Tab and Esc while it is shown.
    bool takeKey(int key);

signals:
    void picked(const QString& text);

private:
    void pick(const QListWidgetItem* item);

    QList<app::SavedPrompt> m_prompts;
};

// The prompts a new installation has.
QList<app::SavedPrompt> starterPrompts();

} // namespace ui
