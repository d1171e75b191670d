#include "core/formats/tensor_size.h"

#include <limits>

namespace core {

namespace {

constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();

} // namespace

std::optional<std::uint64_t> elementCount(std::span<const std::uint64_t> dimensions)
{
    std::uint64_t product = 1;
    bool empty = false;
    for (const std::uint64_t dimension : dimensions) {
        if (dimension == 0) {
            empty = true;
            continue;
        }
        if (product > kLargest / dimension)
            return std::nullopt;
        product *= dimension;
    }
    return empty ? 0 : product;
}

std::optional<std::uint64_t> storedBytes(DType dtype, std::uint64_t elements)
{
    const DTypeTraits& type = traits(dtype);
    if (elements % type.blockElements != 0)
        return std::nullopt;
    const std::uint64_t blocks = elements / type.blockElements;
    if (blocks > kLargest / type.blockBytes)
        return std::nullopt;
    return blocks * type.blockBytes;
}

} // namespace core
