#include "core/base/json_line.h"

#include <nlohmann/json.hpp>

namespace core {

namespace {

template <class Json>
std::string line(const Json& value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

std::string jsonLine(const nlohmann::json& value)
{
    return line(value);
}

std::string jsonLine(const nlohmann::ordered_json& value)
{
    return line(value);
}

} // namespace core
