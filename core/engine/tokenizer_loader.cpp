#include "core/engine/tokenizer_loader.h"

#include "core/formats/hugging_face_files.h"

#include "core/engine/gguf_tokenizer.h"
#include "core/engine/hugging_face_tokenizer.h"
#include "core/engine/well_known_tokens.h"

#include <utility>

namespace core {

namespace {

Result<TokenizerSpec> readSpec(const ModelFile& file)
{
    if (const HuggingFaceFiles* files = file.huggingFace())
        return huggingFaceTokenizer(*files);
    return ggufTokenizer(file);
}

} // namespace

Result<std::unique_ptr<Tokenizer>> loadTokenizer(const ModelFile& file)
{
    const auto named = [&file](const Error& error) {
        return fail(error.code, "{}: {}", file.path().filename().string(), error.message);
    };
    Result<TokenizerSpec> spec = readSpec(file);
    if (!spec)
        return named(spec.error());
    nameWellKnownTokens(*spec);
    Result<std::unique_ptr<Tokenizer>> tokenizer = makeTokenizer(std::move(*spec));
    if (!tokenizer)
        return named(tokenizer.error());
    return tokenizer;
}

} // namespace core
