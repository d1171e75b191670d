#include "core/tokenizer/text_tokenizer.h"

#include "core/tokenizer/byte_level.h"
#include "core/tokenizer/text_steps.h"
#include "core/tokenizer/utf8_repair.h"
#include "core/tokenizer/word_piece_model.h"

#include <algorithm>
#include <utility>

namespace core {

namespace {

constexpr std::string_view kEscapedSpace = "\xE2\x96\x81"; // "▁", U+2581

std::string withSpaces(std::string_view text)
{
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        if (text.substr(at).starts_with(kEscapedSpace)) {
            result += ' ';
            at += kEscapedSpace.size();
        } else {
            result += text[at++];
        }
    }
    return result;
}

} // namespace

TextTokenizer::TextTokenizer(TokenizerSpec spec, Parts parts)
    : m_spec(std::move(spec))
    , m_parts(std::move(parts))
    , m_ends(m_spec.endsOfGeneration.begin(), m_spec.endsOfGeneration.end())
{
    if (m_spec.eos != kNoToken)
        m_ends.insert(m_spec.eos);
}

std::vector<TokenId> TextTokenizer::encode(std::string_view text,
                                           const EncodeOptions& options) const
{
    const std::string clean = repairedUtf8(text);
    std::vector<TokenId> ids;
    if (options.addBos)
        ids = m_spec.prefix;
    bool atStart = true;
    for (const AddedTokens::Part& part : m_parts.added.split(clean, options.parseSpecial)) {
        if (part.id != kNoToken)
            ids.push_back(part.id);
        else
            encodePart(part.text, atStart, options.parseSpecial, ids);
        atStart = false;
    }
    if (options.addBos)
        ids.insert(ids.end(), m_spec.suffix.begin(), m_spec.suffix.end());
    return ids;
}

void TextTokenizer::encodePart(std::string_view text,
                               bool atStart,
                               bool parseSpecial,
                               std::vector<TokenId>& ids) const
{
    const std::string normalized = applyTextSteps(m_spec.normalizer, std::string(text), atStart);
    for (const AddedTokens::Part& part : m_parts.normalizedAdded.split(normalized, parseSpecial)) {
        if (part.id != kNoToken) {
            ids.push_back(part.id);
        } else {
            const std::string prepared =
                applyTextSteps(m_spec.preparation, std::string(part.text), atStart);
            for (const std::string_view piece : m_parts.preTokenizer.split(prepared))
                m_parts.model->encode(piece, ids);
        }
        atStart = false;
    }
}

std::string TextTokenizer::tokenBytes(TokenId id, bool renderSpecial) const
{
    const Vocabulary& vocabulary = *m_parts.vocabulary;
    if (!vocabulary.contains(id))
        return {};
    const std::string& text = vocabulary.text(id);
    switch (vocabulary.type(id)) {
    case TokenType::Control:
    case TokenType::Unknown:
        return renderSpecial ? text : std::string();
    case TokenType::Byte:
        if (const std::optional<unsigned char> byte = byteOfToken(text))
            return std::string(1, static_cast<char>(*byte));
        return text;
    case TokenType::UserDefined:
        return m_spec.kind == TokenizerKind::ByteLevelBpe ? text : withSpaces(text);
    case TokenType::Normal:
    case TokenType::Unused:
        break;
    }
    switch (m_spec.kind) {
    case TokenizerKind::ByteLevelBpe:
        return bytesOfByteLevel(text).value_or(text);
    case TokenizerKind::WordPiece:
        return text.starts_with(kWordPieceContinuation) ? text.substr(kWordPieceContinuation.size())
                                                        : ' ' + text;
    case TokenizerKind::CharacterBpe:
    case TokenizerKind::SentencePiece:
    case TokenizerKind::Unigram:
        break;
    }
    return withSpaces(text);
}

std::string TextTokenizer::decode(std::span<const TokenId> ids, bool renderSpecial) const
{
    std::string bytes;
    for (const TokenId id : ids)
        bytes += tokenBytes(id, renderSpecial);
    if (m_spec.dropsFirstSpace && bytes.starts_with(' '))
        bytes.erase(0, 1);
    return repairedUtf8(bytes);
}

bool TextTokenizer::addsBos() const
{
    return m_spec.bos != kNoToken &&
           std::find(m_spec.prefix.begin(), m_spec.prefix.end(), m_spec.bos) != m_spec.prefix.end();
}

bool TextTokenizer::isControl(TokenId id) const
{
    return m_parts.vocabulary->contains(id) && m_parts.vocabulary->type(id) == TokenType::Control;
}

} // namespace core
