// What a GGUF file says its weights were quantised to.
#pragma once

#include <cstdint>
#include <string_view>

namespace core {

// The name of this number of "general.file_type" (llama.h, enum llama_ftype): "Q4_K_M". Empty for
// numbers without one, such as those of guesses.
std::string_view ggufFileTypeName(std::int64_t number);

} // namespace core
