#pragma once

#include <string>
#include <string_view>

namespace core {

// text with everything that is not UTF-8 replaced: one U+FFFD for each longest beginning of a
// character (a maximal subpart, Unicode 15, section 3.9), as browsers, Python and Rust do it.
std::string repairedUtf8(std::string_view text);

} // namespace core
