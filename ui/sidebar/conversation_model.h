// The conversations as a list: what is pinned, then folders, then groups of days, each below a
// heading. What is archived is left out.
#pragma once

#include "app/chats/chat_types.h"

#include <QAbstractListModel>
#include <QStringList>

#include <functional>

namespace ui {

class ConversationModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        IdRole = Qt::UserRole,
        HeadingRole,  // bool
        FolderRole,   // name; empty: none
        PinnedRole,   // bool
        AnsweringRole // bool: an answer is on its way
    };

    // today: the present day, asked at every change; tests give their own.
    explicit ConversationModel(std::function<QDate()> today = &QDate::currentDate,
                               QObject* parent = nullptr);

    void
    setConversations(const QList<app::ConversationSummary>& conversations); // most recent first
    void setAnswering(const QList<app::ConversationId>& conversations);
    const QStringList& folders() const { return m_folders; }
    QModelIndex indexOf(app::ConversationId id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

signals:
    void renameRequested(app::ConversationId id, const QString& title);

private:
    struct Row
    {
        app::ConversationId id = 0; // 0: a heading
        QString text;
        QString folder;
        bool pinned = false;

        bool operator==(const Row&) const = default;
    };

    std::function<QDate()> m_today;
    QList<Row> m_rows;
    QList<app::ConversationId> m_answering;
    QStringList m_folders; // in their order
};

} // namespace ui
