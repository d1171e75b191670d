#include "app/main/engine_options.h"

#include "app/platform/paths.h"
#include "app/settings/settings.h"

namespace app {

InferenceOptions engineOptions(const Settings& settings)
{
    const int gigabytes = settings.diskCacheGigabytes();
    return {.threads = settings.threads(),
            .openModels = settings.openModels(),
            .contextTokens = settings.contextTokens(),
            .cacheFolder = gigabytes > 0 ? computedDir() : QString(),
            .cacheFolderBytes = quint64(gigabytes) << 30,
            .compactCache = settings.compactCache(),
            .loadAs = settings.loadAs(),
            .quantisedFolder = quantisedDir(),
            .giveWay = settings.giveWay()};
}

} // namespace app
