// Writes safetensors files in memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

// A file of this header text and data: u64 length, header, data.
std::string safetensorsFile(std::string_view header, std::string_view data);

// A header text of these members.
std::string safetensorsHeader(const std::vector<std::string>& members);

// One member: "NAME":{"dtype":…,"shape":[…],"data_offsets":[…]}
std::string safetensorsEntry(std::string_view name,
                             std::string_view dtype,
                             const std::vector<std::uint64_t>& shape,
                             std::uint64_t begin,
                             std::uint64_t end);

// One F32 tensor of zeros per name, of four elements each.
std::string safetensorsOf(const std::vector<std::string>& names);

} // namespace tests
