#include "app/server/ollama_answer.h"

#include "app/server/completion_response.h"
#include "core/base/json_line.h"

#include <QDateTime>

#include <cmath>
#include <utility>

namespace app {

namespace {

std::int64_t nanoseconds(double milliseconds)
{
    return std::llround(milliseconds * 1e6);
}

// Beside the text: what the protocol gives no other place.
void addThinking(Json& object, const core::AnswerParts& parts)
{
    if (!parts.reasoning.empty())
        object["thinking"] = parts.reasoning;
}

Json message(const core::AnswerParts& parts)
{
    Json result{{"role", "assistant"}, {"content", parts.content}};
    addThinking(result, parts);
    for (const core::ToolCall& call : parts.toolCalls)
        result["tool_calls"].push_back(
            {{"function", {{"name", call.name}, {"arguments", Json::parse(call.argumentsJson)}}}});
    return result;
}

} // namespace

std::string utcTime(std::int64_t unixSeconds)
{
    return QDateTime::fromSecsSinceEpoch(unixSeconds, Qt::UTC).toString(Qt::ISODate).toStdString();
}

std::string ollamaName(const std::string& modelId)
{
    return modelId + ":latest";
}

OllamaAnswer::OllamaAnswer(WireFormat format, const std::string& model, std::int64_t created)
    : m_isChat(format == WireFormat::OllamaChat)
    , m_model(ollamaName(model))
    , m_created(utcTime(created))
{
}

Json OllamaAnswer::object(const core::AnswerParts& parts) const
{
    Json result{{"model", m_model}, {"created_at", m_created}};
    if (m_isChat) {
        result["message"] = message(parts);
    } else {
        result["response"] = parts.content;
        addThinking(result, parts);
    }
    result["done"] = false;
    return result;
}

std::string OllamaAnswer::last(const ChoiceEnd& end, const core::AnswerParts& parts) const
{
    const auto passed = std::chrono::steady_clock::now() - m_begin;
    Json result = object(parts);
    result["done"] = true;
    result["done_reason"] = finishReasonName(end.reason);
    result["total_duration"] = std::chrono::duration_cast<std::chrono::nanoseconds>(passed).count();
    result["load_duration"] = 0;
    result["prompt_eval_count"] = end.stats.promptTokens;
    result["prompt_eval_duration"] = nanoseconds(end.stats.prefillMs);
    result["eval_count"] = end.stats.completionTokens;
    result["eval_duration"] = nanoseconds(end.stats.decodeMs);
    if (!end.receipt.empty())
        result["fireside"] = Json::parse(end.receipt);
    return core::jsonLine(result);
}

std::string OllamaAnswer::piece(const core::AnswerParts& parts,
                                std::size_t /*firstCall*/,
                                int /*choice*/,
                                const ScoredPiece* /*scored*/)
{
    return core::jsonLine(object(parts)) + '\n';
}

std::string
OllamaAnswer::finish(const ChoiceEnd& end, int /*choice*/, const std::string& /*session*/)
{
    return last(end, {}) + '\n';
}

std::string OllamaAnswer::failure(const ApiError& error)
{
    return errorJson(error, ErrorForm::Text) + '\n';
}

std::string OllamaAnswer::whole(const std::vector<ChoiceEnd>& choices,
                                const core::GenerationStats& /*total*/,
                                const std::string& /*session*/)
{
    return last(choices.front(), choices.front().parts);
}

std::string OllamaAnswer::loaded() const
{
    Json result = object({});
    result["done"] = true;
    result["done_reason"] = "load";
    return core::jsonLine(result);
}

} // namespace app
