#include "core/cache/page_store.h"

#include "core/base/check.h"
#include "core/cache/page_folder.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <utility>

namespace core {

namespace fs = std::filesystem;

namespace {

constexpr std::array<char, 8> kMagic{'F', 'S', 'K', 'V', 'P', 'A', 'G', '1'};

struct Header
{
    std::array<char, 8> magic;
    PageStore::Key key;
    std::uint64_t bytes;
    std::uint64_t checksum;
};
static_assert(sizeof(Header) == 56);

// Finds damage, not malice: four lanes of multiply and rotate, at the speed of memory.
std::uint64_t checksum(std::span<const std::byte> bytes)
{
    constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;
    std::array<std::uint64_t, 4> lanes{1, 2, 3, 4};
    std::size_t at = 0;
    for (; at + 32 <= bytes.size(); at += 32) {
        std::array<std::uint64_t, 4> words{};
        std::memcpy(words.data(), bytes.data() + at, 32);
        for (std::size_t i = 0; i < 4; ++i)
            lanes[i] = std::rotl((lanes[i] ^ words[i]) * kOdd, 31);
    }
    for (; at < bytes.size(); ++at)
        lanes[at % 4] =
            std::rotl((lanes[at % 4] ^ std::to_integer<std::uint64_t>(bytes[at])) * kOdd, 31);
    std::uint64_t sum = bytes.size();
    for (const std::uint64_t lane : lanes)
        sum = std::rotl((sum ^ lane) * kOdd, 29);
    return sum ^ sum >> 32;
}

class Descriptor
{
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor()
    {
        if (m_fd >= 0)
            close(m_fd);
    }

    bool isOpen() const { return m_fd >= 0; }
    int get() const { return m_fd; }

    bool read(std::span<std::byte> bytes) const
    {
        while (!bytes.empty()) {
            const ssize_t got = ::read(m_fd, bytes.data(), bytes.size());
            if (got < 0 && errno == EINTR)
                continue;
            if (got <= 0)
                return false;
            bytes = bytes.subspan(static_cast<std::size_t>(got));
        }
        return true;
    }

    bool write(std::span<const std::byte> bytes) const
    {
        while (!bytes.empty()) {
            const ssize_t put = ::write(m_fd, bytes.data(), bytes.size());
            if (put < 0 && errno == EINTR)
                continue;
            if (put <= 0)
                return false;
            bytes = bytes.subspan(static_cast<std::size_t>(put));
        }
        return true;
    }

private:
    int m_fd;
};

} // namespace

PageStore::PageStore(std::shared_ptr<PageFolder> folder,
                     std::string_view identity,
                     std::size_t pageBytes)
    : m_folder(std::move(folder))
    , m_pageBytes(pageBytes)
{
    Sha256 hash;
    hash.update(identity);
    hash.update(fmt::format("\n{} bytes", pageBytes));
    m_root = hash.finish();
}

bool PageStore::keepsNothing() const
{
    return m_folder->maxBytes() == 0;
}

PageStore::Key PageStore::next(const Key& prefix, std::span<const TokenId> ids)
{
    Sha256 hash;
    hash.update(std::as_bytes(std::span(prefix)));
    hash.update(std::as_bytes(ids));
    return hash.finish();
}

fs::path PageStore::fileOf(const Key& key) const
{
    return m_folder->path() / (hex(key) + std::string(PageFolder::kSuffix));
}

bool PageStore::load(const Key& key, std::span<std::byte> page)
{
    CORE_CHECK(page.size() == m_pageBytes);
    const fs::path path = fileOf(key);
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file.isOpen())
        return false;
    Header header{};
    const bool isSound = file.read(std::as_writable_bytes(std::span(&header, 1))) &&
                         header.magic == kMagic && header.key == key &&
                         header.bytes == m_pageBytes && file.read(page) &&
                         header.checksum == checksum(page);
    if (!isSound) {
        unlink(path.c_str());
        return false;
    }
    const std::array<timespec, 2> now{timespec{0, UTIME_NOW}, timespec{0, UTIME_NOW}};
    futimens(file.get(), now.data()); // the files used longest ago go first
    return true;
}

bool PageStore::save(const Key& key, std::span<const std::byte> page)
{
    CORE_CHECK(page.size() == m_pageBytes);
    const fs::path path = fileOf(key);
    if (access(path.c_str(), F_OK) == 0)
        return true;
    const std::uint64_t bytes = sizeof(Header) + page.size();
    if (!m_folder->makeRoom(bytes))
        return false;

    std::error_code ignored;
    fs::create_directories(m_folder->path().parent_path(), ignored);
    mkdir(m_folder->path().c_str(), 0700);
    // Of a name that makes it go with the others where a crash leaves it behind.
    const fs::path temporary =
        m_folder->path() / fmt::format("{}.{}.part{}", hex(key), getpid(), PageFolder::kSuffix);
    const auto written = [&] {
        const Descriptor file(open(temporary.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
                                   S_IRUSR | S_IWUSR));
        const Header header{kMagic, key, page.size(), checksum(page)};
        return file.isOpen() && file.write(std::as_bytes(std::span(&header, 1))) &&
               file.write(page);
    };
    if (!written() || rename(temporary.c_str(), path.c_str()) != 0) {
        unlink(temporary.c_str());
        return false;
    }
    m_folder->noteAdded(bytes);
    return true;
}

} // namespace core
