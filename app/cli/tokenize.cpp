#include "app/cli/command.h"
#include "app/cli/model_session.h"

#include "core/base/json_line.h"
#include "core/engine/tokenizer_loader.h"
#include "core/formats/open_model_file.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace app::cli {

namespace {

// Only the tokenizer is needed, so files without weights will do.
core::Result<std::unique_ptr<core::Tokenizer>> openTokenizer(const QCommandLineParser& parser)
{
    if (!parser.isSet("model"))
        return core::fail(core::ErrorCode::InvalidArgument,
                          "expected a model after -m, found none");
    const core::Result<QString> path = resolveModel(parser.value("model"));
    if (!path)
        return core::fail(path.error());
    const auto file = core::openModelFile(path->toStdString());
    if (!file)
        return core::fail(file.error());
    return core::loadTokenizer(**file);
}

core::Result<std::vector<core::TokenId>> idsFrom(const nlohmann::json& array, std::size_t vocabSize)
{
    if (!array.is_array())
        return core::fail(
            core::ErrorCode::InvalidArgument,
            "expected a JSON array of token ids on standard input, found something else");
    std::vector<core::TokenId> ids;
    for (const nlohmann::json& id : array) {
        const bool isOne = id.is_number_unsigned() && id.get<std::uint64_t>() < vocabSize;
        if (!isOne)
            return core::fail(core::ErrorCode::InvalidArgument,
                              "expected token ids from 0 to {}, as the model has {} tokens, "
                              "found {}",
                              vocabSize - 1,
                              vocabSize,
                              core::jsonLine(id));
        ids.push_back(id.get<core::TokenId>());
    }
    return ids;
}

} // namespace

int runTokenize(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.addOption(
        {{"m", "model"}, "GGUF file, Hugging Face folder, or name from the library.", "MODEL"});
    parser.addOption({"no-bos", "Leaves out the begin-of-sequence token."});
    parser.addOption({"no-special", "Takes the text of special tokens as plain text."});
    if (!parse(parser, "tokenize", arguments))
        return kWrongUsage;
    const auto tokenizer = openTokenizer(parser);
    if (!tokenizer)
        return failWith(tokenizer.error().message);
    const std::vector<core::TokenId> ids =
        (*tokenizer)
            ->encode(
                readStandardInput(),
                {.addBos = !parser.isSet("no-bos"), .parseSpecial = !parser.isSet("no-special")});
    std::printf("%s\n", core::jsonLine(nlohmann::json(ids)).c_str());
    return kDone;
}

int runDetokenize(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.addOption(
        {{"m", "model"}, "GGUF file, Hugging Face folder, or name from the library.", "MODEL"});
    if (!parse(parser, "detokenize", arguments))
        return kWrongUsage;
    const auto tokenizer = openTokenizer(parser);
    if (!tokenizer)
        return failWith(tokenizer.error().message);
    const nlohmann::json input = nlohmann::json::parse(readStandardInput(), nullptr, false);
    const auto ids = idsFrom(input, (*tokenizer)->vocabSize());
    if (!ids)
        return failWith(ids.error().message);
    const std::string text = (*tokenizer)->decode(*ids, /*renderSpecial=*/true);
    std::fwrite(text.data(), 1, text.size(), stdout);
    return kDone;
}

} // namespace app::cli
