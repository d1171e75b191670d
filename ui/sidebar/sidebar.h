// The left side: a new conversation, the list of those there are, and the way to the settings.
#pragma once

#include "app/chats/chat_types.h"

#include <QFrame>

class QMenu;
class QModelIndex;
class QPushButton;

namespace ui {

class ConversationList;
class ConversationModel;
class Theme;

class Sidebar : public QFrame
{
    Q_OBJECT

public:
    explicit Sidebar(const Theme& theme, QWidget* parent = nullptr);

    void setConversations(const QList<app::ConversationSummary>& conversations);
    void setAnswering(const QList<app::ConversationId>& conversations); // they are marked
    void setCurrent(app::ConversationId id); // 0: a new one, nothing is marked

    // The conversation that is listed a step below (1) or above (-1) the current one, past
    // headings; below a new one the first. 0: there is none.
    app::ConversationId neighbour(int step) const;

    // Opens the editor in place: of the row that keys are on, else of the current conversation.
    void renameCurrent();

    // Which folders are closed, to be kept: see ConversationModel::toggled().
    QStringList toggledHeadings() const;
    void setToggledHeadings(const QStringList& headings);
    // Folders that are there though nothing may be in them: see ConversationModel::keptFolders().
    QStringList keptFolders() const;
    void setKeptFolders(const QStringList& folders);

signals:
    void newRequested();
    void openRequested(app::ConversationId id);
    void newWindowRequested(app::ConversationId id);
    void renameRequested(app::ConversationId id, const QString& title);
    void pinRequested(app::ConversationId id, bool pinned);
    void archiveRequested(app::ConversationId id, bool archived);
    void folderRequested(app::ConversationId id, const QString& folder); // empty: none
    void folderRenameRequested(const QString& from, const QString& to);  // to empty: it goes
    void tagsRequested(app::ConversationId id, const QStringList& tags);
    void toggledHeadingsChanged();
    void keptFoldersChanged();
    void searchRequested();
    void exportRequested(app::ConversationId id, const QString& title);
    void printRequested(app::ConversationId id);
    void deleteRequested(app::ConversationId id);
    void modelsRequested();
    void settingsRequested();
    void helpRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showMenu(const QModelIndex& index, const QPoint& place, bool byPointer);
    void markCurrent();
    void showConversationMenu(QMenu* menu, const QModelIndex& index);
    void buildFolderMenu(QMenu* menu, const QModelIndex& index);
    void buildTagMenu(QMenu* menu, const QModelIndex& index);
    void showHeadingMenu(QMenu* menu, const QModelIndex& heading);
    void renameFolder(const QString& from, const QString& to);
    void showList();
    void chooseRow();
    void remove(const QModelIndex& index);
    void restyle();

    const Theme& m_theme;
    ConversationModel* m_model;
    ConversationList* m_list;
    QPushButton* m_new;
    QPushButton* m_search;
    QPushButton* m_models;
    QPushButton* m_settings;
    QPushButton* m_help;
    app::ConversationId m_current = 0;
};

} // namespace ui
