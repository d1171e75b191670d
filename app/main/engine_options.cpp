#include "app/main/engine_options.h"

#include "app/platform/paths.h"
#include "app/settings/settings.h"

namespace app {

InferenceOptions engineOptions(const Settings& settings)
{
    return {.threads = settings.threads(),
            .openModels = settings.openModels(),
            .contextTokens = settings.contextTokens(),
            .cacheFolder = computedDir(),
            .cacheFolderBytes = quint64(settings.diskCacheGigabytes()) << 30,
            .compactCache = settings.compactCache(),
            .loadAs = settings.loadAs(),
            .quantisedFolder = quantisedDir(),
            .giveWay = settings.giveWay()};
}

} // namespace app
