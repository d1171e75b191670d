// A whole file mapped read-only into memory.
//
// Move-only owner; the bytes stay valid until it is destroyed. Thread-safe for readers.
// A file that another program truncates while it is mapped raises SIGBUS on the next touch of a missing page.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <span>

namespace core {

class MappedFile
{
public:
    // Fails with NotFound or Io, naming the path and the system's reason. An empty file maps to an empty span.
    static Result<MappedFile> open(const std::filesystem::path& path);

    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();

    std::span<const std::byte> bytes() const { return m_bytes; }

private:
    explicit MappedFile(std::span<const std::byte> bytes)
        : m_bytes(bytes)
    {
    }

    std::span<const std::byte> m_bytes;
};

} // namespace core
