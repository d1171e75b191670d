// JSON as other programs read it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace core {

// On one line, without spaces. Names come from files: bytes that are not UTF-8 become U+FFFD, so
// this never throws.
std::string jsonLine(const nlohmann::json& value);
std::string jsonLine(const nlohmann::ordered_json& value); // members in their order

} // namespace core
