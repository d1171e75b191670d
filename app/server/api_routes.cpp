#include "app/server/api_routes.h"

#include "app/server/anthropic_answer.h"
#include "app/server/anthropic_request.h"
#include "app/server/completion_call.h"
#include "app/server/completion_response.h"
#include "app/server/ollama_answer.h"
#include "app/server/responses_answer.h"
#include "app/server/responses_request.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRandomGenerator>
#include <QUuid>

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

namespace app {

namespace {

// No vocabulary has a token longer than this many bytes, so more text than this per token of
// context cannot fit.
constexpr std::size_t kLongestTokenBytes = 512;

void sendJson(HttpReply& reply, int status, const std::string& json)
{
    reply.sendWhole(status, "application/json", QByteArray::fromStdString(json));
}

ApiError modelNotFound(const std::string& message)
{
    ApiError error = errorForStatus(404, message);
    error.code = "model_not_found";
    return error;
}

const core::ModelInfo* findModel(const std::vector<core::ModelInfo>& models, std::string_view id)
{
    const auto found =
        std::find_if(models.begin(), models.end(), [id](const core::ModelInfo& each) {
            return modelId(each) == id || modelId(each) + ":latest" == id;
        });
    return found != models.end() ? &*found : nullptr;
}

ResponseIdentity identityOf(const core::ModelInfo& model)
{
    ResponseIdentity identity;
    identity.id = QUuid::createUuid().toByteArray(QUuid::Id128).toStdString();
    identity.created = QDateTime::currentSecsSinceEpoch();
    // Whatever name the client used, the model says its own.
    identity.model = modelId(model);
    identity.fingerprint =
        systemFingerprint(QCoreApplication::applicationVersion().toStdString(), model);
    return identity;
}

std::unique_ptr<AnswerWriter> answerWriter(const CompletionRequest& request,
                                           ResponseIdentity identity)
{
    switch (request.format) {
    case WireFormat::Completions:
        break;
    case WireFormat::OllamaChat:
    case WireFormat::OllamaGenerate:
        return std::make_unique<OllamaAnswer>(request.format, identity.model, identity.created);
    case WireFormat::Responses:
        return std::make_unique<ResponsesAnswer>(std::move(identity), request.generation);
    case WireFormat::AnthropicMessages: {
        const std::vector<std::string>& stops = request.generation.stopStrings;
        return std::make_unique<AnthropicAnswer>(std::move(identity),
                                                 stops.size() == 1 ? stops.front() : std::string());
    }
    }
    identity.id.insert(0, request.kind == CompletionKind::Chat ? "chatcmpl-" : "cmpl-");
    return std::make_unique<CompletionResponse>(
        request.kind, std::move(identity), request.stream && request.includeUsage);
}

std::optional<ApiError> checkLength(const core::GenerationRequest& request,
                                    const core::ModelInfo& model)
{
    const std::size_t bytes = promptBytes(request);
    const auto context = static_cast<std::size_t>(std::max(model.contextTokens, 1));
    if (model.contextTokens <= 0 || bytes / kLongestTokenBytes <= context)
        return {};
    ApiError error;
    error.code = "context_length_exceeded";
    error.message = fmt::format("The prompt has {} bytes of text, far more than the context window "
                                "of {} tokens can hold; shorten it.",
                                bytes,
                                context);
    return error;
}

} // namespace

ApiRoutes::ApiRoutes(GenerationHub& hub, const AccessPolicy& policy, const ServerOptions& options)
    : m_hub(hub)
    , m_policy(policy)
    , m_options(options)
    , m_sessions(options.sessions, std::bind_front(&ApiRoutes::start, this))
    , m_ollama(hub.inference(),
               std::bind_front(&ApiRoutes::chooseModel, this),
               std::bind_front(&ApiRoutes::start, this))
    , m_created(QDateTime::currentSecsSinceEpoch())
{
    m_routes.add("GET", "/health", [this](const RouteRequest& call) { health(call); });
    m_routes.add("GET", "/models", [this](const RouteRequest& call) { listModels(call); });
    m_routes.add("GET", "/models/*", [this](const RouteRequest& call) { describeModel(call); });
    m_routes.add("POST", "/chat/completions", [this](const RouteRequest& call) {
        complete(parseChatRequest, call);
    });
    m_routes.add("POST", "/completions", [this](const RouteRequest& call) {
        complete(parseTextRequest, call);
    });
    m_routes.add("POST", "/responses", [this](const RouteRequest& call) {
        complete(parseResponsesRequest, call);
    });
    m_routes.add("POST", "/messages", [this](const RouteRequest& call) {
        complete(parseAnthropicMessages, call);
    });
    m_routes.add(
        "POST", "/messages/count_tokens", [this](const RouteRequest& call) { countTokens(call); });
    m_sessions.addTo(m_routes);
    m_ollama.addTo(m_routes);
}

void ApiRoutes::handle(const HttpRequest& request, HttpReply& reply)
{
    if (const QByteArray origin = request.field("Origin"); !origin.isEmpty()) {
        // Only origins that the policy let through come this far.
        reply.addField("Access-Control-Allow-Origin", origin);
        reply.addField("Vary", "Origin");
    }
    const QByteArray path = request.path();
    if (path.startsWith("/api/"))
        reply.setErrorForm(ErrorForm::Text);
    else if (path.startsWith("/v1/messages") || path.startsWith("/messages"))
        reply.setErrorForm(ErrorForm::Typed);
    const RouteTable::Match match = m_routes.find(request.method, path);
    if (request.method == "OPTIONS" && (path == "*" || !match.allowed.isEmpty()))
        return preflight(request, reply, match.allowed);
    const bool open = path == "/health" || path == "/v1/health";
    if (!open && !m_policy.keyAccepted(request)) {
        reply.addField("WWW-Authenticate", "Bearer");
        return sendError(
            reply,
            errorForStatus(
                401, "The API key is missing or wrong; send it as \"Authorization: Bearer KEY\"."));
    }
    if (match.handler != nullptr)
        return (*match.handler)(RouteRequest{request, match.rest, reply});
    if (match.allowed.isEmpty()) {
        return sendError(
            reply,
            errorForStatus(404,
                           "There is nothing at this path; the endpoint has /health, /v1/models, "
                           "/v1/chat/completions, /v1/completions, /v1/responses, /v1/messages, "
                           "/v1/messages/count_tokens, /v1/sessions and, of Ollama's API, "
                           "/api/version, /api/tags, /api/ps, /api/show, /api/chat and "
                           "/api/generate."));
    }
    const QByteArray allowed = match.allowed.join(", ");
    reply.addField("Allow", allowed);
    sendError(
        reply,
        errorForStatus(405, "This path takes only the methods " + allowed.toStdString() + "."));
}

void ApiRoutes::preflight(const HttpRequest& request,
                          HttpReply& reply,
                          const QByteArrayList& allowed)
{
    const QByteArray methods =
        allowed.isEmpty() ? QByteArray("GET, HEAD, POST, OPTIONS") : allowed.join(", ");
    reply.addField("Allow", methods);
    if (!request.field("Origin").isEmpty()) {
        reply.addField("Access-Control-Allow-Methods", methods);
        const QByteArray asked = request.field("Access-Control-Request-Headers");
        reply.addField("Access-Control-Allow-Headers",
                       asked.isEmpty() ? QByteArray("Authorization, Content-Type") : asked);
        reply.addField("Access-Control-Max-Age", "600");
        if (request.field("Access-Control-Request-Private-Network") == "true")
            reply.addField("Access-Control-Allow-Private-Network", "true");
    }
    reply.sendWhole(204, {}, {});
}

void ApiRoutes::health(const RouteRequest& call)
{
    switch (m_hub.inference().modelState()) {
    case ModelState::Ready:
        return sendJson(call.reply, 200, R"({"status":"ok"})");
    case ModelState::Loading:
        call.reply.addField("Retry-After", "2");
        return sendJson(call.reply, 503, R"({"status":"loading"})");
    case ModelState::Empty:
    case ModelState::Failed:
        return sendJson(call.reply, 503, R"({"status":"no model"})");
    }
}

void ApiRoutes::listModels(const RouteRequest& call)
{
    sendJson(call.reply, 200, modelListJson(m_hub.inference().loadedModels(), m_created));
}

void ApiRoutes::describeModel(const RouteRequest& call)
{
    const std::vector<core::ModelInfo> models = m_hub.inference().loadedModels();
    if (const core::ModelInfo* model = findModel(models, call.rest.toStdString()))
        return sendJson(call.reply, 200, modelJson(*model, m_created));
    sendError(call.reply,
              modelNotFound("No model of this name is loaded; GET /v1/models lists what is."));
}

void ApiRoutes::complete(RequestParser parse, const RouteRequest& call)
{
    ApiResult<CompletionRequest> request = parseRequest(call.request, parse);
    if (!request)
        return sendError(call.reply, request.error());
    start(call.reply, std::move(*request), nullptr);
}

void ApiRoutes::countTokens(const RouteRequest& call)
{
    ApiResult<CompletionRequest> request = parseRequest(call.request, parseAnthropicMessages);
    if (!request)
        return sendError(call.reply, request.error());
    const ApiResult<core::ModelInfo> model = chooseModel(request->model);
    if (!model)
        return sendError(call.reply, model.error());
    if (const std::optional<ApiError> error = checkLength(request->generation, *model))
        return sendError(call.reply, *error);
    if (model->path != m_hub.inference().modelInfo().path)
        return sendError(
            call.reply,
            invalidField("model",
                         fmt::format("Tokens are counted with the current model alone, "
                                     "which is {}.",
                                     modelId(m_hub.inference().modelInfo()))));
    const int tokens = m_hub.inference().countTokens(request->generation);
    if (tokens < 0)
        return sendError(call.reply,
                         invalidField("messages", "The model's template refuses these messages."));
    sendJson(call.reply, 200, fmt::format(R"({{"input_tokens":{}}})", tokens));
}

// A single model answers to any name, as clients often have one of their own; several tell names
// apart.
ApiResult<core::ModelInfo> ApiRoutes::chooseModel(const std::string& name) const
{
    const ModelState state = m_hub.inference().modelState();
    if (state == ModelState::Loading) {
        ApiError error = errorForStatus(503, "The model is still loading; try again in a moment.");
        error.code = "model_loading";
        error.retryAfterSeconds = 2;
        return tl::unexpected(error);
    }
    const std::vector<core::ModelInfo> models = m_hub.inference().loadedModels();
    if (state != ModelState::Ready || models.empty())
        return tl::unexpected(
            modelNotFound("No model is loaded; open one in Fireside, or start it with --model."));
    if (models.size() == 1 || name.empty() || name == "default")
        return models.front();
    if (const core::ModelInfo* model = findModel(models, name))
        return *model;
    std::string names;
    for (const core::ModelInfo& model : models)
        names += (names.empty() ? "" : ", ") + modelId(model);
    return tl::unexpected(modelNotFound(
        fmt::format("No model of the name \"{}\" is loaded; there are {}.", name, names)));
}

void ApiRoutes::start(HttpReply& reply,
                      CompletionRequest request,
                      std::unique_ptr<AnswerKeeper> keeper)
{
    const ApiResult<core::ModelInfo> chosen = chooseModel(request.model);
    if (!chosen)
        return sendError(reply, chosen.error());
    const core::ModelInfo& model = *chosen;
    if (const std::optional<ApiError> error = checkLength(request.generation, model))
        return sendError(reply, *error);

    request.generation.model = model.path;
    if (!request.hasSeed)
        request.generation.sampling.seed = QRandomGenerator::global()->generate64();
    std::unique_ptr<AnswerWriter> writer = answerWriter(request, identityOf(model));
    // Owned by the reply.
    new CompletionCall(reply,
                       m_hub,
                       std::move(request),
                       std::move(writer),
                       model.answerForm,
                       m_options,
                       std::move(keeper));
}

} // namespace app
