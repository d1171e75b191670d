#include "app/server/completion_response.h"

#include "core/base/json_line.h"

#include <fmt/format.h>

#include <utility>

namespace app {

namespace {

Json usageObject(const core::GenerationStats& stats)
{
    return {{"prompt_tokens", stats.promptTokens},
            {"completion_tokens", stats.completionTokens},
            {"total_tokens", stats.promptTokens + stats.completionTokens},
            {"prompt_tokens_details", {{"cached_tokens", stats.cachedTokens}}}};
}

Json frame(const ResponseIdentity& identity, const char* object)
{
    return {{"id", identity.id},
            {"object", object},
            {"created", identity.created},
            {"model", identity.model},
            {"system_fingerprint", identity.fingerprint}};
}

std::string event(const std::string& json)
{
    return "data: " + json + "\n\n";
}

Json choice(
    CompletionKind kind, int index, Json content, const ScoredPiece* scored, Json finishReason)
{
    return {{"index", index},
            {kind == CompletionKind::Chat ? "delta" : "text", std::move(content)},
            {"logprobs", scored != nullptr ? logProbsJson(kind, *scored) : Json()},
            {"finish_reason", std::move(finishReason)}};
}

Json callObject(const std::string& id, const core::ToolCall& call)
{
    return {{"id", id},
            {"type", "function"},
            {"function", {{"name", call.name}, {"arguments", call.argumentsJson}}}};
}

// JSON text of our own making.
void addParsed(Json& object, const char* name, const std::string& text)
{
    if (!text.empty())
        object[name] = Json::parse(text);
}

Json modelObject(const core::ModelInfo& model, std::int64_t created)
{
    return {{"id", modelId(model)},
            {"object", "model"},
            {"created", created},
            {"owned_by", "fireside"},
            {"context_length", model.contextTokens},
            {"parameters", model.parameters},
            {"quantization", model.quantisation}};
}

} // namespace

CompletionResponse::CompletionResponse(CompletionKind kind,
                                       ResponseIdentity identity,
                                       bool withUsage)
    : m_kind(kind)
    , m_identity(std::move(identity))
    , m_withUsage(withUsage)
{
}

Json CompletionResponse::chunk(Json choices) const
{
    Json result = frame(
        m_identity, m_kind == CompletionKind::Chat ? "chat.completion.chunk" : "text_completion");
    result["choices"] = std::move(choices);
    if (m_withUsage)
        result["usage"] = nullptr;
    return result;
}

std::string CompletionResponse::opening(int index)
{
    Json content =
        m_kind == CompletionKind::Chat ? Json{{"role", "assistant"}, {"content", ""}} : Json("");
    return event(core::jsonLine(
        chunk(Json::array({choice(m_kind, index, std::move(content), nullptr, nullptr)}))));
}

// The same for the same answer, and for no other.
std::string CompletionResponse::callId(int choice, std::size_t call) const
{
    const std::size_t dash = m_identity.id.find('-');
    return fmt::format("call_{}_{}_{}", m_identity.id.substr(dash + 1), choice, call);
}

Json CompletionResponse::delta(const core::AnswerParts& parts,
                               std::size_t firstCall,
                               int choice) const
{
    Json result = Json::object();
    if (!parts.reasoning.empty())
        result["reasoning_content"] = parts.reasoning;
    if (!parts.content.empty())
        result["content"] = parts.content;
    for (std::size_t i = 0; i < parts.toolCalls.size(); ++i) {
        Json call{{"index", firstCall + i}};
        call.update(callObject(callId(choice, firstCall + i), parts.toolCalls[i]));
        result["tool_calls"].push_back(std::move(call));
    }
    return result;
}

std::string CompletionResponse::piece(const core::AnswerParts& parts,
                                      std::size_t firstCall,
                                      int index,
                                      const ScoredPiece* scored)
{
    Json content =
        m_kind == CompletionKind::Chat ? delta(parts, firstCall, index) : Json(parts.content);
    return event(core::jsonLine(
        chunk(Json::array({choice(m_kind, index, std::move(content), scored, nullptr)}))));
}

Json CompletionResponse::message(const core::AnswerParts& parts, int choice) const
{
    Json result{{"role", "assistant"}};
    if (!parts.reasoning.empty())
        result["reasoning_content"] = parts.reasoning;
    // Clients take a call for all there is where nothing is said beside it.
    result["content"] =
        parts.content.empty() && !parts.toolCalls.empty() ? Json() : Json(parts.content);
    result["refusal"] = nullptr;
    for (std::size_t i = 0; i < parts.toolCalls.size(); ++i)
        result["tool_calls"].push_back(callObject(callId(choice, i), parts.toolCalls[i]));
    return result;
}

std::string CompletionResponse::finish(const ChoiceEnd& end, int index, const std::string& session)
{
    Json content = m_kind == CompletionKind::Chat ? Json::object() : Json("");
    Json last = choice(m_kind,
                       index,
                       std::move(content),
                       end.scored ? &*end.scored : nullptr,
                       finishReasonName(end.reason, !end.parts.toolCalls.empty()));
    addParsed(last, "fireside", end.receipt);
    Json result = chunk(Json::array({std::move(last)}));
    addParsed(result, "session", session);
    return event(core::jsonLine(result));
}

std::string CompletionResponse::closing(const core::GenerationStats& total)
{
    std::string result;
    if (m_withUsage) {
        Json usage = chunk(Json::array());
        usage["usage"] = usageObject(total);
        result = event(core::jsonLine(usage));
    }
    return result + event("[DONE]");
}

std::string CompletionResponse::failure(const ApiError& error)
{
    return event(errorJson(error)) + event("[DONE]");
}

std::string CompletionResponse::whole(const std::vector<ChoiceEnd>& choices,
                                      const core::GenerationStats& total,
                                      const std::string& session)
{
    Json result =
        frame(m_identity, m_kind == CompletionKind::Chat ? "chat.completion" : "text_completion");
    result["choices"] = Json::array();
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const ChoiceEnd& end = choices[i];
        Json entry{{"index", i}};
        if (m_kind == CompletionKind::Chat)
            entry["message"] = message(end.parts, static_cast<int>(i));
        else
            entry["text"] = end.parts.content;
        entry["logprobs"] = end.scored ? logProbsJson(m_kind, *end.scored) : Json();
        entry["finish_reason"] = finishReasonName(end.reason, !end.parts.toolCalls.empty());
        addParsed(entry, "fireside", end.receipt);
        result["choices"].push_back(std::move(entry));
    }
    result["usage"] = usageObject(total);
    addParsed(result, "session", session);
    return core::jsonLine(result);
}

