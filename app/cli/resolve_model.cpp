#include "app/cli/model_session.h"

#include "app/models/model_library.h"
#include "app/platform/paths.h"

namespace app::cli {

core::Result<QString> resolveModel(const QString& model)
{
    return ModelLibrary(modelDirs()).resolve(model);
}

} // namespace app::cli
