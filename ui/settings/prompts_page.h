// Saved prompts: their names and texts.
#pragma once

#include "ui/settings/settings_page.h"

#include "app/settings/settings.h"

class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace ui {

class PromptsPage : public SettingsPage
{
    Q_OBJECT

public:
    // starters: shown while nothing is saved.
    PromptsPage(const Theme& theme,
                app::Settings& settings,
                const QList<app::SavedPrompt>& starters,
                QWidget* parent = nullptr);

private:
    void addItem(const QString& name);
    void showCurrent();
    void changeCurrent();
    void add();
    void remove();
    void undoRemove();
    void show(const QList<app::SavedPrompt>& prompts);
    void store();

    app::Settings& m_settings;
    QList<app::SavedPrompt> m_prompts;
    QListWidget* m_list;
    QLineEdit* m_name;
    QPlainTextEdit* m_text;
    QPushButton* m_remove;
    QPushButton* m_undo; // shown from a removal until the next change
    app::SavedPrompt m_removed;
    int m_removedRow = 0;
    bool m_isStoring = false;
};

} // namespace ui
