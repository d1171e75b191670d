// How a model is called in the windows: its file's name, made readable. Pure.
#pragma once

#include <QString>

namespace app {

// "SmolLM2-135M-Instruct.Q4_1" becomes "SmolLM2 135M Instruct"; a name that would be left empty
// stays as it is.
QString modelTitle(const QString& name);

// The type of the weights as the name says it: "Q4_1"; empty where it does not.
QString modelQuantisation(const QString& name);

} // namespace app
