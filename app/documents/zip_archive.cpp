#include "app/documents/zip_archive.h"

#include <zip.h>

#include <algorithm>

namespace app {

namespace {

constexpr zip_int64_t kMostNames = 100'000;

} // namespace

std::optional<QByteArray> ZipPart::read(qsizetype mostBytes)
{
    QByteArray bytes(mostBytes, Qt::Uninitialized);
    const zip_int64_t read = zip_fread(m_file.get(), bytes.data(), zip_uint64_t(mostBytes));
    if (read < 0)
        return std::nullopt;
    bytes.truncate(qsizetype(read));
    return bytes;
}

void ZipPart::Close::operator()(zip_file* file) const
{
    zip_fclose(file);
}

ZipArchive::ZipArchive(const QByteArray& bytes)
    : m_bytes(bytes)
{
    zip_source_t* source = zip_source_buffer_create(
        m_bytes.constData(), zip_uint64_t(m_bytes.size()), /*freep=*/0, nullptr);
    if (source == nullptr)
        return;
    m_zip.reset(zip_open_from_source(source, ZIP_RDONLY, nullptr));
    if (m_zip == nullptr)
        zip_source_free(source);
}

void ZipArchive::Discard::operator()(zip* archive) const
{
    zip_discard(archive);
}

QStringList ZipArchive::names() const
{
    QStringList names;
    const zip_int64_t count = std::min(zip_get_num_entries(m_zip.get(), 0), kMostNames);
    for (zip_int64_t i = 0; i < count; ++i) {
        if (const char* name = zip_get_name(m_zip.get(), zip_uint64_t(i), 0))
            names.append(QString::fromUtf8(name));
    }
    return names;
}

bool ZipArchive::contains(const QString& name) const
{
    return zip_name_locate(m_zip.get(), name.toUtf8().constData(), 0) >= 0;
}

std::optional<ZipPart> ZipArchive::part(const QString& name) const
{
    zip_file_t* file = zip_fopen(m_zip.get(), name.toUtf8().constData(), 0);
    return file == nullptr ? std::nullopt : std::optional<ZipPart>(file);
}

} // namespace app
