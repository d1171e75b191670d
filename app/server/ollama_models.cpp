#include "app/server/ollama_models.h"

#include "app/server/completion_response.h"
#include "app/server/ollama_answer.h"
#include "core/base/json_line.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace app {

namespace {

// A model here is not unloaded for being idle; clients want a time all the same, and this is where
// Ollama's own leads that is told never to unload.
constexpr const char* kNever = "2300-01-01T00:00:00Z";

std::string parameterSize(std::uint64_t parameters)
{
    const auto count = static_cast<double>(parameters);
    return count >= 1e9 ? fmt::format("{:.1f}B", count / 1e9) : fmt::format("{:.2f}M", count / 1e6);
}

Json details(const core::ModelInfo& model)
{
    return {{"parent_model", ""},
            {"format", model.path.ends_with(".gguf") ? "gguf" : "safetensors"},
            {"family", model.architecture},
            {"families", Json::array({model.architecture})},
            {"parameter_size", parameterSize(model.parameters)},
            {"quantization_level", model.quantisation}};
}

Json entry(const core::ModelInfo& model)
{
    std::string_view digest = model.fingerprint;
    if (digest.starts_with("sha256:"))
        digest.remove_prefix(7);
    const std::string name = ollamaName(modelId(model));
    return {{"name", name},
            {"model", name},
            {"size", model.sizeBytes},
            {"digest", digest},
            {"details", details(model)}};
}

} // namespace

std::string ollamaTagsJson(const std::vector<core::ModelInfo>& models, std::int64_t created)
{
    Json list = Json::array();
    for (const core::ModelInfo& model : models) {
        list.push_back(entry(model));
        list.back()["modified_at"] = utcTime(created);
    }
    return core::jsonLine(Json{{"models", std::move(list)}});
}

std::string ollamaPsJson(const std::vector<core::ModelInfo>& models)
{
    Json list = Json::array();
    for (const core::ModelInfo& model : models) {
        list.push_back(entry(model));
        list.back()["expires_at"] = kNever;
        list.back()["size_vram"] = 0;
        list.back()["context_length"] = model.contextTokens;
    }
    return core::jsonLine(Json{{"models", std::move(list)}});
}

std::string ollamaShowJson(const core::ModelInfo& model, std::int64_t created)
{
    // Whether a chat template takes tools shows only in a request, so nothing is claimed.
    Json capabilities = Json::array({"completion"});
    if (model.answerForm.reasons)
        capabilities.push_back("thinking");
    return core::jsonLine(Json{{"details", details(model)},
                               {"model_info",
                                {{"general.architecture", model.architecture},
                                 {"general.name", model.name},
                                 {"general.parameter_count", model.parameters},
                                 {model.architecture + ".context_length", model.contextTokens}}},
                               {"capabilities", std::move(capabilities)},
                               {"modified_at", utcTime(created)}});
}

} // namespace app
