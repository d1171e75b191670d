// A key for a quick question that works while another program is in use, by version 1 of the
// desktop portal's interface org.freedesktop.portal.GlobalShortcuts. The person chooses the key in
// the desktop. Never waits for the portal, and finds it again when it starts anew. GUI thread only.
#pragma once

#include "app/platform/shortcut_state.h"

#include <QObject>
#include <QString>
#include <QVariantMap>

class QDBusConnection;
class QDBusMessage;
class QDBusObjectPath;

namespace app {

class PortalShortcut : public QObject
{
    Q_OBJECT

public:
    // bus: a connection's name; empty: the session's, which is looked for with setWanted(true).
    explicit PortalShortcut(const QString& bus = {}, QObject* parent = nullptr);

    void setWanted(bool wanted);
    const ShortcutState& state() const { return m_state; }

signals:
    void stateChanged(const app::ShortcutState& state);
    void activated(); // the key was pressed

private slots:
    void onSessionMade(uint response, const QVariantMap& results);
    void onBound(uint response, const QVariantMap& results);
    void onActivated(const QDBusMessage& signal);
    void onShortcutsChanged(const QDBusMessage& signal);
    void onSessionClosed(const QDBusMessage& signal);

private:
    QDBusConnection connection() const;
    QVariantMap newRequest(const char* slot);
    void forgetRequest();
    QString forgetSession();
    void leave();
    void listen();
    void onOwnerChanged(const QString& service, const QString& former, const QString& owner);
    void makeSession();
    void bind();
    void showTrigger(const QVariant& shortcuts);
    void setState(ShortcutState::Kind kind, const QString& trigger = {});

    const QString m_bus;
    bool m_wanted = false;
    bool m_listening = false;
    int m_tokens = 0;     // made so far; each names a request or a session
    QString m_request;    // path of the one under way; empty: none
    const char* m_slot{}; // which waits for its response
    QString m_session;    // path; empty: none
    ShortcutState m_state;
};

} // namespace app
