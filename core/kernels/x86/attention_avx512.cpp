#include "core/kernels/x86/lanes_avx512.h"

#include "core/kernels/lanes/attention.h"
#include "core/kernels/x86/avx512.h"

namespace core::avx512 {

void attendF32(const AttentionPage& page)
{
    ::attendF32<__m512>(page);
}

void attendF16(const AttentionPage& page)
{
    ::attendF16<__m512>(page);
}

} // namespace core::avx512
