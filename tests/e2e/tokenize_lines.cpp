// Runs the tokenizer of a folder or a GGUF file on each line of standard input, for comparison with another
// implementation.
//
//     fireside-tokenize-lines MODEL < texts.jsonl
//
// A folder holds tokenizer.json and perhaps tokenizer_config.json. A line in is a JSON string; a line
// out is
// {"ids": […], "text": "what the ids are decoded to"}.
#include "core/engine/hugging_face_tokenizer.h"
#include "core/engine/tokenizer_loader.h"
#include "core/formats/hugging_face_files.h"
#include "core/formats/open_model_file.h"
#include "core/tokenizer/tokenizer_spec.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>

namespace {

using Json = nlohmann::json;

Json readJson(const std::filesystem::path& path)
{
    std::ifstream file(path);
    return file ? Json::parse(file, nullptr, /*allow_exceptions=*/false) : Json();
}

core::Result<std::unique_ptr<core::Tokenizer>> loadFile(const std::filesystem::path& path)
{
    const auto file = core::openModelFile(path);
    if (!file)
        return core::fail(file.error());
    return core::loadTokenizer(**file);
}

core::Result<std::unique_ptr<core::Tokenizer>> loadFolder(const std::filesystem::path& folder)
{
    core::HuggingFaceFiles files;
    files.tokenizer = readJson(folder / "tokenizer.json");
    files.tokenizerConfig = readJson(folder / "tokenizer_config.json");
    core::Result<core::TokenizerSpec> spec = core::huggingFaceTokenizer(files);
    if (!spec)
        return core::fail(spec.error());
    return core::makeTokenizer(std::move(*spec));
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fputs("usage: fireside-tokenize-lines MODEL < texts.jsonl\n", stderr);
        return 2;
    }
    const bool isFolder = std::filesystem::is_directory(argv[1]);
    const auto tokenizer = isFolder ? loadFolder(argv[1]) : loadFile(argv[1]);
    if (!tokenizer) {
        std::fprintf(stderr, "%s\n", tokenizer.error().message.c_str());
        return 1;
    }
    for (std::string line; std::getline(std::cin, line);) {
        const std::string text = Json::parse(line).get<std::string>();
        const std::vector<core::TokenId> ids = (*tokenizer)->encode(text, {});
        const Json answer{{"ids", ids},
                          {"text", (*tokenizer)->decode(ids, /*renderSpecial=*/true)}};
        std::cout << answer.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
    }
    return 0;
}
