// Loaded before the C library, this makes writes to *.sqlite* files fail as a full or broken disk
// does: from the call numbered FIRESIDE_FAULT_AT on, FIRESIDE_FAULT_COUNT calls fail with
// FIRESIDE_FAULT_ERRNO. Every second failing write is torn: half of it is written.
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <string>
#include <unistd.h>

namespace {

long number(const char* name)
{
    const char* text = std::getenv(name);
    return text == nullptr ? 0 : std::atol(text);
}

bool isStore(int descriptor)
{
    char target[4096];
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    const ssize_t length = ::readlink(link.c_str(), target, sizeof target - 1);
    return length > 0 && std::string(target, static_cast<std::size_t>(length)).find(".sqlite") !=
                             std::string::npos;
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
    return next<ssize_t (*)(int, const void*, size_t)>("write")(descriptor, data, size);
}

int fsync(int descriptor)
{
    return fails(descriptor) ? -1 : next<int (*)(int)>("fsync")(descriptor);
}

int fdatasync(int descriptor)
{
    return fails(descriptor) ? -1 : next<int (*)(int)>("fdatasync")(descriptor);
}

int ftruncate64(int descriptor, off64_t size)
{
    return fails(descriptor) ? -1 : next<int (*)(int, off64_t)>("ftruncate64")(descriptor, size);
}

int ftruncate(int descriptor, off_t size)
{
    return ftruncate64(descriptor, size);
}

} // extern "C"
