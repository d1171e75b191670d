#include "app/main/portal_shortcut.h"

#include "app/platform/application_id.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>

#include <utility>

namespace app {

namespace {

constexpr QLatin1String kService("org.freedesktop.portal.Desktop");
constexpr QLatin1String kPath("/org/freedesktop/portal/desktop");
constexpr QLatin1String kShortcuts("org.freedesktop.portal.GlobalShortcuts");
constexpr QLatin1String kRequest("org.freedesktop.portal.Request");
constexpr QLatin1String kSession("org.freedesktop.portal.Session");
constexpr char kAsk[] = "ask"; // the shortcut's id
constexpr char kPreferredTrigger[] = "CTRL+ALT+space";
constexpr uint kDone = 0;
constexpr uint kCancelled = 1; // by the person

using Kind = ShortcutState::Kind;

QDBusMessage callOf(const char* method)
{
    return QDBusMessage::createMethodCall(kService, kPath, kShortcuts, QLatin1String(method));
}

} // namespace

// As it is sent: a(sa{sv}).
struct PortalKey
{
    QString id;
    QVariantMap properties;
};

QDBusArgument& operator<<(QDBusArgument& argument, const PortalKey& key)
{
    argument.beginStructure();
    argument << key.id << key.properties;
    argument.endStructure();
    return argument;
}

const QDBusArgument& operator>>(const QDBusArgument& argument, PortalKey& key)
{
    argument.beginStructure();
    argument >> key.id >> key.properties;
    argument.endStructure();
    return argument;
}

PortalShortcut::PortalShortcut(const QString& bus, QObject* parent)
    : QObject(parent)
    , m_bus(bus)
{
}

QDBusConnection PortalShortcut::connection() const
{
    return m_bus.isEmpty() ? QDBusConnection::sessionBus() : QDBusConnection(m_bus);
}

void PortalShortcut::setWanted(bool wanted)
{
    m_wanted = wanted;
    if (wanted)
        return makeSession();
    leave();
    if (m_state.kind != Kind::Refused) // which says why
        setState(Kind::Off);
}

void PortalShortcut::leave()
{
    forgetRequest();
    if (const QString session = forgetSession(); !session.isEmpty())
        connection().send(
            QDBusMessage::createMethodCall(kService, session, kSession, QStringLiteral("Close")));
}

// Replies its path, empty where there is none.
QString PortalShortcut::forgetSession()
{
    if (!m_session.isEmpty())
        connection().disconnect(kService,
                                m_session,
                                kSession,
                                QStringLiteral("Closed"),
                                this,
                                SLOT(onSessionClosed(QDBusMessage)));
    return std::exchange(m_session, QString());
}

// Where its response will come is known before it is made, so that none is missed.
QVariantMap PortalShortcut::newRequest(const char* slot)
{
    forgetRequest();
    QDBusConnection bus = connection();
    const QString token = QStringLiteral("fireside%1").arg(++m_tokens);
    const QString sender = bus.baseService().mid(1).replace(u'.', u'_');
    m_request = kPath + QStringLiteral("/request/") + sender + u'/' + token;
    m_slot = slot;
    bus.connect(kService, m_request, kRequest, QStringLiteral("Response"), this, m_slot);
    return {{QStringLiteral("handle_token"), token}};
}

void PortalShortcut::forgetRequest()
{
    if (!m_request.isEmpty())
        connection().disconnect(kService,
                                std::exchange(m_request, QString()),
                                kRequest,
                                QStringLiteral("Response"),
                                this,
                                m_slot);
}

void PortalShortcut::listen()
{
    if (std::exchange(m_listening, true))
        return;
    qDBusRegisterMetaType<PortalKey>();
    qDBusRegisterMetaType<QList<PortalKey>>();
    QDBusConnection bus = connection();
    const auto hear = [&](const char* signal, const char* slot) {
        bus.connect(kService, kPath, kShortcuts, QLatin1String(signal), this, slot);
    };
    hear("Activated", SLOT(onActivated(QDBusMessage)));
    hear("ShortcutsChanged", SLOT(onShortcutsChanged(QDBusMessage)));
    const auto* owner =
        new QDBusServiceWatcher(kService, bus, QDBusServiceWatcher::WatchForOwnerChange, this);
    connect(
        owner, &QDBusServiceWatcher::serviceOwnerChanged, this, &PortalShortcut::onOwnerChanged);
}

void PortalShortcut::makeSession()
{
    if (!m_request.isEmpty() || !m_session.isEmpty())
        return;
    QDBusConnection bus = connection();
    if (!bus.isConnected())
        return setState(Kind::Absent);
    listen();
    // Some desktops ask for it of a program that no sandbox vouches for; others do not know it, or
    // know of this one already.
    bus.send(QDBusMessage::createMethodCall(kService,
                                            kPath,
                                            QStringLiteral("org.freedesktop.host.portal.Registry"),
                                            QStringLiteral("Register"))
             << QString::fromLatin1(kApplicationId) << QVariantMap());
    setState(Kind::Asking);
    QVariantMap options = newRequest(SLOT(onSessionMade(uint, QVariantMap)));
    options.insert(QStringLiteral("session_handle_token"),
                   QStringLiteral("fireside%1").arg(++m_tokens));
    auto* watcher =
        new QDBusPendingCallWatcher(bus.asyncCall(callOf("CreateSession") << options), this);
    connect(
        watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, request = m_request] {
            watcher->deleteLater();
            if (!watcher->isError() || request != m_request)
                return;
            forgetRequest();
            setState(Kind::Absent);
        });
}

