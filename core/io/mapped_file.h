// A whole file mapped read-only into memory.
//
// Move-only owner; the bytes stay valid until it is destroyed. Thread-safe for readers.
// When another program truncates the file while it is mapped, the missing bytes read as zeros and
// damaged() turns true (map_guard.h); nothing else tells.
#pragma once

#include "core/base/result.h"
#include "core/io/map_guard.h"

#include <cstddef>
#include <filesystem>
#include <span>

namespace core {

class MappedFile
{
public:
    // Fails with NotFound or Io, naming the path and the system's reason. An empty file maps to an
    // empty span. Only regular files: folders, pipes and devices are refused without waiting for
    // them.
    static Result<MappedFile> open(const std::filesystem::path& path);

    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();

    std::span<const std::byte> bytes() const { return m_bytes; }

    // Gives back the memory that bytes of the file take; reading them again reads the file again.
    // Bytes outside the file are nobody's business here. Any thread.
    void release(std::span<const std::byte> bytes) const;

    // Bytes went missing after opening and were read as zeros: results computed from them are
    // worthless. Any thread.
    bool damaged() const { return m_guard.damaged(); }

private:
    MappedFile(std::span<const std::byte> bytes, MapGuard guard)
        : m_bytes(bytes)
        , m_guard(std::move(guard))
    {
    }
    void unmap();

    std::span<const std::byte> m_bytes;
    MapGuard m_guard;
};

} // namespace core
