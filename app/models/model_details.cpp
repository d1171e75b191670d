#include "app/models/model_details.h"

#include "app/models/model_error.h"
#include "app/models/model_files.h"
#include "app/settings/settings.h"
#include "core/engine/memory_limit.h"

namespace app {

core::LoadPlan loadPlan(const Settings& settings)
{
    return {.contextTokens = settings.contextTokens(),
            .compactCache = settings.compactCache(),
            .loadAs = settings.loadAs().toStdString()};
}

core::Result<ModelDetails> readModelDetails(const QString& path, const core::LoadPlan& plan)
{
    const core::Result<core::ModelDetails> read = core::readModelDetails(path.toStdString(), plan);
    if (!read)
        return modelError(read.error(), path);
    ModelDetails details;
    details.info = read->info;
    details.licence = QString::fromStdString(read->licence);
    const qint64 bytes = modelFileBytes(path);
    details.fileBytes = bytes > 0 ? bytes : qint64(read->info.sizeBytes);
    details.memoryBytes = qint64(read->memoryBytes);
    details.memoryThere = qint64(core::usableMemory());
    return details;
}

} // namespace app
