// A model made ready for use: weights, tokenizer and chat template. Immutable after loading and
// shared read-only.
#pragma once

#include "core/base/result.h"
#include "core/engine/quantised_copy.h"
#include "core/engine/types.h"
#include "core/formats/model_file.h"
#include "core/model/hyperparameters.h"
#include "core/model/weights.h"
#include "core/prompt/chat_template.h"
#include "core/tokenizer/tokenizer.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace core {

struct LoadedModel
{
    std::shared_ptr<const ModelFile> file;
    Hyperparameters hp;
    Weights weights;
    std::unique_ptr<const Tokenizer> tokenizer;
    std::optional<ChatTemplate> chatTemplate;
    std::string chatTemplateError; // why the model's own cannot be used; empty where it can
    AnswerForm answerForm;
    bool answersInChannels = false; // and they are turned into that form: channel_text.h
    ModelInfo info;                 // contextTokens is set by the engine

    // Reads, checks and packs the model at path. Runs on the calling thread and the team; progress
    // is called there. quantise: for Hugging Face folders; GGUF files are loaded as they are. Fails
    // as openModelFile(), readHyperparameters(), quantisedCopy() and loadWeights() do.
    static Result<std::shared_ptr<const LoadedModel>>
    load(const std::filesystem::path& path,
         WorkerTeam& team,
         const LoadProgress& progress = {},
         const std::stop_token& stop = {},
         const std::optional<QuantiseOnLoad>& quantise = {});

    // The same without tokenizer and template, which stay empty: enough to compute on token ids.
    // For measurements, whose speed does not depend on the vocabulary.
    static Result<std::shared_ptr<const LoadedModel>>
    loadWithoutTokenizer(const std::filesystem::path& path, WorkerTeam& team);

    // The text of a request's prompt, through the chat template where it is a conversation. A model
    // without a template gets a plain one, and a template that refuses a system message gets it in
    // front of the user's first. Fails with InvalidArgument where the template refuses, or leaves
    // out the tools of the request, with Unsupported where it is too expensive, and with Limit for
    // more text than any context window holds. Thread-safe.
    Result<std::string> promptText(const ChatPrompt& given) const;

    // Where the answer to a request ends besides the model's own tokens: at the request's stop
    // strings and, since a model without a template knows no end of turn, before the next turn of
    // the plain form, whoever speaks in it.
    std::vector<std::string> stopStrings(const GenerationRequest& request) const;

    // Token ids of a request's prompt. Fails as promptText() does, and with InvalidArgument for an
    // empty prompt or ids outside the vocabulary. Thread-safe.
    Result<std::vector<TokenId>> promptIds(const GenerationRequest& request) const;
};

} // namespace core
