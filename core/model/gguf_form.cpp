#include "core/model/gguf_form.h"

namespace core {

std::size_t GgufFormTensor::rowCount() const
{
    std::size_t rows = 1;
    for (std::size_t i = 0; i + 1 < shape.size(); ++i)
        rows *= shape[i];
    return rows;
}

std::span<const std::byte> GgufFormTensor::row(std::size_t index) const
{
    const std::size_t rowBytes = byteSize(dtype, rowElements());
    for (const RowRun& run : runs) {
        const std::size_t rows = run.data.size() / rowBytes;
        if (index >= rows) {
            index -= rows;
            continue;
        }
        if (run.headRows > 0) {
            const std::size_t inHead = index % run.headRows;
            index += inHead / 2 + inHead % 2 * (run.headRows / 2) - inHead;
        }
        return run.data.subspan(index * rowBytes, rowBytes);
    }
    return {};
}

} // namespace core
