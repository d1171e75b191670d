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
    const QString starter = library.starterModel();
    // Where there is no other, the one that has gone: opening it says where it was looked for.
    return !last.isEmpty() && (QFileInfo::exists(last) || starter.isEmpty()) ? last : starter;
}

QString lostModel(const QString& argument, const Settings& settings)
{
    const QString last = settings.lastModelPath();
    const bool isLost = argument.isEmpty() && !last.isEmpty() && !QFileInfo::exists(last);
    return isLost && firstModel(argument, settings) != last ? last : QString();
}

} // namespace app
