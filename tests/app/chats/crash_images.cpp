#include "tests/app/chats/crash_images.h"

#include <algorithm>

namespace tests {

namespace {

constexpr int kSector = 512;

} // namespace

CrashImages::CrashImages(const QByteArray& log, const QHash<QString, QByteArray>& start)
    : m_start(start)
{
    // "kind offset size name\n", then size bytes.
    qsizetype at = 0;
    while (at < log.size()) {
        const qsizetype end = log.indexOf('\n', at);
        const QList<QByteArray> words = log.mid(at, end - at).split(' ');
        if (end < 0 || words.size() != 4)
            break; // cut
        Record record;
        record.kind = words.at(0).at(0);
        record.offset = words.at(1).toLongLong();
        const qsizetype size = words.at(2).toLongLong();
        record.file = QString::fromUtf8(words.at(3));
        record.data = log.mid(end + 1, size);
        at = end + 1 + size;
        m_records.append(record);
    }
}

void CrashImages::apply(const Record& record, QByteArray& content)
{
    if (record.kind == 't') {
        content.resize(record.offset, '\0');
        return;
    }
    const qsizetype end = record.offset + record.data.size();
    if (content.size() < end)
        content.resize(end, '\0');
    content.replace(record.offset, record.data.size(), record.data);
}

CrashImage CrashImages::after(qsizetype records, QRandomGenerator& random) const
{
    CrashImage image{m_start, {}};
    QHash<QString, QList<Record>> pending;
    for (qsizetype i = 0; i < records; ++i) {
        const Record& record = m_records.at(i);
        switch (record.kind) {
        case 'o':
            image.output += record.data;
            break;
        case 'u':
            image.files.remove(record.file);
            pending.remove(record.file);
            break;
        case 's':
            for (const Record& write : pending.take(record.file))
                apply(write, image.files[record.file]);
            break;
        default:
            pending[record.file].append(record);
        }
    }
    for (auto file = pending.begin(); file != pending.end(); ++file) {
        QList<Record>& writes = *file;
        std::shuffle(writes.begin(), writes.end(), random);
        for (Record& write : writes) {
            if (random.bounded(2) == 0)
                continue;
            if (random.bounded(3) == 0 && write.data.size() > kSector)
                write.data.truncate(kSector *
                                    random.bounded(static_cast<int>(write.data.size() / kSector)));
            apply(write, image.files[file.key()]);
        }
    }
    return image;
}

} // namespace tests
