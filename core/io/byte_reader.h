// A cursor over untrusted little-endian bytes that cannot leave them.
//
// The first read past the end fails the reader for good: that read and all later ones return zero
// or nothing, and error() says what was wanted and where. A parser reads a few fields, then asks
// failed() once before it uses them. Borrows the bytes; not thread-safe.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace core {

class ByteReader
{
public:
    explicit ByteReader(std::span<const std::byte> bytes)
        : m_bytes(bytes)
    {
    }

    // `what` names the field in the error: "the number of tensors".
    std::uint8_t u8(std::string_view what) { return static_cast<std::uint8_t>(integer(1, what)); }
    std::uint16_t u16(std::string_view what)
    {
        return static_cast<std::uint16_t>(integer(2, what));
    }
    std::uint32_t u32(std::string_view what)
    {
        return static_cast<std::uint32_t>(integer(4, what));
    }
    std::uint64_t u64(std::string_view what) { return integer(8, what); }
    float f32(std::string_view what);
    double f64(std::string_view what);

    // The next `size` bytes, borrowed.
    std::span<const std::byte> bytes(std::uint64_t size, std::string_view what);
    std::string_view text(std::uint64_t size, std::string_view what);

    std::size_t position() const { return m_position; }
    std::size_t remaining() const { return m_bytes.size() - m_position; }

    bool failed() const { return m_failed; }
    // Malformed; only after failed().
    const Error& error() const { return m_error; }

private:
    std::uint64_t integer(std::size_t size, std::string_view what);

    std::span<const std::byte> m_bytes;
    std::size_t m_position = 0;
    bool m_failed = false;
    Error m_error;
};

} // namespace core
