// GPT-2's way to write bytes as printable characters: Radford et al., "Language Models are
// Unsupervised Multitask Learners", 2019, section 2.2. Bytes that print in Latin-1 stand for
// themselves, the other 68 for U+0100 and up.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace core {

// The character, in UTF-8, that stands for a byte.
std::string byteLevelCharacter(unsigned char byte);

// The bytes that a token's text stands for; empty where it contains a character that stands for
// none.
std::optional<std::string> bytesOfByteLevel(std::string_view token);

} // namespace core
