#include "tests/support/gguf_builder.h"

#include "core/formats/gguf.h"

#include <algorithm>
#include <bit>
#include <fstream>
#include <limits>
#include <type_traits>

namespace tests {

namespace {

using core::gguf::ValueType;

std::string paddedTo(std::string bytes, std::uint64_t alignment)
{
    bytes.resize((bytes.size() + alignment - 1) / alignment * alignment);
    return bytes;
}

struct Encoded
{
    ValueType type;
    std::string bytes;
};

Encoded encode(bool value)
{
    return {ValueType::Bool, std::string(1, value ? '\1' : '\0')};
}

Encoded encode(std::int64_t value)
{
    const auto bits = static_cast<std::uint64_t>(value);
    if (value >= 0 && value <= std::numeric_limits<std::uint32_t>::max())
        return {ValueType::U32, littleEndian(bits, 4)};
    if (value < 0 && value >= std::numeric_limits<std::int32_t>::min())
        return {ValueType::I32, littleEndian(bits, 4)};
    return {ValueType::I64, littleEndian(bits, 8)};
}

Encoded encode(std::uint64_t value)
{
    return {ValueType::U64, littleEndian(value, 8)};
}

Encoded encode(double value)
{
    return {ValueType::F32,
            littleEndian(std::bit_cast<std::uint32_t>(static_cast<float>(value)), 4)};
}

Encoded encode(const std::string& value)
{
    return {ValueType::String, ggufString(value)};
}

template <class T>
Encoded encode(const std::vector<T>& values)
{
    ValueType type = encode(T()).type;
    std::string elements;
    if constexpr (std::is_same_v<T, std::int64_t>) {
        const auto fits = [](std::int64_t value) {
            return value >= std::numeric_limits<std::int32_t>::min() &&
                   value <= std::numeric_limits<std::int32_t>::max();
        };
        const bool narrow = std::all_of(values.begin(), values.end(), fits);
        type = narrow ? ValueType::I32 : ValueType::I64;
        for (const std::int64_t value : values)
            elements += littleEndian(static_cast<std::uint64_t>(value), narrow ? 4 : 8);
    } else {
        for (const T& value : values)
            elements += encode(value).bytes;
    }
    return {ValueType::Array,
            littleEndian(static_cast<std::uint32_t>(type), 4) + littleEndian(values.size(), 8) +
                elements};
}

} // namespace

std::string littleEndian(std::uint64_t value, std::size_t bytes)
{
    std::string result;
    for (std::size_t i = 0; i < bytes; ++i)
        result += static_cast<char>(value >> (8 * i) & 0xffU);
    return result;
}

std::string ggufString(std::string_view text)
{
    return littleEndian(text.size(), 8) + std::string(text);
}

bool writeFile(const std::filesystem::path& path, std::string_view contents)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(contents.data(), static_cast<std::streamsize>(contents.size()));
    file.close();
    return file.good();
}

GgufBuilder& GgufBuilder::set(std::string_view key, const core::MetaValue& value)
{
    Encoded encoded = std::visit([](const auto& held) { return encode(held); }, value);
    const auto type = static_cast<std::uint32_t>(encoded.type);
    for (Entry& entry : m_entries) {
        if (entry.key == key) {
            entry.type = type;
            entry.payload = std::move(encoded.bytes);
            return *this;
        }
    }
    return addRaw(key, type, encoded.bytes);
}

GgufBuilder& GgufBuilder::remove(std::string_view key)
{
    std::erase_if(m_entries, [key](const Entry& entry) { return entry.key == key; });
    return *this;
}

GgufBuilder& GgufBuilder::addRaw(std::string_view key, std::uint32_t type, std::string_view payload)
{
    m_entries.push_back({std::string(key), type, std::string(payload)});
    return *this;
}

GgufBuilder& GgufBuilder::tensor(std::string_view name,
                                 core::DType dtype,
                                 std::vector<std::uint64_t> shape,
                                 std::string data)
{
    std::reverse(shape.begin(), shape.end());
    RawTensor added{std::string(name),
                    std::move(shape),
                    static_cast<std::uint32_t>(dtype),
                    std::move(data),
                    {},
                    {}};
    for (RawTensor& present : m_tensors) {
        if (present.name == name) {
            present = std::move(added);
            return *this;
        }
    }
    return addRawTensor(std::move(added));
}

GgufBuilder& GgufBuilder::floats(std::string_view name,
                                 std::vector<std::uint64_t> shape,
                                 const std::vector<float>& values)
{
    std::string data;
    for (const float value : values)
        data += littleEndian(std::bit_cast<std::uint32_t>(value), 4);
    return tensor(name, core::DType::F32, std::move(shape), std::move(data));
}

GgufBuilder& GgufBuilder::removeTensor(std::string_view name)
{
    std::erase_if(m_tensors, [name](const RawTensor& tensor) { return tensor.name == name; });
    return *this;
}

GgufBuilder& GgufBuilder::addRawTensor(RawTensor tensor)
{
    m_tensors.push_back(std::move(tensor));
    return *this;
}

std::string GgufBuilder::build() const
{
    std::string file = magic + littleEndian(version, 4) +
                       littleEndian(tensorCount.value_or(m_tensors.size()), 8) +
                       littleEndian(keyCount.value_or(m_entries.size()), 8);
    for (const Entry& entry : m_entries)
        file += ggufString(entry.key) + littleEndian(entry.type, 4) + entry.payload;
    std::string data;
    for (const RawTensor& tensor : m_tensors) {
        data = paddedTo(std::move(data), alignment);
        file += ggufString(tensor.name) +
                littleEndian(tensor.dimensionCount.value_or(
                                 static_cast<std::uint32_t>(tensor.dimensions.size())),
                             4);
        for (const std::uint64_t dimension : tensor.dimensions)
            file += littleEndian(dimension, 8);
        file += littleEndian(tensor.type, 4) + littleEndian(tensor.offset.value_or(data.size()), 8);
        data += tensor.data;
    }
    return m_tensors.empty() ? file : paddedTo(std::move(file), alignment) + data;
}

} // namespace tests
