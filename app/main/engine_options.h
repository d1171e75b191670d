// What the settings say of the engine.
#pragma once

#include "app/inference/inference_service.h"

namespace app {

class Settings;

InferenceOptions engineOptions(const Settings& settings);

} // namespace app
