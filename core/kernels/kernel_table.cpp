#include "core/kernels/kernel_table.h"

#include <cstdlib>

namespace core {

const KernelTable* kernelTableFor(Isa isa)
{
    switch (isa) {
    case Isa::Scalar:
        return &scalarKernels();
    case Isa::Avx2:
#if defined(FIRESIDE_X86)
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
            && __builtin_cpu_supports("f16c"))
            return &avx2Kernels();
#endif
        return nullptr;
    }
    return nullptr;
}

namespace {

const KernelTable& bestKernels()
{
    const char* wanted = std::getenv("FIRESIDE_ISA");
    if (wanted != nullptr && std::string_view(wanted) == "scalar")
        return scalarKernels();
    const KernelTable* avx2 = kernelTableFor(Isa::Avx2);
    return avx2 != nullptr ? *avx2 : scalarKernels();
}

} // namespace

const KernelTable& kernels()
{
    static const KernelTable& best = bestKernels();
    return best;
}

} // namespace core
