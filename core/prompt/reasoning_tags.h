// What stands around reasoning, in the one form that answers are brought to.
#pragma once

#include <string_view>

namespace core {

inline constexpr std::string_view kThink = "<think>";
inline constexpr std::string_view kThinkEnd = "</think>";

} // namespace core
