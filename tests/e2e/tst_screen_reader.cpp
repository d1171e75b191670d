// The program as a screen reader has it: over AT-SPI, on a display and buses of the test's own. The
// controls are found by name and role, a message is written and sent through them, and the answer's
// sentences are heard while it streams in.
//
// Skipped where Xvfb, dbus-daemon, at-spi2-core or the starter model is missing.
#include "app/settings/settings.h"
#include "tests/support/test_paths.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <memory>
#include <optional>

namespace {

constexpr int kPatienceMs = 120'000; // the machine may be busy with other suites

const QString kAccessible = QStringLiteral("org.a11y.atspi.Accessible");
const QString kButton = QStringLiteral("push button|button"); // as AT-SPI has named it over time
const QString kRegistry = QStringLiteral("org.a11y.atspi.Registry");

// An object on the bus of AT-SPI: whose, and which.
struct Node
{
    QString service;
    QString path;
};

// What is started ends with the test.
void end(QProcess& process)
{
    process.terminate();
    if (!process.waitForFinished(10'000))
        process.kill();
    process.waitForFinished();
}

// The first line that a server prints on standard output: where it listens.
QString firstLine(QProcess& process)
{
    while (!process.canReadLine()) {
        if (!process.waitForReadyRead(kPatienceMs))
            return {};
    }
    return QString::fromUtf8(process.readLine()).trimmed();
}

} // namespace

class TestScreenReader : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        for (const char* name : {"Xvfb", "dbus-daemon"}) {
            if (QStandardPaths::findExecutable(QLatin1String(name)).isEmpty())
                QSKIP(qPrintable(QStringLiteral("%1 is not installed").arg(QLatin1String(name))));
        }
        const QString model = QString::fromStdString(tests::starterModelPath().string());
        if (model.isEmpty())
            QSKIP("no starter model (packaging/fetch_starter_model.sh fetches it)");
        m_environment = QProcessEnvironment::systemEnvironment();
        startDisplay();
        startBuses();
        if (!m_bus)
            QSKIP("at-spi2-core is not installed");
        listen();
        startProgram(model);
    }

    void cleanupTestCase()
    {
        end(m_program);
        if (m_bus)
            QDBusConnection::disconnectFromBus(m_bus->name());
        QDBusConnection::disconnectFromBus(QStringLiteral("session"));
        end(m_daemon);
        end(m_display);
    }

    void controlsHaveNamesAndRoles_data()
    {
        QTest::addColumn<QString>("role");
        QTest::addColumn<QString>("name");
        QTest::newRow("window") << "frame"
                                << "Fireside";
        QTest::newRow("composer") << "text"
                                  << "Message";
        QTest::newRow("model") << "button menu"
                               << "Model: SmolLM2.*";
        QTest::newRow("send") << kButton << "Send .*";
        QTest::newRow("conversations") << "list"
                                       << "Conversations";
        QTest::newRow("new conversation") << kButton << "New conversation";
        QTest::newRow("settings") << kButton << "Settings";
        QTest::newRow("look inside") << "check box"
                                     << "Look inside.*";
    }

    void controlsHaveNamesAndRoles()
    {
        QFETCH(QString, role);
        QFETCH(QString, name);
        QTRY_VERIFY_WITH_TIMEOUT(find(role, name), kPatienceMs);
    }

    void nothingThatActsIsNameless()
    {
        const QRegularExpression acting(QRegularExpression::anchoredPattern(
            kButton + QStringLiteral("|check box|text|.*menu")));
        int named = 0;
        QStringList nameless;
        visit(m_root, [&](const Node& node) {
            if (!isShown(node) || !acting.match(role(node)).hasMatch())
                return false;
            if (name(node).isEmpty())
                nameless << role(node) + node.path;
            else
                ++named;
            return false;
        });
        QCOMPARE(nameless, QStringList());
        QVERIFY(named > 10);
    }

