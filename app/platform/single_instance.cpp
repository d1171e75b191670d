#include "app/platform/single_instance.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalServer>
#include <QLocalSocket>
#include <QThread>
#include <QTimer>

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <unistd.h>

namespace app {

namespace {

constexpr int kPatienceMs = 1000;
constexpr qint64 kMaxMessageBytes = 1 << 20;
constexpr char kAcknowledgement = '+';

// What a later start sends: its arguments as one line of JSON. Empty where the line is something
// else.
std::optional<QStringList> argumentsFrom(const QByteArray& line)
{
    const QJsonDocument document = QJsonDocument::fromJson(line);
    if (!document.isArray())
        return std::nullopt;
    QStringList arguments;
    for (const QJsonValue& value : document.array()) {
        if (!value.isString())
            return std::nullopt;
        arguments.append(value.toString());
    }
    return arguments;
}

} // namespace

SingleInstance::SingleInstance(const QString& folder, QObject* parent)
    : QObject(parent)
    , m_folder(QDir(folder).absolutePath())
{
}

SingleInstance::~SingleInstance()
{
    m_server.reset();
    if (m_lockFile >= 0)
        ::close(m_lockFile);
}

SingleInstance::Role SingleInstance::start(const QStringList& arguments)
{
    if (lock()) {
        listen();
        return Role::Owner;
    }
    return handOver(arguments);
}

bool SingleInstance::lock()
{
    QDir().mkpath(m_folder);
    const QByteArray path = QFile::encodeName(m_folder + QStringLiteral("/lock"));
    m_lockFile = ::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    // Nothing can be owned here, nor written: there is no one to run into.
    if (m_lockFile < 0)
        return true;
    int result = 0;
    do {
        result = ::flock(m_lockFile, LOCK_EX | LOCK_NB);
    } while (result != 0 && errno == EINTR);
    if (result == 0 || errno != EWOULDBLOCK)
        return true;
    ::close(m_lockFile);
    m_lockFile = -1;
    return false;
}

void SingleInstance::listen()
{
    m_server = std::make_unique<QLocalServer>();
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    connect(m_server.get(), &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket* socket = m_server->nextPendingConnection())
            receive(socket);
    });
    // Left by an owner that was killed; the lock says that there is none now.
    QLocalServer::removeServer(socketName());
    if (!m_server->listen(socketName()))
        qWarning("Later starts cannot reach this one: %s", qPrintable(m_server->errorString()));
}

void SingleInstance::receive(QLocalSocket* socket)
{
    socket->setParent(this);
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    QTimer::singleShot(kPatienceMs, socket, &QLocalSocket::abort);
    connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
        if (socket->bytesAvailable() > kMaxMessageBytes) {
            socket->abort();
            return;
        }
        if (!socket->canReadLine())
            return;
        const std::optional<QStringList> arguments = argumentsFrom(socket->readLine());
        if (!arguments) {
            socket->abort();
            return;
        }
        socket->write(&kAcknowledgement, 1);
        socket->flush();
        emit activated(*arguments);
    });
}

SingleInstance::Role SingleInstance::handOver(const QStringList& arguments) const
{
    const QDeadlineTimer deadline(kPatienceMs);
    const auto remaining = [&deadline] { return static_cast<int>(deadline.remainingTime()); };
    QLocalSocket socket;
    // The owner may hold the lock and not listen yet.
    do {
        socket.connectToServer(socketName());
        if (socket.waitForConnected(remaining()))
            break;
        QThread::msleep(10);
    } while (!deadline.hasExpired());
    if (socket.state() != QLocalSocket::ConnectedState)
        return Role::Unreachable;
    socket.write(
        QJsonDocument(QJsonArray::fromStringList(arguments)).toJson(QJsonDocument::Compact) + '\n');
    socket.flush();
    while (socket.bytesAvailable() == 0) {
        if (!socket.waitForReadyRead(remaining()))
            break;
    }
    char answer = 0;
    return socket.read(&answer, 1) == 1 && answer == kAcknowledgement ? Role::HandedOver
                                                                      : Role::Unreachable;
}

QString SingleInstance::socketName() const
{
    // Socket names are short and shared by all users: one for each folder and user.
    const QByteArray key = m_folder.toUtf8() + '\n' + QByteArray::number(::getuid());
    const QByteArray hash = QCryptographicHash::hash(key, QCryptographicHash::Sha256).toHex();
    return QStringLiteral("fireside-") + QString::fromLatin1(hash.left(16));
}

} // namespace app
