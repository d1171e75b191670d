#include "core/formats/json_text.h"

#include <utility>
#include <vector>

namespace core {

namespace {

using nlohmann::json;

// Builds the value while it counts the depth.
class ValueBuilder
{
public:
    Error failure;
    json root;

    bool null() { return put(nullptr); }
    bool boolean(bool value) { return put(value); }
    bool number_integer(json::number_integer_t value) { return put(value); }
    bool number_unsigned(json::number_unsigned_t value) { return put(value); }
    bool number_float(json::number_float_t value, const std::string&) { return put(value); }
    bool string(std::string& value) { return put(std::move(value)); }
    bool binary(json::binary_t&) { return false; } // not in JSON text
    bool start_object(std::size_t) { return open(json::object()); }
    bool start_array(std::size_t) { return open(json::array()); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(std::string& name)
    {
        m_key = std::move(name);
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const json::exception&)
    {
        failure = jsonSyntaxError(position);
        return false;
    }

private:
    json& place(json value)
    {
        if (m_open.empty())
            return root = std::move(value);
        json& parent = *m_open.back();
        if (parent.is_object())
            return parent[m_key] = std::move(value);
        return parent.emplace_back(std::move(value));
    }
    bool put(json value)
    {
        place(std::move(value));
        return true;
    }
    bool open(json container)
    {
        if (m_open.size() == kDeepestJson) {
            failure = {
                ErrorCode::Limit,
                fmt::format(
                    "expected JSON at most {} levels deep, found it deeper; use another copy",
                    kDeepestJson)};
            return false;
        }
        m_open.push_back(&place(std::move(container)));
        return true;
    }
    bool close()
    {
        m_open.pop_back();
        return true;
    }

    std::vector<json*> m_open; // a parent does not move while a child of it is open
    std::string m_key;
};

} // namespace

Result<json> parseJson(std::string_view text)
{
    ValueBuilder builder;
    if (Status status = walkJson(text, builder); !status)
        return fail(std::move(status.error()));
    return std::move(builder.root);
}

Error jsonSyntaxError(std::size_t position)
{
    return {ErrorCode::Malformed,
            fmt::format("expected JSON, found something else at byte {}: the file is damaged; "
                        "download it again",
                        position)};
}

} // namespace core
