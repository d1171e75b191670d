// Finds the first stop string in text that arrives in pieces, and holds back what might be the
// beginning of one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace core {

// The result never depends on how the text was cut. The stop string whose end comes first wins; of
// several that end together, the longest. Whole characters in, whole characters out. Not
// thread-safe; one per answer.
class StopStrings
{
public:
    // Empty strings are ignored.
    explicit StopStrings(const std::vector<std::string>& strings);

    // Takes the next piece and returns the text that certainly is not part of a stop string.
    // Nothing after a stop.
    std::string feed(std::string_view piece);

    // At the end of the text: returns what is still held back. Empty after a stop.
    std::string flush();

    bool stopped() const { return m_stopped; }

private:
    // One string's Knuth-Morris-Pratt automaton.
    struct Pattern
    {
        std::string text;
        std::vector<std::size_t>
            border; // of text's first i + 1 bytes: longest proper prefix that is a suffix too
        std::size_t matched = 0; // bytes of text that the input so far ends with

        explicit Pattern(const std::string& string);
        void advance(char byte);
    };

    std::vector<Pattern> m_patterns;
    std::string m_held;
    bool m_stopped = false;
};

} // namespace core
