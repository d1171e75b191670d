// The tokens of a model: text, type, and the way back from text to id.
#pragma once

#include "core/base/token.h"
#include "core/tokenizer/tokenizer_spec.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace core {

// The value of a byte token's text, "<0x0A>"; empty for any other text.
std::optional<unsigned char> byteOfToken(std::string_view text);
std::string byteTokenText(unsigned char byte);

// Immutable and thread-safe.
class Vocabulary
{
public:
    // types: as many as texts. Of equal texts the first id is found; empty texts never are.
    Vocabulary(std::vector<std::string> texts, std::vector<TokenType> types);

    Vocabulary(const Vocabulary&) = delete; // the index borrows from the texts
    Vocabulary& operator=(const Vocabulary&) = delete;

    std::size_t size() const { return m_texts.size(); }
    bool contains(TokenId id) const { return id >= 0 && static_cast<std::size_t>(id) < size(); }
    const std::string& text(TokenId id) const { return m_texts[static_cast<std::size_t>(id)]; }
    TokenType type(TokenId id) const { return m_types[static_cast<std::size_t>(id)]; }
    TokenId find(std::string_view text) const; // kNoToken where there is none

private:
    std::vector<std::string> m_texts;
    std::vector<TokenType> m_types;
    std::unordered_map<std::string_view, TokenId> m_ids;
};

// The token of each byte, kNoToken where the vocabulary has none.
using ByteTokens = std::array<TokenId, 256>;
ByteTokens byteTokensOf(const Vocabulary& vocabulary); // "<0x00>" to "<0xFF>"

// Appends the tokens of all bytes; false, and nothing appended, where one has none.
bool appendByteTokens(const ByteTokens& tokens, std::string_view bytes, std::vector<TokenId>& ids);

} // namespace core
