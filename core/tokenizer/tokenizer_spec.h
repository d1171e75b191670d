// Everything a tokenizer is made of, as plain data: what the readers of model files fill in and
// makeTokenizer() checks.
#pragma once

#include "core/base/result.h"
#include "core/base/token.h"
#include "core/tokenizer/tokenizer.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace core {

class CharacterMap;

enum class TokenizerKind
{
    ByteLevelBpe,  // GPT-2 and most models since: bytes written as printable characters, merged by
                   // rank
    CharacterBpe,  // tokenizer.json of the Llama 2 family: characters merged by rank, "▁" for the
                   // space
    SentencePiece, // merged by score, or the most probable segmentation; done by the sentencepiece
                   // library
    WordPiece,     // BERT's: the longest tokens from left to right, "##" before those that go on
    Unigram        // tokenizer.json: the most probable segmentation, in double precision as the
                   // tokenizers library; GGUF files have sentencepiece's, which is in single
};

// Numbered as in GGUF (tokenizer.ggml.token_type) and in sentencepiece's model files.
enum class TokenType
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6
};

// A token that is found in the text before anything else happens to it.
struct AddedToken
{
    TokenId id = kNoToken;
    bool special = false;    // only found where EncodeOptions::parseSpecial allows
    bool normalized = false; // looked for after normalisation, in its own normalised form
    bool leftStrip = false;  // takes the white space before it along
    bool rightStrip = false; // and after it
    bool singleWord = false; // only where no letter or digit is beside it
};

// Rewrites a text as a whole. Empty texts stay empty.
struct TextStep
{
    enum class Kind
    {
        Prepend,              // `to`
        PrependUnlessPresent, // `to`, if the text does not begin with it
        PrependAtStart,       // as PrependUnlessPresent, for the first part of the text only
        Replace,              // every `from` by `to`
        Nfc,
        Nfd,
        Nfkc,
        Nfkd,
        Lowercase,
        StripAccents, // marks that stand for themselves, as after Nfd, go
        CleanText,    // BERT's: white space becomes spaces, control characters go
        SpaceHan,     // BERT's: spaces around each Chinese character
        Strip,        // white space at the beginning, where `from` is not empty, and at the end,
                      // where `to` is not
        JoinSpaces,   // two and more spaces become `to`
        JoinWords,    // white space between words becomes `to`; one goes before the first word
        MapCharacters // as `map` says
    };

    Kind kind = Kind::Replace;
    std::string from;
    std::string to;
    std::shared_ptr<const CharacterMap> map = nullptr; // MapCharacters alone: never null there
};

// Cuts each piece of text where the pattern matches.
struct SplitStep
{
    enum class Behaviour
    {
        Isolated,           // matches and what is between them become pieces
        Removed,            // only what is between the matches
        MergedWithPrevious, // a match ends the piece before it
        MergedWithNext,     // a match begins the piece after it
        Contiguous          // as Isolated, but adjacent matches are one piece
    };

    std::string pattern;
    bool literal = false; // a plain string; otherwise a regular expression
    Behaviour behaviour = Behaviour::Isolated;
    bool invert = false; // what the pattern does not match counts as the match
};

struct TokenizerSpec
{
    TokenizerKind kind = TokenizerKind::ByteLevelBpe;

    // By id. An empty text stands for an id that is never matched.
    std::vector<std::string> tokens;
    std::vector<TokenType> types; // as many as tokens, or none: all normal
    std::vector<double> scores;   // SentencePiece, Unigram: as many as tokens that text matches

    std::vector<std::pair<std::string, std::string>> merges; // BPE, best first
    bool ignoreMerges = false; // BPE: a piece that is a token needs no merging
    bool byteFallback = false; // CharacterBpe, Unigram: unknown characters become tokens "<0xNN>"
    bool fuseUnknown = false;  // CharacterBpe: one unknown token for a run of unknown characters
    bool unigram = false;      // SentencePiece: the most probable segmentation, not merges by score
    bool addSpacePrefix = true; // SentencePiece: a space goes before each part of the text
    bool joinsSpaces = false;   // SentencePiece: runs of spaces count as one, outer ones as none
    std::string characterMap;   // SentencePiece: normalisation, a CharacterMap; empty: none
    std::string sentencePieceModel; // SentencePiece: a serialised model to run instead of scores

    std::vector<AddedToken> added;
    std::vector<TextStep> normalizer;  // before added tokens with `normalized` are looked for
    std::vector<TextStep> preparation; // after
    std::vector<SplitStep> splits;

    TokenId bos = kNoToken;
    TokenId eos = kNoToken;
    TokenId unknown =
        kNoToken; // what stands for characters the vocabulary lacks; none: they are dropped
    std::vector<TokenId> prefix; // around each text, where EncodeOptions::addBos asks for it
    std::vector<TokenId> suffix;
    std::vector<TokenId> endsOfGeneration; // besides eos

    bool dropsFirstSpace =
        false; // decoding: the first space of a text was put there by the tokenizer
};

// Fills tokens, types, scores, unknown and dropsFirstSpace from sentencePieceModel. Tokens that
// spec already has beyond the model's own stay. Fails with Malformed where the library refuses the
// model.
Status readSentencePieceModel(TokenizerSpec& spec);

// Fails with Malformed where the parts contradict each other (ids out of range, lists of different
// lengths, merges of unknown tokens) and with Unsupported where a pattern cannot be run safely.
Result<std::unique_ptr<Tokenizer>> makeTokenizer(TokenizerSpec spec);

} // namespace core
