// Hugging Face folders with smaller weights: quantised once, then read from a copy on disk.
#pragma once

#include "core/base/result.h"
#include "core/model/weights.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>

namespace core {

// What folders can be quantised to when they are loaded.
inline constexpr std::array kLoadTypes = {DType::Q8_0, DType::Q6_K, DType::Q4_K, DType::Q4_0};

// One of kLoadTypes by its name, in any case.
std::optional<DType> loadTypeNamed(std::string_view name);

struct QuantiseOnLoad
{
    DType dtype = DType::Q8_0;    // one of kLoadTypes
    std::filesystem::path folder; // of the copies; made when it is needed, and may go at any time
    // Beyond it the copies used longest ago go, but for the one that was just written.
    std::uint64_t maxBytes = 64ULL << 30;
};

// The copy of file as a GGUF file without a tokenizer, written where there is none. It is named
// after the file's fingerprint, so a folder that was changed or renamed gets, or keeps, its own;
// what is damaged is written anew, and what another version wrote of it goes. Several processes may
// use one folder. Fails as quantizeModel() does.
Result<std::shared_ptr<const ModelFile>> quantisedCopy(const ModelFile& file,
                                                       const QuantiseOnLoad& options,
                                                       WorkerTeam& team,
                                                       const LoadProgress& progress,
                                                       const std::stop_token& stop);

} // namespace core
