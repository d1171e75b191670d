// The left side: a new conversation, the list of those there are, and the way to the settings.
#pragma once

#include "app/chats/chat_types.h"
#include "ui/theme/metrics.h"

#include <QFrame>
#include <QModelIndex>

class QMenu;
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
    void setAnswering(const QList<app::ConversationId>& conversations);  // they are marked
    void setNewAnswers(const QList<app::ConversationId>& conversations); // likewise
    void setCurrent(app::ConversationId id); // the open one, marked; 0: a new one, nothing is
    void reveal(app::ConversationId id);     // opens the folder or the archive that it is in
    void markCurrent();                      // instead of what was selected and not opened

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

    // The width that it asks for with text of the desktop's size, to be kept; it grows with the
    // text. Held within sensible limits.
    int usualWidth() const { return m_usualWidth; }
    void setUsualWidth(int width);
    void setShownWidth(int width); // likewise, with the text as it is now
    QSize sizeHint() const override;

signals:
    void newRequested();
    void openRequested(app::ConversationId id);
    void newWindowRequested(app::ConversationId id);
    void renameRequested(app::ConversationId id, const QString& title);
    void pinRequested(const QList<app::ConversationId>& ids, bool pinned);
    void archiveRequested(const QList<app::ConversationId>& ids, bool archived);
    void folderRequested(const QList<app::ConversationId>& ids,
                         const QString& folder);                        // empty: none
    void folderRenameRequested(const QString& from, const QString& to); // to empty: it goes
    void tagsRequested(app::ConversationId id, const QStringList& tags);
    void toggledHeadingsChanged();
    void keptFoldersChanged();
    void searchRequested();
    void exportRequested(const QList<app::ConversationId>& ids, const QString& title);
    void printRequested(app::ConversationId id);
    void deleteRequested(const QList<app::ConversationId>& ids);
    void modelsRequested();
    void settingsRequested();
    void helpRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showMenu(const QModelIndex& index, const QPoint& place, bool byPointer);
    QModelIndexList selectedRows() const; // from above; where there are none, that of the keys
    void remove(const QList<app::ConversationId>& ids); // by keys, which go on beside them
    app::ConversationId besideThose(const QList<app::ConversationId>& ids) const;
    void keepSelection();
    void restoreSelection();
    void showConversationMenu(QMenu* menu, const QModelIndexList& rows);
    void addOfOne(QMenu* menu, const QModelIndex& row);
    void buildFolderMenu(QMenu* menu, const QModelIndexList& rows);
    void buildTagMenu(QMenu* menu, const QModelIndexList& rows);
    void showHeadingMenu(QMenu* menu, const QString& folder);
    void renameFolder(const QString& from, const QString& to);
    void showList();
    void chooseRow();
    void restyle();
    double growth() const;

    const Theme& m_theme;
    ConversationModel* m_model;
    ConversationList* m_list;
    QPushButton* m_new;
    QPushButton* m_search;
    QPushButton* m_models;
    QPushButton* m_settings;
    QPushButton* m_help;
    int m_usualWidth = kSidebarWidth;
    app::ConversationId m_current = 0;
    QList<app::ConversationId> m_selected; // while the list is made anew
    app::ConversationId m_keysAt = 0;      // likewise
};

} // namespace ui
