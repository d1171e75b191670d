#include "core/prompt/jinja/methods.h"

#include "core/prompt/jinja/arguments.h"
#include "core/prompt/jinja/operators.h"
#include "core/prompt/jinja/text_methods.h"

#include <algorithm>

namespace core::jinja {

namespace {

class BoundMethod : public Object
{
public:
    BoundMethod(Method method, Value self)
        : m_method(method)
        , m_self(std::move(self))
    {
    }

    std::string typeName() const override { return "builtin_function_or_method"; }
    bool callable() const override { return true; }
    Value call(Runtime& runtime, const CallArguments& arguments) override
    {
        return m_method(runtime, m_self, arguments);
    }

private:
    Method m_method;
    Value m_self;
};

Value keys(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    expectNoArguments("keys", arguments);
    std::vector<Value> items;
    for (const auto& entry : self.dict()->entries)
        items.push_back(entry.first);
    return runtime.sequence(SequenceKind::Keys, std::move(items));
}

Value values(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    expectNoArguments("values", arguments);
    std::vector<Value> items;
    for (const auto& entry : self.dict()->entries)
        items.push_back(entry.second);
    return runtime.sequence(SequenceKind::Values, std::move(items));
}

Value items(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    expectNoArguments("items", arguments);
    std::vector<Value> pairs;
    for (const auto& [key, value] : self.dict()->entries)
        pairs.push_back(runtime.tuple({key, value}));
    return runtime.sequence(SequenceKind::Items, std::move(pairs));
}

Value get(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    if (!arguments.named.empty())
        raise("get() takes no keyword arguments");
    const auto [key, fallback] = bindArguments("get", arguments, {"key", "default"}, 1);
    if (const Value* found = self.dict()->find(runtime, *key))
        return *found;
    return fallback == nullptr ? Value() : *fallback;
}

Value copy(Runtime&, const Value& self, const CallArguments& arguments)
{
    expectNoArguments("copy", arguments);
    return self;
}

Value countItems(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    const auto [wanted] = bindArguments("count", arguments, {"value"}, 1);
    std::size_t count = 0;
    for (const Value& item : self.sequence()->items)
        count += equals(runtime, item, *wanted) ? 1 : 0;
    return Value::integer(count);
}

Value indexOfItem(Runtime& runtime, const Value& self, const CallArguments& arguments)
{
    const auto [wanted] = bindArguments("index", arguments, {"value"}, 1);
    const auto& all = self.sequence()->items;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (equals(runtime, all[i], *wanted))
            return Value::integer(i);
    }
    raise("the value is not in the list");
}

constexpr std::pair<std::string_view, Method> kDictMethods[] = {
    {"keys", keys}, {"values", values}, {"items", items}, {"get", get}, {"copy", copy}};
constexpr std::pair<std::string_view, Method> kListMethods[] = {
    {"count", countItems}, {"index", indexOfItem}, {"copy", copy}};

constexpr std::string_view kDictMutators[] = {"clear", "pop", "popitem", "setdefault", "update"};
constexpr std::string_view kListMutators[] = {
    "append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove"};

template <class Table>
Method findIn(const Table& table, std::string_view name)
{
    for (const auto& [known, method] : table) {
        if (known == name)
            return method;
    }
    return nullptr;
}

template <class Names>
bool isIn(const Names& names, std::string_view name)
{
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

} // namespace

std::optional<Value> findMethod(Runtime& runtime, const Value& value, std::string_view name)
{
    Method method = nullptr;
    bool isMutator = false;
    if (value.isText()) {
        method = findTextMethod(name);
    } else if (value.isDict()) {
        method = findIn(kDictMethods, name);
        isMutator = isIn(kDictMutators, name);
    } else if (value.isSequence(SequenceKind::List)) {
        method = findIn(kListMethods, name);
        isMutator = isIn(kListMutators, name);
    } else if (value.isSequence(SequenceKind::Tuple) && name != "copy") {
        method = findIn(kListMethods, name);
    }
    if (isMutator) {
        return Value::undefined(fmt::format(
            "access to attribute '{}' of '{}' object is unsafe", name, value.typeName()));
    }
    if (method == nullptr)
        return std::nullopt;
    return Value(ObjectPtr(runtime.object<BoundMethod>(method, value)));
}

} // namespace core::jinja
