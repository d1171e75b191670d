#include "core/tokenizer/pre_tokenizer.h"

#include "core/tokenizer/unicode_versions.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace core {

namespace {

struct Part
{
    std::string_view text;
    bool isMatch = false;
};

// Matches and gaps of one piece, in order.
template <class NextMatch>
void cut(std::string_view piece, bool invert, NextMatch nextMatch, std::vector<Part>& parts)
{
    parts.clear();
    std::size_t done = 0;
    while (const std::optional<std::pair<std::size_t, std::size_t>> match = nextMatch()) {
        const auto [begin, end] = *match;
        if (begin > done)
            parts.push_back({piece.substr(done, begin - done), invert});
        parts.push_back({piece.substr(begin, end - begin), !invert});
        done = end;
    }
    if (done < piece.size())
        parts.push_back({piece.substr(done), invert});
}

std::string_view joined(std::string_view first, std::string_view second)
{
    return {first.data(), first.size() + second.size()}; // neighbours in one text
}

void appendPieces(const std::vector<Part>& parts,
                  SplitStep::Behaviour behaviour,
                  std::vector<std::string_view>& pieces)
{
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Part& part = parts[i];
        const Part* previous = i > 0 ? &parts[i - 1] : nullptr;
        bool join = false;
        switch (behaviour) {
        case SplitStep::Behaviour::Isolated:
            break;
        case SplitStep::Behaviour::Removed:
            if (part.isMatch)
                continue;
            break;
        case SplitStep::Behaviour::MergedWithPrevious:
            join = previous != nullptr && part.isMatch && !previous->isMatch;
            break;
        case SplitStep::Behaviour::MergedWithNext:
            join = previous != nullptr && !part.isMatch && previous->isMatch;
            break;
        case SplitStep::Behaviour::Contiguous:
            join = previous != nullptr && part.isMatch == previous->isMatch;
            break;
        }
        if (join)
            pieces.back() = joined(pieces.back(), part.text);
        else
            pieces.push_back(part.text);
    }
}

} // namespace

Result<PreTokenizer> PreTokenizer::create(const std::vector<SplitStep>& steps)
{
    PreTokenizer preTokenizer;
    for (const SplitStep& spec : steps) {
        if (spec.pattern.empty())
            return fail(ErrorCode::Unsupported,
                        "A pattern of the tokenizer is empty; use another version of the model.");
        Step step{spec, {}};
        if (!spec.literal) {
            Result<Regex> regex = Regex::compile(spec.pattern);
            if (!regex)
                return fail(std::move(regex.error()));
            step.regex.push_back(std::move(*regex));
        }
        preTokenizer.m_steps.push_back(std::move(step));
    }
    return preTokenizer;
}

std::vector<std::string_view> PreTokenizer::split(std::string_view text) const
{
    const std::optional<std::string> known = withKnownCharacters(text);
    if (!known)
        return splitKnown(text);
    std::vector<std::string_view> pieces = splitKnown(*known);
    for (std::string_view& piece : pieces)
        piece = text.substr(static_cast<std::size_t>(piece.data() - known->data()), piece.size());
    return pieces;
}

std::vector<std::string_view> PreTokenizer::splitKnown(std::string_view text) const
{
    std::vector<std::string_view> pieces;
    if (!text.empty())
        pieces.push_back(text);
    std::vector<std::string_view> next;
    std::vector<Part> parts;
    for (const Step& step : m_steps) {
        next.clear();
        std::optional<Regex::Matches> matches;
        if (!step.regex.empty())
            matches.emplace(step.regex.front(), text);
        for (const std::string_view piece : pieces) {
            if (matches) {
                matches->reset(piece);
                cut(
                    piece, step.spec.invert, [&] { return matches->next(); }, parts);
            } else {
                const std::string& literal = step.spec.pattern;
                std::size_t at = 0;
                const auto find = [&]() -> std::optional<std::pair<std::size_t, std::size_t>> {
                    const std::size_t found = piece.find(literal, at);
                    if (found == std::string_view::npos)
                        return std::nullopt;
                    at = found + literal.size();
                    return std::pair(found, at);
                };
                cut(piece, step.spec.invert, find, parts);
            }
            appendPieces(parts, step.spec.behaviour, next);
        }
        pieces.swap(next);
    }
    return pieces;
}

} // namespace core
