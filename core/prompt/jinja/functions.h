// The functions a template finds defined: range, namespace, dict, raise_exception, strftime_now,
// joiner, cycler.
#pragma once

#include "core/prompt/jinja/runtime.h"
#include "core/prompt/jinja/value.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace core::jinja {

// The one kind of value that a template may change: {% set space.name = value %}.
class Namespace : public Object
{
public:
    std::string typeName() const override { return "Namespace"; }
    std::optional<Value> attribute(Runtime& runtime, std::string_view name) override;
    void set(Runtime& runtime, std::string_view name, Value value);
    void unlink() override { m_values.clear(); }

private:
    std::unordered_map<std::string, Value, TextHash, std::equal_to<>> m_values;
    std::size_t m_nameBytes = 0;
    MemoryMeter::Share m_grown;
};

// Nothing when there is none of that name.
std::optional<Value> globalFunction(Runtime& runtime, std::string_view name);

// Python's strftime for the directives that dates in prompts use.
std::string formatTime(Runtime& runtime, std::string_view format, const CalendarTime& time);

} // namespace core::jinja
