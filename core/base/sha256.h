// SHA-256 (FIPS 180-4), for fingerprints that people may check with other programs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace core {

// One message; not thread-safe.
class Sha256
{
public:
    using Digest = std::array<std::uint8_t, 32>;

    void update(std::span<const std::byte> bytes);
    void update(std::string_view text) { update(std::as_bytes(std::span(text))); }
    Digest finish(); // ends the message; no update() after it

private:
    void compress(const std::byte* block);

    std::array<std::uint32_t, 8> m_state{0x6a09e667,
                                         0xbb67ae85,
                                         0x3c6ef372,
                                         0xa54ff53a,
                                         0x510e527f,
                                         0x9b05688c,
                                         0x1f83d9ab,
                                         0x5be0cd19};
    std::array<std::byte, 64> m_block{};
    std::uint64_t m_size = 0; // bytes so far
};

// Lower case, two digits a byte.
std::string hex(std::span<const std::uint8_t> bytes);

} // namespace core