    void theAnswerIsHeardBySentence()
    {
        const std::optional<Node> composer =
            find(QStringLiteral("text"), QStringLiteral("Message"));
        QVERIFY(composer);
        const QDBusMessage typed =
            call(*composer,
                 QStringLiteral("org.a11y.atspi.EditableText"),
                 QStringLiteral("SetTextContents"),
                 {QStringLiteral("Tell me about rivers, in five sentences.")});
        QCOMPARE(typed.type(), QDBusMessage::ReplyMessage);
        const std::optional<Node> send = find(kButton, QStringLiteral("Send.*"));
        QVERIFY(send);
        m_heard.clear();
        call(*send, QStringLiteral("org.a11y.atspi.Action"), QStringLiteral("DoAction"), {0});

        // An answer that has ended is named by its text.
        const QString pattern = QStringLiteral("Answer: .+");
        std::optional<Node> answer;
        QTRY_VERIFY_WITH_TIMEOUT((answer = find(QStringLiteral(".*"), pattern)), kPatienceMs);
        const QString text = name(*answer).mid(QStringLiteral("Answer: ").size());
        QTRY_COMPARE_WITH_TIMEOUT(
            m_heard.join(QString()).remove(blanks()), QString(text).remove(blanks()), kPatienceMs);
        // Piece by piece, and no piece ends within a sentence but the last.
        QVERIFY2(m_heard.size() > 1, qPrintable(text));
        const QRegularExpression sentenceEnd(QStringLiteral("[.!?。！？]$"));
        for (qsizetype i = 0; i + 1 < m_heard.size(); ++i) {
            const bool endsSentence = sentenceEnd.match(m_heard[i]).hasMatch();
            const QRegularExpression line(QRegularExpression::escape(m_heard[i]) +
                                          QStringLiteral("\\s*\\n"));
            const bool endsLine = line.match(text).hasMatch();
            QVERIFY2(endsSentence || endsLine, qPrintable(m_heard[i]));
        }
    }

public slots:
    void hear(const QDBusMessage& event)
    {
        const QVariant said = event.arguments().value(3);
        m_heard << said.value<QDBusVariant>().variant().toString();
    }

private:
    static QRegularExpression blanks() { return QRegularExpression(QStringLiteral("\\s")); }

    void startDisplay()
    {
        m_display.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_display.start(QStringLiteral("Xvfb"),
                        {QStringLiteral("-displayfd"),
                         QStringLiteral("1"),
                         QStringLiteral("-nolisten"),
                         QStringLiteral("tcp"),
                         QStringLiteral("-screen"),
                         QStringLiteral("0"),
                         QStringLiteral("1280x900x24")});
        const QString number = firstLine(m_display);
        QVERIFY(!number.isEmpty());
        m_environment.insert(QStringLiteral("DISPLAY"), u':' + number);
    }

