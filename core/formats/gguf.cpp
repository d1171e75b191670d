#include "core/formats/gguf.h"

#include "core/formats/hugging_face_files.h"

#include "core/base/utf8.h"
#include "core/formats/gguf_metadata.h"
#include "core/formats/tensor_size.h"
#include "core/io/byte_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace core {

namespace gguf {

namespace {

std::string_view asText(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
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
    const bool isReadable =
        std::all_of(magic.begin(), magic.end(), [](char c) { return c >= ' ' && c <= '~'; });
    return fail(ErrorCode::Malformed,
                "not a GGUF file: expected it to begin with \"GGUF\", found {}; choose a "
                "GGUF model file",
                isReadable ? inQuotes(magic) : "another kind of file");
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
    Result<std::uint64_t> alignment() const;
    Status readTensorTable();
    Status readTensorDescription(std::uint64_t index);
    Status rejectDuplicateTensors() const;
    Status locateTensors();

    std::span<const std::byte> m_file;
    ByteReader m_reader;
    std::uint64_t m_tensorCount = 0;
    std::uint64_t m_keyCount = 0;
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

Status Parser::readMetadata()
{
    auto metadata = gguf::readMetadata(m_reader, m_keyCount);
    if (!metadata)
        return fail(std::move(metadata.error()));
    m_contents.metadata = std::move(*metadata);
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
                        "the file is shorter than it says, it was cut short: resume the download "
                        "or download it again (it ends at byte {}; tensor {}: expected {} bytes of "
                        "data at offset {} after byte {})",
                        fileSize,
                        inQuotes(tensor.name),
                        pending.size,
                        pending.offset,
                        begin);
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

} // namespace core
