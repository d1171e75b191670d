// Loaded before the C library, this makes writes to *.sqlite* files fail as a full or broken disk
// does: from the call numbered FIRESIDE_FAULT_AT on, FIRESIDE_FAULT_COUNT calls fail with
// FIRESIDE_FAULT_ERRNO. Every second failing write is torn: half of it is written. With
// FIRESIDE_FAULT_KILLS the first of them ends the process as SIGKILL does.
// With FIRESIDE_RECORD it writes all that happens to these files, and what goes to standard output,
// to the file of that name; see crash_images.h.
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <mutex>
#include <string>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

long number(const char* name)
{
    const char* text = std::getenv(name);
    return text == nullptr ? 0 : std::atol(text);
}

// The last part of the path; empty where it is no file of the store.
std::string storeName(const std::string& path)
{
    const std::string name = path.substr(path.rfind('/') + 1);
    return name.find(".sqlite") == std::string::npos ? std::string() : name;
}

std::string storeName(int descriptor)
{
    char target[4096];
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    const ssize_t length = ::readlink(link.c_str(), target, sizeof target - 1);
    return length > 0 ? storeName(std::string(target, static_cast<std::size_t>(length)))
                      : std::string();
}

bool isStore(int descriptor)
{
    return !storeName(descriptor).empty();
}

// kind: see crash_images.h. Writes are recorded before they are made and syncs after, so that
// nothing is thought safe too early.
void record(char kind, const std::string& name, off64_t offset, const void* data, size_t size)
{
    static const char* const path = std::getenv("FIRESIDE_RECORD");
    if (path == nullptr || name.empty())
        return;
    static std::mutex mutex;
    static const int log = static_cast<int>(
        ::syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    std::string entry = std::string(1, kind) + ' ' + std::to_string(offset) + ' ' +
                        std::to_string(size) + ' ' + name + '\n';
    entry.append(static_cast<const char*>(data), size);
    const std::lock_guard lock(mutex);
    (void)::syscall(SYS_write, log, entry.data(), entry.size());
}

int recordSync(int descriptor, int result)
{
    if (result == 0)
        record('s', storeName(descriptor), 0, "", 0);
    return result;
}

// Whether this call fails; counts it.
bool fails(int descriptor)
{
    static const long first = number("FIRESIDE_FAULT_AT");
    static const long count = number("FIRESIDE_FAULT_COUNT");
    static std::atomic<long> calls{0};
    if (first == 0 || !isStore(descriptor))
        return false;
    const long call = ++calls;
    if (call < first || call >= first + count)
        return false;
    if (std::getenv("FIRESIDE_FAULT_KILLS") != nullptr)
        std::raise(SIGKILL);
    errno = static_cast<int>(number("FIRESIDE_FAULT_ERRNO"));
    return true;
}

template <class Function>
Function next(const char* name)
{
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

ssize_t failingWrite(int descriptor, const void* data, size_t size, off64_t offset, bool atOffset)
{
    static std::atomic<bool> isTorn{false};
    const int error = errno;
    isTorn = !isTorn;
    if (isTorn && atOffset && size > 1) {
        using Write = ssize_t (*)(int, const void*, size_t, off64_t);
        next<Write>("pwrite64")(descriptor, data, size / 2, offset);
    }
    errno = error;
    return -1;
}

} // namespace

extern "C" {

ssize_t pwrite64(int descriptor, const void* data, size_t size, off64_t offset)
{
    if (fails(descriptor))
        return failingWrite(descriptor, data, size, offset, true);
    record('w', storeName(descriptor), offset, data, size);
    return next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64")(
        descriptor, data, size, offset);
}

ssize_t pwrite(int descriptor, const void* data, size_t size, off_t offset)
{
    return pwrite64(descriptor, data, size, offset);
}

ssize_t write(int descriptor, const void* data, size_t size)
{
    if (fails(descriptor))
        return failingWrite(descriptor, data, size, 0, false);
    if (descriptor == STDOUT_FILENO)
        record('o', "output", 0, data, size);
    return next<ssize_t (*)(int, const void*, size_t)>("write")(descriptor, data, size);
}

int fsync(int descriptor)
{
    return fails(descriptor) ? -1 : recordSync(descriptor, next<int (*)(int)>("fsync")(descriptor));
}

int fdatasync(int descriptor)
{
    return fails(descriptor) ? -1
                             : recordSync(descriptor, next<int (*)(int)>("fdatasync")(descriptor));
}

int ftruncate64(int descriptor, off64_t size)
{
    if (fails(descriptor))
        return -1;
    record('t', storeName(descriptor), size, "", 0);
    return next<int (*)(int, off64_t)>("ftruncate64")(descriptor, size);
}

int ftruncate(int descriptor, off_t size)
{
    return ftruncate64(descriptor, size);
}

int unlink(const char* path)
{
    record('u', storeName(std::string(path)), 0, "", 0);
    return next<int (*)(const char*)>("unlink")(path);
}

} // extern "C"
