// UTF-8 as Unicode defines it (no surrogates, no overlong forms, at most U+10FFFF). Pure functions
// over bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace core {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

struct Utf8Character
{
    char32_t codePoint = kReplacementCharacter;
    std::size_t length =
        0; // bytes it takes: 1 to 4; 1 where the bytes are not UTF-8; 0 at the end of the text
    bool valid = false;
};

// The character at the beginning of text.
Utf8Character decodeUtf8(std::string_view text);

bool isValidUtf8(std::string_view text);

// codePoint must be a Unicode scalar value; anything else is appended as U+FFFD.
void appendUtf8(std::string& text, char32_t codePoint);

// How many bytes at the end of text are the beginning of a character whose rest is missing: 0 to 3.
// A streaming writer holds them back until the rest arrives.
std::size_t incompleteUtf8Suffix(std::string_view text);

// text in double quotes for a message to a person: at most 80 bytes of it, control characters and
// bytes that are not UTF-8 as \xNN. Names that come out of files may hold anything.
std::string inQuotes(std::string_view text);

} // namespace core