std::string_view finishReasonName(core::FinishReason reason, bool calledTools)
{
    if (calledTools && reason != core::FinishReason::Length)
        return "tool_calls";
    return reason == core::FinishReason::Length ? "length" : "stop";
}

std::string systemFingerprint(std::string_view version, const core::ModelInfo& model)
{
    // FNV-1a, 64 bits: a label, not a proof.
    const std::string parts = fmt::format("{}\n{}\n{}\n{}\n{}\n{}",
                                          version,
                                          modelId(model),
                                          model.architecture,
                                          model.quantisation,
                                          model.sizeBytes,
                                          model.kernels);
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : parts)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return fmt::format("fp_{:016x}", hash);
}

std::string modelId(const core::ModelInfo& model)
{
    std::string_view path = model.path;
    while (path.ends_with('/'))
        path.remove_suffix(1);
    if (const std::size_t slash = path.rfind('/'); slash != std::string_view::npos)
        path.remove_prefix(slash + 1);
    if (path.ends_with(".gguf"))
        path.remove_suffix(5);
    return path.empty() ? model.name : std::string(path);
}

std::string modelListJson(const std::vector<core::ModelInfo>& models, std::int64_t created)
{
    Json data = Json::array();
    for (const core::ModelInfo& model : models)
        data.push_back(modelObject(model, created));
    return core::jsonLine(Json{{"object", "list"}, {"data", std::move(data)}});
}

std::string modelJson(const core::ModelInfo& model, std::int64_t created)
{
    return core::jsonLine(modelObject(model, created));
}

} // namespace app
