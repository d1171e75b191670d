// map, select, reject, selectattr, rejectattr: filters that apply another filter or a test to each
// item.
#include "core/prompt/jinja/filters.h"

#include "core/prompt/jinja/operators.h"
#include "core/prompt/jinja/tests.h"

namespace core::jinja {

namespace {

// These filters take anything false, None among it, for an empty list.
Items itemsOf(Runtime& runtime, const Value& input)
{
    return iterate(runtime, input.truthy() ? input : Value::undefined({}));
}

Value map(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    // map(attribute="a.b", default=…) or map("filter", arguments…)
    const Nesting nesting(runtime); // a filter's name may be "map" again
    CallArguments inner;
    const Value* path = nullptr;
    const Value* fallback = nullptr;
    Filter filter = nullptr;
    if (arguments.positional.empty()) {
        for (const auto& [name, value] : arguments.named) {
            if (name == "attribute")
                path = &value;
            else if (name == "default")
                fallback = &value;
            else
                raise("map() got an unexpected keyword argument '{}'", name);
        }
        if (path == nullptr)
            raise("map requires a filter argument");
    } else {
        const std::string_view name = textOr(&arguments.positional.front(), "");
        filter = findFilter(name);
        if (filter == nullptr)
            raise("No filter named '{}'.", name);
        inner.positional.assign(arguments.positional.begin() + 1, arguments.positional.end());
        inner.named = arguments.named;
    }
    std::vector<Value> mapped;
    for (const Value& item : itemsOf(runtime, input)) {
        runtime.charge();
        Value value =
            filter != nullptr ? filter(runtime, item, inner) : itemAttribute(runtime, item, path);
        mapped.push_back(value.isUndefined() && fallback != nullptr ? *fallback : std::move(value));
    }
    return runtime.sequence(SequenceKind::Generator, std::move(mapped), "sync_do_map");
}

// Keeps the items whose test gives keeps. With byAttribute the first argument is a path into the
// item.
template <bool byAttribute, bool keeps>
Value select(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    const Nesting nesting(runtime);
    const std::size_t offset = byAttribute ? 1 : 0;
    const auto& given = arguments.positional;
    if (given.size() < offset)
        raise("Missing parameter for attribute name");
    CallArguments inner;
    inner.named = arguments.named;
    Test test = nullptr;
    if (given.size() > offset) {
        const std::string_view name = textOr(&given[offset], "");
        test = findTest(name);
        if (test == nullptr)
            raise("No test named '{}'.", name);
        inner.positional.assign(given.begin() + static_cast<std::ptrdiff_t>(offset) + 1,
                                given.end());
    }
    std::vector<Value> kept;
    for (const Value& item : itemsOf(runtime, input)) {
        runtime.charge();
        const Value tested = byAttribute ? itemAttribute(runtime, item, &given[0]) : item;
        const bool passes = test == nullptr ? tested.truthy() : test(runtime, tested, inner);
        if (passes == keeps)
            kept.push_back(item);
    }
    return runtime.sequence(SequenceKind::Generator, std::move(kept), "select_or_reject");
}

constexpr NamedFilter kFilters[] = {
    {"map", map},
    {"select", select<false, true>},
    {"reject", select<false, false>},
    {"selectattr", select<true, true>},
    {"rejectattr", select<true, false>},
};

} // namespace

Filter findSelectionFilter(std::string_view name)
{
    return findIn(kFilters, name);
}

} // namespace core::jinja
