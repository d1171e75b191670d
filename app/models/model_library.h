// The models this computer has: GGUF files in the model folders and those opened before.
//
// Nothing is kept: every call looks at the disk (a few folder listings), so that what was copied in
// or removed shows at once. Safe to copy; one thread at a time.
#pragma once

#include "core/base/result.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace app {

struct KnownModel
{
    QString name; // for people and for MODEL arguments: the file name without ".gguf", or the
                  // folder's name
    QString path;
    qint64 sizeBytes = 0; // 0 for a folder

    bool operator==(const KnownModel&) const = default;
};

class ModelLibrary
{
public:
    // folders: searched for *.gguf in this order (see modelDirs()); recent: paths opened before,
    // most recent first.
    explicit ModelLibrary(const QStringList& folders, const QStringList& recent = {});

    // Recent ones first, then by name; every file once. What is not there any more is left out.
    QList<KnownModel> models() const;

    // The model for a first start: $FIRESIDE_STARTER_MODEL, else the starter's file in a model
    // folder. Empty: none.
    QString starterModel() const;

    // The path for a MODEL argument: a GGUF file, a Hugging Face folder, or a name from the library
    // in any case, with or without ".gguf". NotFound names the models there are.
    core::Result<QString> resolve(const QString& argument) const;

private:
    QStringList m_folders;
    QStringList m_recent;
};

} // namespace app
