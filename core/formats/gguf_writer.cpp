#include "core/formats/gguf_writer.h"

#include "core/base/utf8.h"
#include "core/formats/gguf_layout.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <system_error>
#include <type_traits>
#include <unistd.h>

namespace core {

namespace {

using gguf::ValueType;

// The parts of a header, appended as they lie in the file.
class Bytes
{
public:
    template <class Number>
    void number(Number value)
    {
        std::array<char, sizeof value> bytes;
        std::memcpy(
            bytes.data(), &value, sizeof value); // little-endian, as every machine we build for
        m_bytes.append(bytes.data(), bytes.size());
    }
    void type(ValueType type) { number(static_cast<std::uint32_t>(type)); }
    void text(std::string_view text)
    {
        number(static_cast<std::uint64_t>(text.size()));
        m_bytes.append(text);
    }
    void arrayOf(ValueType type, std::size_t count)
    {
        this->type(ValueType::Array);
        this->type(type);
        number(static_cast<std::uint64_t>(count));
    }
    void padTo(std::size_t alignment)
    {
        m_bytes.resize((m_bytes.size() + alignment - 1) / alignment * alignment);
    }

    const std::string& bytes() const { return m_bytes; }

private:
    std::string m_bytes;
};

template <class Narrow>
bool fits(std::int64_t value)
{
    return value >= std::numeric_limits<Narrow>::min() &&
           value <= std::numeric_limits<Narrow>::max();
}

struct ValueWriter
{
    Bytes& out;

    void operator()(bool value) const
    {
        out.type(ValueType::Bool);
        out.number(static_cast<std::uint8_t>(value));
    }
    void operator()(std::int64_t value) const
    {
        if (fits<std::uint32_t>(value)) {
            out.type(ValueType::U32);
            out.number(static_cast<std::uint32_t>(value));
        } else if (fits<std::int32_t>(value)) {
            out.type(ValueType::I32);
            out.number(static_cast<std::int32_t>(value));
        } else {
            out.type(ValueType::I64);
            out.number(value);
        }
    }
    void operator()(std::uint64_t value) const
    {
        out.type(ValueType::U64);
        out.number(value);
    }
    void operator()(double value) const
    {
        out.type(ValueType::F32);
        out.number(static_cast<float>(value));
    }
    void operator()(const std::string& value) const
    {
        out.type(ValueType::String);
        out.text(value);
    }
    void operator()(const std::vector<bool>& values) const
    {
        out.arrayOf(ValueType::Bool, values.size());
        for (const bool value : values)
            out.number(static_cast<std::uint8_t>(value));
    }
    void operator()(const std::vector<std::int64_t>& values) const
    {
        if (std::all_of(values.begin(), values.end(), fits<std::int32_t>)) {
            out.arrayOf(ValueType::I32, values.size());
            for (const std::int64_t value : values)
                out.number(static_cast<std::int32_t>(value));
            return;
        }
        out.arrayOf(ValueType::I64, values.size());
        for (const std::int64_t value : values)
            out.number(value);
    }
    void operator()(const std::vector<double>& values) const
    {
        out.arrayOf(ValueType::F32, values.size());
        for (const double value : values)
            out.number(static_cast<float>(value));
    }
    void operator()(const std::vector<std::string>& values) const
    {
        out.arrayOf(ValueType::String, values.size());
        for (const std::string& value : values)
            out.text(value);
    }
};

std::size_t padded(std::size_t bytes)
{
    return (bytes + gguf::kDefaultAlignment - 1) / gguf::kDefaultAlignment *
           gguf::kDefaultAlignment;
}

std::string header(const std::map<std::string, MetaValue, std::less<>>& metadata,
                   const std::vector<GgufTensor>& tensors)
{
    Bytes out;
    for (const char c : {'G', 'G', 'U', 'F'})
        out.number(c);
    out.number(std::uint32_t{3});
    out.number(static_cast<std::uint64_t>(tensors.size()));
    out.number(static_cast<std::uint64_t>(metadata.size()));
    for (const auto& [key, value] : metadata) {
        out.text(key);
        std::visit(ValueWriter{out}, value);
    }
    std::uint64_t offset = 0;
    for (const GgufTensor& tensor : tensors) {
        out.text(tensor.name);
        out.number(static_cast<std::uint32_t>(tensor.shape.size()));
        std::for_each(tensor.shape.rbegin(), tensor.shape.rend(), [&out](std::size_t dimension) {
            out.number(static_cast<std::uint64_t>(dimension));
        });
        out.number(static_cast<std::uint32_t>(tensor.dtype));
        out.number(offset);
        offset += padded(tensor.sizeBytes());
    }
    out.padTo(gguf::kDefaultAlignment);
    return out.bytes();
}

// A file that exists only once it is whole: removed where the writing ends early.
class PartFile
{
public:
    explicit PartFile(const std::filesystem::path& path)
        : m_path(path)
        , m_part(fmt::format("{}.{}.part", path.string(), ::getpid())) // others write it too
        , m_file(
              ::open(m_part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644))
    {
    }
    ~PartFile()
    {
        if (m_file >= 0)
            ::close(m_file);
        if (!m_done)
            ::unlink(m_part.c_str());
    }
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    Status write(const void* data, std::size_t size)
    {
        const char* at = static_cast<const char*>(data);
        while (m_file >= 0 && size > 0) {
            const ssize_t written = ::write(m_file, at, size);
            if (written < 0 && errno != EINTR)
                return failed();
            if (written > 0) {
                at += written;
                size -= static_cast<std::size_t>(written);
            }
        }
        return m_file >= 0 ? Status() : failed();
    }

    Status finish()
    {
        if (::fsync(m_file) != 0 || ::rename(m_part.c_str(), m_path.c_str()) != 0)
            return failed();
        m_done = true;
        return {};
    }

private:
    Status failed() const
    {
        return fail(ErrorCode::Io,
                    "{} could not be written: {}; make room or choose another place.",
                    m_path.string(),
                    std::generic_category().message(errno));
    }

    std::filesystem::path m_path;
    std::filesystem::path m_part;
    int m_file = -1;
    bool m_done = false;
};

} // namespace

std::size_t GgufTensor::sizeBytes() const
{
    std::size_t elements = 1;
    for (const std::size_t dimension : shape)
        elements *= dimension;
    return byteSize(dtype, elements);
}

Status writeGguf(const std::filesystem::path& path,
                 const std::map<std::string, MetaValue, std::less<>>& metadata,
                 const std::vector<GgufTensor>& tensors,
                 const FillTensor& fill)
{
    PartFile file(path);
    const std::string head = header(metadata, tensors);
    if (Status ok = file.write(head.data(), head.size()); !ok)
        return ok;
    std::vector<std::byte> data;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const std::size_t size = tensors[i].sizeBytes();
        data.assign(padded(size), std::byte{0});
        if (Status ok = fill(i, std::span(data).first(size)); !ok)
            return ok;
        if (Status ok = file.write(data.data(), data.size()); !ok)
            return ok;
    }
    return file.finish();
}

} // namespace core
