#include "app/documents/zip_archive.h"

#include <zip.h>

namespace app {

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
