// What there is to know of a model before it is loaded.
#pragma once

#include "core/engine/model_details.h"

#include <QString>

namespace app {

class Settings;

struct ModelDetails
{
    core::ModelInfo info; // contextTokens: of the window that it would get
    QString licence;      // as the file says it; empty where it does not
    qint64 fileBytes = 0;
    qint64 memoryBytes = 0; // for weights and a full window; about
    qint64 memoryThere = 0; // in this computer
};

// How the settings would have a model loaded. GUI thread.
core::LoadPlan loadPlan(const Settings& settings);

// Any thread but the GUI's: see core::readModelDetails() and modelErrorText().
core::Result<ModelDetails> readModelDetails(const QString& path, const core::LoadPlan& plan);

} // namespace app
