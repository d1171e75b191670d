#include "core/io/stored_files.h"

#include <algorithm>
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

} // namespace core
