#include "core/formats/gguf.h"

#include "core/base/utf8.h"
#include "core/formats/tensor_size.h"
#include "core/io/byte_reader.h"
#include "core/io/mapped_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace core {

namespace gguf {

namespace {

std::string_view asText(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

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

std::string readableTypes()
{
    std::string list;
    for (std::uint32_t number = 0; number < 64; ++number) {
        const auto dtype = dtypeFromGguf(number);
        if (!dtype)
            continue;
        list += list.empty() ? "" : ", ";
        list += traits(*dtype).name;
    }
    return list;
}

// What a file that is not GGUF seems to be, as the end of a sentence.
tl::unexpected<Error> notGguf(std::span<const std::byte> file)
{
    const std::string_view text = asText(file.first(std::min<std::size_t>(file.size(), 512)));
    const std::string_view magic = text.substr(0, 4);
    for (const std::string_view old : {"GGML", "lmgg", "fmgg", "tjgg", "algg"})
        if (magic == old)
            return fail(ErrorCode::Unsupported,
                        "expected a GGUF file, found its predecessor (GGML, before August 2023); "
                        "download the model as GGUF");
    if (text.starts_with("version https://git-lfs"))
        return fail(ErrorCode::Malformed,
                    "expected a GGUF file, found a Git LFS pointer that stands for it; fetch "
                    "the file itself (git lfs pull) or download it again");
    const std::size_t first = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    if (first != std::string_view::npos && text[first] == '<')
        return fail(
            ErrorCode::Malformed,
            "expected a GGUF file, found what looks like a web page; download the model again");
    if (magic == "FUGG")
        return fail(ErrorCode::Unsupported,
                    "the GGUF file is big-endian; download a little-endian one");
    return fail(ErrorCode::Malformed,
                "not a GGUF file: expected it to begin with \"GGUF\", found {}; choose a "
                "GGUF model file",
                inQuotes(magic));
}

class Parser
{
public:
    explicit Parser(std::span<const std::byte> file)
        : m_file(file)
        , m_reader(file)
    {
    }

    Result<Contents> run()
    {
        for (const auto step : {&Parser::readHeader,
                                &Parser::readMetadata,
                                &Parser::readTensorTable,
                                &Parser::locateTensors})
            if (Status status = (this->*step)(); !status)
                return fail(std::move(status.error()));
        return std::move(m_contents);
    }

private:
    // A tensor as described; its data is found when the whole table is known.
    struct Pending
    {
        std::uint64_t offset = 0;
        std::uint64_t size = 0;
    };

    Status readHeader();
    Status readMetadata();
    Result<std::string> readKey(std::uint64_t index);
    Result<std::string> readString(std::string_view owner);
    Result<MetaValue> readScalar(ValueType type, std::string_view key);
    Result<MetaValue> readArray(std::string_view key);
    Result<std::uint64_t> alignment() const;
    Status readTensorTable();
    Status readTensorDescription(std::uint64_t index);
    Status rejectDuplicateTensors() const;
    Status locateTensors();

    std::span<const std::byte> m_file;
    ByteReader m_reader;
    std::uint64_t m_tensorCount = 0;
    std::uint64_t m_keyCount = 0;
    std::uint64_t m_arrayElements = 0;
    std::vector<Pending> m_pending;
    Contents m_contents;
};

Status Parser::readHeader()
{
    if (m_file.empty())
        return fail(ErrorCode::Malformed,
                    "not a GGUF file: it is empty (0 bytes); download it again");
    if (m_file.size() < 4 || m_reader.text(4, "the magic") != "GGUF")
        return notGguf(m_file);
    const std::uint32_t version = m_reader.u32("the version in the header");
    if (!m_reader.failed() && version != 0 && (version & 0xffffU) == 0)
        return fail(ErrorCode::Unsupported,
                    "the GGUF file is big-endian; download a little-endian one");
    if (!m_reader.failed() && version != 2 && version != 3)
        return fail(ErrorCode::Unsupported,
                    "expected GGUF version 2 or 3, found version {}; {}",
                    version,
                    version == 1 ? "it is from before August 2023: download a newer conversion"
                                 : "download another conversion or update this program");
    m_tensorCount = m_reader.u64("the number of tensors in the header");
    m_keyCount = m_reader.u64("the number of metadata entries in the header");
    if (m_reader.failed())
        return fail(m_reader.error());
    if (m_tensorCount > kMostTensors)
        return fail(ErrorCode::Limit,
                    "expected at most {} tensors, found {} in the header: the file is "
                    "damaged; download it again",
                    kMostTensors,
                    m_tensorCount);
    if (m_keyCount > kMostKeys)
        return fail(ErrorCode::Limit,
                    "expected at most {} metadata entries, found {} in the header: the file "
                    "is damaged; download it again",
                    kMostKeys,
                    m_keyCount);
    return {};
}

Result<std::string> Parser::readKey(std::uint64_t index)
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

Result<std::string> Parser::readString(std::string_view owner)
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

Result<MetaValue> Parser::readScalar(ValueType type, std::string_view key)
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

Result<MetaValue> Parser::readArray(std::string_view key)
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

Status Parser::readMetadata()
{
    for (std::uint64_t i = 0; i < m_keyCount; ++i) {
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
        const auto [entry, added] = m_contents.metadata.emplace(std::move(*key), std::move(*value));
        if (!added)
            return fail(ErrorCode::Malformed,
                        "metadata key {} appears a second time at byte {}; use another "
                        "conversion of the model",
                        inQuotes(entry->first),
                        at);
    }
    return {};
}

Result<std::uint64_t> Parser::alignment() const
{
    const auto entry = m_contents.metadata.find("general.alignment");
    if (entry == m_contents.metadata.end())
        return kDefaultAlignment;
    const auto* const value = std::get_if<std::int64_t>(&entry->second);
    if (value == nullptr)
        return fail(ErrorCode::Malformed,
                    "expected \"general.alignment\" to be an integer, found another type; "
                    "use another conversion of the model");
    const auto alignment = static_cast<std::uint64_t>(*value);
    if (alignment < kSmallestAlignment || alignment > kLargestAlignment ||
        (alignment & (alignment - 1)) != 0)
        return fail(ErrorCode::Malformed,
                    "expected \"general.alignment\" to be a power of two from {} to {}, "
                    "found {}; use another conversion of the model",
                    kSmallestAlignment,
                    kLargestAlignment,
                    *value);
    return alignment;
}

Status Parser::readTensorDescription(std::uint64_t index)
{
    const std::size_t at = m_reader.position();
    const std::uint64_t length = m_reader.u64("the length of a tensor's name");
    if (!m_reader.failed() && (length == 0 || length > kLongestTensorName))
        return fail(ErrorCode::Malformed,
                    "name of tensor {} at byte {}: expected 1 to {} bytes, found {}: the "
                    "file is damaged; download it again",
                    index,
                    at,
                    kLongestTensorName,
                    length);
    TensorInfo tensor;
    tensor.name = m_reader.text(length, "a tensor's name");
    const std::uint32_t dimensionCount = m_reader.u32("a tensor's number of dimensions");
    if (m_reader.failed())
        return fail(m_reader.error());
    const std::string name = inQuotes(tensor.name);
    if (tensor.name.find('\0') != std::string::npos || !isValidUtf8(tensor.name))
        return fail(ErrorCode::Malformed,
                    "name of tensor {} at byte {}: expected UTF-8 without NUL, found {}: the "
                    "file is damaged; download it again",
                    index,
                    at,
                    name);
    if (dimensionCount > kMostDimensions)
        return fail(ErrorCode::Malformed,
                    "tensor {} at byte {}: expected at most {} dimensions, found {}: the "
                    "file is damaged; download it again",
                    name,
                    at,
                    kMostDimensions,
                    dimensionCount);
    std::vector<std::uint64_t> dimensions(dimensionCount); // innermost first
    for (std::uint64_t& dimension : dimensions)
        dimension = m_reader.u64("a tensor's dimension");
    const std::uint32_t typeNumber = m_reader.u32("a tensor's type");
    Pending pending;
    pending.offset = m_reader.u64("a tensor's offset");
    if (m_reader.failed())
        return fail(m_reader.error());

    const auto dtype = dtypeFromGguf(typeNumber);
    if (!dtype) {
        const std::string_view typeName = ggufTypeName(typeNumber);
        return fail(ErrorCode::Unsupported,
                    "tensor {} is stored as {}, which this version does not read; choose a "
                    "file that uses only {}",
                    name,
                    typeName.empty() ? fmt::format("unknown type {}", typeNumber)
                                     : std::string(typeName),
                    readableTypes());
    }
    const auto elements = elementCount(dimensions);
    if (!elements || *elements == 0)
        return fail(ErrorCode::Malformed,
                    "tensor {} at byte {}: expected a shape of at least one and fewer than "
                    "2^63 elements, found {}: the file is damaged; download it again",
                    name,
                    at,
                    fmt::join(dimensions, " x "));
    const std::size_t block = traits(*dtype).blockElements;
    if ((dimensions.empty() ? 1 : dimensions[0]) % block != 0)
        return fail(ErrorCode::Malformed,
                    "tensor {} at byte {}: expected rows of a multiple of {} elements, as {} "
                    "needs, found {}; use another conversion of the model",
                    name,
                    at,
                    block,
                    traits(*dtype).name,
                    dimensions.empty() ? 1 : dimensions[0]);
    const auto size = storedBytes(*dtype, *elements);
    if (!size)
        return fail(ErrorCode::Malformed,
                    "tensor {} at byte {} claims more than 2^63 bytes: the file is damaged; "
                    "download it again",
                    name,
                    at);
    pending.size = *size;
    tensor.dtype = *dtype;
    for (auto dimension = dimensions.rbegin(); dimension != dimensions.rend(); ++dimension)
        tensor.shape.push_back(static_cast<std::size_t>(*dimension));
    m_contents.tensors.push_back(std::move(tensor));
    m_pending.push_back(pending);
    return {};
}

Status Parser::rejectDuplicateTensors() const
{
    std::vector<std::string_view> names;
    names.reserve(m_contents.tensors.size());
    for (const TensorInfo& tensor : m_contents.tensors)
        names.push_back(tensor.name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end())
        return fail(ErrorCode::Malformed,
                    "two tensors are named {}; use another conversion of the model",
                    inQuotes(*twice));
    return {};
}

Status Parser::readTensorTable()
{
    for (std::uint64_t i = 0; i < m_tensorCount; ++i)
        if (Status status = readTensorDescription(i); !status)
            return status;
    return rejectDuplicateTensors();
}

Status Parser::locateTensors()
{
    const auto alignTo = alignment();
    if (!alignTo)
        return fail(alignTo.error());
    const std::uint64_t fileSize = m_file.size();
    // Every number below is under 2^63 + 2^20 before it is compared, so sums of two do not wrap.
    const std::uint64_t begin = (m_reader.position() + *alignTo - 1) / *alignTo * *alignTo;
    std::uint64_t dataEnd = begin; // of the tensors so far
    for (std::size_t i = 0; i < m_pending.size(); ++i) {
        const Pending& pending = m_pending[i];
        TensorInfo& tensor = m_contents.tensors[i];
        if (pending.offset % *alignTo != 0)
            return fail(ErrorCode::Malformed,
                        "tensor {}: expected its offset to be a multiple of {}, found {}: the "
                        "file is damaged; download it again",
                        inQuotes(tensor.name),
                        *alignTo,
                        pending.offset);
        if (pending.offset > fileSize || begin > fileSize - pending.offset ||
            pending.size > fileSize - begin - pending.offset)
            return fail(ErrorCode::Malformed,
                        "tensor {}: expected {} bytes of data at offset {} after byte {}, but "
                        "the file ends at byte {}: it was cut short; resume the download or "
                        "download it again",
                        inQuotes(tensor.name),
                        pending.size,
                        pending.offset,
                        begin,
                        fileSize);
        if (begin + pending.offset < dataEnd)
            return fail(ErrorCode::Malformed,
                        "tensor {}: its data at byte {} overlaps the tensor before it, which "
                        "ends at byte {}: the file is damaged; download it again",
                        inQuotes(tensor.name),
                        begin + pending.offset,
                        dataEnd);
        tensor.data = m_file.subspan(static_cast<std::size_t>(begin + pending.offset),
                                     static_cast<std::size_t>(pending.size));
        dataEnd = begin + pending.offset + pending.size;
    }
    const std::uint64_t padded = (dataEnd + *alignTo - 1) / *alignTo * *alignTo;
    if (fileSize > padded)
        m_contents.notes.push_back(
            fmt::format("{} bytes after the last tensor belong to nothing", fileSize - padded));
    return {};
}

} // namespace

Result<Contents> parse(std::span<const std::byte> file)
{
    return Parser(file).run();
}

} // namespace gguf

namespace {

class GgufFile final : public ModelFile
{
public:
    GgufFile(std::filesystem::path path, MappedFile file, gguf::Contents contents)
        : ModelFile(Format::Gguf, std::move(path))
        , m_file(std::move(file))
    {
        m_metadata = std::move(contents.metadata);
        m_tensors = std::move(contents.tensors);
        m_notes = std::move(contents.notes);
        indexTensors();
    }

    bool damaged() const override { return m_file.damaged(); }

private:
    MappedFile m_file;
};

} // namespace

Result<std::shared_ptr<const ModelFile>> openGguf(const std::filesystem::path& path)
{
    auto file = MappedFile::open(path);
    if (!file)
        return fail(std::move(file.error()));
    auto contents = gguf::parse(file->bytes());
    if (!contents)
        return fail(contents.error().code, "{}: {}", path.string(), contents.error().message);
    return std::make_shared<GgufFile>(path, std::move(*file), std::move(*contents));
}

} // namespace core
