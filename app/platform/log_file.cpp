#include "app/platform/log_file.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMutex>
#include <QMutexLocker>

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

void openLog(const QString& path)
{
    logFile.setFileName(path);
    if (!logFile.open(QIODevice::WriteOnly | QIODevice::Append))
        std::fprintf(stderr, "The log file %s cannot be written.\n", qPrintable(path));
}

void rotate()
{
    const QString path = logFile.fileName();
    const QString former = path + QStringLiteral(".1");
    logFile.close();
    QFile::remove(former);
    QFile::rename(path, former);
    openLog(path);
}

void handleMessage(QtMsgType type, const QMessageLogContext&, const QString& message)
{
    const QByteArray line = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toUtf8() +
                            ' ' + levelName(type) + ": " + message.toUtf8() + '\n';
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

} // namespace app
