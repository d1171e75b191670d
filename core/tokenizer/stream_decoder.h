// Token ids to text while they are generated: only whole UTF-8 characters come out.
#pragma once

#include "core/tokenizer/tokenizer.h"

#include <string>

namespace core {

// One per sequence; not thread-safe. The tokenizer must outlive it.
class StreamDecoder
{
public:
    enum class Start
    {
        Text,        // the first token begins the text: SentencePiece's first space is dropped
        Continuation // the tokens go on after a prompt
    };

    StreamDecoder(const Tokenizer& tokenizer, Start start, bool renderSpecial = false);

    // The characters that the token completes, perhaps none. Bytes that cannot become a character
    // are U+FFFD.
    std::string feed(TokenId id);

    // At the end: U+FFFD for a character that was begun and not completed, or nothing.
    std::string flush();

private:
    const Tokenizer& m_tokenizer;
    bool m_renderSpecial = false;
    bool m_dropSpace = false;
    std::string m_pending; // the beginning of a character
};

} // namespace core
