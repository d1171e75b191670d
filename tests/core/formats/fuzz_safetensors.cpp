// libFuzzer entry for the safetensors reader: no input may crash it, and what it accepts must be
// consistent.
#include "core/formats/safetensors.h"

#include "core/base/check.h"

#include <algorithm>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    // Half of the inputs are a header alone: its length goes before it, 64 bytes of data behind it.
    std::string file(reinterpret_cast<const char*>(data), size);
    if (size > 0 && data[0] == '{') {
        std::string length;
        for (int shift = 0; shift < 64; shift += 8)
            length += static_cast<char>(static_cast<std::uint64_t>(size) >> shift);
        file = length + file + std::string(64, 'x');
    }
    const auto contents = core::safetensors::parse(std::as_bytes(std::span(file)));
    if (!contents) {
        CORE_CHECK(!contents.error().message.empty());
        return 0;
    }
    const auto* const begin = reinterpret_cast<const std::byte*>(file.data());
    for (const core::TensorInfo& tensor : contents->tensors) {
        std::size_t elements = 1;
        for (const std::size_t dimension : tensor.shape)
            elements *= dimension;
        CORE_CHECK(tensor.data.size() == core::byteSize(tensor.dtype, elements));
        CORE_CHECK(tensor.data.data() >= begin);
        CORE_CHECK(tensor.data.data() + tensor.data.size() <= begin + file.size());
    }
    return 0;
}
