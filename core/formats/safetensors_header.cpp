#include "core/formats/safetensors_header.h"

#include "core/base/utf8.h"
#include "core/formats/json_text.h"
#include "core/formats/safetensors_limits.h"

#include <algorithm>
#include <utility>

namespace core::safetensors {

namespace {

using nlohmann::json;

// Follows the header's fixed shape: an object (level 1) of objects (level 2) whose fields are
// strings or arrays of integers (level 3). Fields of other names may hold anything and are skipped.
class HeaderHandler
{
public:
    Error failure;
    Header header;
    bool hasMetadata = false;

    bool null() { return scalar(); }
    bool boolean(bool) { return scalar(); }
    bool number_integer(json::number_integer_t) { return scalar(); } // only negative ones come here
    bool number_float(json::number_float_t, const std::string&) { return scalar(); }
    bool number_unsigned(json::number_unsigned_t value);
    bool string(std::string& value);
    bool binary(json::binary_t&) { return false; } // not in JSON text
    bool start_object(std::size_t);
    bool start_array(std::size_t);
    bool end_object();
    bool end_array();
    bool key(std::string& name);
    bool parse_error(std::size_t position, const std::string&, const json::exception&)
    {
        failure = jsonSyntaxError(position);
        return false;
    }

private:
    enum class Field
    {
        Dtype,
        Shape,
        Offsets,
        Other
    };

    HeaderEntry& entry() { return header.entries.back(); }
    bool seen(Field field) const { return (m_seen & 1U << static_cast<unsigned>(field)) != 0; }
    bool skipping() const
    {
        return m_level > 2 ? m_field == Field::Other
                           : m_level == 2 && !m_inMetadata && m_field == Field::Other;
    }
    bool refuse(ErrorCode code, std::string message)
    {
        failure = {code, std::move(message)};
        return false;
    }
    bool refuseField(std::string_view expected);
    bool scalar();
    bool enter();

