#include "app/main/desktop_notifier.h"

#include "app/platform/application_id.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QVariantMap>

#include <utility>

namespace app {

namespace {

constexpr QLatin1String kService("org.freedesktop.Notifications");
constexpr QLatin1String kPath("/org/freedesktop/Notifications");
constexpr QLatin1String kDefaultAction("default"); // a click on the message itself
constexpr int kShownAsTheDesktopLikes = -1;

QDBusMessage callOf(const char* method)
{
    return QDBusMessage::createMethodCall(kService, kPath, kService, QLatin1String(method));
}

// Calls back with a good reply only: a desktop without the service is none to complain about.
template <class... Types, class Reply>
void call(const QDBusConnection& bus, const QDBusMessage& message, QObject* context, Reply reply)
{
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(message), context);
    QObject::connect(
        watcher, &QDBusPendingCallWatcher::finished, context, [watcher, reply = std::move(reply)] {
            watcher->deleteLater();
            const QDBusPendingReply<Types...> answer = *watcher;
            if (answer.isValid())
                reply(answer.value());
        });
}

} // namespace

DesktopNotifier::DesktopNotifier(const QString& bus, QObject* parent)
    : Notifier(parent)
    , m_bus(bus)
{
}

QDBusConnection DesktopNotifier::connection() const
{
    return m_bus.isEmpty() ? QDBusConnection::sessionBus() : QDBusConnection(m_bus);
}

void DesktopNotifier::listen()
{
    QDBusConnection bus = connection();
    const auto hear = [&](const char* signal, const char* slot) {
        return bus.connect(kService, kPath, kService, QLatin1String(signal), this, slot);
    };
    m_listening = hear("ActionInvoked", SLOT(onActionInvoked(uint, QString))) &&
                  hear("ActivationToken", SLOT(onActivationToken(uint, QString))) &&
                  hear("NotificationClosed", SLOT(onNotificationClosed(uint, uint)));
}

void DesktopNotifier::notify(qint64 tag, const QString& title, const QString& text)
{
    if (!connection().isConnected())
        return;
    if (!m_listening)
        listen();
    call<QStringList>(connection(),
                      callOf("GetCapabilities"),
                      this,
                      [this, tag, title, text](const QStringList& abilities) {
                          send(tag, title, text, abilities);
                      });
}

void DesktopNotifier::send(qint64 tag,
                           const QString& title,
                           const QString& text,
                           const QStringList& abilities)
{
    // Where the text is read as markup, a model's words must not become any.
    const QString body =
        abilities.contains(QLatin1String("body-markup")) ? text.toHtmlEscaped() : text;
    const QStringList actions = abilities.contains(QLatin1String("actions"))
                                    ? QStringList{kDefaultAction, tr("Open")}
                                    : QStringList();
    QDBusMessage message = callOf("Notify");
    message << QCoreApplication::applicationName() << uint(0) << QString::fromLatin1(kApplicationId)
            << title << body << actions
            << QVariantMap{{QStringLiteral("desktop-entry"), QString::fromLatin1(kApplicationId)}}
            << kShownAsTheDesktopLikes;
    call<uint>(connection(), message, this, [this, tag](uint id) { m_tags.insert(id, tag); });
}

void DesktopNotifier::onActionInvoked(uint id, const QString& action)
{
    if (action == kDefaultAction && m_tags.contains(id)) // others' messages are told of too
        emit activated(m_tags.value(id));
}

// Wayland lets a window come to the front only with such a token; Qt takes it from there.
void DesktopNotifier::onActivationToken(uint id, const QString& token)
{
    if (m_tags.contains(id))
        qputenv("XDG_ACTIVATION_TOKEN", token.toUtf8());
}

void DesktopNotifier::onNotificationClosed(uint id, uint)
{
    m_tags.remove(id);
}

} // namespace app
