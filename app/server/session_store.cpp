#include "app/server/session_store.h"

#include <QDateTime>
#include <QUuid>

#include <fmt/format.h>

#include <utility>

namespace app {

namespace {

std::size_t textBytes(const core::ChatMessage& message)
{
    std::size_t bytes = message.content.size() + message.name.size() + message.toolCallId.size();
    for (const core::ToolCall& call : message.toolCalls)
        bytes += call.id.size() + call.name.size() + call.argumentsJson.size();
    return bytes;
}

tl::unexpected<ApiError> refuse(int status, const char* code, std::string message)
{
    ApiError error = errorForStatus(status, std::move(message));
    error.code = code;
    return tl::unexpected(std::move(error));
}

ApiResult<void> checkPosition(const Session& session, std::int64_t position)
{
    const auto present = static_cast<std::int64_t>(session.messages.size());
    if (position >= 0 && position <= present)
        return {};
    ApiError error = errorForStatus(
        416,
        fmt::format("The session stands at position {}, so there is no position {}; give "
                    "one from 0 to {}.",
                    present,
                    position,
                    present));
    error.code = "invalid_position";
    error.param = "position";
    error.position = present;
    return tl::unexpected(std::move(error));
}

Json messageJson(const core::ChatMessage& message)
{
    Json json{{"role", core::roleName(message.role)}, {"content", message.content}};
    if (!message.name.empty())
        json["name"] = message.name;
    if (!message.toolCallId.empty())
        json["tool_call_id"] = message.toolCallId;
    for (const core::ToolCall& call : message.toolCalls)
        json["tool_calls"].push_back(
            {{"id", call.id},
             {"type", "function"},
             {"function", {{"name", call.name}, {"arguments", call.argumentsJson}}}});
    return json;
}

} // namespace

ApiResult<SessionMessages> SessionStore::share(std::vector<core::ChatMessage> messages) const
{
    std::size_t bytes = 0;
    for (const core::ChatMessage& message : messages)
        bytes += textBytes(message);
    if (*m_textBytes + bytes > m_limits.textBytes)
        return refuse(
            429,
            "session_limit",
            fmt::format(
                "All sessions together may hold {} MiB of text; delete some that are not needed.",
                m_limits.textBytes >> 20));
    SessionMessages shared;
    for (core::ChatMessage& message : messages) {
        const std::size_t size = textBytes(message);
        *m_textBytes += size;
        shared.emplace_back(new core::ChatMessage(std::move(message)),
                            [counter = m_textBytes, size](const core::ChatMessage* gone) {
                                *counter -= size;
                                delete gone;
                            });
    }
    return shared;
}

ApiResult<std::shared_ptr<Session>> SessionStore::add(Json settings, SessionMessages messages)
{
    if (m_sessions.size() >= m_limits.sessions)
        return refuse(
            429,
            "session_limit",
            fmt::format(
                "There are {} sessions, which is the most there may be; delete some that are not "
                "needed.",
                m_sessions.size()));
    auto session = std::make_shared<Session>();
    session->id = "sess_" + QUuid::createUuid().toByteArray(QUuid::Id128).toStdString();
    session->created = QDateTime::currentSecsSinceEpoch();
    session->settings = std::move(settings);
    session->messages = std::move(messages);
    m_sessions.emplace(session->id, session);
    return session;
}

ApiResult<std::shared_ptr<Session>> SessionStore::create(Json settings,
                                                         std::vector<core::ChatMessage> messages)
{
    ApiResult<SessionMessages> shared = share(std::move(messages));
    if (!shared)
        return tl::unexpected(std::move(shared.error()));
    return add(std::move(settings), std::move(*shared));
}

ApiResult<std::shared_ptr<Session>> SessionStore::find(const std::string& id) const
{
    const auto found = m_sessions.find(id);
    if (found == m_sessions.end())
        return refuse(404,
                      "session_not_found",
                      "There is no session of this id; sessions end with the program, so it may be "
                      "of an earlier run.");
    return found->second;
}

ApiResult<std::shared_ptr<Session>> SessionStore::findIdle(const std::string& id) const
{
    ApiResult<std::shared_ptr<Session>> session = find(id);
    if (session && (*session)->busy) {
        ApiError error = errorForStatus(409,
                                        "The session is computing an answer; wait for its end, or "
                                        "close the connection that asked for it.");
        error.code = "session_busy";
        error.retryAfterSeconds = 1;
        return tl::unexpected(std::move(error));
    }
    return session;
}

ApiResult<std::shared_ptr<Session>> SessionStore::fork(const std::string& id, std::int64_t position)
{
    ApiResult<std::shared_ptr<Session>> origin = findIdle(id);
    if (!origin)
        return origin;
    if (ApiResult<void> ok = checkPosition(**origin, position); !ok)
        return tl::unexpected(std::move(ok.error()));
    const SessionMessages& messages = (*origin)->messages;
    return add((*origin)->settings, SessionMessages(messages.begin(), messages.begin() + position));
}

ApiResult<std::shared_ptr<Session>> SessionStore::rewind(const std::string& id,
                                                         std::int64_t position)
{
    ApiResult<std::shared_ptr<Session>> session = findIdle(id);
    if (!session)
        return session;
    if (ApiResult<void> ok = checkPosition(**session, position); !ok)
        return tl::unexpected(std::move(ok.error()));
    (*session)->messages.resize(static_cast<std::size_t>(position));
    return session;
}

ApiResult<void> SessionStore::remove(const std::string& id)
{
    if (ApiResult<std::shared_ptr<Session>> session = findIdle(id); !session)
        return tl::unexpected(std::move(session.error()));
    m_sessions.erase(id);
    return {};
}

Json sessionJson(const Session& session, bool withMessages)
{
    Json json{{"id", session.id},
              {"object", "session"},
              {"created", session.created},
              {"position", session.messages.size()},
              {"busy", session.busy}};
    if (!withMessages)
        return json;
    json["settings"] = session.settings;
    json["messages"] = Json::array();
    for (const auto& message : session.messages)
        json["messages"].push_back(messageJson(*message));
    return json;
}

} // namespace app
