// Which model a start begins with.
#pragma once

#include "core/base/result.h"

#include <QString>

namespace app {

class Settings;

// The one asked for on the command line, else the last one used while it is there, else the starter
// model, else the last one used all the same; an empty path where there is none of these. Fails
// only where argument names no model.
core::Result<QString> firstModel(const QString& argument, const Settings& settings);

// The last one used, where it has gone and another one takes its place; else empty.
QString lostModel(const QString& argument, const Settings& settings);

} // namespace app
