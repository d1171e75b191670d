// What the windows say of a model that cannot be read or loaded. Any thread but the GUI's.
#pragma once

#include "core/base/result.h"

#include <QString>

namespace app {

// The engine's sentence, which is English; in another language it stands behind what kind of fault
// it is. path: of the model, where there is one.
QString modelErrorText(const core::Error& error, const QString& path = {});

// The same as an error.
tl::unexpected<core::Error> modelError(const core::Error& error, const QString& path);

} // namespace app
