// The endpoint's routes: health, models, completions, sessions, Ollama's; and what all of them
// share: key, CORS, 404 and 405.
//
// Server's thread.
#pragma once

#include "app/server/access_policy.h"
#include "app/server/completion_request.h"
#include "app/server/generation_hub.h"
#include "app/server/ollama_routes.h"
#include "app/server/route_table.h"
#include "app/server/server_options.h"
#include "app/server/session_routes.h"

namespace app {

class ApiRoutes
{
public:
    // Keeps references to all three.
    ApiRoutes(GenerationHub& hub, const AccessPolicy& policy, const ServerOptions& options);

    // Answers the request, now or later. The head's Host and Origin are checked already.
    void handle(const HttpRequest& request, HttpReply& reply);

private:
    void health(const RouteRequest& call);
    void listModels(const RouteRequest& call);
    void describeModel(const RouteRequest& call);
    void countTokens(const RouteRequest& call);
    void complete(RequestParser parse, const RouteRequest& call);
    void start(HttpReply& reply, CompletionRequest request, std::unique_ptr<AnswerKeeper> keeper);
    ApiResult<core::ModelInfo> chooseModel(const std::string& name) const;
    void preflight(const HttpRequest& request, HttpReply& reply, const QByteArrayList& allowed);

    GenerationHub& m_hub;
    const AccessPolicy& m_policy;
    const ServerOptions& m_options;
    SessionRoutes m_sessions;
    OllamaRoutes m_ollama;
    RouteTable m_routes;
    std::int64_t m_created = 0; // Unix time of the start, seconds
};

} // namespace app
