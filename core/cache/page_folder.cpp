#include "core/cache/page_folder.h"

#include "core/io/stored_files.h"

#include <unistd.h>
#include <utility>
#include <vector>

namespace core {

namespace {

constexpr std::uint64_t kCounts = 16; // while as much is added as the folder may hold

} // namespace

PageFolder::PageFolder(std::filesystem::path path, std::uint64_t maxBytes)
    : m_path(std::move(path))
    , m_maxBytes(maxBytes)
{
}

void PageFolder::setMaxBytes(std::uint64_t bytes)
{
    if (std::exchange(m_maxBytes, bytes) != bytes)
        trim(0);
}

void PageFolder::holdLimit()
{
    if (!m_isCounted)
        trim(0);
}

bool PageFolder::makeRoom(std::uint64_t bytes)
{
    if (bytes > m_maxBytes)
        return false;
    if (!m_isCounted || m_bytes + bytes > m_maxBytes || m_added + bytes > m_maxBytes / kCounts)
        trim(bytes);
    return true;
}

void PageFolder::noteAdded(std::uint64_t bytes)
{
    m_bytes += bytes;
    m_added += bytes;
}

// Counts what is there. Where it is too much, a tenth more goes than has to, so that not every page
// has to look through the folder.
void PageFolder::trim(std::uint64_t bytes)
{
    const std::vector<StoredFile> files = storedFiles(m_path, kSuffix);
    m_isCounted = true;
    m_added = 0;
    m_bytes = 0;
    for (const StoredFile& file : files)
        m_bytes += file.bytes;
    if (m_bytes + bytes <= m_maxBytes)
        return;
    const std::uint64_t wanted = m_maxBytes - m_maxBytes / 10;
    for (const StoredFile& file : files) {
        if (m_bytes + bytes <= wanted)
            return;
        unlink(file.path.c_str());
        m_bytes -= file.bytes;
    }
}

} // namespace core
