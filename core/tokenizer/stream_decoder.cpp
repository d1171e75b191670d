#include "core/tokenizer/stream_decoder.h"

#include "core/base/utf8.h"
#include "core/tokenizer/utf8_repair.h"

#include <utility>

namespace core {

StreamDecoder::StreamDecoder(const Tokenizer& tokenizer, Start start, bool renderSpecial)
    : m_tokenizer(tokenizer)
    , m_renderSpecial(renderSpecial)
    , m_dropSpace(start == Start::Text && tokenizer.dropsFirstSpace())
{
}

std::string StreamDecoder::feed(TokenId id)
{
    m_pending += m_tokenizer.tokenBytes(id, m_renderSpecial);
    if (m_dropSpace && !m_pending.empty()) {
        if (m_pending.front() == ' ')
            m_pending.erase(0, 1);
        m_dropSpace = false;
    }
    const std::size_t whole = m_pending.size() - incompleteUtf8Suffix(m_pending);
    std::string text = repairedUtf8(std::string_view(m_pending).substr(0, whole));
    m_pending.erase(0, whole);
    return text;
}

std::string StreamDecoder::flush()
{
    return repairedUtf8(std::exchange(m_pending, {}));
}

} // namespace core
