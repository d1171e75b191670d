#include "core/cache/page_folder.h"

#include <algorithm>
#include <unistd.h>
#include <utility>
#include <vector>

namespace core {

namespace {

constexpr std::uint64_t kCounts = 16; // while as much is added as the folder may hold

} // namespace

PageFolder::PageFolder(std::filesystem::path path, std::uint64_t maxBytes, FreeBytes free)
    : m_path(std::move(path))
    , m_maxBytes(maxBytes)
    , m_free(std::move(free))
{
}

std::uint64_t PageFolder::limit() const
{
    const std::uint64_t left = m_free(m_path);
    return std::min(m_maxBytes, left / kPartOfDisk + m_bytes / kPartOfDisk);
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
    if (!m_isCounted || m_bytes + bytes > limit() || m_added + bytes > m_maxBytes / kCounts)
        trim(bytes);
    return m_bytes + bytes <= limit();
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
    const std::uint64_t most = limit();
    if (m_bytes + bytes <= most)
        return;
    const std::uint64_t wanted = most - most / 10;
    for (const StoredFile& file : files) {
        if (m_bytes + bytes <= wanted)
            return;
        unlink(file.path.c_str());
        m_bytes -= file.bytes;
    }
}

} // namespace core
