#include "core/formats/safetensors.h"

#include "core/base/utf8.h"
#include "core/formats/safetensors_header.h"
#include "core/formats/tensor_size.h"
#include "core/io/byte_reader.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace core::safetensors {

namespace {

struct ElementType
{
    std::string_view name;
    std::uint64_t bits;
    std::optional<DType> dtype; // empty: known to the format, not to this program
};

constexpr ElementType kElementTypes[] = {
    {"F32", 32, DType::F32}, {"F16", 16, DType::F16}, {"BF16", 16, DType::BF16}, {"F64", 64, {}},
    {"C64", 64, {}},         {"I64", 64, {}},         {"U64", 64, {}},           {"I32", 32, {}},
    {"U32", 32, {}},         {"I16", 16, {}},         {"U16", 16, {}},           {"I8", 8, {}},
    {"U8", 8, {}},           {"BOOL", 8, {}},         {"F8_E4M3", 8, {}},        {"F8_E5M2", 8, {}},
    {"F8_E8M0", 8, {}},      {"F8_E4M3FNUZ", 8, {}},  {"F8_E5M2FNUZ", 8, {}},    {"F6_E2M3", 6, {}},
    {"F6_E3M2", 6, {}},      {"F4", 4, {}},
};

const ElementType* elementType(std::string_view name)
{
    const auto* const found =
        std::find_if(std::begin(kElementTypes),
                     std::end(kElementTypes),
                     [name](const ElementType& type) { return type.name == name; });
    return found == std::end(kElementTypes) ? nullptr : found;
}

// Empty where the product overflows or does not fill whole bytes.
std::optional<std::uint64_t> expectedBytes(const HeaderEntry& entry, std::uint64_t bits)
{
    const auto elements = elementCount(entry.shape);
    if (!elements || *elements > std::numeric_limits<std::uint64_t>::max() / bits ||
        *elements * bits % 8 != 0)
        return std::nullopt;
    return *elements * bits / 8;
}

// The data of all entries must cover [0, dataBytes) in some order, each byte once.
Status checkCoverage(std::vector<const HeaderEntry*> entries, std::uint64_t dataBytes)
{
    std::sort(entries.begin(), entries.end(), [](const HeaderEntry* a, const HeaderEntry* b) {
        return a->offsets < b->offsets;
    });
    std::uint64_t covered = 0;
    for (const HeaderEntry* entry : entries) {
        if (entry->offsets[0] != covered)
            return fail(ErrorCode::Malformed,
                        "tensor {}: expected its data to begin at offset {}, where the one "
                        "before it ends, found {}: the file is damaged; download it again",
                        inQuotes(entry->name),
                        covered,
                        entry->offsets[0]);
        covered = entry->offsets[1];
    }
    if (covered > dataBytes)
        return fail(ErrorCode::Malformed,
                    "the file is shorter than it says, it was cut short: resume the download or "
                    "download it again (expected {} bytes of tensor data, found {})",
                    covered,
                    dataBytes);
    if (covered < dataBytes)
        return fail(ErrorCode::Malformed,
                    "expected {} bytes of tensor data, found {}: something was appended; "
                    "download the file again",
                    covered,
                    dataBytes);
    return {};
}

// header has passed every check.
Contents collect(Header header, std::span<const std::byte> data)
{
    Contents contents;
    contents.notes = std::move(header.notes);
    for (HeaderEntry& entry : header.entries) {
        const ElementType& type = *elementType(entry.dtype);
        if (!type.dtype) {
            contents.unread.emplace(std::move(entry.name), type.name);
            continue;
        }
        const auto begin = static_cast<std::size_t>(entry.offsets[0]);
        const auto end = static_cast<std::size_t>(entry.offsets[1]);
        contents.tensors.push_back({std::move(entry.name),
                                    *type.dtype,
                                    {entry.shape.begin(), entry.shape.end()},
                                    data.subspan(begin, end - begin)});
    }
    if (header.metadata.empty())
        return contents;
    // Writers store weights that a model shares once and leave "other name": "stored name" in the
    // metadata.
    std::map<std::string_view, std::size_t> stored;
    for (std::size_t i = 0; i < contents.tensors.size(); ++i)
        stored.emplace(contents.tensors[i].name, i);
    std::vector<TensorInfo> shared;
    for (const auto& [name, storedName] : header.metadata) {
        const auto original = stored.find(storedName);
        if (original == stored.end() || stored.contains(name) || contents.unread.contains(name))
            continue;
        shared.push_back(contents.tensors[original->second]);
        shared.back().name = name;
    }
    contents.tensors.insert(contents.tensors.end(), shared.begin(), shared.end());
    return contents;
}

} // namespace

Result<Contents> parse(std::span<const std::byte> file)
{
    ByteReader reader(file);
    if (file.size() < 8)
        return fail(ErrorCode::Malformed,
                    "too short for a safetensors file: expected at least 8 bytes, found {}; "
                    "download it again",
                    file.size());
    const std::uint64_t headerBytes = reader.u64("the header's length");
    if (headerBytes == 0 || headerBytes > kLongestHeader)
        return fail(ErrorCode::Malformed,
                    "expected a header of 1 to {} bytes, found {}: this is not a safetensors "
                    "file or it is damaged; download it again",
                    kLongestHeader,
                    headerBytes);
    const std::string_view text = reader.text(headerBytes, "the header");
    if (reader.failed())
        return fail(reader.error());
    if (text.front() != '{')
        return fail(ErrorCode::Malformed,
                    "expected the header to begin with \"{{\", found {}: this is not a "
                    "safetensors file or it is damaged; download it again",
                    inQuotes(text.substr(0, 1)));
    auto header = parseHeader(text);
    if (!header)
        return fail(std::move(header.error()));

    const auto data = file.subspan(reader.position());
    std::vector<const HeaderEntry*> entries;
    entries.reserve(header->entries.size());
    for (const HeaderEntry& entry : header->entries) {
        const ElementType* const type = elementType(entry.dtype);
        if (type == nullptr)
            return fail(ErrorCode::Unsupported,
                        "tensor {} has the unknown element type {}; choose a model stored as "
                        "F32, F16 or BF16",
                        inQuotes(entry.name),
                        inQuotes(entry.dtype));
        const auto [begin, end] = entry.offsets;
        const auto bytes = expectedBytes(entry, type->bits);
        if (!bytes)
            return fail(ErrorCode::Malformed,
                        "tensor {}: its shape claims more than 2^63 elements or part of a byte: "
                        "the file is damaged; download it again",
                        inQuotes(entry.name));
        if (end < begin || end - begin != *bytes)
            return fail(ErrorCode::Malformed,
                        "tensor {}: expected {} bytes for its shape, found offsets {} to {}: the "
                        "file is damaged; download it again",
                        inQuotes(entry.name),
                        *bytes,
                        begin,
                        end);
        entries.push_back(&entry);
    }
    if (Status status = checkCoverage(entries, data.size()); !status)
        return fail(std::move(status.error()));

    return collect(std::move(*header), data);
}

} // namespace core::safetensors