void PortalShortcut::onSessionMade(uint response, const QVariantMap& results)
{
    forgetRequest();
    const QVariant handle = results.value(QStringLiteral("session_handle"));
    const QString session = handle.canConvert<QDBusObjectPath>()
                                ? handle.value<QDBusObjectPath>().path()
                                : handle.toString();
    if (response != kDone || session.isEmpty())
        return setState(Kind::Absent);
    m_session = session;
    connection().connect(kService,
                         m_session,
                         kSession,
                         QStringLiteral("Closed"),
                         this,
                         SLOT(onSessionClosed(QDBusMessage)));
    bind();
}

void PortalShortcut::bind()
{
    const PortalKey ask{
        QString::fromLatin1(kAsk),
        {{QStringLiteral("description"), tr("Ask a quick question")},
         {QStringLiteral("preferred_trigger"), QString::fromLatin1(kPreferredTrigger)}}};
    QDBusMessage call = callOf("BindShortcuts");
    call << QVariant::fromValue(QDBusObjectPath(m_session))
         << QVariant::fromValue(QList<PortalKey>{ask}) << QString()
         << newRequest(SLOT(onBound(uint, QVariantMap)));
    auto* watcher = new QDBusPendingCallWatcher(connection().asyncCall(call), this);
    connect(
        watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, request = m_request] {
            watcher->deleteLater();
            if (watcher->isError() && request == m_request)
                onBound(kCancelled + 1, {});
        });
}

void PortalShortcut::onBound(uint response, const QVariantMap& results)
{
    if (response == kDone) {
        forgetRequest();
        return showTrigger(results.value(QStringLiteral("shortcuts")));
    }
    leave();
    setState(response == kCancelled ? Kind::Refused : Kind::Absent);
}

void PortalShortcut::showTrigger(const QVariant& shortcuts)
{
    for (const PortalKey& key : qdbus_cast<QList<PortalKey>>(shortcuts)) {
        if (key.id == QLatin1String(kAsk))
            setState(Kind::Bound,
                     key.properties.value(QStringLiteral("trigger_description")).toString());
    }
}

void PortalShortcut::onActivated(const QDBusMessage& signal)
{
    const QVariantList arguments = signal.arguments();
    if (arguments.size() < 4 || arguments[0].value<QDBusObjectPath>().path() != m_session ||
        arguments[1].toString() != QLatin1String(kAsk))
        return;
    // Wayland lets a window come to the front only with such a token; Qt takes it from there.
    const QString token =
        qdbus_cast<QVariantMap>(arguments[3]).value(QStringLiteral("activation_token")).toString();
    if (!token.isEmpty())
        qputenv("XDG_ACTIVATION_TOKEN", token.toUtf8());
    emit activated();
}

void PortalShortcut::onShortcutsChanged(const QDBusMessage& signal)
{
    const QVariantList arguments = signal.arguments();
    if (arguments.size() >= 2 && arguments[0].value<QDBusObjectPath>().path() == m_session)
        showTrigger(arguments[1]);
}

// By the desktop, which may do so again at once: a new one is made when a person asks for it.
void PortalShortcut::onSessionClosed(const QDBusMessage& signal)
{
    if (signal.path() != m_session)
        return;
    forgetRequest();
    forgetSession();
    setState(Kind::Absent);
}

// What a portal had goes with it. Nothing here starts another one, which might not last either.
void PortalShortcut::onOwnerChanged(const QString&, const QString& former, const QString& owner)
{
    if (!former.isEmpty()) {
        forgetRequest();
        forgetSession();
        if (m_wanted)
            setState(Kind::Absent);
    }
    if (m_wanted && !owner.isEmpty())
        makeSession();
}

void PortalShortcut::setState(ShortcutState::Kind kind, const QString& trigger)
{
    const ShortcutState state{kind, trigger};
    if (std::exchange(m_state, state) != state)
        emit stateChanged(state);
}

} // namespace app

Q_DECLARE_METATYPE(app::PortalKey)
