#include "app/platform/log_file.h"

#include "app/platform/private_file.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMutex>
#include <QMutexLocker>

#include <algorithm>
#include <cstdio>

namespace app {

namespace {

constexpr qint64 kMaxBytes = 1 << 20;

QMutex logMutex; // guards logFile
QFile logFile;

const char* levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "debug";
    case QtInfoMsg:
        return "info";
    case QtWarningMsg:
        return "warning";
    case QtCriticalMsg:
        return "critical";
    case QtFatalMsg:
        break;
    }
    return "fatal";
}

// Paths name the person.
QString withoutHome(QString message)
{
    const QString home = QDir::homePath();
    if (home.size() > 1)
        message.replace(home, QStringLiteral("~"));
    return message;
}

QByteArray endOfFile(const QString& path, qint64 mostBytes)
{
    QFile file(path);
    if (mostBytes <= 0 || !file.open(QIODevice::ReadOnly))
        return {};
    const qint64 skipped = std::max<qint64>(0, file.size() - mostBytes);
    if (!file.seek(skipped))
        return {};
    const QByteArray bytes = file.read(mostBytes);
    // The first line is cut where something was skipped.
    return skipped == 0 ? bytes : bytes.mid(bytes.indexOf('\n') + 1);
}

void openLog(const QString& path)
{
    makePrivate(path);
    logFile.setFileName(path);
    if (!logFile.open(QIODevice::WriteOnly | QIODevice::Append))
        std::fprintf(stderr, "The log file %s cannot be written.\n", qPrintable(path));
}

QString formerLog(const QString& path)
{
    return path + QStringLiteral(".1");
}

void rotate()
{
    const QString path = logFile.fileName();
    const QString former = formerLog(path);
    logFile.close();
    QFile::remove(former);
    QFile::rename(path, former);
    openLog(path);
}

void handleMessage(QtMsgType type, const QMessageLogContext&, const QString& message)
{
    const QByteArray line = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toUtf8() +
                            ' ' + levelName(type) + ": " + withoutHome(message).toUtf8() + '\n';
    if (type != QtInfoMsg) // how things go is for the file alone
        std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
    const QMutexLocker lock(&logMutex);
    if (!logFile.isOpen())
        return;
    logFile.write(line);
    logFile.flush();
    if (logFile.size() > kMaxBytes)
        rotate();
}

} // namespace

void logToFile(const QString& path)
{
    const QMutexLocker lock(&logMutex);
    logFile.close();
    if (path.isEmpty()) {
        qInstallMessageHandler(nullptr);
        return;
    }
    QDir().mkpath(QFileInfo(path).absolutePath());
    openLog(path);
    qInstallMessageHandler(handleMessage);
}

QString logTail(const QString& path, qint64 mostBytes)
{
    const QMutexLocker lock(&logMutex); // no rotation meanwhile
    const QByteArray recent = endOfFile(path, mostBytes);
    return QString::fromUtf8(endOfFile(formerLog(path), mostBytes - recent.size()) + recent);
}

} // namespace app
