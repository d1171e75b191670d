// What the architectures' Hugging Face folders have in common: the members of config.json.
#pragma once

#include "core/base/result.h"
#include "core/formats/model_file.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace core {

// Members of one JSON object of config.json, or of one that is absent. Borrows the file.
class ModelConfig
{
public:
    explicit ModelConfig(const ModelFile& file); // the whole config.json

    const ModelFile& file() const { return m_file; }
    bool isThere() const { return m_object != nullptr; }
    ModelConfig object(const char* key) const;

    // Absent members and members of another type give the fallback.
    Result<std::size_t> positive(const char* key) const; // fails with Malformed instead
    std::size_t positiveOr(const char* key, std::size_t fallback) const;
    double numberOr(const char* key, double fallback) const;
    bool flagOr(const char* key, bool fallback) const;
    std::string textOr(const char* key, std::string_view fallback) const;
    std::vector<float> floats(const char* key) const;
    std::vector<std::string> texts(const char* key) const;

private:
    ModelConfig(const ModelFile& file, const nlohmann::json* object);
    const nlohmann::json* find(const char* key) const;

    const ModelFile& m_file;
    const nlohmann::json* m_object;
};

} // namespace core
