// The folder of pages on disk, and how many bytes its files may take together: a given number, and
// no more than a part of what the disk would have left without them, since all else that is saved
// is worth more.
//
// Shared by the stores of all models that are loaded, so that the limit holds for all of them. One
// thread at a time. Several processes may use one folder: what others add is noticed before this
// one has added a sixteenth of the limit itself.
#pragma once

#include "core/io/stored_files.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

namespace core {

class PageFolder
{
public:
    static constexpr std::string_view kSuffix = ".kv"; // of each file's name
    static constexpr std::uint64_t kPartOfDisk = 4;    // a quarter

    using FreeBytes = std::function<std::uint64_t(const std::filesystem::path&)>;

    // Touches no disk. The folder is made when the first page is saved; what is there beyond
    // maxBytes goes then, or with holdLimit(). free: tells what the disk has left.
    PageFolder(std::filesystem::path path, std::uint64_t maxBytes, FreeBytes free = freeBytes);

    const std::filesystem::path& path() const { return m_path; }
    std::uint64_t maxBytes() const { return m_maxBytes; } // 0: nothing is kept
    void setMaxBytes(std::uint64_t bytes);                // what is beyond a new one goes at once
    void holdLimit(); // looks through the folder, unless that has been done

    // Deletes the files used longest ago until one of so many bytes fits. False where none does.
    bool makeRoom(std::uint64_t bytes);
    void noteAdded(std::uint64_t bytes); // after makeRoom()

private:
    std::uint64_t limit() const; // once the files are counted
    void trim(std::uint64_t bytes);

    std::filesystem::path m_path;
    std::uint64_t m_maxBytes;
    FreeBytes m_free;
    bool m_isCounted = false;
    std::uint64_t m_bytes = 0; // of all files, as far as is known
    std::uint64_t m_added = 0; // since they were counted
};

} // namespace core
