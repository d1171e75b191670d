#include "app/server/session_routes.h"

#include "app/server/chat_messages.h"
#include "core/base/json_line.h"

#include <limits>
#include <utility>

namespace app {

namespace {

void sendJson(HttpReply& reply, const Json& json)
{
    reply.sendWhole(200, "application/json", QByteArray::fromStdString(core::jsonLine(json)));
}

// An empty body stands for an empty object.
ApiResult<Json> bodyOf(const RouteRequest& call)
{
    const QByteArray& body = call.request.body;
    if (body.isEmpty())
        return Json::object();
    if (const std::optional<ApiError> error = checkContentType(call.request))
        return tl::unexpected(*error);
    return parseJsonObject({body.constData(), static_cast<std::size_t>(body.size())});
}

// Takes the messages out of the body: "messages", or one of the user as "content". None at all is
// an empty list.
ApiResult<std::vector<core::ChatMessage>> takeMessages(Json& body)
{
    if (const Json* content = FieldReader(body).find("content")) {
        body["messages"] = Json::array({Json{{"role", "user"}, {"content", *content}}});
        body.erase("content");
    }
    ApiResult<std::vector<core::ChatMessage>> read;
    if (const Json* messages = FieldReader(body).find("messages");
        messages != nullptr && !(messages->is_array() && messages->empty()))
        read = readMessages(*messages);
    body.erase("messages");
    return read;
}

ApiResult<std::int64_t> positionOf(const Json& body, std::optional<std::int64_t> otherwise)
{
    FieldReader fields(body);
    const std::optional<std::int64_t> position =
        fields.integer("position",
                       std::numeric_limits<std::int64_t>::min(),
                       std::numeric_limits<std::int64_t>::max());
    if (!position && !otherwise && !fields.error())
        fields.fail("position", "must be the number of messages to keep");
    if (fields.error())
        return tl::unexpected(*fields.error());
    return position ? *position : *otherwise;
}

// A session's turn: from its messages to its answer.
class Turn final : public AnswerKeeper
{
public:
    Turn(std::shared_ptr<Session> session, const SessionStore& store, SessionMessages messages)
        : m_session(std::move(session))
        , m_store(store)
        , m_messages(std::move(messages))
    {
        m_session->busy = true;
    }

    ~Turn() override
    {
        if (m_session)
            m_session->busy = false;
    }

