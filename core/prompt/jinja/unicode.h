// Text as Python sees it, a row of code points, over UTF-8 bytes. A byte that is not UTF-8 counts
// as one code point. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace core::jinja {

struct CodePoint
{
    std::int32_t value = 0; // -1 for a byte that is not UTF-8
    std::size_t size = 0;   // bytes
};

// The code point at offset, which must be inside the text.
CodePoint codePointAt(std::string_view text, std::size_t offset);
// Bytes of the code point that ends at offset, which must not be 0.
std::size_t codePointSizeBefore(std::string_view text, std::size_t offset);

std::size_t codePointCount(std::string_view text);
// Where each code point starts, and the end of the text as last element.
std::vector<std::size_t> codePointOffsets(std::string_view text);

// Python's str.isspace for one code point.
bool isSpace(std::int32_t value);
// Bytes of white space at offset; 0 where there is none.
std::size_t spaceAt(std::string_view text, std::size_t offset);

std::string_view stripLeft(std::string_view text);
std::string_view stripRight(std::string_view text);
// Strips any of the code points in characters.
std::string_view stripLeft(std::string_view text, std::string_view characters);
std::string_view stripRight(std::string_view text, std::string_view characters);

std::string toUpper(std::string_view text);
std::string toLower(std::string_view text);
std::string toTitle(std::string_view text);   // each word: first letter upper, the others lower
std::string toCapital(std::string_view text); // first letter upper, the others lower

bool isLetter(std::int32_t value);
bool isDigit(std::int32_t value);
bool isMark(std::int32_t value); // an accent or other sign on the letter before
bool isUpperCase(std::int32_t value);
bool isLowerCase(std::int32_t value);

// Python's str.isupper and str.islower: some letter has the case, and none has the other.
bool isUpperText(std::string_view text);
bool isLowerText(std::string_view text);

// Where needle first occurs at or after from, or npos. Linear also for hostile texts.
std::size_t findText(std::string_view text, std::string_view needle, std::size_t from = 0);
// Where needle last occurs, or npos.
std::size_t findLastText(std::string_view text, std::string_view needle);

} // namespace core::jinja
