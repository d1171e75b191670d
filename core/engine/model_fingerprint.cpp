#include "core/engine/model_fingerprint.h"

#include "core/base/json_line.h"
#include "core/base/sha256.h"
#include "core/formats/hugging_face_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace core {

namespace {

constexpr std::size_t kSampleBytes = 2048;

// Every part is preceded by its size, so that no two different lists of parts give the same bytes.
void add(Sha256& hash, std::string_view text)
{
    hash.update(fmt::format("{}:", text.size()));
    hash.update(text);
}

struct ValueHasher
{
    Sha256& hash;

    void operator()(const std::string& text) const { add(hash, text); }
    void operator()(const std::vector<std::string>& texts) const
    {
        for (const std::string& text : texts)
            add(hash, text);
    }
    template <class T>
    void operator()(const std::vector<T>& values) const
    {
        add(hash, fmt::format("{}", fmt::join(values, ",")));
    }
    template <class T>
    void operator()(const T& value) const
    {
        add(hash, fmt::format("{}", value));
    }
};

void addSamples(Sha256& hash, std::span<const std::byte> data)
{
    const std::size_t size = std::min(kSampleBytes, data.size());
    hash.update(data.first(size));
    hash.update(data.subspan((data.size() - size) / 2, size));
    hash.update(data.last(size));
}

} // namespace

std::string modelFingerprint(const ModelFile& file)
{
    Sha256 hash;
    for (const auto& [key, value] : file.metadata()) {
        add(hash, key);
        std::visit(ValueHasher{hash}, value);
    }
    if (const HuggingFaceFiles* files = file.huggingFace()) {
        for (const nlohmann::json* json :
             {&files->config, &files->tokenizerConfig, &files->tokenizer})
            add(hash, jsonLine(*json));
        add(hash, files->sentencePieceModel);
        add(hash, files->chatTemplate);
    }
    for (const TensorInfo& tensor : file.tensors()) {
        add(hash, tensor.name);
        add(hash, fmt::format("{} [{}]", traits(tensor.dtype).name, fmt::join(tensor.shape, ",")));
        addSamples(hash, tensor.data);
        file.release(tensor.data); // a sample brings many pages of the file around it into memory
    }
    return "sha256:" + hex(hash.finish());
}

} // namespace core
