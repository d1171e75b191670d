// /v1/sessions: conversations that live at the endpoint, so that a client sends only what is new.
//
// A turn that does not end (an error, a client that left) leaves its session as it was. Server's
// thread.
#pragma once

#include "app/server/completion_call.h"
#include "app/server/completion_request.h"
#include "app/server/route_table.h"
#include "app/server/session_store.h"

#include <functional>
#include <memory>

namespace app {

class SessionRoutes
{
public:
    SessionRoutes(const SessionLimits& limits, Complete complete)
        : m_store(limits)
        , m_complete(std::move(complete))
    {
    }

    // The routes keep a reference to this object.
    void addTo(RouteTable& routes);

private:
    void create(const RouteRequest& call);
    void list(const RouteRequest& call);
    void describe(const RouteRequest& call);
    void remove(const RouteRequest& call);
    void append(const RouteRequest& call);
    void fork(const RouteRequest& call);
    void rewind(const RouteRequest& call);

    SessionStore m_store;
    Complete m_complete;
};

} // namespace app
