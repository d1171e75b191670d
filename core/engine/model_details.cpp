#include "core/engine/model_details.h"

#include "core/engine/chat_template_source.h"
#include "core/engine/context_memory.h"
#include "core/engine/quantised_copy.h"
#include "core/formats/gguf_file_type.h"
#include "core/formats/open_model_file.h"
#include "core/model/read_hyperparameters.h"
#include "core/prompt/chat_template.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace core {

namespace {

// The name people chose the model by. general.name is no help: files of fine-tunes carry the names
// of training runs.
std::string displayName(const ModelFile& file)
{
    const std::filesystem::path path =
        file.path().filename().empty() ? file.path().parent_path() : file.path();
    return file.format() == ModelFile::Format::Gguf ? path.stem().string()
                                                    : path.filename().string();
}

std::size_t elementsOf(const TensorInfo& tensor)
{
    std::size_t elements = 1;
    for (const std::size_t dim : tensor.shape)
        elements *= dim;
    return elements;
}

// What the file says, or the type that most bytes have: of a small model those of the embedding,
// which is often stored more exactly than the rest.
std::string quantisation(const ModelFile& file)
{
    const std::string_view said = ggufFileTypeName(file.integer("general.file_type").value_or(-1));
    if (!said.empty())
        return std::string(said);
    std::map<std::string_view, std::size_t> bytesByType;
    for (const TensorInfo& tensor : file.tensors())
        bytesByType[traits(tensor.dtype).name] += tensor.data.size();
    const auto most =
        std::max_element(bytesByType.begin(), bytesByType.end(), [](const auto& a, const auto& b) {
            return a.second < b.second;
        });
    return most == bytesByType.end() ? std::string() : std::string(most->first);
}

std::uint64_t weightBytes(const ModelFile& file, const ModelInfo& info, const LoadPlan& plan)
{
    const std::optional<DType> smaller = loadTypeNamed(plan.loadAs);
    if (!smaller || file.format() != ModelFile::Format::HuggingFace)
        return info.sizeBytes;
    const DTypeTraits& type = traits(*smaller);
    return info.parameters / type.blockElements * type.blockBytes;
}

void readChatTemplate(const ModelFile& file, ModelInfo& info)
{
    const std::string source = chatTemplateSource(file);
    if (source.empty())
        return;
    const Result<ChatTemplate> parsed = ChatTemplate::parse(source);
    info.hasChatTemplate = parsed.has_value();
    if (!parsed)
        info.chatTemplateError = parsed.error().message;
}

} // namespace

ModelInfo infoFromHeaders(const ModelFile& file, const Hyperparameters& hp)
{
    ModelInfo info;
    info.name = displayName(file);
    info.path = file.path().string();
    info.architecture = hp.architecture;
    info.quantisation = quantisation(file);
    info.trainedContext = static_cast<int>(std::min<std::size_t>(hp.trainedContext, 1U << 30));
    for (const TensorInfo& tensor : file.tensors()) {
        info.parameters += elementsOf(tensor);
        info.sizeBytes += tensor.data.size();
    }
    return info;
}

Result<ModelDetails> readModelDetails(const std::filesystem::path& path, const LoadPlan& plan)
{
    const Result<std::shared_ptr<const ModelFile>> file = openModelFile(path);
    if (!file)
        return fail(file.error());
    const Result<Hyperparameters> hp = readHyperparameters(**file);
    if (!hp)
        return fail(hp.error());
    ModelDetails details;
    ModelInfo& info = details.info;
    info = infoFromHeaders(**file, *hp);
    readChatTemplate(**file, info);
    info.contextTokens =
        static_cast<int>(std::min(contextWindow(*hp, plan.contextTokens), hp->trainedContext));
    if (const std::string* licence = (*file)->string("general.license"))
        details.licence = *licence;
    const DType wide = info.quantisation == traits(DType::F32).name ? DType::F32 : DType::F16;
    const KvShape shape = keyValueShape(*hp, plan.compactCache ? DType::Q8_0 : wide);
    details.memoryBytes =
        weightBytes(**file, info, plan) +
        shape.bytesFor(static_cast<std::size_t>(info.contextTokens), kUsualPrefillTokens);
    return details;
}

} // namespace core
