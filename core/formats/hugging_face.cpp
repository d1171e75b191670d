#include "core/formats/hugging_face.h"

#include "core/formats/hugging_face_files.h"

#include "core/base/utf8.h"
#include "core/formats/json_text.h"
#include "core/formats/safetensors.h"
#include "core/io/mapped_file.h"
#include "core/io/read_file.h"

#include <algorithm>
#include <set>
#include <utility>

namespace core {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMiB = std::size_t{1} << 20;
constexpr std::size_t kLargestConfig = 4 * kMiB;
constexpr std::size_t kLargestTokenizerConfig = 16 * kMiB;
constexpr std::size_t kLargestTokenizer = 64 * kMiB;
constexpr std::size_t kLargestSentencePieceModel = 64 * kMiB;
constexpr std::size_t kLargestTemplate = 1 * kMiB;
constexpr std::size_t kLargestIndex = 64 * kMiB;
constexpr std::size_t kMostShards = 512;

tl::unexpected<Error> failIn(const fs::path& path, const Error& error)
{
    return fail(error.code, "{}: {}", path.string(), error.message);
}

bool isThere(const fs::path& path)
{
    std::error_code ignored;
    return fs::exists(path, ignored);
}

// Empty where the file is absent.
Result<std::string> readOptional(const fs::path& path, std::size_t mostBytes)
{
    if (!isThere(path))
        return std::string();
    return readFile(path, mostBytes);
}

Result<nlohmann::json> readJsonObject(const fs::path& path, std::size_t mostBytes)
{
    auto text = readFile(path, mostBytes);
    if (!text)
        return fail(std::move(text.error()));
    auto value = parseJson(*text);
    if (!value)
        return failIn(path, value.error());
    if (!value->is_object())
        return fail(ErrorCode::Malformed,
                    "{}: expected a JSON object, found {}; download it again",
                    path.string(),
                    value->type_name());
    return value;
}

// Null where the file is absent.
Result<nlohmann::json> readOptionalJsonObject(const fs::path& path, std::size_t mostBytes)
{
    if (!isThere(path))
        return nlohmann::json();
    return readJsonObject(path, mostBytes);
}

class HuggingFaceFolder final : public ModelFile
{
public:
    explicit HuggingFaceFolder(fs::path folder)
        : ModelFile(Format::HuggingFace, std::move(folder))
    {
    }

    Status read();

    bool damaged() const override
    {
        return std::any_of(m_shards.begin(), m_shards.end(), [](const MappedFile& shard) {
            return shard.damaged();
        });
    }

    void release(std::span<const std::byte> data) const override
    {
        for (const MappedFile& file : m_shards)
            file.release(data);
    }

private:
    Status readSmallFiles();
    Status readWeights();
    Status readShards(const fs::path& indexPath);
    Result<std::vector<std::string>> addShard(const fs::path& path);

