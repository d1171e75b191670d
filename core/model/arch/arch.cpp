#include "core/model/arch/arch.h"

#include <algorithm>
#include <array>

namespace core {

std::span<const Architecture* const> architectures()
{
    static const std::array kAll = {&llamaArchitecture(),
                                    &mistralArchitecture(),
                                    &qwen2Architecture(),
                                    &qwen3Architecture(),
                                    &qwen3MoeArchitecture(),
                                    &gemma2Architecture(),
                                    &gemma3Architecture(),
                                    &phi3Architecture(),
                                    &smolLm3Architecture(),
                                    &graniteArchitecture(),
                                    &olmo2Architecture(),
                                    &gptOssArchitecture()};
    return kAll;
}

const Architecture* findArchitecture(ModelFile::Format format, std::string_view name)
{
    for (const Architecture* each : architectures()) {
        const auto& names = each->huggingFaceNames;
        if (format == ModelFile::Format::Gguf
                ? each->name == name && each->readGguf != nullptr
                : std::find(names.begin(), names.end(), name) != names.end())
            return each;
    }
    return nullptr;
}

const Architecture* findArchitecture(std::string_view name)
{
    for (const Architecture* each : architectures())
        if (each->name == name)
            return each;
    return nullptr;
}

} // namespace core