    std::size_t m_level = 0; // containers that are open
    bool m_inMetadata = false;
    std::string m_metadataName;
    Field m_field = Field::Other;
    unsigned m_seen = 0; // bits of the fields of this entry
    std::size_t m_offsetCount = 0;
};

bool HeaderHandler::refuseField(std::string_view expected)
{
    if (m_level == 0)
        return refuse(
            ErrorCode::Malformed,
            "expected the header to be a JSON object: the file is damaged; download it again");
    if (m_inMetadata)
        return refuse(ErrorCode::Malformed,
                      "expected \"__metadata__\" to map names to strings, found another value; "
                      "use another copy");
    if (m_level == 1)
        return refuse(
            ErrorCode::Malformed,
            fmt::format("expected tensor {} to be described by an object; use another copy",
                        inQuotes(entry().name)));
    return refuse(
        ErrorCode::Malformed,
        fmt::format("tensor {}: expected {}; use another copy", inQuotes(entry().name), expected));
}

bool HeaderHandler::scalar()
{
    if (skipping())
        return true;
    return refuseField(m_field == Field::Dtype
                           ? "\"dtype\" to be a string"
                           : "\"shape\" and \"data_offsets\" to hold integers from 0 to 2^64 - 1");
}

bool HeaderHandler::number_unsigned(json::number_unsigned_t value)
{
    if (m_level != 3 || m_field == Field::Other)
        return scalar();
    if (m_field == Field::Shape) {
        if (entry().shape.size() == kMostDimensions)
            return refuseField(fmt::format("at most {} dimensions", kMostDimensions));
        entry().shape.push_back(value);
        return true;
    }
    if (m_offsetCount == 2)
        return refuseField("two numbers in \"data_offsets\"");
    entry().offsets[m_offsetCount++] = value;
    return true;
}

bool HeaderHandler::string(std::string& value)
{
    if (m_level == 2 && m_inMetadata) {
        if (header.metadata.emplace(std::move(m_metadataName), std::move(value)).second)
            return true;
        return refuse(ErrorCode::Malformed,
                      "\"__metadata__\" names an entry twice; use another copy");
    }
    if (m_level == 2 && m_field == Field::Dtype) {
        entry().dtype = std::move(value);
        return true;
    }
    return scalar();
}

bool HeaderHandler::enter()
{
    if (m_level == kDeepestJson)
        return refuse(
            ErrorCode::Limit,
            fmt::format(
                "expected a header at most {} levels deep, found it deeper; use another copy",
                kDeepestJson));
    ++m_level;
    return true;
}

bool HeaderHandler::start_object(std::size_t)
{
    const bool expected = m_level == 0 || m_level == 1 || skipping();
    if (!expected)
        return refuseField("no object inside its description");
    if (m_level == 1) {
        m_seen = 0;
        m_offsetCount = 0;
    }
    return enter();
}

bool HeaderHandler::start_array(std::size_t)
{
    const bool expected = m_level == 2 && !m_inMetadata && m_field != Field::Dtype;
    if (!expected && !skipping())
        return refuseField("no array here");
    return enter();
}

bool HeaderHandler::end_object()
{
    --m_level;
    if (m_level != 1)
        return true;
    if (std::exchange(m_inMetadata, false))
        return true;
    if (!seen(Field::Dtype) || !seen(Field::Shape) || !seen(Field::Offsets) || m_offsetCount != 2) {
        ++m_level; // the message is about the entry
        return refuseField("\"dtype\", \"shape\" and two \"data_offsets\"");
    }
    return true;
}

bool HeaderHandler::end_array()
{
    --m_level;
    return true;
}

bool HeaderHandler::key(std::string& name)
{
    if (m_level == 1) {
        if (name == "__metadata__") {
            if (std::exchange(hasMetadata, true))
                return refuse(ErrorCode::Malformed,
                              "the header has \"__metadata__\" twice; use another copy");
            m_inMetadata = true;
            return true;
        }
        if (name.empty() || name.size() > kLongestName || name.find('\0') != std::string::npos)
            return refuse(
                ErrorCode::Malformed,
                fmt::format("expected tensor names of 1 to {} bytes without NUL, found {} of {} "
                            "bytes; use another copy",
                            kLongestName,
                            inQuotes(name),
                            name.size()));
        if (header.entries.size() == kMostTensors)
            return refuse(
                ErrorCode::Limit,
                fmt::format("expected at most {} tensors; use another copy", kMostTensors));
        header.entries.emplace_back().name = std::move(name);
        return true;
    }
    if (m_level != 2)
        return true;
    if (m_inMetadata) {
        m_metadataName = std::move(name);
        return true;
    }
    m_field = name == "dtype"          ? Field::Dtype
              : name == "shape"        ? Field::Shape
              : name == "data_offsets" ? Field::Offsets
                                       : Field::Other;
    if (m_field == Field::Other) {
        constexpr std::size_t kMostNotes = 16;
        if (header.notes.size() < kMostNotes)
            header.notes.push_back(fmt::format(
                "tensor {}: unknown field {} ignored", inQuotes(entry().name), inQuotes(name)));
        return true;
    }
    if (seen(m_field))
        return refuseField(fmt::format("{} once, found it twice", inQuotes(name)));
    m_seen |= 1U << static_cast<unsigned>(m_field);
    return true;
}

} // namespace

Result<Header> parseHeader(std::string_view text)
{
    HeaderHandler handler;
    if (Status status = walkJson(text, handler); !status)
        return fail(std::move(status.error()));
    std::vector<std::string_view> names;
    names.reserve(handler.header.entries.size());
    for (const HeaderEntry& entry : handler.header.entries)
        names.push_back(entry.name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end())
        return fail(
            ErrorCode::Malformed, "two tensors are named {}; use another copy", inQuotes(*twice));
    return std::move(handler.header);
}

} // namespace core::safetensors
