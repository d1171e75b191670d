// Opening GGUF files, whole or split into parts ("NAME-00001-of-00003.gguf").
#include "core/base/utf8.h"
#include "core/formats/gguf.h"
#include "core/io/mapped_file.h"

#include <algorithm>
#include <set>
#include <utility>

namespace core {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMostParts = 512;

struct Part
{
    MappedFile file;
    gguf::Contents contents;
};

Result<Part> openPart(const fs::path& path)
{
    auto file = MappedFile::open(path);
    if (!file)
        return fail(std::move(file.error()));
    auto contents = gguf::parse(file->bytes());
    if (!contents)
        return fail(contents.error().code, "{}: {}", path.string(), contents.error().message);
    return Part{std::move(*file), std::move(*contents)};
}

std::optional<std::int64_t> integerOf(const gguf::Contents& contents, std::string_view key)
{
    const auto entry = contents.metadata.find(key);
    if (entry == contents.metadata.end())
        return std::nullopt;
    const auto* const value = std::get_if<std::int64_t>(&entry->second);
    return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::string partSuffix(std::int64_t number, std::int64_t count)
{
    return fmt::format("-{:05}-of-{:05}.gguf", number + 1, count);
}

class GgufFile final : public ModelFile
{
public:
    explicit GgufFile(fs::path path)
        : ModelFile(Format::Gguf, std::move(path))
    {
    }

    Status read();

    bool damaged() const override
    {
        return std::any_of(
            m_files.begin(), m_files.end(), [](const MappedFile& file) { return file.damaged(); });
    }

    void release(std::span<const std::byte> data) const override
    {
        for (const MappedFile& file : m_files)
            file.release(data);
    }

private:
    Status readOtherParts(std::int64_t count);
    void add(Part part);

    std::vector<MappedFile> m_files;
};

void GgufFile::add(Part part)
{
    for (TensorInfo& tensor : part.contents.tensors)
        m_tensors.push_back(std::move(tensor));
    for (std::string& note : part.contents.notes)
        m_notes.push_back(std::move(note));
    m_files.push_back(std::move(part.file));
}

Status GgufFile::read()
{
    auto first = openPart(m_path);
    if (!first)
        return fail(std::move(first.error()));
    const std::int64_t count = integerOf(first->contents, "split.count").value_or(1);
    const std::int64_t number = integerOf(first->contents, "split.no").value_or(0);
    if (count < 0 || count > kMostParts || number < 0 || number >= std::max<std::int64_t>(count, 1))
        return fail(ErrorCode::Malformed,
                    "{}: expected part 0 to {} of at most {} parts, found \"split.no\" {} and "
                    "\"split.count\" {}; download it again",
                    m_path.string(),
                    kMostParts - 1,
                    kMostParts,
                    number,
                    count);
    if (number != 0)
        return fail(
            ErrorCode::InvalidArgument,
            "{} is part {} of {} of a model; open the first part, whose name ends in \"{}\"",
            m_path.string(),
            number + 1,
            count,
            partSuffix(0, count));
    m_metadata = std::move(first->contents.metadata);
    add(std::move(*first));
    if (count > 1)
        if (Status status = readOtherParts(count); !status)
            return status;
    indexTensors();
    return {};
}

// The other parts lie beside the first; their names come from its name alone, never from what a
// file says.
Status GgufFile::readOtherParts(std::int64_t count)
{
    const std::string name = m_path.filename().string();
    const std::string suffix = partSuffix(0, count);
    if (!name.ends_with(suffix))
        return fail(
            ErrorCode::InvalidArgument,
            "{} is the first of {} parts: expected its name to end in \"{}\"; give it the name it "
            "was published under",
            m_path.string(),
            count,
            suffix);
    const std::string stem = name.substr(0, name.size() - suffix.size());
    std::set<std::string, std::less<>> names;
    for (const TensorInfo& tensor : m_tensors)
        names.insert(tensor.name);
    for (std::int64_t number = 1; number < count; ++number) {
        const fs::path path = m_path.parent_path() / (stem + partSuffix(number, count));
        auto part = openPart(path);
        if (!part && part.error().code == ErrorCode::NotFound)
            return fail(ErrorCode::NotFound,
                        "{} is missing: the model has {} parts; download all of them",
                        path.string(),
                        count);
        if (!part)
            return fail(std::move(part.error()));
        if (integerOf(part->contents, "split.no") != number ||
            integerOf(part->contents, "split.count") != count)
            return fail(ErrorCode::Malformed,
                        "{}: expected part {} of {}, found another; download it again",
                        path.string(),
                        number + 1,
                        count);
        for (const TensorInfo& tensor : part->contents.tensors)
            if (!names.insert(tensor.name).second)
                return fail(ErrorCode::Malformed,
                            "{}: tensor {} is in an earlier part too; download it again",
                            path.string(),
                            inQuotes(tensor.name));
        add(std::move(*part));
    }
    const auto total = integer("split.tensors.count");
    if (total && *total != static_cast<std::int64_t>(m_tensors.size()))
        return fail(ErrorCode::Malformed,
                    "{}: expected {} tensors in all {} parts, found {}; download all parts again",
                    m_path.string(),
                    *total,
                    count,
                    m_tensors.size());
    return {};
}

} // namespace

Result<std::shared_ptr<const ModelFile>> openGguf(const fs::path& path)
{
    auto model = std::make_shared<GgufFile>(path);
    if (Status status = model->read(); !status)
        return fail(std::move(status.error()));
    return model;
}

} // namespace core
