// libFuzzer entry: any bytes as config.json, up to the hyperparameters and the GGUF metadata that
// follow from them.
#include "core/base/check.h"
#include "core/formats/hugging_face_files.h"
#include "core/formats/json_text.h"
#include "core/model/read_gguf_form.h"
#include "core/model/read_hyperparameters.h"

namespace {

// A folder whose only tensor is the embedding, filled with zeros.
class Folder final : public core::ModelFile
{
public:
    explicit Folder(nlohmann::json config)
        : ModelFile(Format::HuggingFace, "folder")
        , m_bytes(64 * 64 * sizeof(float))
    {
        m_huggingFace = std::make_unique<core::HuggingFaceFiles>();
        m_huggingFace->config = std::move(config);
        m_tensors.push_back(
            {"model.embed_tokens.weight", core::DType::F32, {64, 64}, std::span(m_bytes)});
        indexTensors();
    }
    bool damaged() const override { return false; }

private:
    std::vector<std::byte> m_bytes;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    auto json = core::parseJson({reinterpret_cast<const char*>(data), size});
    if (!json) {
        CORE_CHECK(!json.error().message.empty());
        return 0;
    }
    const Folder folder(std::move(*json));
    if (const auto hp = core::readHyperparameters(folder); !hp)
        CORE_CHECK(!hp.error().message.empty());
    if (const auto form = core::ggufForm(folder); !form)
        CORE_CHECK(!form.error().message.empty());
    return 0;
}
