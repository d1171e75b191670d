// What the kernel tells in one line, in a file of /proc or /sys.
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>

namespace app {

// Without its line break; empty where the file cannot be read.
inline QByteArray firstLine(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readLine().trimmed() : QByteArray();
}

} // namespace app
