// A D-Bus of the test's own, for what stands in for the desktop's services. Asks for Qt6::DBus.
#pragma once

#include <QProcess>
#include <QStandardPaths>
#include <QString>
#include <QTemporaryFile>
#include <QTest>

namespace tests {

class PrivateBus
{
public:
    // Empty where the program is not installed or does not start.
    QString start()
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
            return {};
        config.write(kConfig);
        config.close();
        m_daemon.start(program,
                       {QStringLiteral("--config-file=") + config.fileName(),
                        QStringLiteral("--nofork"),
                        QStringLiteral("--print-address")});
        if (!QTest::qWaitFor([this] { return m_daemon.canReadLine(); }, 30'000))
            return {};
        return QString::fromLatin1(m_daemon.readLine().trimmed());
    }

    ~PrivateBus()
    {
        m_daemon.terminate();
        m_daemon.waitForFinished();
    }

private:
    QProcess m_daemon;
};

} // namespace tests
