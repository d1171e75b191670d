// The window: side bar, top bar and chat page, their shortcuts, and the dialogs.
//
// There may be several windows, each with a controller of its own on the same store. Only arranges:
// conversations are the controller's, models the inference's, choices the settings'. What the
// composition root has to do is said by signals. GUI thread only.
#pragma once

#include "app/chats/chat_types.h"
#include "app/inference/inference.h"
#include "app/platform/shortcut_state.h"
#include "ui/models/model_button.h"

#include <QMainWindow>
#include <QPointer>
#include <QThreadPool>

#include <functional>
#include <optional>

class QAction;
class QDialog;
class QSplitter;

namespace app {
class ChatController;
class Settings;
} // namespace app

namespace ui {

class ChatPage;
class IconButton;
class ModelsDialog;
class SearchDialog;
class SettingsDialog;
class Shade;
class Sidebar;
class Theme;

class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    // All must outlive the window. Call controller.start() after it is made.
    MainWindow(const Theme& theme,
               app::ChatController& controller,
               app::Inference& inference,
               app::Settings& settings,
               QWidget* parent = nullptr);

    void setKnownModels(const QList<KnownModel>& models);
    void showModelLoading(const QString& path);
    void setEndpointState(const QString& url, const QString& error);
    void setShortcutState(const app::ShortcutState& state);
    void showError(const QString& message);
    void openModel(const QString& path); // asks where answers would end with that
    void bringToFront();
    void showConversation(app::ConversationId id, app::MessageId message = 0); // and to the front
    // For one question, in the middle of the screen; its place and size are not kept. Esc closes
    // it.
    void makeSmall();
    bool isSmall() const { return m_isSmall; }
    // Shows a conversation in the window where it is open already; false: it is in none.
    using Elsewhere = std::function<bool(app::ConversationId id, app::MessageId message)>;
    void setElsewhere(Elsewhere elsewhere);
    // In any window: they are marked in the side bar.
    void setAnswering(const QList<app::ConversationId>& conversations);
    ChatPage& chatPage() { return *m_page; }

    void openSettings();
    QByteArray settingsGeometry() const;           // empty where they were not opened
    void openLanguage(const QByteArray& geometry); // the settings, there, at the language
    void openModels();
    void openSearch();
    void openShortcuts();
    void openAbout();
    void openLog();

signals:
    void modelChosen(const QString& path);           // a file or folder to load
    void modelBesideChosen(const QString& path);     // to load beside the current one
    void newWindowRequested(app::ConversationId id); // 0: with a new conversation
    void modelFilesChanged();                        // or may have: setKnownModels() is to follow
    void closed();

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void buildLayout();
    QWidget* buildTopBar();
    void addShortcuts();
    void addShortcutsTo(QDialog* dialog);
    void connectParts();
    void connectSidebar();
    void connectConversation();
    void connectModel();
    void showModelState(app::ModelState state);
    void showReopening(); // whether the settings can open the model again
    void showTitle();
    void makeSettings();
    void setSidebarShown(bool shown);
    bool isSidebarFloating() const;
    void uncoverPage(); // where the side bar floats over it
    void arrangeSidebar();
    void fitSidebar();
    void widenSidebar(int by);
    void open(app::ConversationId id, app::MessageId message = 0); // here, or where it is already
    void escape();
    void leaveSmall();
    void toggleTemporary();
    void print(app::ConversationId id); // 0: nothing
    void chooseModelFile();
    void archive(const QList<app::ConversationId>& ids, bool archived);
    void chooseExport(const QList<app::ConversationId>& ids, const QString& title);
    void chooseModelFolder();
    void restoreState();

    const Theme& m_theme;
    app::ChatController& m_controller;
    app::Inference& m_inference;
    app::Settings& m_settings;
    Sidebar* m_sidebar;
    Shade* m_shade;              // behind the side bar where it floats
    QSplitter* m_splitter;       // the side bar, unless it floats, and the conversation
    bool m_sidebarWanted = true; // beside the conversation, where the window is wide enough
    bool m_narrow = false;
    bool m_isSmall = false;
    std::optional<QString> m_mayBeLost; // written in a small window, when Esc said so
    QThreadPool m_printing;             // waits at the end for what is being printed
    ChatPage* m_page;
    ModelButton* m_model;
    IconButton* m_toggle;
    IconButton* m_newButton;
    IconButton* m_settingsButton;
    IconButton* m_lookButton;
    IconButton* m_temporaryButton;
    QList<KnownModel> m_knownModels;
    QPointer<ModelsDialog> m_modelsDialog; // while it is open
    QList<QAction*> m_dialogActions;       // whose keys count in the dialogs, too
    QPointer<SearchDialog> m_searchDialog; // likewise
    QList<app::ConversationSummary> m_conversations;
    Elsewhere m_elsewhere;
    SettingsDialog* m_dialog = nullptr; // made when first opened
    QString m_endpointUrl;
    QString m_endpointError;
    app::ShortcutState m_shortcut;
};

} // namespace ui
