// The conversations as a list: what is pinned, then folders, then groups of days, then the archive,
// each below a heading. Folders and the archive open and close; the archive is closed at first.
// Folders stay when they are empty. Conversations are dragged from group to group.
#pragma once

#include "app/chats/chat_types.h"

#include <QAbstractListModel>
#include <QSet>
#include <QStringList>

#include <functional>

namespace ui {

class ConversationModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum class Group
    {
        Pinned,
        Folder,
        Day,
        Archive
    };

    enum Role
    {
        IdRole = Qt::UserRole,
        HeadingRole,   // bool
        GroupRole,     // Group, of a heading and of what is below it
        FolderRole,    // name; empty: none
        ClosedRole,    // of a heading: bool; no value where it does not close
        PinnedRole,    // bool
        ArchivedRole,  // bool
        TagsRole,      // QStringList
        AnsweringRole, // bool: an answer is on its way
        NewAnswerRole, // bool: one has ended there and was not seen
        OpenRole,      // bool: it is shown in the window
    };

    // today: the present day, asked at every change; tests give their own.
    explicit ConversationModel(std::function<QDate()> today = &QDate::currentDate,
                               QObject* parent = nullptr);

    void
    setConversations(const QList<app::ConversationSummary>& conversations); // most recent first
    void setAnswering(const QList<app::ConversationId>& conversations);
    void setNewAnswers(const QList<app::ConversationId>& conversations);
    void setOpen(app::ConversationId id);
    const QStringList& folders() const { return m_folders; } // empty ones too
    const QStringList& tags() const { return m_tags; }       // of any conversation
    QModelIndex indexOf(app::ConversationId id) const; // invalid also where its group is closed

    void toggle(const QModelIndex& heading);
    void reveal(app::ConversationId id); // opens the group that it is in
    // Headings that are not as they are at first, to be kept; in no order.
    QStringList toggled() const { return {m_toggled.cbegin(), m_toggled.cend()}; }
    void setToggled(const QStringList& headings);

    // Folders that were seen and not removed, to be kept: in a conversation's summary an empty one
    // is not found. renameFolder() leaves the conversations to others; to empty: it goes.
    QStringList keptFolders() const;
    void setKeptFolders(const QStringList& folders);
    void renameFolder(const QString& from, const QString& to);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    bool canDropMimeData(const QMimeData* data,
                         Qt::DropAction action,
                         int row,
                         int column,
                         const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data,
                      Qt::DropAction action,
                      int row,
                      int column,
                      const QModelIndex& parent) override;

signals:
    void renameRequested(app::ConversationId id, const QString& title);
    void pinRequested(const QList<app::ConversationId>& ids, bool pinned);
    void archiveRequested(const QList<app::ConversationId>& ids, bool archived);
    void folderRequested(const QList<app::ConversationId>& ids,
                         const QString& folder); // empty: none
    void toggledChanged();
    void keptFoldersChanged(); // other than by setKeptFolders()

private:
    struct Row
    {
        app::ConversationId id = 0; // 0: a heading
        Group group = Group::Day;
        QString text;
        QString folder;
        bool pinned = false;
        QStringList tags = {};

        bool operator==(const Row&) const = default;
    };

    void rebuild();
    bool isClosed(const Row& heading) const;
    void tellChanged();
    QList<app::ConversationSummary> dragged(const QMimeData* data) const;

    std::function<QDate()> m_today;
    QList<app::ConversationSummary> m_conversations;
    QList<Row> m_rows;
    QList<app::ConversationId> m_answering;
    QList<app::ConversationId> m_newAnswers;
    app::ConversationId m_open = 0;
    QSet<QString> m_keptFolders;
    QStringList m_folders; // in their order
    QStringList m_tags;    // likewise
    QSet<QString> m_toggled;
};

app::ConversationId idOf(const QModelIndex& row); // 0: of no row, or of a heading
QList<app::ConversationId> idsOf(const QModelIndexList& rows);

} // namespace ui
