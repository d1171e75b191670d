#include "core/formats/model_file.h"

#include "core/formats/hugging_face_files.h"

#include <utility>

namespace core {

namespace {

template <class T>
const T* valueOf(const std::map<std::string, MetaValue, std::less<>>& metadata,
                 std::string_view key)
{
    const auto entry = metadata.find(key);
    return entry == metadata.end() ? nullptr : std::get_if<T>(&entry->second);
}

} // namespace

ModelFile::~ModelFile() = default;

void ModelFile::release(std::span<const std::byte> /*data*/) const {}

ModelFile::ModelFile(Format format, std::filesystem::path path)
    : m_format(format)
    , m_path(std::move(path))
{
}

void ModelFile::indexTensors()
{
    m_tensorIndex.clear();
    for (std::size_t i = 0; i < m_tensors.size(); ++i)
        m_tensorIndex.emplace(m_tensors[i].name, i);
}

const TensorInfo* ModelFile::tensor(std::string_view name) const
{
    const auto entry = m_tensorIndex.find(name);
    return entry == m_tensorIndex.end() ? nullptr : &m_tensors[entry->second];
}

std::optional<std::int64_t> ModelFile::integer(std::string_view key) const
{
    const auto* const value = valueOf<std::int64_t>(m_metadata, key);
    return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::optional<double> ModelFile::number(std::string_view key) const
{
    if (const auto* const value = valueOf<double>(m_metadata, key); value != nullptr)
        return *value;
    if (const auto* const value = valueOf<std::uint64_t>(m_metadata, key); value != nullptr)
        return static_cast<double>(*value);
    if (const auto value = integer(key); value.has_value())
        return static_cast<double>(*value);
    return std::nullopt;
}

std::optional<bool> ModelFile::boolean(std::string_view key) const
{
    const bool* const value = valueOf<bool>(m_metadata, key);
    return value != nullptr ? std::optional(*value) : std::nullopt;
}

const std::string* ModelFile::string(std::string_view key) const
{
    return valueOf<std::string>(m_metadata, key);
}

const std::vector<std::string>* ModelFile::strings(std::string_view key) const
{
    return valueOf<std::vector<std::string>>(m_metadata, key);
}

const std::vector<std::int64_t>* ModelFile::integers(std::string_view key) const
{
    return valueOf<std::vector<std::int64_t>>(m_metadata, key);
}

const std::vector<double>* ModelFile::numbers(std::string_view key) const
{
    return valueOf<std::vector<double>>(m_metadata, key);
}

} // namespace core
