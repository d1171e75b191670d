#include "core/io/mapped_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace core {

namespace {

class FileDescriptor
{
public:
    explicit FileDescriptor(int fd)
        : m_fd(fd)
    {
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    ~FileDescriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    int get() const { return m_fd; }

private:
    int m_fd;
};

tl::unexpected<Error> systemFailure(const std::filesystem::path& path, std::string_view verb)
{
    const int reason = errno;
    const ErrorCode code =
        reason == ENOENT || reason == ENOTDIR ? ErrorCode::NotFound : ErrorCode::Io;
    return fail(code, "cannot {} {}: {}", verb, path.string(), std::strerror(reason));
}

} // namespace

Result<MappedFile> MappedFile::open(const std::filesystem::path& path)
{
    // O_NONBLOCK: a named pipe would otherwise wait for a writer.
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0)
        return systemFailure(path, "open");
    struct stat status = {};
    if (::fstat(file.get(), &status) != 0)
        return systemFailure(path, "examine");
    if (S_ISDIR(status.st_mode))
        return fail(ErrorCode::Io, "expected a file, but {} is a folder", path.string());
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::Io,
                    "expected a regular file, but {} is a device, pipe or socket",
                    path.string());
    if (status.st_size == 0)
        return MappedFile({}, MapGuard());
    const auto size = static_cast<std::uintmax_t>(status.st_size);
    if (size > std::numeric_limits<std::size_t>::max() / 2)
        return fail(ErrorCode::Limit, "{} is too large to map: {} bytes", path.string(), size);

    void* const address =
        ::mmap(nullptr, static_cast<std::size_t>(size), PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (address == MAP_FAILED)
        return systemFailure(path, "map");
    const std::span bytes(static_cast<const std::byte*>(address), static_cast<std::size_t>(size));
    MappedFile result(bytes, MapGuard());
    auto guard = MapGuard::watch(bytes);
    if (!guard)
        return fail(std::move(guard.error()));
    result.m_guard = std::move(*guard);
    return result;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : m_bytes(std::exchange(other.m_bytes, {}))
    , m_guard(std::move(other.m_guard))
{
}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept
{
    if (this != &other) {
        unmap();
        m_bytes = std::exchange(other.m_bytes, {});
        m_guard = std::move(other.m_guard);
    }
    return *this;
}

MappedFile::~MappedFile()
{
    unmap();
}

void MappedFile::release(std::span<const std::byte> bytes) const
{
    const auto address = [](const std::byte* p) { return reinterpret_cast<std::uintptr_t>(p); };
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const std::uintptr_t begin = std::max(address(bytes.data()), address(m_bytes.data()));
    const std::uintptr_t end =
        std::min(address(bytes.data() + bytes.size()), address(m_bytes.data() + m_bytes.size()));
    const std::uintptr_t firstPage =
        (begin + page - 1) / page * page; // pages at the edges are shared
    if (firstPage < end)
        ::madvise(
            reinterpret_cast<void*>(firstPage), (end - firstPage) / page * page, MADV_DONTNEED);
}

void MappedFile::unmap()
{
    m_guard = MapGuard(); // before the range belongs to somebody else
    if (!m_bytes.empty())
        ::munmap(const_cast<std::byte*>(m_bytes.data()), m_bytes.size());
    m_bytes = {};
}

} // namespace core
