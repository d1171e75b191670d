#include "core/engine/well_known_tokens.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace core {

namespace {

// The texts that llama.cpp knows too.
constexpr std::array kEnds = std::to_array<std::string_view>({
    // end of turn, of message, of text
    "<|eot_id|>",
    "<|im_end|>",
    "<|end|>",
    "<|return|>",
    "<|call|>",
    "<|flush|>",
    "<|calls|>",
    "<end_of_turn>",
    "<turn|>",
    "<|endoftext|>",
    "<|end_of_text|>",
    "<|eom_id|>",
    "<EOT>",
    "_<EOT>",
    "[EOT]",
    "[EOS]",
    "<｜end▁of▁sentence｜>",
    "<end_of_utterance>",
    // what separates files and repositories where models learnt code
    "<|fim_pad|>",
    "<fim-pad>",
    "<fim_pad>",
    "<PAD>",
    "[PAD]",
    "<|fim_repo|>",
    "<|repo_name|>",
    "<fim-repo>",
    "<REPO>",
    "<reponame>",
    "<|file_sep|>",
});

// What stands around pictures in the prompts of Gemma 3; its own tokenizer keeps them out of texts,
// files made of its SentencePiece model call them user defined.
constexpr std::array kPictureMarks =
    std::to_array<std::string_view>({"<start_of_image>", "<end_of_image>", "<image_soft_token>"});

bool isOneOf(std::span<const std::string_view> texts, std::string_view text)
{
    return std::find(texts.begin(), texts.end(), text) != texts.end();
}

void makeControl(TokenizerSpec& spec, TokenId id)
{
    spec.types[static_cast<std::size_t>(id)] = TokenType::Control;
    const auto added = std::find_if(
        spec.added.begin(), spec.added.end(), [id](const auto& token) { return token.id == id; });
    if (added == spec.added.end())
        spec.added.push_back({.id = id, .special = true});
    else
        added->special = true;
}

} // namespace

void nameWellKnownTokens(TokenizerSpec& spec)
{
    if (spec.types.empty())
        spec.types.assign(spec.tokens.size(), TokenType::Normal);
    if (spec.types.size() != spec.tokens.size())
        return; // makeTokenizer() says so
    TokenId end = kNoToken;
    bool hasReturn = false;
    bool hasCall = false;
    for (std::size_t i = 0; i < spec.tokens.size(); ++i) {
        const std::string& text = spec.tokens[i];
        const auto id = static_cast<TokenId>(i);
        if (spec.types[i] == TokenType::UserDefined && isOneOf(kPictureMarks, text))
            makeControl(spec, id);
        if (text.size() < 5 || !isOneOf(kEnds, text))
            continue;
        if (text == "<|end|>")
            end = id;
        hasReturn = hasReturn || text == "<|return|>";
        hasCall = hasCall || text == "<|call|>";
        spec.endsOfGeneration.push_back(id);
        makeControl(spec, id);
    }
    // In the harmony format of gpt-oss "<|end|>" only ends one message of an answer.
    if (hasReturn && hasCall)
        std::erase(spec.endsOfGeneration, end);
}

} // namespace core
