// What the architectures' GGUF files have in common: numbers below the architecture's name.
#pragma once

#include "core/base/result.h"
#include "core/formats/model_file.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace core {

// Metadata keys of one architecture, by what follows "llama.". Borrows the file.
class GgufKeys
{
public:
    GgufKeys(const ModelFile& file, std::string_view architecture);

    const ModelFile& file() const { return m_file; }

    // Numbers; a list of them, one per layer, counts where all are the same. Fails with Malformed.
    Result<std::size_t> positive(std::string_view key) const;
    std::size_t positiveOr(std::string_view key, std::size_t fallback) const;
    float numberOr(std::string_view key, float fallback) const;
    std::string textOr(std::string_view key, std::string_view fallback) const;

private:
    std::string full(std::string_view key) const { return m_prefix + std::string(key); }
    std::optional<std::int64_t> integer(std::string_view key) const;

    const ModelFile& m_file;
    std::string m_prefix;
};

} // namespace core
