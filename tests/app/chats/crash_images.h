// What a disk may hold after a power cut, made of a recording of everything that a process wrote.
//
// Writes that were synced are there. Of the others each may be missing, torn, or have come before
// one that was made earlier.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QRandomGenerator>
#include <QString>

namespace tests {

struct CrashImage
{
    QHash<QString, QByteArray> files; // by name
    QByteArray output;                // of the process until then
};

class CrashImages
{
public:
    // log: as fault_shim writes it to FIRESIDE_RECORD. start: the files before the first record.
    CrashImages(const QByteArray& log, const QHash<QString, QByteArray>& start);

    qsizetype recordCount() const { return m_records.size(); }
    CrashImage after(qsizetype records, QRandomGenerator& random) const;

private:
    struct Record
    {
        char kind = 0; // w: write, t: truncate, s: sync, u: unlink, o: output
        QString file;
        qint64 offset = 0;
        QByteArray data;
    };

    static void apply(const Record& record, QByteArray& content);

    QHash<QString, QByteArray> m_start;
    QList<Record> m_records;
};

} // namespace tests
