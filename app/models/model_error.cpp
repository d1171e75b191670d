#include "app/models/model_error.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace app {

namespace {

struct ModelErrorText
{
    Q_DECLARE_TR_FUNCTIONS(ModelErrorText)
};

bool isAnotherKindOfFile(const QString& path)
{
    QFile file(path);
    return QFileInfo(path).isFile() && file.open(QIODevice::ReadOnly) && file.read(4) != "GGUF";
}

// English has nothing to add to the details, so its texts are those alone.
QString explained(core::ErrorCode code, const QString& path)
{
    using core::ErrorCode;
    switch (code) {
    case ErrorCode::NotFound:
        return ModelErrorText::tr("%1", "a model, or a part of it, is not there; %1: details");
    case ErrorCode::Io:
        return ModelErrorText::tr("%1", "a model's file cannot be read; %1: details");
    case ErrorCode::Malformed:
        return isAnotherKindOfFile(path)
                   ? ModelErrorText::tr("%1", "the file is no model; %1: details")
                   : ModelErrorText::tr("%1", "a model is damaged or cut short; %1: details");
    case ErrorCode::Unsupported:
        return ModelErrorText::tr(
            "%1", "architecture, quantisation or form of a model is not known; %1: details");
    case ErrorCode::OutOfMemory:
        return ModelErrorText::tr("%1", "a model does not fit into memory; %1: details");
    case ErrorCode::InvalidArgument:
    case ErrorCode::Limit:
    case ErrorCode::Cancelled:
    case ErrorCode::Busy:
        break;
    }
    return ModelErrorText::tr("%1", "a model cannot be opened; %1: details");
}

// Begins with the name of the file, and ends with where it is.
QString detailsOf(const core::Error& error, const QString& path)
{
    QString details = QString::fromStdString(error.message);
    if (path.isEmpty())
        return details;
    const QFileInfo file(path);
    if (!file.exists())
        return ModelErrorText::tr("%1 is no longer there; bring it back, or choose another model. "
                                  "(%2)")
            .arg(file.fileName(), path);
    details.remove(file.path() + u'/');
    if (!details.startsWith(file.fileName()))
        details.prepend(file.fileName() + QStringLiteral(": "));
    if (!details.endsWith(u'.'))
        details += u'.';
    return details + QStringLiteral(" (%1)").arg(path);
}

} // namespace

QString modelErrorText(const core::Error& error, const QString& path)
{
    return explained(error.code, path).arg(detailsOf(error, path));
}

tl::unexpected<core::Error> modelError(const core::Error& error, const QString& path)
{
    return core::fail(core::Error{error.code, modelErrorText(error, path).toStdString()});
}

} // namespace app
