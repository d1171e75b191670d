// Checks a TokenizerSpec and builds the tokenizer it describes.
#include "core/tokenizer/bpe_model.h"
#include "core/tokenizer/sentence_piece_model.h"
#include "core/tokenizer/sentence_piece_proto.h"
#include "core/tokenizer/text_steps.h"
#include "core/tokenizer/text_tokenizer.h"
#include "core/tokenizer/unigram_model.h"
#include "core/tokenizer/word_piece_model.h"

#include <cmath>
#include <unordered_set>
#include <utility>

namespace core {

namespace {

// The largest vocabularies in use have 260,000 tokens and 500,000 merges.
constexpr std::size_t kMaxTokens = std::size_t{1} << 22;
constexpr std::size_t kMaxMerges = std::size_t{1} << 22;

template <class... Args>
tl::unexpected<Error> malformed(fmt::format_string<Args...> format, Args&&... args)
{
    return fail(ErrorCode::Malformed,
                "The tokenizer is damaged: {}; download the model again.",
                fmt::format(format, std::forward<Args>(args)...));
}

Status checkLists(const TokenizerSpec& spec)
{
    const std::size_t count = spec.tokens.size();
    if (count == 0 || count > kMaxTokens)
        return malformed("expected 1 to {} tokens, found {}", kMaxTokens, count);
    if (spec.types.size() != count)
        return malformed(
            "expected {} token types, as many as tokens, found {}", count, spec.types.size());
    if (spec.merges.size() > kMaxMerges)
        return malformed("expected at most {} merges, found {}", kMaxMerges, spec.merges.size());
    for (std::size_t id = 0; id < count; ++id) {
        if (spec.types[id] == TokenType::Byte && !byteOfToken(spec.tokens[id]))
            return malformed(
                "token {} stands for a byte, so expected \"<0x00>\" to \"<0xFF>\", found \"{}\"",
                id,
                spec.tokens[id]);
    }
    if (spec.kind != TokenizerKind::SentencePiece && spec.kind != TokenizerKind::Unigram)
        return {};
    const bool mayLack =
        spec.kind == TokenizerKind::Unigram; // those of added tokens, which text never matches
    if (spec.scores.size() > count || (spec.scores.size() < count && !mayLack))
        return malformed(
            "expected {} token scores, as many as tokens, found {}", count, spec.scores.size());
    for (std::size_t id = 0; id < spec.scores.size(); ++id) {
        if (std::isnan(spec.scores[id]))
            return malformed("the score of token {} is not a number", id);
    }
    return {};
}

Status checkId(const char* what, TokenId id, std::size_t count)
{
    if (id < 0 || static_cast<std::size_t>(id) >= count)
        return malformed("expected the id of {} to be from 0 to {}, found {}", what, count - 1, id);
    return {};
}

Status checkIds(const TokenizerSpec& spec)
{
    const std::size_t count = spec.tokens.size();
    const std::pair<const char*, TokenId> single[] = {{"the BOS token", spec.bos},
                                                      {"the EOS token", spec.eos},
                                                      {"the unknown token", spec.unknown}};
    for (const auto& [what, id] : single) {
        if (id == kNoToken)
            continue;
        if (Status ok = checkId(what, id, count); !ok)
            return ok;
    }
    const std::pair<const char*, const std::vector<TokenId>*> lists[] = {
        {"a token put before the text", &spec.prefix},
        {"a token put after the text", &spec.suffix},
        {"an end-of-generation token", &spec.endsOfGeneration}};
    for (const auto& [what, ids] : lists) {
        for (const TokenId id : *ids) {
            if (Status ok = checkId(what, id, count); !ok)
                return ok;
        }
    }
    std::unordered_set<TokenId> seen;
    for (const AddedToken& token : spec.added) {
        if (Status ok = checkId("an added token", token.id, count); !ok)
            return ok;
        if (spec.tokens[static_cast<std::size_t>(token.id)].empty())
            return malformed("added token {} has no text", token.id);
        if (!seen.insert(token.id).second)
            return malformed("two added tokens have the id {}", token.id);
    }
    return {};
}

Status checkSteps(const TokenizerSpec& spec)
{
    for (const auto* steps : {&spec.normalizer, &spec.preparation})
        for (const TextStep& step : *steps)
            if (step.kind == TextStep::Kind::MapCharacters && step.map == nullptr)
                return malformed("the map of its characters is missing");
    return {};
}

} // namespace

Status readSentencePieceModel(TokenizerSpec& spec)
{
    Result<std::unique_ptr<SentencePieceModel>> model =
        SentencePieceModel::create(spec.sentencePieceModel);
    if (!model)
        return fail(std::move(model.error()));
    const std::vector<std::string> given = std::exchange(spec.tokens, {});
    (*model)->describe(spec);
    for (std::size_t id = spec.tokens.size(); id < given.size(); ++id) {
        spec.tokens.push_back(given[id]);
        spec.types.push_back(TokenType::Unused);
        spec.scores.push_back(0);
    }
    return {};
}

Result<std::unique_ptr<Tokenizer>> makeTokenizer(TokenizerSpec spec)
{
    if (spec.types.empty())
        spec.types.assign(spec.tokens.size(), TokenType::Normal);
    if (Status ok = checkLists(spec); !ok)
        return fail(std::move(ok.error()));
    if (Status ok = checkIds(spec); !ok)
        return fail(std::move(ok.error()));
    if (Status ok = checkSteps(spec); !ok)
        return fail(std::move(ok.error()));

    TextTokenizer::Parts parts;
    Result<PreTokenizer> preTokenizer = PreTokenizer::create(spec.splits);
    if (!preTokenizer)
        return fail(std::move(preTokenizer.error()));
    parts.preTokenizer = std::move(*preTokenizer);
    for (const AddedToken& token : spec.added) {
        const std::string& text = spec.tokens[static_cast<std::size_t>(token.id)];
        if (token.normalized)
            parts.normalizedAdded.add(token,
                                      applyTextSteps(spec.normalizer, text, /*atStart=*/true));
        else
            parts.added.add(token, text);
    }

    if (spec.kind == TokenizerKind::SentencePiece) {
        Result<std::unique_ptr<SentencePieceModel>> model = SentencePieceModel::create(
            spec.sentencePieceModel.empty() ? sentencePieceProto(spec) : spec.sentencePieceModel);
        if (!model)
            return fail(std::move(model.error()));
        parts.model = std::move(*model);
    }
    parts.vocabulary =
        std::make_unique<Vocabulary>(std::exchange(spec.tokens, {}), std::exchange(spec.types, {}));
    if (spec.kind == TokenizerKind::WordPiece) {
        parts.model = std::make_unique<WordPieceModel>(*parts.vocabulary, spec.unknown);
    } else if (spec.kind == TokenizerKind::Unigram) {
        parts.model = std::make_unique<UnigramModel>(
            *parts.vocabulary, std::move(spec.scores), spec.unknown, spec.byteFallback);
    } else if (spec.kind != TokenizerKind::SentencePiece) {
        Result<std::unique_ptr<BpeModel>> model = BpeModel::create(spec, *parts.vocabulary);
        if (!model)
            return fail(std::move(model.error()));
        parts.model = std::move(*model);
    }
    spec.merges = {};
    spec.scores = {};
    spec.sentencePieceModel = {};
    return std::make_unique<TextTokenizer>(std::move(spec), std::move(parts));
}

} // namespace core
