#include "core/io/stored_files.h"

#include <algorithm>
#include <limits>
#include <system_error>

namespace core {

namespace fs = std::filesystem;

std::vector<StoredFile> storedFiles(const fs::path& folder, std::string_view suffix)
{
    std::vector<StoredFile> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code gone; // by another process, meanwhile
        StoredFile file{entry->path(), entry->file_size(gone), entry->last_write_time(gone)};
        if (!gone && file.path.filename().string().ends_with(suffix))
            files.push_back(std::move(file));
    }
    std::sort(files.begin(), files.end(), [](const StoredFile& a, const StoredFile& b) {
        return a.used < b.used;
    });
    return files;
}

std::uint64_t freeBytes(const fs::path& folder)
{
    std::error_code error;
    for (fs::path at = folder; !at.empty(); at = at.parent_path()) {
        const fs::space_info space = fs::space(at, error);
        if (!error)
            return space.available;
        if (at == at.parent_path())
            break;
    }
    return std::numeric_limits<std::uint64_t>::max();
}

} // namespace core
