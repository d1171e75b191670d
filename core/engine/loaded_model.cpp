#include "core/engine/loaded_model.h"

#include "core/engine/chat_template_source.h"
#include "core/engine/memory_limit.h"
#include "core/engine/model_details.h"
#include "core/engine/model_fingerprint.h"
#include "core/engine/tokenizer_loader.h"
#include "core/formats/open_model_file.h"
#include "core/kernels/kernel_table.h"
#include "core/model/read_hyperparameters.h"
#include "core/prompt/answer_reader.h"
#include "core/prompt/channel_text.h"

#include <array>
#include <chrono>

namespace core {

namespace {

// Far more than any context window holds; cutting what is longer into tokens would hold up the
// other answers for nothing.
constexpr std::size_t kMostPromptBytes = 8 * 1024 * 1024;

std::size_t contentBytes(const ChatPrompt& prompt)
{
    std::size_t bytes = prompt.answerSoFar.size();
    for (const ChatMessage& message : prompt.messages)
        bytes += message.content.size();
    return bytes;
}

// What is due to the conversation's own length is not the template's expense.
RenderLimits limitsFor(std::size_t bytes)
{
    RenderLimits limits;
    limits.outputBytes += 2 * bytes;
    limits.time += std::chrono::milliseconds(bytes / (16 * 1024));
    return limits;
}

ModelInfo describe(const LoadedModel& model)
{
    ModelInfo info = infoFromHeaders(*model.file, model.hp);
    info.hasChatTemplate = model.chatTemplate.has_value();
    info.chatTemplateError = model.chatTemplateError;
    info.answerForm = model.answerForm;
    info.kernels = kernels().name;
    info.fingerprint = modelFingerprint(*model.file);
    return info;
}

// "User:"
std::string speaker(Role role)
{
    std::string name(roleName(role));
    name.front() = static_cast<char>(name.front() - 'a' + 'A');
    return name + ':';
}

constexpr std::array kSpeakers{Role::System, Role::User, Role::Assistant, Role::Tool};

// What a model without a chat template gets: speakers by name, blank lines between turns.
std::string plainPrompt(const ChatPrompt& prompt)
{
    std::string text;
    for (const ChatMessage& message : prompt.messages)
        text += speaker(message.role) + ' ' + message.content + "\n\n";
    return prompt.addGenerationPrompt ? text + speaker(Role::Assistant) : text;
}

// What a template that knows no system message gets: its text before that of the first message of
// the user.
std::optional<ChatPrompt> withoutSystemMessage(ChatPrompt prompt)
{
    std::vector<ChatMessage>& messages = prompt.messages;
    if (messages.size() < 2 || messages[0].role != Role::System || messages[1].role != Role::User)
        return std::nullopt;
    messages[1].content = messages[0].content + "\n\n" + messages[1].content;
    messages.erase(messages.begin());
    return prompt;
}

// What a model that answers in channels gets: no reasoning of former answers, and the one that it
// goes on with in its channels. What comes with calls of tools its template takes for reasoning,
// and leaves it out itself where it is no longer wanted.
ChatPrompt inChannels(ChatPrompt prompt)
{
    for (ChatMessage& message : prompt.messages)
        if (message.role == Role::Assistant && message.toolCalls.empty())
            message.content = withoutReasoning(message.content);
    prompt.answerSoFar = toChannels(prompt.answerSoFar);
    return prompt;
}

// Goes on with the copy's weights; tokenizer and chat template are the folder's.
Status useCopy(LoadedModel& model,
               const QuantiseOnLoad& quantise,
               WorkerTeam& team,
               const LoadProgress& progress,
               const std::stop_token& stop)
{
    Result<std::shared_ptr<const ModelFile>> copy =
        quantisedCopy(*model.file, quantise, team, progress, stop);
    if (!copy)
        return fail(copy.error());
    Result<Hyperparameters> hp = readHyperparameters(**copy);
    if (!hp)
        return fail(hp.error());
    model.file = std::move(*copy);
    model.hp = std::move(*hp);
    return {};
}

Status openFile(const std::filesystem::path& path, LoadedModel& model)
{
    Result<std::shared_ptr<const ModelFile>> file = openModelFile(path);
    if (!file)
        return fail(file.error());
    model.file = *file;
    Result<Hyperparameters> hp = readHyperparameters(*model.file);
    if (!hp)
        return fail(hp.error());
    model.hp = std::move(*hp);
    return {};
}

Status readTokenizer(LoadedModel& model)
{
    Result<std::unique_ptr<Tokenizer>> tokenizer = loadTokenizer(*model.file);
    if (!tokenizer)
        return fail(tokenizer.error());
    model.tokenizer = std::move(*tokenizer);
    if (model.tokenizer->vocabSize() < model.hp.vocabSize / 2)
        return fail(ErrorCode::Malformed,
                    "{}: expected a vocabulary of about {} tokens, found {}; the file may be "
                    "damaged, download it again",
                    model.file->path().string(),
                    model.hp.vocabSize,
                    model.tokenizer->vocabSize());

    if (const std::string source = chatTemplateSource(*model.file); !source.empty()) {
        Result<ChatTemplate> chatTemplate = ChatTemplate::parse(source);
        if (chatTemplate)
            model.chatTemplate = std::move(*chatTemplate);
        else
            model.chatTemplateError = chatTemplate.error().message;
        model.answersInChannels = answersInChannels(source);
        model.answerForm = answerFormOf(source);
        const Result<std::string> prompt =
            model.promptText({.messages = {{.role = Role::User, .content = "Hello"}}});
        model.answerForm.opensReasoning = prompt && opensReasoning(*prompt);
    }
    return {};
}

Status readWeights(LoadedModel& model,
                   WorkerTeam& team,
                   const LoadProgress& progress,
                   const std::stop_token& stop)
{
    if (Status fits = checkWeightsFit(*model.file, usableMemory()); !fits)
        return fits;
    Result<Weights> weights = loadWeights(*model.file, model.hp, team, progress, stop);
    if (!weights)
        return fail(weights.error());
    model.weights = std::move(*weights);
    model.info = describe(model);
    return {};
}

} // namespace

Result<std::shared_ptr<const LoadedModel>>
LoadedModel::load(const std::filesystem::path& path,
                  WorkerTeam& team,
                  const LoadProgress& progress,
                  const std::stop_token& stop,
                  const std::optional<QuantiseOnLoad>& quantise)
{
    auto model = std::make_shared<LoadedModel>();
    if (Status ok = openFile(path, *model); !ok)
        return fail(ok.error());
    if (Status ok = readTokenizer(*model); !ok)
        return fail(ok.error());
    const std::shared_ptr<const ModelFile> chosen = model->file;
    if (quantise && chosen->format() == ModelFile::Format::HuggingFace) {
        if (Status ok = useCopy(*model, *quantise, team, progress, stop); !ok)
            return fail(ok.error());
    }
    if (Status ok = readWeights(*model, team, progress, stop); !ok)
        return fail(ok.error());
    const ModelInfo said = infoFromHeaders(*chosen, model->hp);
    model->info.name = said.name;
    model->info.path = said.path;
    return model;
}

Result<std::shared_ptr<const LoadedModel>>
LoadedModel::loadWithoutTokenizer(const std::filesystem::path& path, WorkerTeam& team)
{
    auto model = std::make_shared<LoadedModel>();
    if (Status ok = openFile(path, *model); !ok)
        return fail(ok.error());
    if (Status ok = readWeights(*model, team, {}, {}); !ok)
        return fail(ok.error());
    return model;
}

Result<std::string> LoadedModel::promptText(const ChatPrompt& given) const
{
    const auto refuseTools = [] {
        return fail(ErrorCode::InvalidArgument,
                    "The chat template of this model does not know tools; leave them out, or use a "
                    "model that was trained to call them.");
    };
    if (!chatTemplate && !given.toolsJson.empty())
        return refuseTools();
    const std::size_t bytes = contentBytes(given);
    if (bytes > kMostPromptBytes)
        return fail(ErrorCode::Limit,
                    "the conversation has {} bytes of text and a model is given {} at most; "
                    "shorten it",
                    bytes,
                    kMostPromptBytes);
    if (!chatTemplate)
        return plainPrompt(given) + given.answerSoFar;
    const RenderLimits limits = limitsFor(bytes);
    const ChatPrompt prompt = answersInChannels ? inChannels(given) : given;
    const auto render = [this, &limits](const ChatPrompt& conversation) -> Result<std::string> {
        const Result<nlohmann::ordered_json> variables =
            templateVariables(conversation,
                              tokenizer->tokenBytes(tokenizer->bos(), true),
                              tokenizer->tokenBytes(tokenizer->eos(), true));
        if (!variables)
            return fail(variables.error());
        return chatTemplate->render(*variables, RenderClock::now(), limits);
    };
    Result<std::string> text = render(prompt);
    if (!text) {
        const std::optional<ChatPrompt> other = withoutSystemMessage(prompt);
        if (Result<std::string> accepted = other ? render(*other) : text; accepted)
            text = std::move(accepted);
    }
    // Left out in silence, they would be missed only by the program that waits for their calls.
    if (text && !prompt.toolsJson.empty()) {
        ChatPrompt without = prompt;
        without.toolsJson.clear();
        if (const Result<std::string> same = render(without); same && *same == *text)
            return refuseTools();
    }
    if (text)
        *text += prompt.answerSoFar;
    else if (text.error().code == ErrorCode::Limit)
        text.error().code = ErrorCode::Unsupported; // the template's fault, not the conversation's
    return text;
}

std::vector<std::string> LoadedModel::stopStrings(const GenerationRequest& request) const
{
    std::vector<std::string> stops = request.stopStrings;
    if (!chatTemplate && std::holds_alternative<ChatPrompt>(request.prompt))
        for (const Role role : kSpeakers)
            stops.push_back('\n' + speaker(role));
    return stops;
}

Result<std::vector<TokenId>> LoadedModel::promptIds(const GenerationRequest& request) const
{
    std::vector<TokenId> ids;
    if (const auto* given = std::get_if<std::vector<TokenId>>(&request.prompt)) {
        ids = *given;
    } else if (const auto* text = std::get_if<std::string>(&request.prompt)) {
        ids = tokenizer->encode(*text, {.addBos = true, .parseSpecial = true});
    } else {
        const Result<std::string> rendered = promptText(std::get<ChatPrompt>(request.prompt));
        if (!rendered)
            return fail(rendered.error());
        // Templates that write BOS themselves must not get a second one.
        const std::string bos = tokenizer->tokenBytes(tokenizer->bos(), true);
        const bool hasBos = !bos.empty() && rendered->starts_with(bos);
        ids = tokenizer->encode(*rendered, {.addBos = !hasBos, .parseSpecial = true});
    }
    if (ids.empty())
        return fail(ErrorCode::InvalidArgument,
                    "expected a prompt of at least one token, found an empty one");
    for (const TokenId id : ids)
        if (id < 0 || static_cast<std::size_t>(id) >= hp.vocabSize)
            return fail(ErrorCode::InvalidArgument,
                        "expected token ids from 0 to {}, found {}",
                        hp.vocabSize - 1,
                        id);
    return ids;
}

} // namespace core
