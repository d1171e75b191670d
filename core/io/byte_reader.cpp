#include "core/io/byte_reader.h"

#include <bit>

namespace core {

std::span<const std::byte> ByteReader::bytes(std::uint64_t size, std::string_view what)
{
    if (m_failed)
        return {};
    if (size > remaining()) {
        m_failed = true;
        m_error = {
            ErrorCode::Malformed,
            fmt::format("expected {} bytes for {} at byte {}, found only {}: the file was cut "
                        "short or is damaged; download it again",
                        size,
                        what,
                        m_position,
                        remaining())};
        return {};
    }
    const auto result = m_bytes.subspan(m_position, static_cast<std::size_t>(size));
    m_position += result.size();
    return result;
}

std::string_view ByteReader::text(std::uint64_t size, std::string_view what)
{
    const auto found = bytes(size, what);
    return {reinterpret_cast<const char*>(found.data()), found.size()};
}

std::uint64_t ByteReader::integer(std::size_t size, std::string_view what)
{
    const auto found = bytes(size, what);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < found.size(); ++i)
        value |= std::to_integer<std::uint64_t>(found[i]) << (8 * i);
    return value;
}

float ByteReader::f32(std::string_view what)
{
    return std::bit_cast<float>(u32(what));
}

double ByteReader::f64(std::string_view what)
{
    return std::bit_cast<double>(u64(what));
}

} // namespace core
