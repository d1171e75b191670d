// The open windows: each with a conversation controller of its own, all on one store and one
// engine.
//
// A conversation is open in one window at most: who asks for it in another one is led there. A
// window that is closed while it answers works on unseen until its answers have ended. GUI thread
// only.
#pragma once

#include "app/chats/chat_types.h"
#include "app/conversation/drafts.h"
#include "app/platform/shortcut_state.h"
#include "ui/chat/read_aloud.h"
#include "ui/models/model_button.h"

#include <QList>
#include <QObject>
#include <QString>

#include <memory>
#include <vector>

namespace ui {
class MainWindow;
class Theme;
} // namespace ui

namespace app {

class ChatStore;
class Inference;
class Notifier;
class Settings;
class SpellChecker;
class Voice;

class Windows : public QObject
{
    Q_OBJECT

public:
    // All must outlive the windows.
    Windows(const ui::Theme& theme,
            ChatStore& store,
            Inference& inference,
            Settings& settings,
            Notifier& notifier,
            Voice& voice,
            SpellChecker& spelling,
            QObject* parent = nullptr);
    ~Windows() override;

    // Another window, not shown yet: the first one with the conversation used last, the others with
    // a new one.
    ui::MainWindow& add();
    void addWith(ConversationId id); // another one with this conversation, shown; 0: a new one
    // A small one for a question that is not kept, shown: the one that is open and unused, if any.
    void ask();
    // In the window that has it, else in the front one; comes to the front.
    void showConversation(ConversationId id);
    // The one used last but those for a question; opens the last one closed again, or another one.
    void bringToFront();
    ui::MainWindow& front(); // the one used last
    int count() const;       // that are not closed
    void remake();           // their texts in another language; what is shown and written stays

    // To all of them, those to come included.
    void setKnownModels(const QList<ui::KnownModel>& models);
    void setEndpointState(const QString& url, const QString& error);
    void setShortcutState(const ShortcutState& state);
    void showModelLoading(const QString& path);

signals:
    void modelChosen(const QString& path);
    void modelBesideChosen(const QString& path); // to load beside the current one
    void modelFilesChanged();                    // or may have

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Entry;

    void makeWindow(Entry& entry);
    void noteUse(const QObject* window);
    static bool isOpenSmall(const Entry& entry);
    Entry* holderOf(ConversationId id);
    Entry& frontEntry();
    Entry* lastFull();
    bool showElsewhere(const Entry& asking, ConversationId id, MessageId message);
    void show(Entry& entry, ConversationId id, MessageId message);
    void showAnswering();
    void removeClosed();

    const ui::Theme& m_theme;
    ChatStore& m_store;
    Inference& m_inference;
    Settings& m_settings;
    Notifier& m_notifier;
    ui::ReadAloud m_reader;
    SpellChecker& m_spelling;
    Drafts m_drafts;
    std::vector<std::unique_ptr<Entry>> m_entries; // the one used last at the end
    QList<ui::KnownModel> m_models;
    QString m_endpointUrl;
    QString m_endpointError;
    ShortcutState m_shortcut;
};

} // namespace app
