// JSON into values and out of them. Writing follows Python's json.dumps.
#pragma once

#include "core/prompt/jinja/runtime.h"
#include "core/prompt/jinja/value.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace core::jinja {

// Fails (Limit) where the JSON nests too deeply or is larger than the render's memory.
Value fromJson(Runtime& runtime, const nlohmann::ordered_json& json);

struct JsonStyle
{
    std::optional<std::string> indent; // one level's white space; absent: all on one line
    std::string itemSeparator = ", ";
    std::string keySeparator = ": ";
    bool asciiOnly = false;
    bool sortKeys = false;
};

// Fails on values JSON has no word for: undefined, functions, generators …
std::string toJson(Runtime& runtime, const Value& value, const JsonStyle& style);

} // namespace core::jinja
