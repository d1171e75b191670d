// Messages over the service org.freedesktop.Notifications of the session's D-Bus, by version 1.2 of
// the Desktop Notifications Specification. Never waits for the service; without it, or without a
// bus, nothing is shown.
#pragma once

#include "app/platform/notifier.h"

#include <QHash>

class QDBusConnection;

namespace app {

class DesktopNotifier final : public Notifier
{
    Q_OBJECT

public:
    // bus: a connection's name; empty: the session's, which is looked for with the first message.
    explicit DesktopNotifier(const QString& bus = {}, QObject* parent = nullptr);

    void notify(qint64 tag, const QString& title, const QString& text) override;

private slots:
    void onActionInvoked(uint id, const QString& action);
    void onActivationToken(uint id, const QString& token);
    void onNotificationClosed(uint id, uint reason);

private:
    QDBusConnection connection() const;
    void listen();
    void send(qint64 tag, const QString& title, const QString& text, const QStringList& abilities);

    const QString m_bus;
    bool m_listening = false;
    QHash<uint, qint64> m_tags; // of what is shown, by the service's number
};

} // namespace app
