#include "app/chats/store_transaction.h"
#include "app/chats/store_text.h"

#include <QFileInfo>

namespace app {

namespace {

// Primary result codes of SQLite, https://www.sqlite.org/rescode.html
enum SqliteCode
{
    kPermission = 3,
    kBusy = 5,
    kReadOnly = 8,
    kIoError = 10,
    kCorrupt = 11,
    kFull = 13,
    kCannotOpen = 14,
    kConstraint = 19,
    kNotADatabase = 26,
};

int sqliteCode(const QSqlError& error)
{
    bool ok = false;
    const int extended = error.nativeErrorCode().toInt(&ok);
    return ok ? extended & 0xff : 0;
}

} // namespace

bool isOutside(const QSqlError& error)
{
    switch (sqliteCode(error)) {
    case kPermission:
    case kBusy:
    case kReadOnly:
    case kIoError:
    case kFull:
    case kCannotOpen:
        return true;
    default:
        return false;
    }
}

bool isInUse(const QSqlError& error)
{
    return sqliteCode(error) == kBusy;
}

core::Error storeError(const QSqlError& error, const QString& action, const QString& path)
{
    const auto sentence = [&](const QString& text) { return text.arg(action, path).toStdString(); };
    int code = sqliteCode(error);
    // So it is told of a disk that was mounted to be read only.
    if (code == kIoError && !QFileInfo(QFileInfo(path).absolutePath()).isWritable())
        code = kReadOnly;
    switch (code) {
    case kFull:
        return {core::ErrorCode::Io,
                sentence(StoreText::tr(
                    "%1: the disk that holds %2 is full. Free some space; what was saved "
                    "before is safe."))};
    case kPermission:
    case kReadOnly:
        return {core::ErrorCode::Io,
                sentence(StoreText::tr(
                    "%1: Fireside has to write to %2 and its folder, and is not allowed to. Allow "
                    "writing to both; until then what was saved can be read, nothing new is kept, "
                    "and a temporary conversation needs no file."))};
    case kCannotOpen:
        return {core::ErrorCode::Io,
                sentence(StoreText::tr(
                    "%1: %2 cannot be opened. Check that its folder is there and may be "
                    "written."))};
    case kBusy:
        return {core::ErrorCode::Io,
                sentence(StoreText::tr(
                    "%1: another program has %2 open. Close it and start Fireside again."))};
    case kCorrupt:
    case kNotADatabase:
        return {core::ErrorCode::Malformed,
                sentence(StoreText::tr(
                    "%1: %2 is damaged. Start Fireside again; the file will be kept aside."))};
    case kConstraint:
        return {core::ErrorCode::NotFound,
                StoreText::tr("%1: what it belongs to is not there any more.")
                    .arg(action)
                    .toStdString()};
    default:
        return {core::ErrorCode::Io,
                StoreText::tr("%1: writing to or reading from %2 failed (%3). Check the disk; "
                              "what was saved before is safe.")
                    .arg(action,
                         path,
                         error.databaseText().isEmpty() ? error.text() : error.databaseText())
                    .toStdString()};
    }
}

} // namespace app
