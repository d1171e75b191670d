// What one render may spend and what it has spent: steps, time, nesting, text and memory. Every
// operation of the interpreter that costs more than a constant charges here first, so a hostile
// template ends in a Limit error. Belongs to one render on one thread; values made with it must not
// outlive it.
#pragma once

#include "core/prompt/jinja/error.h"
#include "core/prompt/jinja/value.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core::jinja {

struct Limits
{
    std::size_t steps = 0;
    std::size_t textBytes = 0; // the output, and any one string
    std::size_t depth = 0;
    std::chrono::milliseconds time{0};
};

// Local calendar time; month and day count from 1.
struct CalendarTime
{
    int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
};

class Runtime
{
public:
    Runtime(const Limits& limits, const CalendarTime& now);
    ~Runtime();
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    const CalendarTime& now() const { return m_now; }

    // Counts work and looks at the clock now and then. Fails when either is used up.
    void charge(std::size_t steps = 1)
    {
        m_steps += steps;
        if (m_steps >= m_nextCheck)
            checkBudget();
    }

    // Work that goes over bytes of text.
    void chargeBytes(std::size_t bytes) { charge(1 + bytes / kBytesPerStep); }

    // Fails when one string may not grow to this size. Called before the string is made.
    void expectText(std::size_t bytes) const;

    // Fails when a list may not grow to this many items. Called before the list is made.
    void expectItems(std::size_t count) const;

    void enter();
    void leave() { --m_depth; }

    Value text(std::string bytes, bool markup = false);
    Value list(std::vector<Value> items) { return sequence(SequenceKind::List, std::move(items)); }
    Value tuple(std::vector<Value> items)
    {
        return sequence(SequenceKind::Tuple, std::move(items));
    }
    Value sequence(SequenceKind kind, std::vector<Value> items, std::string label = {});
    Value dict(DictEntries entries);

    template <class T, class... Args>
    std::shared_ptr<T> object(Args&&... args)
    {
        auto made = std::make_shared<T>(std::forward<Args>(args)...);
        made->share = m_meter.take(sizeof(T) + kObjectOverhead);
        return made;
    }

    // Keeps an object that can come to refer to itself, so that the end of the render can cut the
    // circle.
    void adopt(std::shared_ptr<Object> object);

    MemoryMeter& meter() { return m_meter; }

private:
    static constexpr std::size_t kBytesPerStep = 256;
    static constexpr std::size_t kStepsPerLook = 512;
    static constexpr std::size_t kObjectOverhead = 64;

    void checkBudget();

    Limits m_limits;
    CalendarTime m_now;
    std::size_t m_steps = 0;
    std::size_t m_nextCheck = kStepsPerLook;
    std::size_t m_depth = 0;
    std::chrono::nanoseconds m_deadline;
    MemoryMeter m_meter;
    std::vector<std::shared_ptr<Object>> m_adopted;
};

// Equal keys have equal hash keys, and only they. Fails for what Python cannot hash.
std::string hashKey(Runtime& runtime, const Value& key);

// One level of nesting for as long as it lives.
class Nesting
{
public:
    explicit Nesting(Runtime& runtime)
        : m_runtime(runtime)
    {
        m_runtime.enter();
    }
    ~Nesting() { m_runtime.leave(); }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

private:
    Runtime& m_runtime;
};

// A string that grows within the limits: what every loop that builds text appends to.
class TextBuilder
{
public:
    explicit TextBuilder(Runtime& runtime)
        : m_runtime(runtime)
    {
    }

    void append(std::string_view piece)
    {
        m_runtime.chargeBytes(piece.size());
        m_runtime.expectText(m_bytes.size() + piece.size());
        m_bytes.append(piece);
    }
    void append(std::size_t count, char c)
    {
        m_runtime.expectText(count);
        m_runtime.expectText(m_bytes.size() + count);
        m_runtime.chargeBytes(count);
        m_bytes.append(count, c);
    }

    const std::string& bytes() const { return m_bytes; }
    std::string take() { return std::move(m_bytes); }
    Runtime& runtime() { return m_runtime; }

private:
    Runtime& m_runtime;
    std::string m_bytes;
};

} // namespace core::jinja
