#include "app/chats/store_backup.h"

#include "app/chats/read_only_file.h"
#include "app/chats/store_check.h"
#include "app/chats/store_copy.h"
#include "app/chats/store_text.h"
#include "app/chats/store_transaction.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>

#include <algorithm>
#include <fcntl.h>
#include <limits>
#include <unistd.h>
#include <utility>

namespace app {

namespace {

Condition conditionOfFile(const QString& file, int maxVersion = std::numeric_limits<int>::max())
{
    const ReadOnlyFile copy(file);
    if (!copy.isOpen())
        return Condition::Damaged;
    const int version = copy.value(QStringLiteral("PRAGMA user_version")).toInt();
    QSqlQuery check(copy.database());
    if (version <= 0 || version > maxVersion ||
        !check.exec(QStringLiteral("PRAGMA integrity_check")))
        return Condition::Damaged;
    return conditionOf(check);
}

void syncToDisk(const QString& file)
{
    const int descriptor = ::open(QFile::encodeName(file).constData(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

QString partialOf(const QString& target)
{
    return target + QStringLiteral(".partial");
}

QString backupAction()
{
    return StoreText::tr("The backup of the conversations could not be made");
}

} // namespace

QString backupFolder(const QString& path)
{
    return QFileInfo(path).absolutePath() + QStringLiteral("/backups");
}

QList<Backup> backupsOf(const QString& path)
{
    const QFileInfo file(path);
    const QRegularExpression name(QStringLiteral("^%1-(\\d{6})-(\\d{4}-\\d{2}-\\d{2})\\.%2$")
                                      .arg(QRegularExpression::escape(file.completeBaseName()),
                                           QRegularExpression::escape(file.suffix())));
    QList<Backup> found;
    const QFileInfoList files = QDir(backupFolder(path)).entryInfoList(QDir::Files);
    for (const QFileInfo& entry : files) {
        const QRegularExpressionMatch match = name.match(entry.fileName());
        if (match.hasMatch())
            found.append({entry.absoluteFilePath(),
                          match.captured(1).toInt(),
                          QDate::fromString(match.captured(2), Qt::ISODate)});
    }
    std::sort(found.begin(), found.end(), [](const Backup& a, const Backup& b) {
        return a.number > b.number;
    });
    return found;
}

// A copy of the open store in a file beside its target, under whose name it comes when it is whole.
class PartialCopy
{
public:
    PartialCopy(const QString& path, const QString& connectionName, const QString& target)
        : m_path(path)
        , m_target(target)
        , m_name(QStringLiteral("backup-") + QUuid::createUuid().toString(QUuid::Id128))
    {
        QDir().mkpath(QFileInfo(target).absolutePath());
        QFile::remove(partialOf(target));
        QSqlDatabase copy = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
        copy.setDatabaseName(partialOf(target));
        if (!copy.open()) {
            m_error = copy.lastError();
            return;
        }
        QFile::setPermissions(partialOf(target), QFile::ReadOwner | QFile::WriteOwner);
        // Until it is whole it may be lost.
        for (const char* pragma : {"PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF"})
            QSqlQuery(copy).exec(QLatin1String(pragma));
        m_pages.emplace(QSqlDatabase::database(connectionName, /*open=*/false), copy);
    }
    ~PartialCopy()
    {
        close();
        QFile::remove(partialOf(m_target));
    }
    PartialCopy(const PartialCopy&) = delete;
    PartialCopy& operator=(const PartialCopy&) = delete;

    core::Result<bool> copySome()
    {
        const StoreCopy::State state = m_pages ? m_pages->copySome() : StoreCopy::State::Failed;
        if (state == StoreCopy::State::More)
            return false;
        if (m_pages)
            m_error = m_pages->lastError();
        const QString& culprit = m_pages ? m_path : m_target;
        close();
        if (state == StoreCopy::State::Done)
            return true;
        return core::fail(storeError(m_error, backupAction(), culprit));
    }
    core::Status putInPlace() const
    {
        syncToDisk(partialOf(m_target));
        QFile::remove(m_target);
        if (!QFile::rename(partialOf(m_target), m_target)) {
            return core::fail(
                core::Error{core::ErrorCode::Io,
                            StoreText::tr("%1: %2 cannot be written. Allow writing to its folder.")
                                .arg(backupAction(), m_target)
                                .toStdString()});
        }
        syncToDisk(QFileInfo(m_target).absolutePath());
        return {};
    }

private:
    void close()
    {
        m_pages.reset();
        QSqlDatabase::removeDatabase(m_name);
    }

    QString m_path;
    QString m_target;
    QString m_name; // of the connection to the copy
    std::optional<StoreCopy> m_pages;
    QSqlError m_error;
};

std::unique_ptr<DailyBackup>
DailyBackup::begin(const QString& path, const QString& connectionName, QDate today)
{
    const QList<Backup> before = backupsOf(path);
    if (std::any_of(before.begin(), before.end(), [today](const Backup& backup) {
            return backup.day == today;
        }))
        return nullptr;
    const QFileInfo file(path);
    const QString target =
        QStringLiteral("%1/%2-%3-%4.%5")
            .arg(backupFolder(path), file.completeBaseName())
            .arg(before.isEmpty() ? 1 : before.first().number + 1, 6, 10, QChar(u'0'))
            .arg(today.toString(Qt::ISODate), file.suffix());
    return std::unique_ptr<DailyBackup>(
        new DailyBackup(path, target, std::make_unique<PartialCopy>(path, connectionName, target)));
}

DailyBackup::DailyBackup(const QString& path,
                         const QString& target,
                         std::unique_ptr<PartialCopy> copy)
    : m_path(path)
    , m_target(target)
    , m_copy(std::move(copy))
{
}

DailyBackup::~DailyBackup() = default;

core::Result<bool> DailyBackup::copySome()
{
    const core::Result<bool> copied = m_copy->copySome();
    if (!copied && copied.error().code == core::ErrorCode::Malformed)
        wantCheck(m_path);
    return copied;
}

core::Status DailyBackup::complete()
{
    // The pages are those of the store: what is wrong with them is wrong there.
    const Condition condition = conditionOfFile(partialOf(m_target));
    if (condition != Condition::Sound)
        wantCheck(m_path);
    if (condition == Condition::Damaged) {
        return core::fail(core::Error{
            core::ErrorCode::Malformed,
            StoreText::tr("The daily check found damage in %1. Start Fireside again: it keeps the "
                          "file aside and restores what can be read.")
                .arg(m_path)
                .toStdString()});
    }
    if (const core::Status status = m_copy->putInPlace(); !status)
        return status;
    const QList<Backup> all = backupsOf(m_path);
    for (qsizetype i = kKeptBackups; i < all.size(); ++i)
        QFile::remove(all.at(i).file);
    return {};
}

core::Status backUpVersion(const QString& path, const QString& connectionName, int version)
{
    const QFileInfo file(path);
    PartialCopy copy(path,
                     connectionName,
                     QStringLiteral("%1/%2-version-%3.%4")
                         .arg(backupFolder(path), file.completeBaseName())
                         .arg(version)
                         .arg(file.suffix()));
    core::Result<bool> copied = false;
    while (copied && !*copied)
        copied = copy.copySome();
    return copied ? copy.putInPlace() : core::fail(copied.error());
}

std::optional<Backup> restoreNewest(const QString& path, int maxVersion)
{
    const QList<Backup> all = backupsOf(path);
    for (const Backup& backup : all) {
        const QString partial = path + QStringLiteral(".partial");
        QFile::remove(partial);
        if (conditionOfFile(backup.file, maxVersion) == Condition::Damaged ||
            !QFile::copy(backup.file, partial))
            continue;
        syncToDisk(partial);
        if (QFile::rename(partial, path))
            return backup;
    }
    return std::nullopt;
}

} // namespace app