    std::vector<MappedFile> m_shards;
};

Status HuggingFaceFolder::readSmallFiles()
{
    const fs::path configPath = m_path / "config.json";
    if (!isThere(configPath))
        return fail(
            ErrorCode::NotFound,
            "{} holds no config.json; choose a GGUF file or the folder of a Hugging Face model",
            m_path.string());
    m_huggingFace = std::make_unique<HuggingFaceFiles>();
    auto config = readJsonObject(configPath, kLargestConfig);
    if (!config)
        return fail(std::move(config.error()));
    m_huggingFace->config = std::move(*config);

    struct OptionalJson
    {
        const char* name;
        std::size_t mostBytes;
        nlohmann::json& value;
    };
    for (const OptionalJson& file : {
             OptionalJson{
                 "generation_config.json", kLargestConfig, m_huggingFace->generationConfig},
             OptionalJson{
                 "tokenizer_config.json", kLargestTokenizerConfig, m_huggingFace->tokenizerConfig},
             OptionalJson{"tokenizer.json", kLargestTokenizer, m_huggingFace->tokenizer},
         }) {
        auto value = readOptionalJsonObject(m_path / file.name, file.mostBytes);
        if (!value)
            return fail(std::move(value.error()));
        file.value = std::move(*value);
    }
    auto pieces = readOptional(m_path / "tokenizer.model", kLargestSentencePieceModel);
    if (!pieces)
        return fail(std::move(pieces.error()));
    m_huggingFace->sentencePieceModel = std::move(*pieces);
    auto chatTemplate = readOptional(m_path / "chat_template.jinja", kLargestTemplate);
    if (!chatTemplate)
        return fail(std::move(chatTemplate.error()));
    m_huggingFace->chatTemplate = std::move(*chatTemplate);
    return {};
}

// Maps one safetensors file, adds its tensors, and gives the names of all of them.
Result<std::vector<std::string>> HuggingFaceFolder::addShard(const fs::path& path)
{
    auto file = MappedFile::open(path);
    if (!file)
        return fail(std::move(file.error()));
    auto contents = safetensors::parse(file->bytes());
    if (!contents)
        return failIn(path, contents.error());
    std::vector<std::string> names;
    for (TensorInfo& tensor : contents->tensors) {
        names.push_back(tensor.name);
        m_tensors.push_back(std::move(tensor));
    }
    for (const auto& [name, type] : contents->unread) {
        names.push_back(name);
        m_unreadTensors.emplace(name, type);
    }
    for (const std::string& note : contents->notes)
        m_notes.push_back(path.filename().string() + ": " + note);
    m_shards.push_back(std::move(*file));
    return names;
}

// A shard is a file of the folder itself: names that could lead elsewhere are refused.
bool isShardName(std::string_view name)
{
    return name.size() <= 255 && name.size() > std::string_view(".safetensors").size() &&
           name.ends_with(".safetensors") && name.front() != '.' &&
           name.find_first_of(std::string_view("/\\:\0", 4)) == std::string_view::npos &&
           isValidUtf8(name);
}

Status HuggingFaceFolder::readShards(const fs::path& indexPath)
{
    auto index = readJsonObject(indexPath, kLargestIndex);
    if (!index)
        return fail(std::move(index.error()));
    const auto map = index->find("weight_map");
    if (map == index->end() || !map->is_object() || map->empty())
        return fail(ErrorCode::Malformed,
                    "{}: expected \"weight_map\" to map tensor names to files; download it again",
                    indexPath.string());
    std::map<std::string, std::vector<std::string>> tensorsOfShard;
    for (const auto& [tensor, shard] : map->items()) {
        if (!shard.is_string() || !isShardName(shard.get_ref<const std::string&>()))
            return fail(ErrorCode::Malformed,
                        "{}: expected tensor {} to name a .safetensors file of this folder, "
                        "found {}; download it again",
                        indexPath.string(),
                        inQuotes(tensor),
                        shard.is_string() ? inQuotes(shard.get_ref<const std::string&>())
                                          : shard.type_name());
        tensorsOfShard[shard.get<std::string>()].push_back(tensor);
    }
    if (tensorsOfShard.size() > kMostShards)
        return fail(ErrorCode::Limit,
                    "{}: expected at most {} files, found {}",
                    indexPath.string(),
                    kMostShards,
                    tensorsOfShard.size());

    std::map<std::string, std::string> fileOfTensor;
    std::uint64_t totalBytes = 0;
    for (const auto& [shard, listed] : tensorsOfShard) {
        const fs::path path = m_path / shard;
        if (!isThere(path))
            return fail(ErrorCode::NotFound,
                        "{} is missing, though {} lists it; download it",
                        path.string(),
                        indexPath.filename().string());
        auto found = addShard(path);
        if (!found)
            return fail(std::move(found.error()));
        for (const std::string& tensor : *found)
            if (const auto [other, added] = fileOfTensor.emplace(tensor, shard); !added)
                return fail(ErrorCode::Malformed,
                            "tensor {} is in both {} and {}; download the model again",
                            inQuotes(tensor),
                            other->second,
                            path.string());
        for (const std::string& tensor : listed)
            if (const auto place = fileOfTensor.find(tensor);
                place == fileOfTensor.end() || place->second != shard)
                return fail(ErrorCode::Malformed,
                            "{}: expected tensor {}, as {} says, but it is not there; download the "
                            "model again",
                            path.string(),
                            inQuotes(tensor),
                            indexPath.filename().string());
    }
    std::set<const std::byte*> counted; // shared weights once
    for (const TensorInfo& tensor : m_tensors)
        if (counted.insert(tensor.data.data()).second)
            totalBytes += tensor.data.size();
    // Writers disagree about what they count, so a difference is worth a word and no refusal.
    const auto metadata = index->find("metadata");
    if (metadata != index->end() && metadata->is_object() && m_unreadTensors.empty()) {
        const auto total = metadata->find("total_size");
        if (total != metadata->end() && (!total->is_number() || *total != totalBytes))
            m_notes.push_back(fmt::format(
                "{}: expected a total size of {} bytes, found {}",
                indexPath.filename().string(),
                total->dump(-1, ' ', true, nlohmann::json::error_handler_t::replace).substr(0, 32),
                totalBytes));
    }
    return {};
}

Status HuggingFaceFolder::readWeights()
{
    const fs::path whole = m_path / "model.safetensors";
    if (isThere(whole)) {
        auto names = addShard(whole);
        if (!names)
            return fail(std::move(names.error()));
        return {};
    }
    const fs::path index = m_path / "model.safetensors.index.json";
    if (isThere(index))
        return readShards(index);
    if (isThere(m_path / "pytorch_model.bin") || isThere(m_path / "pytorch_model.bin.index.json"))
        return fail(ErrorCode::Unsupported,
                    "{} holds its weights as pytorch_model.bin, a format that can run code; "
                    "download the model as safetensors or GGUF",
                    m_path.string());
    return fail(
        ErrorCode::NotFound,
        "{} holds neither model.safetensors nor model.safetensors.index.json; download the weights",
        m_path.string());
}

Status HuggingFaceFolder::read()
{
    if (Status status = readSmallFiles(); !status)
        return status;
    if (Status status = readWeights(); !status)
        return status;
    indexTensors();
    return {};
}

} // namespace

Result<std::shared_ptr<const ModelFile>> openHuggingFace(const fs::path& folder)
{
    auto model = std::make_shared<HuggingFaceFolder>(folder);
    if (Status status = model->read(); !status)
        return fail(std::move(status.error()));
    return model;
}

} // namespace core
