// Ollama's API, as far as other programs use it to list models and to ask them.
//
// Server's thread.
#pragma once

#include "app/inference/inference.h"
#include "app/server/completion_call.h"
#include "app/server/route_table.h"

#include <functional>
#include <string>

namespace app {

class OllamaRoutes
{
public:
    // The loaded model that answers to a name.
    using ChooseModel = std::function<ApiResult<core::ModelInfo>(const std::string& name)>;

    // inference must outlive this object.
    OllamaRoutes(Inference& inference, ChooseModel chooseModel, Complete complete);

    // The routes keep a reference to this object.
    void addTo(RouteTable& routes);

private:
    void show(const RouteRequest& call);
    void complete(RequestParser parse, const RouteRequest& call);

    Inference& m_inference;
    ChooseModel m_chooseModel;
    Complete m_complete;
    const std::int64_t m_created; // Unix time of the start, seconds
};

} // namespace app
