// Folders that hold what can be made again: what lies there, and what goes first.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace core {

struct StoredFile
{
    std::filesystem::path path;
    std::uint64_t bytes = 0;
    std::filesystem::file_time_type used; // when it was last written or touched
};

// The files of a folder whose names end in suffix, those used longest ago first. None where the
// folder cannot be read; other processes may add and remove files meanwhile.
std::vector<StoredFile> storedFiles(const std::filesystem::path& folder, std::string_view suffix);

// What the disk that holds it, or is to hold it, has left for this user; where the system does not
// say, more than any disk has.
std::uint64_t freeBytes(const std::filesystem::path& folder);

} // namespace core
