#include "app/cli/command.h"
#include "app/cli/model_session.h"

#include "core/base/json_line.h"
#include "core/engine/chat_template_source.h"
#include "core/engine/tokenizer_loader.h"
#include "core/formats/open_model_file.h"
#include "core/model/read_hyperparameters.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <map>

namespace app::cli {

namespace {

nlohmann::ordered_json describe(const core::ModelFile& file, const core::Hyperparameters& hp)
{
    std::map<std::string, std::size_t> tensorsByType;
    std::uint64_t bytes = 0, parameters = 0;
    for (const core::TensorInfo& tensor : file.tensors()) {
        ++tensorsByType[std::string(core::traits(tensor.dtype).name)];
        bytes += tensor.data.size();
        std::uint64_t elements = 1;
        for (const std::size_t dim : tensor.shape)
            elements *= dim;
        parameters += elements;
    }
    const core::KvShape kv{hp.layerCount, hp.kvHeadCount, hp.headDim, core::DType::F16};
    nlohmann::ordered_json result = {
        {"path", file.path().string()},
        {"format", file.format() == core::ModelFile::Format::Gguf ? "GGUF" : "Hugging Face"},
        {"architecture", hp.architecture},
        {"parameters", parameters},
        {"size_bytes", bytes},
        {"tensors", tensorsByType},
        {"layers", hp.layerCount},
        {"model_dim", hp.modelDim},
        {"ffn_dim", hp.ffnDim},
        {"heads", hp.headCount},
        {"kv_heads", hp.kvHeadCount},
        {"head_dim", hp.headDim},
        {"rope_theta", hp.ropes.front().theta},
        {"vocabulary", hp.vocabSize},
        {"trained_context", hp.trainedContext},
        {"kv_cache_bytes_per_token", kv.pageBytes() / core::kPageTokens},
        {"memory_for_4096_tokens", bytes + kv.pageBytes() / core::kPageTokens * 4096}};
    if (const auto tokenizer = core::loadTokenizer(file))
        result["tokenizer"] = {{"tokens", (*tokenizer)->vocabSize()},
                               {"bos", (*tokenizer)->bos()},
                               {"eos", (*tokenizer)->eos()},
                               {"adds_bos", (*tokenizer)->addsBos()}};
    else
        result["tokenizer"] = {{"error", tokenizer.error().message}};
    result["chat_template"] = core::chatTemplateSource(file);
    return result;
}

} // namespace

int runInspect(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.addPositionalArgument("MODEL",
                                 "GGUF file, Hugging Face folder, or name from the library.");
    parser.addOption({"json", "One JSON object instead of lines."});
    if (!parse(parser, "inspect", arguments))
        return kWrongUsage;
    if (parser.positionalArguments().size() != 1)
        return usageError("expected one MODEL");
    const core::Result<QString> path = resolveModel(parser.positionalArguments().first());
    if (!path)
        return failWith(path.error().message);
    const auto file = core::openModelFile(path->toStdString());
    if (!file)
        return failWith(file.error().message);
    const auto hp = core::readHyperparameters(**file);
    if (!hp)
        return failWith(hp.error().message);
    const nlohmann::ordered_json result = describe(**file, *hp);
    if (parser.isSet("json")) {
        std::printf("%s\n", core::jsonLine(result).c_str());
        return kDone;
    }
    for (const auto& [key, value] : result.items())
        std::printf("%-26s %s\n",
                    key.c_str(),
                    value.is_string() ? value.get_ref<const std::string&>().c_str()
                                      : core::jsonLine(value).c_str());
    return kDone;
}

} // namespace app::cli