    // The session's bus, and through it that of AT-SPI, which its launcher starts.
    void startBuses()
    {
        for (const auto* name : {"AT_SPI_BUS_ADDRESS", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            m_environment.remove(QLatin1String(name));
        m_environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), m_folder.path());
        m_daemon.setProcessEnvironment(m_environment);
        m_daemon.start(QStringLiteral("dbus-daemon"),
                       {QStringLiteral("--session"),
                        QStringLiteral("--nofork"),
                        QStringLiteral("--print-address")});
        const QString address = firstLine(m_daemon);
        QVERIFY(!address.isEmpty());
        m_environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), address);
        const auto session = QDBusConnection::connectToBus(address, QStringLiteral("session"));
        const QDBusMessage reply =
            session.call(QDBusMessage::createMethodCall(QStringLiteral("org.a11y.Bus"),
                                                        QStringLiteral("/org/a11y/bus"),
                                                        QStringLiteral("org.a11y.Bus"),
                                                        QStringLiteral("GetAddress")));
        if (reply.type() == QDBusMessage::ReplyMessage)
            m_bus = QDBusConnection::connectToBus(reply.arguments().value(0).toString(),
                                                  QStringLiteral("accessibility"));
    }

    void listen()
    {
        QVERIFY(m_bus->isConnected());
        const Node registry{kRegistry, QStringLiteral("/org/a11y/atspi/registry")};
        call(registry,
             kRegistry,
             QStringLiteral("RegisterEvent"),
             {QStringLiteral("object:announcement")});
        QVERIFY(m_bus->connect({},
                               {},
                               QStringLiteral("org.a11y.atspi.Event.Object"),
                               QStringLiteral("Announcement"),
                               this,
                               SLOT(hear(QDBusMessage))));
    }

    void startProgram(const QString& model)
    {
        m_environment.insert(QStringLiteral("FIRESIDE_DATA_DIR"), m_folder.path());
        app::Settings(m_folder.filePath(QStringLiteral("config/settings.ini"))).setFixedSeed(1);
        m_environment.insert(QStringLiteral("QT_LINUX_ACCESSIBILITY_ALWAYS_ON"),
                             QStringLiteral("1"));
        m_environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("xcb"));
        m_environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
        // libxkbcommon copies names out of a message of X11's with strndup, which is right and
        // which AddressSanitizer's strict check of strings refuses.
        m_environment.insert(QStringLiteral("ASAN_OPTIONS"),
                             m_environment.value(QStringLiteral("ASAN_OPTIONS")) +
                                 QStringLiteral(":strict_string_checks=0"));
        m_program.setProcessEnvironment(m_environment);
        m_program.setProcessChannelMode(QProcess::ForwardedChannels);
        m_program.start(QStringLiteral(FIRESIDE_PROGRAM), {QStringLiteral("--model"), model});
        QVERIFY(m_program.waitForStarted());
        // The desktop's one child.
        const Node desktop{kRegistry, QStringLiteral("/org/a11y/atspi/accessible/root")};
        QList<Node> programs;
        QTRY_VERIFY_WITH_TIMEOUT(!(programs = children(desktop)).isEmpty() ||
                                     m_program.state() == QProcess::NotRunning,
                                 kPatienceMs);
        QVERIFY2(!programs.isEmpty(), "the program has ended");
        m_root = programs.first();
    }

    QDBusMessage call(const Node& node,
                      const QString& interface,
                      const QString& method,
                      const QVariantList& arguments = {})
    {
        QDBusMessage message =
            QDBusMessage::createMethodCall(node.service, node.path, interface, method);
        message.setArguments(arguments);
        return m_bus->call(message);
    }

    QList<Node> children(const Node& node)
    {
        QList<Node> result;
        const QVariant reply =
            call(node, kAccessible, QStringLiteral("GetChildren")).arguments().value(0);
        if (!reply.canConvert<QDBusArgument>())
            return result;
        const auto list = reply.value<QDBusArgument>();
        list.beginArray();
        while (!list.atEnd()) {
            Node child;
            QDBusObjectPath path;
            list.beginStructure();
            list >> child.service >> path;
            list.endStructure();
            child.path = path.path();
            result << child;
        }
        list.endArray();
        return result;
    }

    QString role(const Node& node)
    {
        return call(node, kAccessible, QStringLiteral("GetRoleName"))
            .arguments()
            .value(0)
            .toString();
    }

    QString name(const Node& node)
    {
        const QVariant value = call(node,
                                    QStringLiteral("org.freedesktop.DBus.Properties"),
                                    QStringLiteral("Get"),
                                    {kAccessible, QStringLiteral("Name")})
                                   .arguments()
                                   .value(0);
        return value.value<QDBusVariant>().variant().toString();
    }

    // Node and what is below it, until the visitor is content.
    template <class Visitor>
    std::optional<Node> visit(const Node& node, const Visitor& visitor)
    {
        if (visitor(node))
            return node;
        for (const Node& child : children(node)) {
            if (const std::optional<Node> found = visit(child, visitor))
                return found;
        }
        return std::nullopt;
    }

    // Patterns of the whole role and name.
    std::optional<Node> find(const QString& wanted, const QString& pattern)
    {
        const QRegularExpression ofRole(QRegularExpression::anchoredPattern(wanted));
        const QRegularExpression ofName(QRegularExpression::anchoredPattern(pattern),
                                        QRegularExpression::DotMatchesEverythingOption);
        return visit(m_root, [&](const Node& node) {
            return ofName.match(name(node)).hasMatch() && ofRole.match(role(node)).hasMatch();
        });
    }

    bool isShown(const Node& node)
    {
        constexpr int kShowing = 25; // ATSPI_STATE_SHOWING, a bit of two words
        const QVariant states =
            call(node, kAccessible, QStringLiteral("GetState")).arguments().value(0);
        return (qdbus_cast<QList<uint>>(states).value(0) >> kShowing & 1) != 0;
    }

    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    QProcess m_display, m_daemon, m_program;
    std::optional<QDBusConnection> m_bus; // that of AT-SPI
    Node m_root;                          // the program
    QStringList m_heard;
};

QTEST_GUILESS_MAIN(TestScreenReader)
#include "tst_screen_reader.moc"
