// libFuzzer entry for the GGUF reader: no input may crash it, and what it accepts must be
// consistent.
#include "core/formats/gguf.h"

#include "core/base/check.h"

#include <algorithm>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    // Half of the inputs get a sound magic, version and small counts, so that mutations reach what
    // lies behind them.
    std::string file(reinterpret_cast<const char*>(data), size);
    if (size >= 3 && data[0] % 2 == 1) {
        std::string header("GGUF\3\0\0\0", 8);
        for (const std::uint8_t count : {data[1], data[2]})
            header += static_cast<char>(count) + std::string(7, '\0');
        file.replace(0, 3, header);
    }
    const auto contents = core::gguf::parse(std::as_bytes(std::span(file)));
    if (!contents) {
        CORE_CHECK(!contents.error().message.empty());
        return 0;
    }
    const auto* const begin = reinterpret_cast<const std::byte*>(file.data());
    for (const core::TensorInfo& tensor : contents->tensors) {
        std::size_t elements = 1;
        for (const std::size_t dimension : tensor.shape)
            elements *= dimension;
        CORE_CHECK(elements > 0 && tensor.data.size() == core::byteSize(tensor.dtype, elements));
        CORE_CHECK(tensor.data.data() >= begin);
        CORE_CHECK(tensor.data.data() + tensor.data.size() <= begin + file.size());
    }
    return 0;
}
