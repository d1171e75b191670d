#include "app/cli/model_session.h"

#include <QFileInfo>

namespace app::cli {

core::Result<QString> resolveModel(const QString& model)
{
    if (QFileInfo::exists(model))
        return model;
    return core::fail(core::ErrorCode::NotFound,
                      "{}: expected a GGUF file or a Hugging Face folder, found nothing there",
                      model.toStdString());
}

} // namespace app::cli
