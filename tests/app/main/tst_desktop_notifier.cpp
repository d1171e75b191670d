// Messages of the desktop over a bus of the test's own, with a service that stands in for the
// desktop's.
#include "app/main/desktop_notifier.h"
#include "tests/support/private_bus.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QSignalSpy>
#include <QtTest>

#include <memory>

namespace {

constexpr char kService[] = "org.freedesktop.Notifications";
constexpr char kPath[] = "/org/freedesktop/Notifications";

class FakeService : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    QStringList abilities{QStringLiteral("body"), QStringLiteral("actions")};
    QString application;
    QString title;
    QString text;
    QStringList actions;
    QVariantMap hints;

public slots:
    QStringList GetCapabilities() { return abilities; }
    uint Notify(const QString& sender,
                uint,
                const QString&,
                const QString& summary,
                const QString& body,
                const QStringList& offered,
                const QVariantMap& extras,
                int)
    {
        application = sender;
        title = summary;
        text = body;
        actions = offered;
        hints = extras;
        emit notified();
        return 7;
    }

signals:
    void ActionInvoked(uint id, const QString& action);
    void NotificationClosed(uint id, uint reason);
    void ActivationToken(uint id, const QString& token);
    void notified();
};

} // namespace

class TestDesktopNotifier : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!m_bus.start())
            QSKIP("dbus-daemon is not installed");
        QVERIFY(m_bus.connectOurs());
    }

    void init()
    {
        m_service = std::make_unique<FakeService>();
        QVERIFY(m_bus.registerService(kService, kPath, *m_service));
    }
    void cleanup()
    {
        m_bus.dropService();
        m_service.reset();
    }

    void showsPlainText_data()
    {
        QTest::addColumn<QString>("ability");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("canBeClicked");
        QTest::newRow("as it is") << "actions"
                                  << "a <b>x</b> & \"y\"" << true;
        QTest::newRow("escaped for markup")
            << "body-markup"
            << "a &lt;b&gt;x&lt;/b&gt; &amp; &quot;y&quot;" << false;
    }

    void showsPlainText()
    {
        QFETCH(QString, ability);
        m_service->abilities = QStringList{ability};
        QSignalSpy notified(m_service.get(), &FakeService::notified);
        app::DesktopNotifier notifier(QStringLiteral("ours"));
        notifier.notify(1, QStringLiteral("Rivers"), QStringLiteral("a <b>x</b> & \"y\""));
        QVERIFY(notified.wait());
        QCOMPARE(m_service->application, QCoreApplication::applicationName());
        QCOMPARE(m_service->title, QStringLiteral("Rivers"));
        QTEST(m_service->text, "text");
        QTEST(m_service->actions.contains(QLatin1String("default")), "canBeClicked");
        QCOMPARE(m_service->hints.value(QStringLiteral("desktop-entry")).toString(),
                 QStringLiteral("org.fireside_chat.Fireside"));
    }

    void clickIsToldOnceWithItsTag()
    {
        QSignalSpy notified(m_service.get(), &FakeService::notified);
        app::DesktopNotifier notifier(QStringLiteral("ours"));
        QSignalSpy activated(&notifier, &app::Notifier::activated);
        notifier.notify(42, QStringLiteral("Rivers"), QStringLiteral("Rhine"));
        QVERIFY(notified.wait());
        emit m_service->ActionInvoked(6, QStringLiteral("default")); // another program's message
        emit m_service->ActionInvoked(7, QStringLiteral("other"));
        emit m_service->ActivationToken(7, QStringLiteral("token"));
        emit m_service->ActionInvoked(7, QStringLiteral("default"));
        emit m_service->NotificationClosed(7, 2);
        emit m_service->ActionInvoked(7, QStringLiteral("default")); // its number is free again
        QVERIFY(activated.wait());
        QCOMPARE(qgetenv("XDG_ACTIVATION_TOKEN"), QByteArrayLiteral("token"));
        QCOMPARE(activated.size(), 1);
        QCOMPARE(activated[0][0].toLongLong(), 42);
        qunsetenv("XDG_ACTIVATION_TOKEN");
    }

    void nothingHappensWithoutService()
    {
        tests::PrivateBus::desktop().unregisterService(QLatin1String(kService));
        app::DesktopNotifier notifier(QStringLiteral("ours"));
        QSignalSpy notified(m_service.get(), &FakeService::notified);
        notifier.notify(1, QStringLiteral("Rivers"), QStringLiteral("Rhine"));
        // The bus answers in order: then it has refused the message.
        QDBusConnection(QStringLiteral("ours"))
            .interface()
            ->isServiceRegistered(QLatin1String(kService));
        QVERIFY(tests::PrivateBus::desktop().registerService(QLatin1String(kService)));
        notifier.notify(2, QStringLiteral("Lakes"), QStringLiteral("Como"));
        QVERIFY(notified.wait());
        QCOMPARE(notified.size(), 1);
        QCOMPARE(m_service->title, QStringLiteral("Lakes"));
    }

    void nothingHappensWithoutBus()
    {
        QSignalSpy notified(m_service.get(), &FakeService::notified);
        app::DesktopNotifier notifier(QStringLiteral("no such bus"));
        notifier.notify(1, QStringLiteral("Rivers"), QStringLiteral("Rhine"));
        app::DesktopNotifier other(QStringLiteral("ours"));
        other.notify(2, QStringLiteral("Lakes"), QStringLiteral("Como"));
        QVERIFY(notified.wait());
        QCOMPARE(notified.size(), 1);
        QCOMPARE(m_service->title, QStringLiteral("Lakes"));
    }

private:
    tests::PrivateBus m_bus;
    std::unique_ptr<FakeService> m_service;
};

QTEST_GUILESS_MAIN(TestDesktopNotifier)
#include "tst_desktop_notifier.moc"
