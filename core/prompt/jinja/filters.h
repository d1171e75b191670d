// The filters of {{ value | name(arguments) }}.
#pragma once

#include "core/prompt/jinja/arguments.h"
#include "core/prompt/jinja/runtime.h"
#include "core/prompt/jinja/value.h"

#include <string_view>

namespace core::jinja {

using Filter = Value (*)(Runtime& runtime, const Value& input, const CallArguments& arguments);

struct NamedFilter
{
    std::string_view name;
    Filter filter;
};

// Null when there is none of that name.
Filter findFilter(std::string_view name);

// One group of filters, from its own source file; null when the name is not in it.
Filter findTextFilter(std::string_view name);
Filter findSequenceFilter(std::string_view name);
Filter findSelectionFilter(std::string_view name);

// Helpers the groups share.
template <std::size_t Count>
Filter findIn(const NamedFilter (&table)[Count], std::string_view name)
{
    for (const NamedFilter& entry : table) {
        if (entry.name == name)
            return entry.filter;
    }
    return nullptr;
}

// The item's attribute by a dotted path such as "function.name" or "0"; items whole where path is
// null or None.
Value itemAttribute(Runtime& runtime, const Value& item, const Value* path);

} // namespace core::jinja
