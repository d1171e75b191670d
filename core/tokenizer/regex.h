// A regular expression of a pre-tokenizer, run by PCRE2 over valid UTF-8.
//
// Model files are not trusted: patterns that could take exponential time are refused, and every
// match has a limit.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace core {

// Immutable and thread-safe after compile().
class Regex
{
public:
    // The dialect is that of Hugging Face's tokenizers (Oniguruma): "\s" is Unicode's White_Space,
    // "^" and "$" match at every line. Fails with Unsupported where PCRE2 does not know the syntax
    // or an unbounded repetition contains one.
    static Result<Regex> compile(std::string_view pattern);

    Regex(Regex&&) noexcept;
    Regex& operator=(Regex&&) noexcept;
    ~Regex();

    // Finds matches from left to right in one subject, which must outlive it. One thread at a time.
    class Matches
    {
    public:
        Matches(const Regex& regex, std::string_view subject);
        ~Matches();
        Matches(const Matches&) = delete;
        Matches& operator=(const Matches&) = delete;

        // Begin and end of the next match, in bytes; empty at the end, or where PCRE2 gives up on
        // its limits: the rest of the subject then counts as unmatched. Empty matches are passed
        // over.
        std::optional<std::pair<std::size_t, std::size_t>> next();

        // Starts over with another subject.
        void reset(std::string_view subject);

    private:
        struct State;
        std::unique_ptr<State> m_state;
    };

private:
    struct Code;
    explicit Regex(std::unique_ptr<Code> code);

    std::unique_ptr<Code> m_code;
};

} // namespace core
