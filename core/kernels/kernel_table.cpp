#include "core/kernels/kernel_table.h"

#include <cstdlib>
#if defined(FIRESIDE_X86)
#include <cpuid.h>
#endif

namespace core {

#if defined(FIRESIDE_X86)
namespace {

// Half-precision conversion; clang 14 has no name for it in __builtin_cpu_supports (Intel SDM,
// CPUID leaf 1).
bool hasF16c()
{
    unsigned eax = 0;
    unsigned ebx = 0;
    unsigned ecx = 0;
    unsigned edx = 0;
    return __get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0 && (ecx & bit_F16C) != 0;
}

} // namespace
#endif

const KernelTable* kernelTableFor(Isa isa)
{
    switch (isa) {
    case Isa::Scalar:
        return &scalarKernels();
    case Isa::Avx2:
#if defined(FIRESIDE_X86)
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && hasF16c())
            return &avx2Kernels();
#endif
        return nullptr;
    case Isa::Avx512:
#if defined(FIRESIDE_X86)
        if (kernelTableFor(Isa::Avx2) != nullptr && __builtin_cpu_supports("avx512f") &&
            __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
            __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni"))
            return &avx512Kernels();
#endif
        return nullptr;
    }
    return nullptr;
}

namespace {

const KernelTable& bestKernels()
{
    const char* variable = std::getenv("FIRESIDE_ISA");
    const std::string_view wanted = variable != nullptr ? variable : "";
    if (wanted == "scalar")
        return scalarKernels();
    const KernelTable* avx512 = wanted != "avx2" ? kernelTableFor(Isa::Avx512) : nullptr;
    const KernelTable* avx2 = kernelTableFor(Isa::Avx2);
    return avx512 != nullptr ? *avx512 : avx2 != nullptr ? *avx2 : scalarKernels();
}

} // namespace

const KernelTable& kernels()
{
    static const KernelTable& best = bestKernels();
    return best;
}

} // namespace core
