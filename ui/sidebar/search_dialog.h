// Search over everything that was ever written, and the quick way to another conversation.
//
// Without words it lists the conversations as they are. Knows no store: it says what is searched
// for and is given what was found. GUI thread only.
#pragma once

#include "app/chats/chat_types.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QListWidget;

namespace ui {

class Theme;

class SearchDialog : public QDialog
{
    Q_OBJECT

public:
    SearchDialog(const Theme& theme,
                 const QList<app::ConversationSummary>& conversations,
                 QWidget* parent = nullptr);

    // text: what was searched for; of another text than the present one it is ignored.
    void showHits(const QString& text, const QList<app::SearchHit>& hits);

signals:
    void searchRequested(const QString& text);
    // message 0: the conversation's end. found: a word that stands there; empty with that.
    void chosen(app::ConversationId conversation, app::MessageId message, const QString& found);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void search();
    void showConversations();
    void addTitle(const QString& html,
                  const QString& plain,
                  app::ConversationId conversation,
                  const QString& more);
    void addRow(const QString& html,
                const QString& plain,
                app::ConversationId conversation,
                app::MessageId message,
                const QString& found = {});
    void choose();

    const Theme& m_theme;
    QList<app::ConversationSummary> m_conversations;
    QLineEdit* m_words;
    QListWidget* m_list;
    QLabel* m_nothing;
};

} // namespace ui
