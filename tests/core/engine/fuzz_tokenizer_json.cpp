// libFuzzer entry: any bytes as tokenizer.json, parsed, built, and run over a short text there and
// back.
#include "core/base/check.h"
#include "core/engine/hugging_face_tokenizer.h"
#include "core/formats/hugging_face_files.h"
#include "core/formats/json_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    auto json = core::parseJson({reinterpret_cast<const char*>(data), size});
    if (!json || !json->is_object())
        return 0;
    core::HuggingFaceFiles files;
    files.tokenizer = std::move(*json);
    auto spec = core::huggingFaceTokenizer(files);
    if (!spec) {
        CORE_CHECK(!spec.error().message.empty());
        return 0;
    }
    const auto tokenizer = core::makeTokenizer(std::move(*spec));
    if (!tokenizer) {
        CORE_CHECK(!tokenizer.error().message.empty());
        return 0;
    }
    constexpr std::string_view kText =
        "ab  Hello, wörld! 12345\n<s>你好 \xF0\x9F\x99\x82 e\xCC\x81";
    const auto ids = (*tokenizer)->encode(kText, {});
    for (const core::TokenId id : ids)
        CORE_CHECK(id >= 0 && static_cast<std::size_t>(id) < (*tokenizer)->vocabSize());
    (void)(*tokenizer)->decode(ids, true);
    return 0;
}
