#include "core/io/read_file.h"

#include "core/io/mapped_file.h"

#include <utility>

namespace core {

Result<std::string> readFile(const std::filesystem::path& path, std::size_t mostBytes)
{
    const auto file = MappedFile::open(path);
    if (!file)
        return fail(file.error());
    const auto bytes = file->bytes();
    if (bytes.size() > mostBytes)
        return fail(ErrorCode::Limit,
                    "{} is too large: expected at most {} bytes, found {}; download it again",
                    path.string(),
                    mostBytes,
                    bytes.size());
    std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (file->damaged())
        return fail(ErrorCode::Io, "{} changed while it was read; open it again", path.string());
    return text;
}

} // namespace core
