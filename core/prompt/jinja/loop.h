// The state of one for loop, which is also the "loop" variable of its body.
#pragma once

#include "core/prompt/jinja/arguments.h"
#include "core/prompt/jinja/runtime.h"
#include "core/prompt/jinja/value.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace core::jinja {

class Loop : public Object, public std::enable_shared_from_this<Loop>
{
public:
    using Filter = std::function<bool(const Value& item)>;
    using Recursion = std::function<Value(const Value& items, std::int64_t depth0)>;

    // filter decides which items count, one at a time as the loop comes to them; may be empty.
    // recursion renders the loop's body over other items; empty unless the loop is recursive.
    Loop(SequencePtr items, Filter filter, Recursion recursion, std::int64_t depth0);

    // Moves to the next item; false at the end.
    bool advance();
    const Value& current() const { return m_current; }
    bool hasRun() const { return m_index0 >= 0; }
    // The body is over; what the loop borrowed is gone.
    void finish();

    std::string typeName() const override { return "LoopContext"; }
    bool callable() const override { return true; }
    std::optional<Value> attribute(Runtime& runtime, std::string_view name) override;
    Value call(Runtime& runtime, const CallArguments& arguments) override;
    void unlink() override;

    Value cycle(const CallArguments& arguments) const;
    Value changed(Runtime& runtime, const CallArguments& arguments);

private:
    const Value* peek();
    std::int64_t length();
    void fetch();

    SequencePtr m_items;
    Filter m_filter;
    Recursion m_recursion;
    std::int64_t m_depth0;
    std::size_t m_next = 0;       // place in m_items of the next item not yet looked at
    std::deque<Value> m_upcoming; // items that passed the filter and are still to come
    std::int64_t m_index0 = -1;
    Value m_previous;
    Value m_current;
    std::optional<std::vector<Value>> m_lastChanged;
    bool m_isAdopted = false;
};

} // namespace core::jinja
