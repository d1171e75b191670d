// Cuts text into the pieces that are tokenized on their own: words, numbers, runs of white space.
#pragma once

#include "core/base/result.h"
#include "core/tokenizer/regex.h"
#include "core/tokenizer/tokenizer_spec.h"

#include <string_view>
#include <vector>

namespace core {

// Immutable and thread-safe.
class PreTokenizer
{
public:
    // Fails with Unsupported, naming the pattern, where a regular expression cannot be used.
    static Result<PreTokenizer> create(const std::vector<SplitStep>& steps);

    // Pieces in order, never empty; they borrow from text, which is valid UTF-8. Each step cuts the
    // pieces of the one before.
    std::vector<std::string_view> split(std::string_view text) const;

private:
    struct Step
    {
        SplitStep spec;
        std::vector<Regex> regex; // one, or none for a literal
    };

    std::vector<std::string_view> splitKnown(std::string_view text) const;

    std::vector<Step> m_steps;
};

} // namespace core
