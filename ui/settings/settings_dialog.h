// The settings: a search field and a list of pages at the left, the chosen page at the right. While
// something is searched for, the list holds the settings found. Changes apply at once.
#pragma once

#include "app/inference/inference.h"
#include "app/platform/shortcut_state.h"
#include "app/settings/settings.h"
#include "ui/settings/settings_search.h"

#include <QDialog>

class QBoxLayout;
class QFrame;
class QLineEdit;
class QListWidget;
class QStackedWidget;

namespace app {
class ChatController;
}

namespace ui {

class AnswersPage;
class AppearancePage;
class EndpointPage;
class EnginePage;
class SettingsPage;
class Theme;

class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    // All must outlive the dialog.
    SettingsDialog(const Theme& theme,
                   app::Settings& settings,
                   app::ChatController& controller,
                   const QList<app::SavedPrompt>& starters,
                   QWidget* parent = nullptr);

    void setEndpointState(const QString& url, const QString& error);
    void setModel(app::ModelState state, const core::ModelInfo& model, bool isAnswering);
    void setShortcutState(const app::ShortcutState& state);
    void showPage(int index);
    void focusLanguage(); // where somebody goes through the languages with keys

signals:
    void logRequested();
    void reopenRequested(); // the current model

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override; // keys in the search field

private:
    void addPage(SettingsPage* page);
    void buildSide();
    void addTextSizeKeys(app::Settings& settings);
    void fit(); // to the size of the text, on the screen
    void arrange();
    void search(const QString& query);
    QSize hitSize(const QString& text) const;
    void showPlace(SettingPlace place);
    void scrollTo(SettingPlace place);
    void focusCurrent(); // the setting's control

    const Theme& m_theme;
    QSize m_fitted;       // another size than that is a person's
    QSize m_chosen;       // invalid: none
    QBoxLayout* m_layout; // the side, the page
    QFrame* m_side;
    QLineEdit* m_search;
    QListWidget* m_list;
    QListWidget* m_hits; // in the list's place while something is searched for
    QStackedWidget* m_pages;
    QList<SettingsPage*> m_settingsPages;
    AppearancePage* m_appearance;
    AnswersPage* m_answers;
    EnginePage* m_engine;
    EndpointPage* m_endpoint;
};

} // namespace ui
