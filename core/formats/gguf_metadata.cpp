#include "core/formats/gguf_metadata.h"

#include "core/base/utf8.h"
#include "core/formats/gguf_layout.h"

#include <limits>
#include <utility>

namespace core::gguf {

namespace {

// The fewest bytes a value of this type takes in a file; 0 for numbers that are no type.
std::uint64_t leastBytes(ValueType type)
{
    switch (type) {
    case ValueType::U8:
    case ValueType::I8:
    case ValueType::Bool:
        return 1;
    case ValueType::U16:
    case ValueType::I16:
        return 2;
    case ValueType::U32:
    case ValueType::I32:
    case ValueType::F32:
        return 4;
    case ValueType::U64:
    case ValueType::I64:
    case ValueType::F64:
    case ValueType::String:
        return 8;
    case ValueType::Array:
        return 12;
    }
    return 0;
}

class MetadataReader
{
public:
    explicit MetadataReader(ByteReader& reader)
        : m_reader(reader)
    {
    }

    Result<Metadata> run(std::uint64_t keyCount);

private:
    Result<std::string> readKey(std::uint64_t index);
    Result<std::string> readString(std::string_view owner);
    Result<MetaValue> readScalar(ValueType type, std::string_view key);
    Result<MetaValue> readArray(std::string_view key);

