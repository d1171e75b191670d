#include "core/prompt/jinja/functions.h"

#include "core/prompt/jinja/arguments.h"
#include "core/prompt/jinja/operators.h"
#include "core/prompt/jinja/printing.h"

namespace core::jinja {

namespace {

using Function = Value (*)(Runtime& runtime, const CallArguments& arguments);

class NativeFunction : public Object
{
public:
    explicit NativeFunction(Function function)
        : m_function(function)
    {
    }

    std::string typeName() const override { return "function"; }
    bool callable() const override { return true; }
    Value call(Runtime& runtime, const CallArguments& arguments) override
    {
        return m_function(runtime, arguments);
    }

private:
    Function m_function;
};

constexpr std::size_t kMaxRange = 100'000; // the bound that Jinja's own sandbox sets

Value range(Runtime& runtime, const CallArguments& arguments)
{
    const auto [a, b, c] = bindArguments("range", arguments, {"start", "stop", "step"}, 1);
    const std::int64_t start = b == nullptr ? 0 : integerOr(a, 0);
    const std::int64_t stop = b == nullptr ? integerOr(a, 0) : integerOr(b, 0);
    const std::int64_t step = integerOr(c, 1);
    if (step == 0)
        raise("range() arg 3 must not be zero");
    std::size_t count = 0;
    if (step > 0 ? start < stop : start > stop) {
        // Unsigned differences: two int64 can be further apart than one holds.
        const auto low = static_cast<std::uint64_t>(step > 0 ? start : stop);
        const auto high = static_cast<std::uint64_t>(step > 0 ? stop : start);
        const auto stride =
            step > 0 ? static_cast<std::uint64_t>(step) : 0 - static_cast<std::uint64_t>(step);
        count = static_cast<std::size_t>((high - low - 1) / stride + 1);
    }
    if (count > kMaxRange)
        raiseLimit("range() may have at most {} items", kMaxRange);
    runtime.charge(count);
    std::vector<Value> items;
    items.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto distance = i * static_cast<std::uint64_t>(step); // may pass int64 on its way
        items.push_back(
            Value(static_cast<std::int64_t>(static_cast<std::uint64_t>(start) + distance)));
    }
    std::string label = step == 1 ? fmt::format("range({}, {})", start, stop)
                                  : fmt::format("range({}, {}, {})", start, stop, step);
    return runtime.sequence(SequenceKind::Range, std::move(items), std::move(label));
}

// The entries that dict() and namespace() are made of: a dict or pairs, then keyword arguments.
DictEntries entriesOf(Runtime& runtime, std::string_view function, const CallArguments& arguments)
{
    if (arguments.positional.size() > 1)
        raise("{} expected at most 1 argument, got {}", function, arguments.positional.size());
    DictEntries entries;
    if (!arguments.positional.empty()) {
        const Value& source = arguments.positional.front();
        if (source.isDict()) {
            entries = source.dict()->entries;
        } else {
            for (const Value& pair : iterate(runtime, source)) {
                const auto parts = iterate(runtime, pair);
                if (parts.all().size() != 2)
                    raise("{} wants pairs, found {} items", function, parts.all().size());
                entries.emplace_back(parts.all()[0], parts.all()[1]);
            }
        }
    }
    for (const auto& [name, value] : arguments.named)
        entries.emplace_back(runtime.text(name), value);
    return entries;
}

Value dict(Runtime& runtime, const CallArguments& arguments)
{
    return runtime.dict(entriesOf(runtime, "dict", arguments));
}

Value makeNamespace(Runtime& runtime, const CallArguments& arguments)
{
    auto space = runtime.object<Namespace>();
    for (auto& [name, value] : entriesOf(runtime, "namespace", arguments)) {
        if (!name.isText())
            raise("namespace names must be texts, not {}", name.typeName());
        space->set(runtime, name.bytes(), std::move(value));
    }
    runtime.adopt(space);
    return Value(ObjectPtr(std::move(space)));
}

Value raiseException(Runtime& runtime, const CallArguments& arguments)
{
    const auto [message] = bindArguments("raise_exception", arguments, {"message"}, 1);
    raise("{}", toText(runtime, *message));
}

Value strftimeNow(Runtime& runtime, const CallArguments& arguments)
{
    const auto [format] = bindArguments("strftime_now", arguments, {"format"}, 1);
    return runtime.text(formatTime(runtime, textOr(format, ""), runtime.now()));
}

// Nothing on the first call, the separator on every other.
class Joiner : public Object
{
public:
    explicit Joiner(Value separator)
        : m_separator(std::move(separator))
    {
    }

