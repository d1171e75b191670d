#include "core/prompt/jinja/loop.h"

#include "core/prompt/jinja/operators.h"

namespace core::jinja {

namespace {

// loop.cycle and loop.changed, before they are called.
class LoopMethod : public Object
{
public:
    LoopMethod(std::shared_ptr<Loop> loop, bool isCycle)
        : m_loop(std::move(loop))
        , m_isCycle(isCycle)
    {
    }

    std::string typeName() const override { return "method"; }
    bool callable() const override { return true; }
    Value call(Runtime& runtime, const CallArguments& arguments) override
    {
        return m_isCycle ? m_loop->cycle(arguments) : m_loop->changed(runtime, arguments);
    }

private:
    std::shared_ptr<Loop> m_loop;
    bool m_isCycle;
};

} // namespace

Loop::Loop(SequencePtr items, Filter filter, Recursion recursion, std::int64_t depth0)
    : m_items(std::move(items))
    , m_filter(std::move(filter))
    , m_recursion(std::move(recursion))
    , m_depth0(depth0)
{
}

// Appends the next item that passes to the upcoming ones, if there is one.
void Loop::fetch()
{
    while (m_next < m_items->items.size()) {
        const Value& item = m_items->items[m_next++];
        if (!m_filter || m_filter(item)) {
            m_upcoming.push_back(item);
            return;
        }
    }
}

const Value* Loop::peek()
{
    if (m_upcoming.empty())
        fetch();
    return m_upcoming.empty() ? nullptr : &m_upcoming.front();
}

bool Loop::advance()
{
    if (peek() == nullptr)
        return false;
    m_previous = std::move(m_current);
    m_current = std::move(m_upcoming.front());
    m_upcoming.pop_front();
    ++m_index0;
    return true;
}

void Loop::finish()
{
    m_filter = nullptr;
    m_recursion = nullptr;
    m_next = m_items->items.size();
}

std::int64_t Loop::length()
{
    if (!m_filter)
        return m_index0 + 1 + static_cast<std::int64_t>(m_upcoming.size()) +
               static_cast<std::int64_t>(m_items->items.size() - m_next);
    while (m_next < m_items->items.size())
        fetch();
    return m_index0 + 1 + static_cast<std::int64_t>(m_upcoming.size());
}

std::optional<Value> Loop::attribute(Runtime& runtime, std::string_view name)
{
    if (name == "index")
        return Value(m_index0 + 1);
    if (name == "index0")
        return Value(m_index0);
    if (name == "first")
        return Value(m_index0 == 0);
    if (name == "last")
        return Value(peek() == nullptr);
    if (name == "length")
        return Value(length());
    if (name == "revindex")
        return Value(length() - m_index0);
    if (name == "revindex0")
        return Value(length() - m_index0 - 1);
    if (name == "depth")
        return Value(m_depth0 + 1);
    if (name == "depth0")
        return Value(m_depth0);
    if (name == "previtem")
        return m_index0 == 0 ? Value::undefined("there is no previous item") : m_previous;
    if (name == "nextitem") {
        const Value* next = peek();
        return next == nullptr ? Value::undefined("there is no next item") : *next;
    }
    if (name == "cycle" || name == "changed")
        return Value(ObjectPtr(runtime.object<LoopMethod>(shared_from_this(), name == "cycle")));
    return std::nullopt;
}

Value Loop::call(Runtime& runtime, const CallArguments& arguments)
{
    const auto [items] = bindArguments("loop", arguments, {"iterable"}, 1);
    if (!m_recursion)
        raise("the loop must have the 'recursive' marker to be called recursively");
    const Nesting nesting(runtime);
    const Recursion recursion = m_recursion; // stays, should the loop end meanwhile
    return recursion(*items, m_depth0 + 1);
}

Value Loop::cycle(const CallArguments& arguments) const
{
    const auto& items = arguments.positional;
    if (items.empty() || m_index0 < 0)
        raise("no items for cycling given");
    return items[static_cast<std::size_t>(m_index0) % items.size()];
}

Value Loop::changed(Runtime& runtime, const CallArguments& arguments)
{
    const auto& values = arguments.positional;
    bool isSame = m_lastChanged && m_lastChanged->size() == values.size();
    for (std::size_t i = 0; isSame && i < values.size(); ++i)
        isSame = equals(runtime, (*m_lastChanged)[i], values[i]);
    if (isSame)
        return Value(false);
    // The loop may now refer to itself through a value.
    if (!std::exchange(m_isAdopted, true))
        runtime.adopt(shared_from_this());
    m_lastChanged = values;
    return Value(true);
}

void Loop::unlink()
{
    m_lastChanged.reset();
}

} // namespace core::jinja
