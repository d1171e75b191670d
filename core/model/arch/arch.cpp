#include "core/model/arch/arch.h"

#include <array>

namespace core {

std::span<const Architecture> architectures()
{
    static const std::array<Architecture, 1> kAll = {llamaArchitecture()};
    return kAll;
}

const Architecture* findArchitecture(std::string_view name)
{
    for (const Architecture& architecture : architectures())
        if (architecture.name == name)
            return &architecture;
    return nullptr;
}

} // namespace core
