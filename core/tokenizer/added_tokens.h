// Cuts a text at the tokens that are found before the tokenizer's model sees it: "<|im_start|>" and
// the like.
#pragma once

#include "core/tokenizer/tokenizer_spec.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace core {

// Immutable after the last add(), then thread-safe.
class AddedTokens
{
public:
    // Either a piece of text (id is kNoToken) or a token. text borrows from the text that was
    // split.
    struct Part
    {
        std::string_view text;
        TokenId id = kNoToken;
    };

    // content is what is looked for; of two tokens with the same content the first one wins.
    void add(const AddedToken& token, const std::string& content);

    // The leftmost, then the longest token wins. Text parts are never empty. Special tokens are
    // text unless parseSpecial. Time: text.size() times the length of the longest token, at worst.
    std::vector<Part> split(std::string_view text, bool parseSpecial) const;

private:
    struct Match
    {
        const AddedToken* token = nullptr;
        std::size_t size = 0;
    };

    Match longestAt(std::string_view text, std::size_t at, bool parseSpecial) const;
    std::size_t child(std::size_t node, char byte) const; // 0: none, for the root is nobody's child

    std::vector<AddedToken> m_tokens;
    std::vector<std::size_t> m_tokenOfNode = {kNone}; // trie; node 0 is the root. Index in m_tokens
    std::unordered_map<std::uint64_t, std::size_t> m_children;

    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
};

} // namespace core
