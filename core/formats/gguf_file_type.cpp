#include "core/formats/gguf_file_type.h"

#include <iterator>

namespace core {

namespace {

// In the order of their numbers; those that are no longer given have no name.
constexpr std::string_view kNames[] = {
    "F32",    "F16",    "Q4_0",  "Q4_1",    "",       "",       "",       "Q8_0",
    "Q5_0",   "Q5_1",   "Q2_K",  "Q3_K_S",  "Q3_K_M", "Q3_K_L", "Q4_K_S", "Q4_K_M",
    "Q5_K_S", "Q5_K_M", "Q6_K",  "IQ2_XXS", "IQ2_XS", "Q2_K_S", "IQ3_XS", "IQ3_XXS",
    "IQ1_S",  "IQ4_NL", "IQ3_S", "IQ3_M",   "IQ2_S",  "IQ2_M",  "IQ4_XS", "IQ1_M",
    "BF16",   "",       "",      "",        "TQ1_0",  "TQ2_0",  "MXFP4",
};

} // namespace

std::string_view ggufFileTypeName(std::int64_t number)
{
    const bool isKnown = number >= 0 && number < static_cast<std::int64_t>(std::size(kNames));
    return isKnown ? kNames[number] : std::string_view();
}

} // namespace core
