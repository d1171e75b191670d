// The key for a quick question, over a bus of the test's own with a service that stands in for the
// desktop portal.
#include "app/main/portal_shortcut.h"
#include "tests/support/private_bus.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QSignalSpy>
#include <QtTest>

#include <memory>

struct Key
{
    QString id;
    QVariantMap properties;
};
Q_DECLARE_METATYPE(Key)

QDBusArgument& operator<<(QDBusArgument& argument, const Key& key)
{
    argument.beginStructure();
    argument << key.id << key.properties;
    argument.endStructure();
    return argument;
}

const QDBusArgument& operator>>(const QDBusArgument& argument, Key& key)
{
    argument.beginStructure();
    argument >> key.id >> key.properties;
    argument.endStructure();
    return argument;
}

namespace {

using Kind = app::ShortcutState::Kind;

constexpr char kService[] = "org.freedesktop.portal.Desktop";
constexpr char kPath[] = "/org/freedesktop/portal/desktop";
constexpr char kInterface[] = "org.freedesktop.portal.GlobalShortcuts";

class FakeSession : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Session")

public slots:
    void Close() { emit closed(); }

signals:
    void closed();
};

class FakePortal : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.GlobalShortcuts")

public:
    uint answer = 0; // to BindShortcuts; 1: the person is against it
    QList<Key> asked;
    QString session;
    FakeSession sessionObject;

    void tell(const char* signal, const QVariantList& arguments)
    {
        QDBusMessage message = QDBusMessage::createSignal(
            QLatin1String(kPath), QLatin1String(kInterface), QLatin1String(signal));
        message.setArguments(arguments);
        tests::PrivateBus::desktop().send(message);
    }
    void closeSession()
    {
        tests::PrivateBus::desktop().send(
            QDBusMessage::createSignal(
                session, QStringLiteral("org.freedesktop.portal.Session"), QStringLiteral("Closed"))
            << QVariantMap());
    }
    void press(const QString& ofSession, const QString& id)
    {
        tell("Activated",
             {QVariant::fromValue(QDBusObjectPath(ofSession)),
              id,
              QVariant::fromValue<qulonglong>(1),
              QVariantMap{{QStringLiteral("activation_token"), QStringLiteral("token")}}});
    }
    static QVariant bound(const QString& trigger)
    {
        return QVariant::fromValue(QList<Key>{
            {QStringLiteral("ask"), {{QStringLiteral("trigger_description"), trigger}}}});
    }

public slots:
    QDBusObjectPath CreateSession(const QVariantMap& options)
    {
        session = QLatin1String(kPath) + QStringLiteral("/session/") + sender() + u'/' +
                  options.value(QStringLiteral("session_handle_token")).toString();
        tests::PrivateBus::desktop().registerObject(
            session, &sessionObject, QDBusConnection::ExportAllSlots);
        return respond(options, 0, {{QStringLiteral("session_handle"), session}});
    }
    QDBusObjectPath BindShortcuts(const QDBusObjectPath&,
                                  const QList<Key>& keys,
                                  const QString&,
                                  const QVariantMap& options)
    {
        asked = keys;
        return respond(
            options, answer, {{QStringLiteral("shortcuts"), bound(QStringLiteral("Ctrl+A"))}});
    }

private:
    QString sender() const { return message().service().mid(1).replace(u'.', u'_'); }
    QDBusObjectPath respond(const QVariantMap& options, uint response, const QVariantMap& results)
    {
        const QString request = QLatin1String(kPath) + QStringLiteral("/request/") + sender() +
                                u'/' + options.value(QStringLiteral("handle_token")).toString();
        tests::PrivateBus::desktop().send(
            QDBusMessage::createSignal(request,
                                       QStringLiteral("org.freedesktop.portal.Request"),
                                       QStringLiteral("Response"))
            << response << results);
        return QDBusObjectPath(request);
    }
};

} // namespace

