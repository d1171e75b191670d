#include "app/server/ollama_routes.h"

#include "app/server/completion_response.h"
#include "app/server/ollama_answer.h"
#include "app/server/ollama_models.h"
#include "app/server/ollama_request.h"

#include <QDateTime>

#include <utility>

namespace app {

namespace {

// Clients look for the first three words.
constexpr const char* kRunning =
    "Ollama is running, as far as programs can tell: this is Fireside, which answers its API.";

// Clients ask for at least the version that has what they use. Of this one is "thinking", the
// newest part of what is answered here.
constexpr const char* kVersion = R"({"version":"0.9.0"})";

void sendJson(HttpReply& reply, const std::string& json)
{
    reply.sendWhole(200, "application/json", QByteArray::fromStdString(json));
}

// "model", or "name" as old clients say.
ApiResult<std::string> modelName(const HttpRequest& request)
{
    if (const std::optional<ApiError> error = checkContentType(request))
        return tl::unexpected(*error);
    const ApiResult<Json> body =
        parseJsonObject({request.body.constData(), static_cast<std::size_t>(request.body.size())});
    if (!body)
        return tl::unexpected(body.error());
    FieldReader fields(*body);
    std::string name = fields.string("name").value_or(std::string());
    name = fields.string("model").value_or(std::move(name));
    if (fields.error())
        return tl::unexpected(*fields.error());
    return name;
}

} // namespace

OllamaRoutes::OllamaRoutes(Inference& inference, ChooseModel chooseModel, Complete complete)
    : m_inference(inference)
    , m_chooseModel(std::move(chooseModel))
    , m_complete(std::move(complete))
    , m_created(QDateTime::currentSecsSinceEpoch())
{
}

void OllamaRoutes::addTo(RouteTable& routes)
{
    routes.add("GET", "/", [](const RouteRequest& call) {
        call.reply.sendWhole(200, "text/plain; charset=utf-8", kRunning);
    });
    routes.add(
        "GET", "/api/version", [](const RouteRequest& call) { sendJson(call.reply, kVersion); });
    routes.add("GET", "/api/tags", [this](const RouteRequest& call) {
        sendJson(call.reply, ollamaTagsJson(m_inference.loadedModels(), m_created));
    });
    routes.add("GET", "/api/ps", [this](const RouteRequest& call) {
        sendJson(call.reply, ollamaPsJson(m_inference.loadedModels()));
    });
    routes.add("POST", "/api/show", [this](const RouteRequest& call) { show(call); });
    routes.add(
        "POST", "/api/chat", [this](const RouteRequest& call) { complete(parseOllamaChat, call); });
    routes.add("POST", "/api/generate", [this](const RouteRequest& call) {
        complete(parseOllamaGenerate, call);
    });
}

void OllamaRoutes::show(const RouteRequest& call)
{
    const ApiResult<core::ModelInfo> model =
        modelName(call.request).and_then([this](const std::string& name) {
            return m_chooseModel(name);
        });
    if (!model)
        return sendError(call.reply, model.error());
    sendJson(call.reply, ollamaShowJson(*model, m_created));
}

void OllamaRoutes::complete(RequestParser parse, const RouteRequest& call)
{
    ApiResult<CompletionRequest> request = parseRequest(call.request, parse);
    if (!request)
        return sendError(call.reply, request.error());
    if (!asksToLoad(*request))
        return m_complete(call.reply, std::move(*request), nullptr);
    const ApiResult<core::ModelInfo> model = m_chooseModel(request->model);
    if (!model)
        return sendError(call.reply, model.error());
    sendJson(call.reply,
             OllamaAnswer(request->format, modelId(*model), QDateTime::currentSecsSinceEpoch())
                 .loaded());
}

} // namespace app
