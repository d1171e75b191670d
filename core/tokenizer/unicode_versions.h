// Where the Unicode tables of the libraries here are younger or older than those of the tokenizers
// that models were trained with. A vocabulary remembers how its texts were cut; so must we, to the
// character.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace core {

// Letters, digits and marks of Unicode 15 and 16 (https://www.unicode.org/versions/) as neighbours
// of the same category and length in UTF-8 that PCRE2 of Unicode 14 knows: what a pattern matches
// in the result, it matches at the same bytes of text. Empty where text has none of them. text is
// valid UTF-8; linear time.
std::optional<std::string> withKnownCharacters(std::string_view text);

// Whether Hugging Face's normalizers, which hold the tables of Unicode 9, leave the character where
// and as it is: it is younger than they are, and has a combining class or a decomposition.
bool isUnknownToNormalizers(char32_t codePoint);

} // namespace core
