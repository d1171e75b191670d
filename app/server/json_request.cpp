#include "app/server/json_request.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <set>
#include <utility>
#include <vector>

namespace app {

namespace {

// Thrown out of the parser's callback, which has no other way to stop it.
struct LimitExceeded
{
    std::string message;
};

// Follows the parser through the text and stops it at the first limit.
class ParseBounds
{
public:
    explicit ParseBounds(const JsonLimits& limits)
        : m_limits(limits)
    {
    }

    void onEvent(Json::parse_event_t event, const Json& value)
    {
        switch (event) {
        case Json::parse_event_t::object_start:
        case Json::parse_event_t::array_start:
            m_keys.emplace_back();
            if (m_keys.size() > static_cast<std::size_t>(m_limits.depth))
                throw LimitExceeded{fmt::format("nested deeper than {} levels", m_limits.depth)};
            count();
            break;
        case Json::parse_event_t::object_end:
        case Json::parse_event_t::array_end:
            m_keys.pop_back();
            break;
        case Json::parse_event_t::key:
            onKey(value.get_ref<const std::string&>());
            break;
        case Json::parse_event_t::value:
            count();
            break;
        }
    }

private:
    void onKey(const std::string& key)
    {
        if (!m_keys.back().insert(key).second)
            throw LimitExceeded{
                fmt::format("an object has the key \"{}\" twice", key.substr(0, 64))};
        if (m_keys.back().size() > m_limits.members)
            throw LimitExceeded{
                fmt::format("an object has more than {} members", m_limits.members)};
    }

    void count()
    {
        if (++m_values > m_limits.values)
            throw LimitExceeded{fmt::format("more than {} values", m_limits.values)};
    }

    const JsonLimits& m_limits;
    std::vector<std::set<std::string>> m_keys; // of the open objects; an empty set for arrays
    std::size_t m_values = 0;
};

ApiError badJson(std::string_view reason)
{
    ApiError error;
    error.message = fmt::format("The request body is not usable JSON: {}.", reason);
    return error;
}

} // namespace

ApiResult<Json> parseJsonObject(std::string_view body, const JsonLimits& limits)
{
    if (body.empty())
        return tl::unexpected(badJson("it is empty; send a JSON object"));
    // The parser would take a NUL for the end of the text.
    if (const std::size_t nul = body.find('\0'); nul != std::string_view::npos)
        return tl::unexpected(badJson(fmt::format("NUL at byte {}", nul)));
    try {
        ParseBounds bounds(limits);
        Json parsed = Json::parse(
            body.begin(), body.end(), [&bounds](int, Json::parse_event_t event, Json& value) {
                bounds.onEvent(event, value);
                return true;
            });
        if (!parsed.is_object())
            return tl::unexpected(
                badJson(fmt::format("expected an object, found {}", parsed.type_name())));
        return parsed;
    } catch (const LimitExceeded& exceeded) {
        return tl::unexpected(badJson(exceeded.message));
    } catch (const Json::parse_error& error) {
        return tl::unexpected(
            badJson(fmt::format("syntax error or invalid UTF-8 at byte {}", error.byte)));
    } catch (const Json::exception&) {
        return tl::unexpected(badJson("a number is out of range"));
    }
}

tl::unexpected<ApiError> wrongField(const std::string& path, std::string_view expectation)
{
    return tl::unexpected(invalidField(path, fmt::format("{} {}.", path, expectation)));
}

std::optional<std::int64_t> wholeNumber(const Json& value)
{
    constexpr double kExact = 9007199254740992.0; // 2^53: beyond it a double skips whole numbers
    if (value.is_number_unsigned()) {
        const auto number = value.get<std::uint64_t>();
        if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return {};
        return static_cast<std::int64_t>(number);
    }
    if (value.is_number_integer())
        return value.get<std::int64_t>();
    if (value.is_number_float()) {
        const double number = value.get<double>();
        if (std::abs(number) <= kExact && std::trunc(number) == number)
            return static_cast<std::int64_t>(number);
    }
    return {};
}

FieldReader::FieldReader(const Json& object, std::string prefix)
    : m_object(object)
    , m_prefix(std::move(prefix))
{
}

std::string FieldReader::path(const char* name) const
{
    return m_prefix.empty() ? std::string(name) : m_prefix + '.' + name;
}

const Json* FieldReader::find(const char* name) const
{
    const auto found = m_object.find(name);
    return found == m_object.end() || found->is_null() ? nullptr : &*found;
}

void FieldReader::fail(ApiError error)
{
    if (!m_error)
        m_error = std::move(error);
}

void FieldReader::fail(const char* name, std::string expectation)
{
    fail(invalidField(path(name), fmt::format("{} {}.", path(name), expectation)));
}

std::optional<bool> FieldReader::boolean(const char* name)
{
    const Json* value = find(name);
    if (value == nullptr)
        return {};
    if (!value->is_boolean()) {
        fail(name, "must be true or false");
        return {};
    }
    return value->get<bool>();
}

std::optional<double> FieldReader::number(const char* name, double lowest, double highest)
{
    const Json* value = find(name);
    if (value == nullptr)
        return {};
    const double number =
        value->is_number() ? value->get<double>() : std::numeric_limits<double>::quiet_NaN();
    if (!(number >= lowest && number <= highest)) {
        fail(name, fmt::format("must be a number from {} to {}", lowest, highest));
        return {};
    }
    return number;
}

std::optional<std::int64_t>
FieldReader::integer(const char* name, std::int64_t lowest, std::int64_t highest)
{
    const Json* value = find(name);
    if (value == nullptr)
        return {};
    const std::optional<std::int64_t> number = wholeNumber(*value);
    if (!number || *number < lowest || *number > highest) {
        fail(name, fmt::format("must be a whole number from {} to {}", lowest, highest));
        return {};
    }
    return number;
}

std::optional<std::string> FieldReader::string(const char* name)
{
    const Json* value = find(name);
    if (value == nullptr)
        return {};
    if (!value->is_string()) {
        fail(name, "must be a string");
        return {};
    }
    return value->get<std::string>();
}

} // namespace app
