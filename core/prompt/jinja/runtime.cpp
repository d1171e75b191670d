#include "core/prompt/jinja/runtime.h"

#include <algorithm>
#include <cmath>
#include <ctime>

namespace core::jinja {

namespace {

// Nested lists and dicts: deeper than any schema, shallow enough to recurse over.
constexpr int kMaxValueDepth = 200;
// All living values together, as a multiple of the longest text.
constexpr std::size_t kMemoryPerTextByte = 32;
constexpr std::size_t kAdoptedBytes = 512;      // an adopted object with what it holds on to
constexpr std::size_t kEntryOverheadBytes = 80; // an index node of a dict
constexpr char kNotText = '\0'; // starts every hash key that is not a plain text's own bytes

// Time this thread has computed, so that a busy machine does not fail an honest template.
std::chrono::nanoseconds computeTime()
{
#ifdef CLOCK_THREAD_CPUTIME_ID
    timespec now{};
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) == 0)
        return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
#endif
    return std::chrono::steady_clock::now().time_since_epoch();
}

int depthAbove(int deepestChild)
{
    if (deepestChild >= kMaxValueDepth)
        raiseLimit("lists and dicts are nested too deeply (limit {})", kMaxValueDepth);
    return deepestChild + 1;
}

void appendHashKey(TextBuilder& out, const Value& key)
{
    if (key.isNumber()) {
        const auto whole = key.toInteger();
        // 1, 1.0 and True are one key in Python.
        if (whole)
            out.append(fmt::format("{}i{}", kNotText, *whole));
        else if (std::abs(key.asFloat()) < 9e15 && std::trunc(key.asFloat()) == key.asFloat())
            out.append(fmt::format("{}i{}", kNotText, static_cast<std::int64_t>(key.asFloat())));
        else
            out.append(fmt::format("{}f{}", kNotText, key.asFloat()));
    } else if (key.isText()) {
        out.append(fmt::format("{}s{}:", kNotText, key.bytes().size()));
        out.append(key.bytes());
    } else if (key.isNone()) {
        out.append(std::string_view("\0n", 2));
    } else if (key.isUndefined()) {
        out.append(std::string_view("\0u", 2));
    } else if (key.isSequence(SequenceKind::Tuple)) {
        out.append(fmt::format("{}t{}:", kNotText, key.sequence()->items.size()));
        for (const Value& item : key.sequence()->items)
            appendHashKey(out, item);
    } else if (key.isObject()) {
        out.append(fmt::format("{}o{}", kNotText, static_cast<const void*>(key.object().get())));
    } else {
        raise("unhashable type: '{}'", key.typeName());
    }
}

} // namespace

Runtime::Runtime(const Limits& limits, const CalendarTime& now)
    : m_limits(limits)
    , m_now(now)
    , m_deadline(computeTime() + limits.time)
    , m_meter(limits.textBytes * kMemoryPerTextByte)
{
}

Runtime::~Runtime()
{
    for (const auto& object : m_adopted)
        object->unlink();
}

void Runtime::checkBudget()
{
    if (m_steps > m_limits.steps)
        raiseLimit("the template is too expensive: it took more than {} steps", m_limits.steps);
    if (computeTime() > m_deadline) {
        raiseLimit("the template is too expensive: it took more than {} ms",
                   static_cast<long long>(m_limits.time.count()));
    }
    m_nextCheck = std::min(m_steps + kStepsPerLook, m_limits.steps + 1);
}

void Runtime::expectText(std::size_t bytes) const
{
    if (bytes > m_limits.textBytes)
        raiseLimit("the template is too expensive: it makes a text of more than {} bytes",
                   m_limits.textBytes);
}

void Runtime::expectItems(std::size_t count) const
{
    if (count > m_limits.textBytes)
        raiseLimit("the template is too expensive: it makes a list of more than {} items",
                   m_limits.textBytes);
}

void Runtime::enter()
{
    if (m_depth >= m_limits.depth)
        raiseLimit("the template nests too deeply (limit {})", m_limits.depth);
    ++m_depth;
}

Value Runtime::text(std::string bytes, bool markup)
{
    expectText(bytes.size());
    chargeBytes(bytes.size());
    auto share = m_meter.take(sizeof(Text) + 2 * sizeof(void*) + bytes.capacity());
    return Value(std::make_shared<const Text>(Text{std::move(bytes), markup, std::move(share)}));
}

Value Runtime::sequence(SequenceKind kind, std::vector<Value> items, std::string label)
{
    expectItems(items.size());
    charge(1 + items.size() / 8);
    int deepest = 0;
    for (const Value& item : items)
        deepest = std::max(deepest, item.depth());
    auto made = std::make_shared<Sequence>();
    made->kind = kind;
    made->depth = depthAbove(deepest);
    made->share = m_meter.take(sizeof(Sequence) + items.capacity() * sizeof(Value));
    made->items = std::move(items);
    made->label = std::move(label);
    return Value(SequencePtr(std::move(made)));
}

Value Runtime::dict(DictEntries entries)
{
    charge(1 + entries.size());
    auto made = std::make_shared<Dict>();
    made->share =
        m_meter.take(sizeof(Dict) + entries.size() * (2 * sizeof(Value) + kEntryOverheadBytes));
    int deepest = 0;
    for (auto& [key, value] : entries) {
        deepest = std::max({deepest, key.depth(), value.depth()});
        const auto [place, isNew] =
            made->index.try_emplace(hashKey(*this, key), made->entries.size());
        if (isNew)
            made->entries.emplace_back(std::move(key), std::move(value));
        else
            made->entries[place->second].second = std::move(value);
    }
    made->depth = depthAbove(deepest);
    return Value(DictPtr(std::move(made)));
}

void Runtime::adopt(std::shared_ptr<Object> object)
{
    // It stays to the end, and a macro keeps its scope alive with it.
    object->share = m_meter.take(kAdoptedBytes);
    m_adopted.push_back(std::move(object));
}

std::string hashKey(Runtime& runtime, const Value& key)
{
    if (key.isText() && !key.bytes().starts_with(kNotText))
        return key.bytes();
    TextBuilder out(runtime);
    appendHashKey(out, key);
    return out.take();
}

const Value* Dict::find(Runtime& runtime, const Value& key) const
{
    return find(hashKey(runtime, key));
}

} // namespace core::jinja
