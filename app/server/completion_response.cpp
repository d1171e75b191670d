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

Json chunk(CompletionKind kind, const ResponseIdentity& identity, Json choice, bool withUsage)
{
    Json result =
        frame(identity, kind == CompletionKind::Chat ? "chat.completion.chunk" : "text_completion");
    result["choices"] = Json::array({std::move(choice)});
    if (withUsage)
        result["usage"] = nullptr;
    return result;
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

std::string CompletionResponse::openingChunk(int index) const
{
    Json content =
        m_kind == CompletionKind::Chat ? Json{{"role", "assistant"}, {"content", ""}} : Json("");
    return core::jsonLine(chunk(m_kind,
                                m_identity,
                                choice(m_kind, index, std::move(content), nullptr, nullptr),
                                m_withUsage));
}

std::string
CompletionResponse::textChunk(std::string_view text, int index, const ScoredPiece* scored) const
{
    Json content = m_kind == CompletionKind::Chat ? Json{{"content", text}} : Json(text);
    return core::jsonLine(chunk(m_kind,
                                m_identity,
                                choice(m_kind, index, std::move(content), scored, nullptr),
                                m_withUsage));
}

// The same for the same answer, and for no other.
std::string CompletionResponse::callId(int choice, std::size_t call) const
{
    const std::size_t dash = m_identity.id.find('-');
    return fmt::format("call_{}_{}_{}", m_identity.id.substr(dash + 1), choice, call);
}

std::string CompletionResponse::partsChunk(const core::AnswerParts& parts,
                                           std::size_t firstCall,
                                           int index,
                                           const ScoredPiece* scored) const
{
    Json delta = Json::object();
    if (!parts.reasoning.empty())
        delta["reasoning_content"] = parts.reasoning;
    if (!parts.content.empty())
        delta["content"] = parts.content;
    for (std::size_t i = 0; i < parts.toolCalls.size(); ++i) {
        Json call{{"index", firstCall + i}};
        call.update(callObject(callId(index, firstCall + i), parts.toolCalls[i]));
        delta["tool_calls"].push_back(std::move(call));
    }
    return core::jsonLine(chunk(
        m_kind, m_identity, choice(m_kind, index, std::move(delta), scored, nullptr), m_withUsage));
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

std::string
CompletionResponse::finishChunk(const ChoiceEnd& end, int index, const std::string& session) const
{
    Json content = m_kind == CompletionKind::Chat ? Json::object() : Json("");
    Json last = choice(m_kind,
                       index,
                       std::move(content),
                       end.scored ? &*end.scored : nullptr,
                       finishReasonName(end.reason, end.calledTools));
    addParsed(last, "fireside", end.receipt);
    Json result = chunk(m_kind, m_identity, std::move(last), m_withUsage);
    addParsed(result, "session", session);
    return core::jsonLine(result);
}

std::string CompletionResponse::usageChunk(const core::GenerationStats& stats) const
{
    Json result = frame(
        m_identity, m_kind == CompletionKind::Chat ? "chat.completion.chunk" : "text_completion");
    result["choices"] = Json::array();
    result["usage"] = usageObject(stats);
    return core::jsonLine(result);
}

std::string CompletionResponse::whole(const std::vector<ChoiceEnd>& choices,
                                      const core::GenerationStats& stats,
                                      const std::string& session) const
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
            entry["text"] = end.text;
        entry["logprobs"] = end.scored ? logProbsJson(m_kind, *end.scored) : Json();
        entry["finish_reason"] = finishReasonName(end.reason, end.calledTools);
        addParsed(entry, "fireside", end.receipt);
        result["choices"].push_back(std::move(entry));
    }
    result["usage"] = usageObject(stats);
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
