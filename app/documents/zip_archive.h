// A ZIP archive in memory, unpacked part by part, by libzip. Untrusted: no claimed size counts.
#pragma once

#include <QByteArray>
#include <QStringList>

#include <memory>
#include <optional>

struct zip;
struct zip_file;

namespace app {

class ZipPart
{
public:
    explicit ZipPart(zip_file* file)
        : m_file(file)
    {
    }

    // The next bytes, at most mostBytes; empty at the end; nothing where the archive is damaged.
    std::optional<QByteArray> read(qsizetype mostBytes);

private:
    struct Close
    {
        void operator()(zip_file* file) const;
    };
    std::unique_ptr<zip_file, Close> m_file;
};

class ZipArchive
{
public:
    explicit ZipArchive(const QByteArray& bytes); // kept as they are while this lives

    bool isValid() const { return m_zip != nullptr; }
    QStringList names() const; // at most 100,000
    bool contains(const QString& name) const;
    // Nothing where there is no such part, or it cannot be unpacked. To be gone before the archive.
    std::optional<ZipPart> part(const QString& name) const;

private:
    struct Discard
    {
        void operator()(zip* archive) const;
    };
    QByteArray m_bytes;
    std::unique_ptr<zip, Discard> m_zip;
};

} // namespace app
