#include "tests/support/safetensors_builder.h"

#include "tests/support/gguf_builder.h"

#include <fmt/format.h>

namespace tests {

std::string safetensorsFile(std::string_view header, std::string_view data)
{
    return littleEndian(header.size(), 8) + std::string(header) + std::string(data);
}

std::string safetensorsHeader(const std::vector<std::string>& members)
{
    return fmt::format("{{{}}}", fmt::join(members, ","));
}

std::string safetensorsEntry(std::string_view name,
                             std::string_view dtype,
                             const std::vector<std::uint64_t>& shape,
                             std::uint64_t begin,
                             std::uint64_t end)
{
    return fmt::format(R"("{}":{{"dtype":"{}","shape":[{}],"data_offsets":[{},{}]}})",
                       name,
                       dtype,
                       fmt::join(shape, ","),
                       begin,
                       end);
}

std::string safetensorsOf(const std::vector<std::string>& names)
{
    std::vector<std::string> members;
    std::uint64_t begin = 0;
    for (const std::string& name : names) {
        members.push_back(safetensorsEntry(name, "F32", {4}, begin, begin + 16));
        begin += 16;
    }
    return safetensorsFile(safetensorsHeader(members), std::string(begin, '\0'));
}

} // namespace tests