    std::string answered(const std::string& text) override
    {
        // An answer that no longer fits into the limit is in the response, but the session does not
        // go on.
        if (ApiResult<SessionMessages> answer =
                m_store.share({{.role = core::Role::Assistant, .content = text}})) {
            m_session->messages.insert(
                m_session->messages.end(), m_messages.begin(), m_messages.end());
            m_session->messages.push_back(answer->front());
        }
        m_session->busy = false;
        const std::string json = core::jsonLine(sessionJson(*m_session, false));
        m_session.reset();
        return json;
    }

private:
    std::shared_ptr<Session> m_session; // null: over
    const SessionStore& m_store;
    SessionMessages m_messages; // new ones of this turn
};

} // namespace

void SessionRoutes::addTo(RouteTable& routes)
{
    const auto add = [this, &routes](const char* method, const char* pattern, auto handler) {
        routes.add(
            method, pattern, [this, handler](const RouteRequest& call) { (this->*handler)(call); });
    };
    add("POST", "/sessions", &SessionRoutes::create);
    add("GET", "/sessions", &SessionRoutes::list);
    add("GET", "/sessions/{}", &SessionRoutes::describe);
    add("DELETE", "/sessions/{}", &SessionRoutes::remove);
    add("POST", "/sessions/{}/messages", &SessionRoutes::append);
    add("POST", "/sessions/{}/fork", &SessionRoutes::fork);
    add("POST", "/sessions/{}/rewind", &SessionRoutes::rewind);
}

void SessionRoutes::create(const RouteRequest& call)
{
    ApiResult<Json> body = bodyOf(call);
    if (!body)
        return sendError(call.reply, body.error());
    ApiResult<std::vector<core::ChatMessage>> messages = takeMessages(*body);
    if (!messages)
        return sendError(call.reply, messages.error());
    if (ApiResult<CompletionRequest> settings = readChatSettings(*body); !settings)
        return sendError(call.reply, settings.error());
    const ApiResult<std::shared_ptr<Session>> session =
        m_store.create(std::move(*body), std::move(*messages));
    if (!session)
        return sendError(call.reply, session.error());
    sendJson(call.reply, sessionJson(**session, false));
}

void SessionRoutes::list(const RouteRequest& call)
{
    Json data = Json::array();
    for (const auto& [id, session] : m_store.all())
        data.push_back(sessionJson(*session, false));
    sendJson(call.reply, {{"object", "list"}, {"data", std::move(data)}});
}

void SessionRoutes::describe(const RouteRequest& call)
{
    const ApiResult<std::shared_ptr<Session>> session = m_store.find(call.rest.toStdString());
    if (!session)
        return sendError(call.reply, session.error());
    sendJson(call.reply, sessionJson(**session, true));
}

void SessionRoutes::remove(const RouteRequest& call)
{
    const std::string id = call.rest.toStdString();
    if (ApiResult<void> removed = m_store.remove(id); !removed)
        return sendError(call.reply, removed.error());
    sendJson(call.reply, {{"id", id}, {"object", "session.deleted"}, {"deleted", true}});
}

void SessionRoutes::append(const RouteRequest& call)
{
    ApiResult<std::shared_ptr<Session>> session = m_store.findIdle(call.rest.toStdString());
    if (!session)
        return sendError(call.reply, session.error());
    ApiResult<Json> body = bodyOf(call);
    if (!body)
        return sendError(call.reply, body.error());
    ApiResult<std::vector<core::ChatMessage>> messages = takeMessages(*body);
    if (!messages)
        return sendError(call.reply, messages.error());
    if (messages->empty() && (*session)->messages.empty())
        return sendError(
            call.reply,
            invalidField("messages", "messages must hold what the session is to answer."));
    Json fields = (*session)->settings;
    fields.update(*body); // what the turn says holds for the turn
    ApiResult<CompletionRequest> request = readChatSettings(fields);
    if (!request)
        return sendError(call.reply, request.error());
    if (request->choices != 1)
        return sendError(call.reply,
                         invalidField("n", "n must be 1: a session goes on with one answer."));
    ApiResult<SessionMessages> added = m_store.share(std::move(*messages));
    if (!added)
        return sendError(call.reply, added.error());
    std::vector<core::ChatMessage>& prompt =
        std::get<core::ChatPrompt>(request->generation.prompt).messages;
    for (const SessionMessages* part : {&(*session)->messages, &*added})
        for (const auto& message : *part)
            prompt.push_back(*message);
    m_complete(call.reply,
               std::move(*request),
               std::make_unique<Turn>(*session, m_store, std::move(*added)));
}

void SessionRoutes::fork(const RouteRequest& call)
{
    const std::string id = call.rest.toStdString();
    const ApiResult<std::shared_ptr<Session>> origin = m_store.findIdle(id);
    if (!origin)
        return sendError(call.reply, origin.error());
    const ApiResult<Json> body = bodyOf(call);
    if (!body)
        return sendError(call.reply, body.error());
    const ApiResult<std::int64_t> position =
        positionOf(*body, static_cast<std::int64_t>((*origin)->messages.size()));
    if (!position)
        return sendError(call.reply, position.error());
    const ApiResult<std::shared_ptr<Session>> session = m_store.fork(id, *position);
    if (!session)
        return sendError(call.reply, session.error());
    sendJson(call.reply, sessionJson(**session, false));
}

void SessionRoutes::rewind(const RouteRequest& call)
{
    const ApiResult<Json> body = bodyOf(call);
    if (!body)
        return sendError(call.reply, body.error());
    const ApiResult<std::int64_t> position = positionOf(*body, {});
    if (!position)
        return sendError(call.reply, position.error());
    const ApiResult<std::shared_ptr<Session>> session =
        m_store.rewind(call.rest.toStdString(), *position);
    if (!session)
        return sendError(call.reply, session.error());
    sendJson(call.reply, sessionJson(**session, false));
}

} // namespace app