    std::string typeName() const override { return "Joiner"; }
    bool callable() const override { return true; }
    Value call(Runtime& runtime, const CallArguments& arguments) override
    {
        expectNoArguments("joiner", arguments);
        return std::exchange(m_isUsed, true) ? m_separator : runtime.text("");
    }

private:
    Value m_separator;
    bool m_isUsed = false;
};

Value joiner(Runtime& runtime, const CallArguments& arguments)
{
    const auto [separator] = bindArguments("joiner", arguments, {"sep"});
    return Value(
        ObjectPtr(runtime.object<Joiner>(separator == nullptr ? runtime.text(", ") : *separator)));
}

class Cycler : public Object
{
public:
    explicit Cycler(std::vector<Value> items)
        : m_items(std::move(items))
    {
    }

    std::string typeName() const override { return "Cycler"; }
    std::optional<Value> attribute(Runtime& runtime, std::string_view name) override;
    Value next()
    {
        const Value item = m_items[m_at];
        m_at = (m_at + 1) % m_items.size();
        return item;
    }
    void reset() { m_at = 0; }
    void keepSelf(std::weak_ptr<Cycler> self) { m_self = std::move(self); }

private:
    std::vector<Value> m_items;
    std::size_t m_at = 0;
    std::weak_ptr<Cycler> m_self;
};

class CyclerMethod : public Object
{
public:
    CyclerMethod(std::shared_ptr<Cycler> cycler, bool isReset)
        : m_cycler(std::move(cycler))
        , m_isReset(isReset)
    {
    }

    std::string typeName() const override { return "method"; }
    bool callable() const override { return true; }
    Value call(Runtime&, const CallArguments& arguments) override
    {
        expectNoArguments("this method of cycler", arguments);
        if (!m_isReset)
            return m_cycler->next();
        m_cycler->reset();
        return Value();
    }

private:
    std::shared_ptr<Cycler> m_cycler;
    bool m_isReset;
};

std::optional<Value> Cycler::attribute(Runtime& runtime, std::string_view name)
{
    if (name == "current")
        return m_items[m_at];
    if (name != "next" && name != "reset")
        return std::nullopt;
    return Value(ObjectPtr(runtime.object<CyclerMethod>(m_self.lock(), name == "reset")));
}

Value cycler(Runtime& runtime, const CallArguments& arguments)
{
    if (arguments.positional.empty() || !arguments.named.empty())
        raise("cycler() wants at least one item");
    auto made = runtime.object<Cycler>(arguments.positional);
    made->keepSelf(made);
    return Value(ObjectPtr(std::move(made)));
}

struct NamedFunction
{
    std::string_view name;
    Function function;
};

constexpr NamedFunction kFunctions[] = {
    {"range", range},
    {"dict", dict},
    {"namespace", makeNamespace},
    {"raise_exception", raiseException},
    {"strftime_now", strftimeNow},
    {"joiner", joiner},
    {"cycler", cycler},
};

} // namespace

std::optional<Value> Namespace::attribute(Runtime&, std::string_view name)
{
    const auto found = m_values.find(name);
    if (found == m_values.end())
        return std::nullopt;
    return found->second;
}

void Namespace::set(Runtime& runtime, std::string_view name, Value value)
{
    const auto found = m_values.find(name);
    if (found != m_values.end()) {
        found->second = std::move(value);
        return;
    }
    // One share for all names: take a larger one, then let go of the smaller.
    constexpr std::size_t kNameOverheadBytes = 160;
    m_nameBytes += kNameOverheadBytes + name.size();
    m_grown = runtime.meter().take(m_nameBytes);
    m_values.emplace(name, std::move(value));
}

std::optional<Value> globalFunction(Runtime& runtime, std::string_view name)
{
    for (const NamedFunction& entry : kFunctions) {
        if (entry.name == name)
            return Value(ObjectPtr(runtime.object<NativeFunction>(entry.function)));
    }
    return std::nullopt;
}

} // namespace core::jinja
