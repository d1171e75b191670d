// The format is Protocol Buffers: each field is a tag (field number * 8 + wire type) and a value;
// wire type 0 is a varint, 2 a length and bytes, 5 a little-endian 32-bit number. Field numbers:
// sentencepiece_model.proto of sentencepiece.
#include "core/tokenizer/sentence_piece_proto.h"

#include "core/tokenizer/character_map.h"
#include "core/tokenizer/vocabulary.h"

#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_set>

namespace core {

namespace {

enum WireType : std::uint32_t
{
    kVarint = 0,
    kFixed64 = 1,
    kBytes = 2,
    kFixed32 = 5
};

// ModelProto
constexpr std::uint32_t kPieces = 1;
constexpr std::uint32_t kTrainerSpec = 2;
constexpr std::uint32_t kNormalizerSpec = 3;
constexpr std::uint32_t kDenormalizerSpec = 5;
// SentencePiece
constexpr std::uint32_t kPiece = 1;
constexpr std::uint32_t kScore = 2;
constexpr std::uint32_t kType = 3;
// TrainerSpec
constexpr std::uint32_t kModelType = 3;
constexpr std::uint32_t kVocabSize = 4;
constexpr std::uint32_t kByteFallback = 35;
constexpr std::uint32_t kUnknownId = 40;
constexpr std::uint32_t kUnknownPiece = 45;
constexpr std::uint32_t kModelTypeUnigram = 1;
constexpr std::uint32_t kModelTypeBpe = 2;
// NormalizerSpec
constexpr std::uint32_t kName = 1;
constexpr std::uint32_t kPrecompiledCharsMap = 2;
constexpr std::uint32_t kAddDummyPrefix = 3;
constexpr std::uint32_t kRemoveExtraWhitespaces = 4;
constexpr std::uint32_t kEscapeWhitespaces = 5;

class ProtoWriter
{
public:
    void number(std::uint32_t field, std::uint64_t value)
    {
        varint(field << 3 | kVarint);
        varint(value);
    }
    void real(std::uint32_t field, float value)
    {
        varint(field << 3 | kFixed32);
        const auto bits = std::bit_cast<std::uint32_t>(value);
        for (unsigned shift = 0; shift < 32; shift += 8)
            m_bytes += static_cast<char>(bits >> shift & 0xFFU);
    }
    void bytes(std::uint32_t field, std::string_view value)
    {
        varint(field << 3 | kBytes);
        varint(value.size());
        m_bytes.append(value);
    }
    const std::string& result() const { return m_bytes; }

private:
    void varint(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7)
            m_bytes += static_cast<char>((value & 0x7FU) | 0x80U);
        m_bytes += static_cast<char>(value);
    }

    std::string m_bytes;
};

constexpr std::uint64_t kLargestTag = 0xFFFFFFFF; // the library drops what is above it

// Calls field(number, bytes) for every field of a message that has a length, until it returns
// false. False where it did, or where the bytes are no message of known wire types.
template <class Field>
bool forEachField(std::string_view message, const Field& field)
{
    const auto varint = [&message]() -> std::optional<std::uint64_t> {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !message.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(message.front());
            message.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7FU} << shift;
            if (byte < 0x80)
                return value;
        }
        return std::nullopt;
    };
    while (!message.empty()) {
        const std::optional<std::uint64_t> tag = varint();
        if (!tag || *tag > kLargestTag)
            return false;
        std::optional<std::uint64_t> size = 0;
        switch (*tag & 7U) {
        case kVarint:
            if (!varint())
                return false;
            break;
        case kFixed32:
            size = 4;
            break;
        case kFixed64:
            size = 8;
            break;
        case kBytes:
            size = varint();
            break;
        default:
            return false;
        }
        if (!size || *size > message.size())
            return false;
        if ((*tag & 7U) == kBytes && !field(*tag >> 3, message.substr(0, *size)))
            return false;
        message.remove_prefix(*size);
    }
    return true;
}

TokenId unknownOf(const TokenizerSpec& spec)
{
    if (spec.unknown != kNoToken)
        return spec.unknown;
    for (std::size_t id = 0; id < spec.types.size(); ++id) {
        if (spec.types[id] == TokenType::Unknown)
            return static_cast<TokenId>(id);
    }
    return 0; // the library wants one
}

bool hasAllBytes(const TokenizerSpec& spec)
{
    std::unordered_set<unsigned> bytes;
    for (std::size_t id = 0; id < spec.types.size(); ++id) {
        if (spec.types[id] == TokenType::Byte)
            bytes.insert(*byteOfToken(spec.tokens[id]));
    }
    return bytes.size() == 256;
}

} // namespace

std::string sentencePieceProto(const TokenizerSpec& spec)
{
    const TokenId unknown = unknownOf(spec);
    const bool byteFallback = hasAllBytes(spec);
    ProtoWriter model;
    std::unordered_set<std::string_view> seen;
    for (std::size_t id = 0; id < spec.tokens.size(); ++id) {
        std::string text = spec.tokens[id];
        TokenType type = spec.types[id];
        if (text.empty() || !seen.insert(spec.tokens[id]).second) {
            text = fmt::format("\x01unused {}", id);
            type = TokenType::Control;
        }
        if (static_cast<TokenId>(id) == unknown)
            type = TokenType::Unknown;
        else if (type == TokenType::Unknown || (type == TokenType::Byte && !byteFallback))
            type = TokenType::Control;
        ProtoWriter piece;
        piece.bytes(kPiece, text);
        piece.real(kScore, static_cast<float>(spec.scores[id]));
        piece.number(kType, static_cast<std::uint64_t>(type));
        model.bytes(kPieces, piece.result());
    }

    ProtoWriter trainer;
    trainer.number(kModelType, spec.unigram ? kModelTypeUnigram : kModelTypeBpe);
    trainer.number(kVocabSize, spec.tokens.size());
    trainer.number(kByteFallback, byteFallback ? 1 : 0);
    trainer.number(kUnknownId, static_cast<std::uint64_t>(unknown));
    trainer.bytes(kUnknownPiece, spec.tokens[static_cast<std::size_t>(unknown)]);
    model.bytes(kTrainerSpec, trainer.result());

    ProtoWriter normalizer;
    normalizer.bytes(kName, "identity");
    normalizer.number(kAddDummyPrefix, spec.addSpacePrefix ? 1 : 0);
    if (!spec.characterMap.empty())
        normalizer.bytes(kPrecompiledCharsMap, spec.characterMap);
    normalizer.number(kRemoveExtraWhitespaces, spec.joinsSpaces ? 1 : 0);
    normalizer.number(kEscapeWhitespaces, 1);
    model.bytes(kNormalizerSpec, normalizer.result());
    return model.result();
}

bool hasSafeCharacterMaps(std::string_view serialised)
{
    return forEachField(serialised, [](std::uint64_t part, std::string_view bytes) {
        if (part != kNormalizerSpec && part != kDenormalizerSpec)
            return true;
        return forEachField(bytes, [](std::uint64_t field, std::string_view map) {
            return field != kPrecompiledCharsMap || map.empty() ||
                   CharacterMap::read(std::string(map));
        });
    });
}

} // namespace core
