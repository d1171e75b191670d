// Kudo, Richardson: "SentencePiece: A simple and language independent subword tokenizer and
// detokenizer for Neural Text Processing", 2018, arXiv:1808.06226.
#include "core/tokenizer/sentence_piece_model.h"

#include "core/tokenizer/sentence_piece_proto.h"

#include <sentencepiece_processor.h>

namespace core {

Result<std::unique_ptr<SentencePieceModel>>
SentencePieceModel::create(const std::string& serialised)
{
    if (!hasSafeCharacterMaps(serialised))
        return fail(
            ErrorCode::Malformed,
            "expected a SentencePiece model, found bytes that are none; download it again.");
    auto processor = std::make_unique<sentencepiece::SentencePieceProcessor>();
    const sentencepiece::util::Status status = processor->LoadFromSerializedProto(serialised);
    if (!status.ok())
        return fail(
            ErrorCode::Malformed,
            "The SentencePiece model was refused ({}); the file may be damaged, download it again.",
            status.error_message());
    return std::unique_ptr<SentencePieceModel>(new SentencePieceModel(std::move(processor)));
}

SentencePieceModel::SentencePieceModel(
    std::unique_ptr<sentencepiece::SentencePieceProcessor> processor)
    : m_processor(std::move(processor))
{
}

SentencePieceModel::~SentencePieceModel() = default;

void SentencePieceModel::encode(std::string_view piece, std::vector<TokenId>& ids) const
{
    std::vector<int> found;
    if (m_processor->Encode(piece, &found).ok())
        ids.insert(ids.end(), found.begin(), found.end());
}

void SentencePieceModel::describe(TokenizerSpec& spec) const
{
    const int size = m_processor->GetPieceSize();
    spec.tokens.clear();
    spec.types.clear();
    spec.scores.clear();
    for (int id = 0; id < size; ++id) {
        TokenType type = TokenType::Normal;
        if (m_processor->IsUnknown(id))
            type = TokenType::Unknown;
        else if (m_processor->IsControl(id))
            type = TokenType::Control;
        else if (m_processor->IsByte(id))
            type = TokenType::Byte;
        else if (m_processor->IsUnused(id))
            type = TokenType::Unused;
        spec.tokens.push_back(m_processor->IdToPiece(id));
        spec.types.push_back(type);
        spec.scores.push_back(m_processor->GetScore(id));
    }
    spec.unknown = m_processor->unk_id();
    std::vector<std::string> pieces;
    spec.dropsFirstSpace = m_processor->Encode("a", &pieces).ok() && !pieces.empty() &&
                           pieces.front().starts_with("\xE2\x96\x81");
}

} // namespace core
