#include "app/inference/computed_pages.h"

#include "core/cache/page_folder.h"

#include <QFile>

#include <system_error>
#include <vector>

namespace app {

namespace {

std::vector<core::StoredFile> pagesIn(const QString& folder)
{
    return core::storedFiles(QFile::encodeName(folder).toStdString(), core::PageFolder::kSuffix);
}

} // namespace

qint64 computedBytes(const QString& folder)
{
    std::uint64_t bytes = 0;
    for (const core::StoredFile& page : pagesIn(folder))
        bytes += page.bytes;
    return qint64(bytes);
}

void deleteComputed(const QString& folder)
{
    for (const core::StoredFile& page : pagesIn(folder)) {
        std::error_code ignored; // gone already, or not ours to delete: what is left is counted
        std::filesystem::remove(page.path, ignored);
    }
}

} // namespace app
