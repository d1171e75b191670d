#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace core {

// The files of a Hugging Face folder besides its tensors. Null or empty where the file is absent.
struct HuggingFaceFiles
{
    nlohmann::json config;           // config.json
    nlohmann::json generationConfig; // generation_config.json
    nlohmann::json tokenizerConfig;  // tokenizer_config.json
    nlohmann::json tokenizer;        // tokenizer.json
    std::string sentencePieceModel;  // tokenizer.model, serialised protobuf
    std::string chatTemplate;        // chat_template.jinja
};

} // namespace core
