// A D-Bus of the test's own with two connections by name: "ours", the program's, and that of an
// object which stands in for a service of the desktop. Whoever includes it links Qt6::DBus.
#pragma once

#include <QDBusConnection>
#include <QProcess>
#include <QStandardPaths>
#include <QString>
#include <QTemporaryFile>
#include <QTest>

namespace tests {

class PrivateBus
{
public:
    static QDBusConnection desktop() { return QDBusConnection(QStringLiteral("the desktop's")); }

    // False where the program is not installed or does not start.
    bool start()
    {
        // It starts no program: a real desktop's service must not come in between.
        static constexpr char kConfig[] = R"(<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
)";
        const QString program = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
        QTemporaryFile config;
        if (program.isEmpty() || !config.open())
            return false;
        config.write(kConfig);
        config.close();
        m_daemon.start(program,
                       {QStringLiteral("--config-file=") + config.fileName(),
                        QStringLiteral("--nofork"),
                        QStringLiteral("--print-address")});
        if (!QTest::qWaitFor([this] { return m_daemon.canReadLine(); }, 30'000))
            return false;
        m_address = QString::fromLatin1(m_daemon.readLine().trimmed());
        return true;
    }

    bool connectOurs()
    {
        return QDBusConnection::connectToBus(m_address, QStringLiteral("ours")).isConnected();
    }

    // Until dropService(); the object stays with the caller.
    bool registerService(const char* service, const char* path, QObject& object)
    {
        QDBusConnection bus =
            QDBusConnection::connectToBus(m_address, QStringLiteral("the desktop's"));
        return bus.registerObject(QLatin1String(path),
                                  &object,
                                  QDBusConnection::ExportAllSlots |
                                      QDBusConnection::ExportAllSignals) &&
               bus.registerService(QLatin1String(service));
    }
    void dropService() { QDBusConnection::disconnectFromBus(QStringLiteral("the desktop's")); }

    ~PrivateBus()
    {
        QDBusConnection::disconnectFromBus(QStringLiteral("ours"));
        m_daemon.terminate();
        m_daemon.waitForFinished();
    }

private:
    QProcess m_daemon;
    QString m_address;
};

} // namespace tests
