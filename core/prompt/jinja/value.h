// The values a template computes with, as Python has them: immutable, shared, typed at run time.
//
// Lists and dicts never change once made (the sandbox forbids it), so a value cannot contain
// itself; the exceptions are objects (namespaces, macros, loops), which the Runtime keeps track of.
// How deeply values nest is bounded when they are made, so every recursion over them is bounded
// too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace core::jinja {

class Runtime;
class Object;
class Value;
struct CallArguments;

// Live bytes of one render. Constants of a parsed template are not metered: the source bounds them.
class MemoryMeter
{
public:
    explicit MemoryMeter(std::size_t limitBytes)
        : m_limit(limitBytes)
    {
    }

    // A part of the budget, given back when it dies.
    class Share
    {
    public:
        Share() = default;
        Share(MemoryMeter* meter, std::size_t bytes)
            : m_meter(meter)
            , m_bytes(bytes)
        {
        }
        Share(Share&& other) noexcept
            : m_meter(std::exchange(other.m_meter, nullptr))
            , m_bytes(other.m_bytes)
        {
        }
        Share& operator=(Share&& other) noexcept
        {
            std::swap(m_meter, other.m_meter);
            std::swap(m_bytes, other.m_bytes);
            return *this;
        }
        ~Share()
        {
            if (m_meter != nullptr)
                m_meter->m_used -= m_bytes;
        }

    private:
        MemoryMeter* m_meter = nullptr;
        std::size_t m_bytes = 0;
    };

    // Throws a Limit error when the budget is used up.
    Share take(std::size_t bytes);

private:
    std::size_t m_limit;
    std::size_t m_used = 0;
};

struct Text
{
    std::string bytes;   // UTF-8
    bool markup = false; // marked safe: text joined to it is HTML-escaped, as Jinja's Markup does
    MemoryMeter::Share share = {};
};

enum class SequenceKind
{
    List,
    Tuple,
    Generator,
    Range,
    Keys,
    Values,
    Items
};

struct Sequence;
struct Dict;
using TextPtr = std::shared_ptr<const Text>;
using SequencePtr = std::shared_ptr<const Sequence>;
using DictPtr = std::shared_ptr<const Dict>;
using ObjectPtr = std::shared_ptr<Object>;
using DictEntries = std::vector<std::pair<Value, Value>>;

// A name or attribute that is not there. Printing it gives nothing; most other uses fail with the
// reason.
struct Undefined
{
    std::shared_ptr<const std::string> reason;
};

struct None
{
};

class Value
{
public:
    Value() = default; // None
    Value(bool value)
        : m_data(value)
    {
    }
    Value(std::int64_t value)
        : m_data(value)
    {
    }
    Value(double value)
        : m_data(value)
    {
    }
    Value(TextPtr value)
        : m_data(std::move(value))
    {
    }
    Value(SequencePtr value)
        : m_data(std::move(value))
    {
    }
    Value(DictPtr value)
        : m_data(std::move(value))
    {
    }
    Value(ObjectPtr value)
        : m_data(std::move(value))
    {
    }
    static Value undefined(std::string reason);
    static Value integer(std::size_t value) { return Value(static_cast<std::int64_t>(value)); }
    static Value constantText(std::string bytes); // not metered: for constants of a parsed template

    bool isNone() const { return std::holds_alternative<None>(m_data); }
    bool isUndefined() const { return std::holds_alternative<Undefined>(m_data); }
    bool isBool() const { return std::holds_alternative<bool>(m_data); }
    bool isInt() const { return std::holds_alternative<std::int64_t>(m_data); }
    bool isFloat() const { return std::holds_alternative<double>(m_data); }
    bool isNumber() const { return isBool() || isInt() || isFloat(); }
    bool isText() const { return std::holds_alternative<TextPtr>(m_data); }
    bool isSequence() const { return std::holds_alternative<SequencePtr>(m_data); }
    bool isSequence(SequenceKind kind) const;
    bool isDict() const { return std::holds_alternative<DictPtr>(m_data); }
    bool isObject() const { return std::holds_alternative<ObjectPtr>(m_data); }

    // The alternative that the matching is…() promised.
    const std::string& undefinedReason() const { return *std::get<Undefined>(m_data).reason; }
    bool asBool() const { return std::get<bool>(m_data); }
    double asFloat() const { return std::get<double>(m_data); }
    const Text& text() const { return *std::get<TextPtr>(m_data); }
    const std::string& bytes() const { return text().bytes; }
    const SequencePtr& sequence() const { return std::get<SequencePtr>(m_data); }
    const DictPtr& dict() const { return std::get<DictPtr>(m_data); }
    const ObjectPtr& object() const { return std::get<ObjectPtr>(m_data); }

    // An int or a bool as Python sees it, otherwise nothing.
    std::optional<std::int64_t> toInteger() const;
    // Any number as a double. Only where isNumber().
    double toDouble() const;

    bool truthy() const;
    // Levels of lists and dicts below and including this value; 0 for anything else.
    int depth() const;
    // "list", "str", "NoneType" …: what Python's type(value).__name__ gives.
    std::string typeName() const;
    // The same object, not just an equal one (Python's `is`).
    bool identicalTo(const Value& other) const;

private:
    std::variant<None,
                 Undefined,
                 bool,
                 std::int64_t,
                 double,
                 TextPtr,
                 SequencePtr,
                 DictPtr,
                 ObjectPtr>
        m_data;
};

// The label of the pairs that groupby makes: their items also go by the names "grouper" and "list".
inline constexpr std::string_view kGroupLabel = "group";

struct Sequence
{
    SequenceKind kind = SequenceKind::List;
    std::vector<Value> items;
    std::string label;             // how a range or generator prints, or kGroupLabel
    mutable bool consumed = false; // a generator gives its items once
    int depth = 1;
    MemoryMeter::Share share = {};
};

struct TextHash
{
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const
    {
        return std::hash<std::string_view>{}(text);
    }
};

struct Dict
{
    DictEntries entries; // in order of first insertion
    std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> index; // by hashKey()
    int depth = 1;
    MemoryMeter::Share share = {};

    const Value* find(std::string_view key) const; // a text key
    const Value* find(Runtime& runtime, const Value& key) const;
};

// Something with identity: a function, macro, namespace or loop.
class Object
{
public:
    virtual ~Object() = default;
    virtual std::string typeName() const = 0;
    virtual bool callable() const { return false; }
    virtual std::optional<Value> attribute(Runtime& runtime, std::string_view name);
    virtual Value call(Runtime& runtime, const CallArguments& arguments);
    // Drops what it refers to.
    virtual void unlink() {}

    MemoryMeter::Share share;
};

// Fails with the reason where the value is undefined.
void expectDefined(const Value& value);

} // namespace core::jinja
