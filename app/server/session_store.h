// Conversations that the endpoint keeps for its clients, in memory: text only. What was computed of
// them is in the engine's cache, where sessions that begin alike share it, and goes when others
// need the room.
//
// Belongs to the server's thread, as all of its sessions do: nothing here locks, so nothing can
// wait.
#pragma once

#include "app/server/api_error.h"
#include "app/server/json_request.h"
#include "app/server/session_limits.h"

#include "core/prompt/chat_message.h"

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace app {

// Forks share the messages of their common beginning.
using SessionMessages = std::vector<std::shared_ptr<const core::ChatMessage>>;

struct Session
{
    std::string id;
    std::int64_t created = 0; // Unix time, seconds
    Json settings;            // fields of a chat request, without messages
    SessionMessages messages; // their number is the session's position
    bool busy = false;        // an answer is being computed
};

class SessionStore
{
public:
    explicit SessionStore(const SessionLimits& limits)
        : m_limits(limits)
    {
    }

    // 429 beyond the limits.
    ApiResult<std::shared_ptr<Session>> create(Json settings,
                                               std::vector<core::ChatMessage> messages);
    // 404 where there is none.
    ApiResult<std::shared_ptr<Session>> find(const std::string& id) const;
    // Likewise, and 409 where it is busy.
    ApiResult<std::shared_ptr<Session>> findIdle(const std::string& id) const;
    // A new session with the first `position` messages of an idle one; 416 where it has fewer.
    ApiResult<std::shared_ptr<Session>> fork(const std::string& id, std::int64_t position);
    // Keeps the first `position` messages of an idle session; 416 where it has fewer.
    ApiResult<std::shared_ptr<Session>> rewind(const std::string& id, std::int64_t position);
    ApiResult<void> remove(const std::string& id);

    // Messages made ready to be appended to a session; 429 where their text does not fit any more.
    ApiResult<SessionMessages> share(std::vector<core::ChatMessage> messages) const;

    const std::unordered_map<std::string, std::shared_ptr<Session>>& all() const
    {
        return m_sessions;
    }

private:
    ApiResult<std::shared_ptr<Session>> add(Json settings, SessionMessages messages);

    SessionLimits m_limits;
    std::shared_ptr<std::size_t> m_textBytes =
        std::make_shared<std::size_t>(0); // of all messages alive
    std::unordered_map<std::string, std::shared_ptr<Session>> m_sessions;
};

// {"id":…,"object":"session",…}; the messages only where asked for.
Json sessionJson(const Session& session, bool withMessages);

} // namespace app
