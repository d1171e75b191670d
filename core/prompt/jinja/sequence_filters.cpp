// Filters on lists and dicts as a whole.
#include "core/prompt/jinja/filters.h"

#include "core/prompt/jinja/operators.h"
#include "core/prompt/jinja/printing.h"
#include "core/prompt/jinja/unicode.h"

#include <algorithm>
#include <unordered_set>

namespace core::jinja {

namespace {

Value lengthFilter(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    expectNoArguments("length", arguments);
    if (const auto size = length(runtime, input))
        return Value::integer(*size);
    raise("object of type '{}' has no len()", input.typeName());
}

Value first(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    expectNoArguments("first", arguments);
    const auto sequence = iterate(runtime, input);
    if (sequence.all().empty())
        return Value::undefined("No first item, sequence was empty.");
    return sequence.all().front();
}

Value last(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    expectNoArguments("last", arguments);
    if (input.isSequence(SequenceKind::Generator))
        raise("'generator' object is not reversible");
    const auto sequence = iterate(runtime, input);
    if (sequence.all().empty())
        return Value::undefined("No last item, sequence was empty.");
    return sequence.all().back();
}

Value join(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    const auto [separatorValue, path] = bindArguments("join", arguments, {"d", "attribute"});
    const std::string separator =
        separatorValue == nullptr ? std::string() : toText(runtime, *separatorValue);
    TextBuilder out(runtime);
    bool isFirst = true;
    for (const Value& item : iterate(runtime, input)) {
        if (!std::exchange(isFirst, false))
            out.append(separator);
        appendText(out, itemAttribute(runtime, item, path));
    }
    return runtime.text(out.take());
}

Value list(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    expectNoArguments("list", arguments);
    return runtime.list(iterate(runtime, input).copy());
}

Value reverse(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    expectNoArguments("reverse", arguments);
    if (input.isText()) {
        const Value backwards(std::int64_t{-1});
        return slice(runtime, input, Value(), Value(), backwards);
    }
    auto items = iterate(runtime, input).copy();
    std::reverse(items.begin(), items.end());
    return runtime.sequence(SequenceKind::Generator, std::move(items), "reverse");
}

// What sort, unique, min and max compare: texts without case unless asked.
Value comparisonKey(Runtime& runtime, const Value& value, bool caseSensitive)
{
    if (caseSensitive || !value.isText())
        return value;
    runtime.chargeBytes(8 * value.bytes().size());
    return runtime.text(toLower(value.bytes()));
}

struct Keyed
{
    std::vector<Value> keys;
    Value item;
};

void sortByKeys(Runtime& runtime, std::vector<Keyed>& rows, bool isReversed)
{
    const auto isLess = [&](const Keyed& a, const Keyed& b) {
        for (std::size_t i = 0; i < a.keys.size(); ++i) {
            if (!equals(runtime, a.keys[i], b.keys[i]))
                return compareOrder(runtime, a.keys[i], b.keys[i], "<") < 0;
        }
        return false;
    };
    // Reversed, equal items still keep their order.
    std::stable_sort(rows.begin(), rows.end(), [&](const Keyed& a, const Keyed& b) {
        return isReversed ? isLess(b, a) : isLess(a, b);
    });
}

std::vector<Value> itemsOf(std::vector<Keyed> rows)
{
    std::vector<Value> items;
    items.reserve(rows.size());
    for (Keyed& row : rows)
        items.push_back(std::move(row.item));
    return items;
}

Value sort(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    const auto [reversed, caseSensitive, paths] =
        bindArguments("sort", arguments, {"reverse", "case_sensitive", "attribute"});
    const bool isCaseSensitive = truthOr(caseSensitive, false);
    // "a,b" sorts by a, then b.
    std::vector<Value> attributes;
    if (paths != nullptr && paths->isText()) {
        std::string_view rest = paths->bytes();
        while (true) {
            const std::size_t comma = rest.find(',');
            attributes.push_back(runtime.text(std::string(rest.substr(0, comma))));
            if (comma == std::string_view::npos)
                break;
            rest.remove_prefix(comma + 1);
        }
    } else {
        attributes.push_back(paths == nullptr ? Value() : *paths);
    }
    std::vector<Keyed> rows;
    for (const Value& item : iterate(runtime, input)) {
        Keyed row{{}, item};
        for (const Value& path : attributes) {
            const Value key = itemAttribute(runtime, item, &path);
            row.keys.push_back(comparisonKey(runtime, key, isCaseSensitive));
        }
        rows.push_back(std::move(row));
    }
    sortByKeys(runtime, rows, truthOr(reversed, false));
    return runtime.list(itemsOf(std::move(rows)));
}

Value dictSort(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    const auto [caseSensitive, by, reversed] =
        bindArguments("dictsort", arguments, {"case_sensitive", "by", "reverse"});
    expectDefined(input);
    if (!input.isDict())
        raise("dictsort wants a dict, not {}", input.typeName());
    const std::string_view which = textOr(by, "key");
    if (which != "key" && which != "value")
        raise("dictsort: by must be 'key' or 'value'");
    std::vector<Keyed> rows;
    for (const auto& [key, value] : input.dict()->entries) {
        const Value& compared = which == "key" ? key : value;
        rows.push_back({{comparisonKey(runtime, compared, truthOr(caseSensitive, false))},
                        runtime.tuple({key, value})});
    }
    sortByKeys(runtime, rows, truthOr(reversed, false));
    return runtime.list(itemsOf(std::move(rows)));
}

Value items(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    expectNoArguments("items", arguments);
    std::vector<Value> pairs;
    if (input.isDict()) {
        for (const auto& [key, value] : input.dict()->entries)
            pairs.push_back(runtime.tuple({key, value}));
    } else if (!input.isUndefined()) {
        raise("Can only get item pairs from a mapping.");
    }
    return runtime.sequence(SequenceKind::Generator, std::move(pairs), "do_items");
}

Value unique(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    const auto [caseSensitive, path] =
        bindArguments("unique", arguments, {"case_sensitive", "attribute"});
    std::vector<Value> kept;
    std::unordered_set<std::string> seen;
    for (const Value& item : iterate(runtime, input)) {
        const Value key = comparisonKey(
            runtime, itemAttribute(runtime, item, path), truthOr(caseSensitive, false));
        if (seen.insert(hashKey(runtime, key)).second)
            kept.push_back(item);
    }
    return runtime.sequence(SequenceKind::Generator, std::move(kept), "do_unique");
}

template <bool wantsMax>
Value extreme(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    const auto [caseSensitive, path] =
        bindArguments(wantsMax ? "max" : "min", arguments, {"case_sensitive", "attribute"});
    const auto sequence = iterate(runtime, input);
    if (sequence.all().empty())
        return Value::undefined("No aggregated item, sequence was empty.");
    const auto keyOf = [&, sensitive = caseSensitive, by = path](const Value& item) {
        return comparisonKey(runtime, itemAttribute(runtime, item, by), truthOr(sensitive, false));
    };
    const Value* best = &sequence.all().front();
    Value bestKey = keyOf(*best);
    for (std::size_t i = 1; i < sequence.all().size(); ++i) {
        Value key = keyOf(sequence.all()[i]);
        const int order = compareOrder(runtime, key, bestKey, wantsMax ? ">" : "<");
        if (wantsMax ? order > 0 : order < 0) {
            best = &sequence.all()[i];
            bestKey = std::move(key);
        }
    }
    return *best;
}

Value sum(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    const auto [path, start] = bindArguments("sum", arguments, {"attribute", "start"});
    Value total = start == nullptr ? Value(std::int64_t{0}) : *start;
    if (total.isText())
        raise("sum() can't sum strings");
    for (const Value& item : iterate(runtime, input)) {
        total =
            arithmetic(runtime, ArithmeticOperator::Add, total, itemAttribute(runtime, item, path));
    }
    return total;
}

Value batch(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    const auto [size, fill] = bindArguments("batch", arguments, {"linecount", "fill_with"}, 1);
    const std::int64_t width = integerOr(size, 1);
    if (width < 1)
        raise("batch wants a size of at least 1");
    const auto wanted = static_cast<std::size_t>(width);
    std::vector<Value> batches;
    std::vector<Value> row;
    for (const Value& item : iterate(runtime, input)) {
        if (row.size() == wanted)
            batches.push_back(runtime.list(std::exchange(row, {})));
        row.push_back(item);
    }
    if (!row.empty()) {
        if (fill != nullptr && !fill->isNone() && row.size() < wanted) {
            runtime.expectItems(wanted);
            runtime.charge(wanted);
            row.resize(wanted, *fill);
        }
        batches.push_back(runtime.list(std::move(row)));
    }
    return runtime.sequence(SequenceKind::Generator, std::move(batches), "do_batch");
}

Value sliceFilter(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    const auto [count, fill] = bindArguments("slice", arguments, {"slices", "fill_with"}, 1);
    const std::int64_t slices = integerOr(count, 1);
    if (slices < 1)
        raise("slice wants at least 1 slice");
    const auto parts = static_cast<std::size_t>(slices);
    runtime.expectItems(parts);
    const auto sequence = iterate(runtime, input);
    const std::size_t each = sequence.all().size() / parts;
    const std::size_t longer = sequence.all().size() % parts;
    std::vector<Value> made;
    std::size_t at = 0;
    for (std::size_t part = 0; part < parts; ++part) {
        const std::size_t end = at + each + (part < longer ? 1 : 0);
        std::vector<Value> row(sequence.all().begin() + static_cast<std::ptrdiff_t>(at),
                               sequence.all().begin() + static_cast<std::ptrdiff_t>(end));
        if (fill != nullptr && !fill->isNone() && longer > 0 && part >= longer)
            row.push_back(*fill);
        made.push_back(runtime.list(std::move(row)));
        at = end;
    }
    return runtime.sequence(SequenceKind::Generator, std::move(made), "do_slice");
}

Value groupBy(Runtime& runtime, const Value& input, const CallArguments& arguments)
{
    const auto [path, fallback, caseSensitive] =
        bindArguments("groupby", arguments, {"attribute", "default", "case_sensitive"}, 1);
    std::vector<Keyed> rows;
    for (const Value& item : iterate(runtime, input)) {
        Value key = itemAttribute(runtime, item, path);
        if (key.isUndefined() && fallback != nullptr)
            key = *fallback;
        rows.push_back({{comparisonKey(runtime, key, truthOr(caseSensitive, false)), key}, item});
    }
    // Only the first key sorts; the second is how the group is called.
    std::vector<Keyed> sorted;
    for (Keyed& row : rows) {
        if (rows.size() > 1)
            expectDefined(row.keys[0]);
        sorted.push_back({{row.keys[0]}, runtime.tuple({row.keys[1], std::move(row.item)})});
    }
    sortByKeys(runtime, sorted, /*isReversed=*/false);
    std::vector<Value> groups;
    for (std::size_t at = 0; at < sorted.size();) {
        const Value& key = sorted[at].keys[0];
        const Value name = sorted[at].item.sequence()->items[0];
        std::vector<Value> members;
        std::size_t end = at;
        for (; end < sorted.size() && equals(runtime, sorted[end].keys[0], key); ++end)
            members.push_back(sorted[end].item.sequence()->items[1]);
        if (end == at) // a key that is not equal to itself: NaN
            members.push_back(sorted[end++].item.sequence()->items[1]);
        groups.push_back(runtime.sequence(SequenceKind::Tuple,
                                          {name, runtime.list(std::move(members))},
                                          std::string(kGroupLabel)));
        at = end;
    }
    return runtime.list(std::move(groups));
}

constexpr NamedFilter kFilters[] = {
    {"length", lengthFilter},
    {"count", lengthFilter},
    {"first", first},
    {"last", last},
    {"join", join},
    {"list", list},
    {"reverse", reverse},
    {"sort", sort},
    {"dictsort", dictSort},
    {"items", items},
    {"unique", unique},
    {"min", extreme<false>},
    {"max", extreme<true>},
    {"sum", sum},
    {"batch", batch},
    {"slice", sliceFilter},
    {"groupby", groupBy},
};

} // namespace

Filter findSequenceFilter(std::string_view name)
{
    return findIn(kFilters, name);
}

} // namespace core::jinja
