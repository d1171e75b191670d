// The JSON header of a safetensors file as plain records; what they claim about the data is checked
// by safetensors.cpp.
#pragma once

#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace core::safetensors {

struct HeaderEntry
{
    std::string name;
    std::string dtype;
    std::vector<std::uint64_t> shape;              // at most kMostDimensions
    std::array<std::uint64_t, 2> offsets = {0, 0}; // begin, end
};

struct Header
{
    std::vector<HeaderEntry> entries;            // names differ
    std::map<std::string, std::string> metadata; // "__metadata__"
    std::vector<std::string> notes;
};

// Reads the header in one pass without building a JSON tree: its memory stays near the text's own
// size.
Result<Header> parseHeader(std::string_view json);

} // namespace core::safetensors
