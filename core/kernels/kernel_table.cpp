#include "core/kernels/kernel_table.h"

#include <cstdlib>
#if defined(FIRESIDE_X86)
#include <cpuid.h>
#elif defined(FIRESIDE_ARM)
#include <sys/auxv.h>
#endif

namespace core {

#if defined(FIRESIDE_X86)
namespace {

// What compilers as old as clang 14 have no name for in __builtin_cpu_supports (Intel SDM, CPUID).
bool hasF16c()
{
    unsigned eax = 0;
    unsigned ebx = 0;
    unsigned ecx = 0;
    unsigned edx = 0;
    return __get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0 && (ecx & bit_F16C) != 0;
}

bool hasAvxVnni()
{
    constexpr unsigned kAvxVnni = 1U << 4; // of EAX, leaf 7.1
    unsigned eax = 0;
    unsigned ebx = 0;
    unsigned ecx = 0;
    unsigned edx = 0;
    return __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) != 0 && (eax & kAvxVnni) != 0;
}

bool hasAvx2()
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && hasF16c();
}

bool hasAvx512()
{
    return hasAvx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vnni");
}

} // namespace
#endif

const KernelTable* kernelTableFor(Isa isa)
{
    switch (isa) {
    case Isa::Scalar:
        return &scalarKernels();
#if defined(FIRESIDE_X86)
    case Isa::Sse42:
        return __builtin_cpu_supports("sse4.2") ? &sse42Kernels() : nullptr;
    case Isa::Avx2:
        return hasAvx2() ? &avx2Kernels() : nullptr;
    case Isa::AvxVnni:
        return hasAvx2() && hasAvxVnni() ? &avxVnniKernels() : nullptr;
    case Isa::Avx512:
        return hasAvx512() ? &avx512Kernels() : nullptr;
#elif defined(FIRESIDE_ARM)
    case Isa::Neon: // part of ARMv8
        return &neonKernels();
    case Isa::NeonDot:
        return (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0 ? &neonDotKernels() : nullptr;
#endif
#if !defined(FIRESIDE_X86)
    case Isa::Sse42:
    case Isa::Avx2:
    case Isa::AvxVnni:
    case Isa::Avx512:
#endif
#if !defined(FIRESIDE_ARM)
    case Isa::Neon:
    case Isa::NeonDot:
#endif
        break;
    }
    return nullptr;
}

namespace {

const KernelTable& bestKernels()
{
    const char* wanted = std::getenv("FIRESIDE_ISA");
    for (const auto& [name, isa] : kIsas)
        if (wanted != nullptr && name == wanted)
            if (const KernelTable* table = kernelTableFor(isa))
                return *table;
    for (const NamedIsa& best : kIsas)
        if (const KernelTable* table = kernelTableFor(best.isa))
            return *table;
    return scalarKernels();
}

} // namespace

const KernelTable& kernels()
{
    static const KernelTable& best = bestKernels();
    return best;
}

} // namespace core
