#include "core/engine/chat_template_source.h"

#include "core/formats/hugging_face_files.h"

namespace core {

namespace {

std::string textAt(const nlohmann::json& object, const char* key)
{
    if (!object.is_object())
        return {};
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string fromTokenizerConfig(const nlohmann::json& config)
{
    if (!config.is_object())
        return {};
    const auto found = config.find("chat_template");
    if (found == config.end())
        return {};
    if (found->is_string())
        return found->get<std::string>();
    if (found->is_array()) {
        for (const nlohmann::json& entry : *found) {
            if (textAt(entry, "name") == "default")
                return textAt(entry, "template");
        }
    }
    return {};
}

} // namespace

std::string chatTemplateSource(const ModelFile& file)
{
    if (const HuggingFaceFiles* files = file.huggingFace())
        return !files->chatTemplate.empty() ? files->chatTemplate
                                            : fromTokenizerConfig(files->tokenizerConfig);
    const std::string* source = file.string("tokenizer.chat_template");
    return source != nullptr ? *source : std::string();
}

} // namespace core