class TestPortalShortcut : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        qDBusRegisterMetaType<Key>();
        qDBusRegisterMetaType<QList<Key>>();
        if (!m_bus.start())
            QSKIP("dbus-daemon is not installed");
        QVERIFY(m_bus.connectOurs());
    }

    void init()
    {
        m_portal = std::make_unique<FakePortal>();
        QVERIFY(m_bus.registerService(kService, kPath, *m_portal));
    }
    void cleanup()
    {
        m_bus.dropService();
        m_portal.reset();
    }

    void bindsOneKey()
    {
        app::PortalShortcut shortcut(QStringLiteral("ours"));
        QCOMPARE(shortcut.state().kind, Kind::Off);
        shortcut.setWanted(true);
        QCOMPARE(shortcut.state().kind, Kind::Asking);
        QTRY_COMPARE(shortcut.state().kind, Kind::Bound);
        QCOMPARE(shortcut.state().trigger, QStringLiteral("Ctrl+A"));
        QCOMPARE(m_portal->asked.size(), 1);
        QCOMPARE(m_portal->asked[0].id, QStringLiteral("ask"));
        QCOMPARE(m_portal->asked[0].properties.value(QStringLiteral("description")).toString(),
                 QStringLiteral("Ask a quick question"));
        m_portal->tell("ShortcutsChanged",
                       {QVariant::fromValue(QDBusObjectPath(m_portal->session)),
                        FakePortal::bound(QStringLiteral("Ctrl+B"))});
        QTRY_COMPARE(shortcut.state().trigger, QStringLiteral("Ctrl+B"));
    }

    void tellsOfItsOwnKeyAlone()
    {
        app::PortalShortcut shortcut(QStringLiteral("ours"));
        QSignalSpy activated(&shortcut, &app::PortalShortcut::activated);
        shortcut.setWanted(true);
        QTRY_COMPARE(shortcut.state().kind, Kind::Bound);
        m_portal->press(QLatin1String(kPath) + QStringLiteral("/session/other"),
                        QStringLiteral("ask"));
        m_portal->press(m_portal->session, QStringLiteral("other"));
        m_portal->press(m_portal->session, QStringLiteral("ask"));
        QVERIFY(activated.wait());
        QCOMPARE(activated.size(), 1);
        QCOMPARE(qgetenv("XDG_ACTIVATION_TOKEN"), QByteArrayLiteral("token"));
        qunsetenv("XDG_ACTIVATION_TOKEN");
    }

    void givesTheKeyBack()
    {
        app::PortalShortcut shortcut(QStringLiteral("ours"));
        shortcut.setWanted(true);
        QTRY_COMPARE(shortcut.state().kind, Kind::Bound);
        QSignalSpy closed(&m_portal->sessionObject, &FakeSession::closed);
        shortcut.setWanted(false);
        QCOMPARE(shortcut.state().kind, Kind::Off);
        QVERIFY(closed.wait());
        shortcut.setWanted(true);
        QTRY_COMPARE(shortcut.state().kind, Kind::Bound);
    }

    void takesNoForAnAnswer()
    {
        m_portal->answer = 1;
        app::PortalShortcut shortcut(QStringLiteral("ours"));
        QSignalSpy closed(&m_portal->sessionObject, &FakeSession::closed);
        shortcut.setWanted(true);
        QTRY_COMPARE(shortcut.state().kind, Kind::Refused);
        QVERIFY(closed.count() == 1 || closed.wait());
        shortcut.setWanted(false); // as the setting then is
        QCOMPARE(shortcut.state().kind, Kind::Refused);
    }

    void knowsWhenItsSessionIsClosed()
    {
        app::PortalShortcut shortcut(QStringLiteral("ours"));
        shortcut.setWanted(true);
        QTRY_COMPARE(shortcut.state().kind, Kind::Bound);
        const QString former = m_portal->session;
        m_portal->closeSession();
        QTRY_COMPARE(shortcut.state().kind, Kind::Absent);
        shortcut.setWanted(true);
        QTRY_COMPARE(shortcut.state().kind, Kind::Bound);
        QVERIFY(m_portal->session != former);
    }

    void bindsAgainWhenThePortalIsBack()
    {
        app::PortalShortcut shortcut(QStringLiteral("ours"));
        QSignalSpy activated(&shortcut, &app::PortalShortcut::activated);
        shortcut.setWanted(true);
        QTRY_COMPARE(shortcut.state().kind, Kind::Bound);
        const QString former = m_portal->session;
        QVERIFY(tests::PrivateBus::desktop().unregisterService(QLatin1String(kService)));
        QTRY_COMPARE(shortcut.state().kind, Kind::Absent);
        QVERIFY(tests::PrivateBus::desktop().registerService(QLatin1String(kService)));
        QTRY_COMPARE(shortcut.state().kind, Kind::Bound);
        QVERIFY(m_portal->session != former);
        m_portal->press(m_portal->session, QStringLiteral("ask"));
        QVERIFY(activated.wait());
        qunsetenv("XDG_ACTIVATION_TOKEN");
    }

    void knowsWhereThereIsNone()
    {
        tests::PrivateBus::desktop().unregisterService(QLatin1String(kService));
        app::PortalShortcut shortcut(QStringLiteral("ours"));
        shortcut.setWanted(true);
        QTRY_COMPARE(shortcut.state().kind, Kind::Absent);
        app::PortalShortcut other(QStringLiteral("no such bus"));
        other.setWanted(true);
        QCOMPARE(other.state().kind, Kind::Absent);
    }

private:
    tests::PrivateBus m_bus;
    std::unique_ptr<FakePortal> m_portal;
};

QTEST_GUILESS_MAIN(TestPortalShortcut)
#include "tst_portal_shortcut.moc"