    ByteReader& m_reader;
    std::uint64_t m_arrayElements = 0; // of all arrays so far
};

Result<std::string> MetadataReader::readKey(std::uint64_t index)
{
    const std::size_t at = m_reader.position();
    const std::uint64_t length = m_reader.u64("the length of a metadata key");
    if (m_reader.failed())
        return fail(m_reader.error());
    if (length == 0 || length > kLongestKey)
        return fail(ErrorCode::Malformed,
                    "metadata key {} at byte {}: expected 1 to {} bytes, found {}: the file "
                    "is damaged; download it again",
                    index,
                    at,
                    kLongestKey,
                    length);
    const std::string_view key = m_reader.text(length, "a metadata key");
    if (m_reader.failed())
        return fail(m_reader.error());
    if (key.find('\0') != std::string_view::npos || !isValidUtf8(key))
        return fail(ErrorCode::Malformed,
                    "metadata key {} at byte {}: expected UTF-8 without NUL, found {}: the "
                    "file is damaged; download it again",
                    index,
                    at,
                    inQuotes(key));
    return std::string(key);
}

Result<std::string> MetadataReader::readString(std::string_view owner)
{
    const std::size_t at = m_reader.position();
    const std::uint64_t length = m_reader.u64("the length of a string");
    if (!m_reader.failed() && length > kLongestString)
        return fail(ErrorCode::Limit,
                    "a string of metadata key {} at byte {} claims {} bytes, more than the "
                    "{} allowed: the file is damaged; download it again",
                    inQuotes(owner),
                    at,
                    length,
                    kLongestString);
    const std::string_view text = m_reader.text(length, "a string");
    if (m_reader.failed())
        return fail(m_reader.error());
    return std::string(text);
}

Result<MetaValue> MetadataReader::readScalar(ValueType type, std::string_view key)
{
    const auto finish = [this](MetaValue value) -> Result<MetaValue> {
        if (m_reader.failed())
            return fail(m_reader.error());
        return value;
    };
    constexpr std::string_view kWhat = "a metadata value";
    switch (type) {
    case ValueType::U8:
        return finish(std::int64_t{m_reader.u8(kWhat)});
    case ValueType::I8:
        return finish(std::int64_t{static_cast<std::int8_t>(m_reader.u8(kWhat))});
    case ValueType::U16:
        return finish(std::int64_t{m_reader.u16(kWhat)});
    case ValueType::I16:
        return finish(std::int64_t{static_cast<std::int16_t>(m_reader.u16(kWhat))});
    case ValueType::U32:
        return finish(std::int64_t{m_reader.u32(kWhat)});
    case ValueType::I32:
        return finish(std::int64_t{static_cast<std::int32_t>(m_reader.u32(kWhat))});
    case ValueType::I64:
        return finish(static_cast<std::int64_t>(m_reader.u64(kWhat)));
    case ValueType::U64: {
        const std::uint64_t value = m_reader.u64(kWhat);
        if (value <= std::uint64_t{std::numeric_limits<std::int64_t>::max()})
            return finish(static_cast<std::int64_t>(value));
        return finish(value);
    }
    case ValueType::F32:
        return finish(double{m_reader.f32(kWhat)});
    case ValueType::F64:
        return finish(m_reader.f64(kWhat));
    case ValueType::Bool:
        return finish(m_reader.u8(kWhat) != 0);
    case ValueType::String: {
        auto text = readString(key);
        if (!text)
            return fail(std::move(text.error()));
        return MetaValue(std::move(*text));
    }
    case ValueType::Array:
        return readArray(key);
    }
    return fail(ErrorCode::Malformed,
                "metadata key {} before byte {}: expected a value type from 0 to 12, "
                "found {}: the file is damaged; download it again",
                inQuotes(key),
                m_reader.position(),
                static_cast<std::uint32_t>(type));
}

Result<MetaValue> MetadataReader::readArray(std::string_view key)
{
    const std::size_t at = m_reader.position();
    const auto type = static_cast<ValueType>(m_reader.u32("the element type of an array"));
    const std::uint64_t count = m_reader.u64("the length of an array");
    if (m_reader.failed())
        return fail(m_reader.error());
    if (type == ValueType::Array)
        return fail(ErrorCode::Unsupported,
                    "metadata key {} at byte {} holds an array of arrays, which no model "
                    "needs; use another conversion of the model",
                    inQuotes(key),
                    at);
    const std::uint64_t least = leastBytes(type);
    if (least == 0)
        return fail(ErrorCode::Malformed,
                    "metadata key {} at byte {}: expected an array of a type from 0 to 12, "
                    "found type {}: the file is damaged; download it again",
                    inQuotes(key),
                    at,
                    static_cast<std::uint32_t>(type));
    if (count > m_reader.remaining() / least)
        return fail(ErrorCode::Malformed,
                    "metadata key {} at byte {} claims {} array elements, but only {} bytes "
                    "follow: the file was cut short or is damaged; download it again",
                    inQuotes(key),
                    at,
                    count,
                    m_reader.remaining());
    m_arrayElements += count; // cannot wrap: each count is below the file's size
    if (m_arrayElements > kMostArrayElements)
        return fail(ErrorCode::Limit,
                    "metadata key {} at byte {} brings the array elements to {}, more than "
                    "the {} allowed; use another conversion of the model",
                    inQuotes(key),
                    at,
                    m_arrayElements,
                    kMostArrayElements);

    const auto collect = [&]<class T>(std::vector<T> values) -> Result<MetaValue> {
        values.reserve(static_cast<std::size_t>(count));
        for (std::uint64_t i = 0; i < count; ++i) {
            auto value = readScalar(type, key);
            if (!value)
                return value;
            T* const element = std::get_if<T>(&*value);
            if (element == nullptr)
                return fail(ErrorCode::Unsupported,
                            "metadata key {}: element {} of the array is larger than 2^63; use "
                            "another conversion of the model",
                            inQuotes(key),
                            i);
            values.push_back(std::move(*element));
        }
        return MetaValue(std::move(values));
    };
    switch (type) {
    case ValueType::Bool:
        return collect(std::vector<bool>());
    case ValueType::F32:
    case ValueType::F64:
        return collect(std::vector<double>());
    case ValueType::String:
        return collect(std::vector<std::string>());
    default:
        return collect(std::vector<std::int64_t>());
    }
}

Result<Metadata> MetadataReader::run(std::uint64_t keyCount)
{
    Metadata metadata;
    for (std::uint64_t i = 0; i < keyCount; ++i) {
        const std::size_t at = m_reader.position();
        auto key = readKey(i);
        if (!key)
            return fail(std::move(key.error()));
        const auto type = static_cast<ValueType>(m_reader.u32("the type of a metadata value"));
        if (m_reader.failed())
            return fail(m_reader.error());
        auto value = readScalar(type, *key);
        if (!value)
            return fail(std::move(value.error()));
        const auto [entry, added] = metadata.emplace(std::move(*key), std::move(*value));
        if (!added)
            return fail(ErrorCode::Malformed,
                        "metadata key {} appears a second time at byte {}; use another "
                        "conversion of the model",
                        inQuotes(entry->first),
                        at);
    }
    return metadata;
}

} // namespace

Result<Metadata> readMetadata(ByteReader& reader, std::uint64_t keyCount)
{
    return MetadataReader(reader).run(keyCount);
}

} // namespace core::gguf
