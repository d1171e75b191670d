// Knuth, Morris, Pratt: "Fast Pattern Matching in Strings", 1977; one automaton per stop string, of
// which there are few.
#include "core/sampling/stop_strings.h"

#include <algorithm>
#include <utility>

namespace core {

StopStrings::Pattern::Pattern(const std::string& string)
    : text(string)
    , border(string.size(), 0)
{
    for (std::size_t i = 1, length = 0; i < text.size(); ++i) {
        while (length > 0 && text[i] != text[length])
            length = border[length - 1];
        if (text[i] == text[length])
            ++length;
        border[i] = length;
    }
}

void StopStrings::Pattern::advance(char byte)
{
    while (matched > 0 && text[matched] != byte)
        matched = border[matched - 1];
    if (text[matched] == byte)
        ++matched;
}

StopStrings::StopStrings(const std::vector<std::string>& strings)
{
    for (const std::string& string : strings) {
        if (!string.empty())
            m_patterns.emplace_back(string);
    }
}

std::string StopStrings::feed(std::string_view piece)
{
    if (m_stopped)
        return {};
    for (const char byte : piece) {
        m_held += byte;
        std::size_t stopSize = 0;
        for (Pattern& pattern : m_patterns) {
            pattern.advance(byte);
            if (pattern.matched == pattern.text.size())
                stopSize = std::max(stopSize, pattern.matched);
        }
        if (stopSize > 0) {
            m_stopped = true;
            m_held.resize(m_held.size() - stopSize);
            return std::exchange(m_held, {});
        }
    }
    std::size_t heldBack = 0;
    for (const Pattern& pattern : m_patterns)
        heldBack = std::max(heldBack, pattern.matched);
    std::string sure = m_held.substr(0, m_held.size() - heldBack);
    m_held.erase(0, sure.size());
    return sure;
}

std::string StopStrings::flush()
{
    return std::exchange(m_held, {});
}

} // namespace core
