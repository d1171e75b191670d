#include "app/main/model_choice.h"

#include "app/models/model_library.h"
#include "app/platform/paths.h"
#include "app/settings/settings.h"

#include <QFileInfo>

namespace app {

core::Result<QString> firstModel(const QString& argument, const Settings& settings)
{
    const ModelLibrary library(modelDirs(), settings.recentModels());
    if (!argument.isEmpty())
        return library.resolve(argument);
    const QString last = settings.lastModelPath();
    if (!last.isEmpty() && QFileInfo::exists(last))
        return last;
    return library.starterModel();
}

} // namespace app
