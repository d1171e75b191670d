// The files that make up a model, and whether a person may remove them. Looks at the disk; any
// thread.
#pragma once

#include <QString>
#include <QStringList>

namespace app {

// Of a split GGUF file all parts that are there, named by the first; else path alone.
QStringList modelFiles(const QString& path);
qint64 modelFileBytes(const QString& path); // 0 for a folder
QString sizeText(qint64 bytes);             // "253 MB", "1.2 GB": decimal, as disks are sold
bool isLaterPart(const QString& fileName);  // of a split GGUF file: no model by itself

enum class ModelRemoval
{
    Trash,   // its files are the person's own
    Forget,  // they are somebody else's; the list need not name it
    Nothing, // installed with the program, or for everybody
};

// listed: the folders that are always searched, see modelDirs(); installed: those among them that
// packages fill, see installedModelDirs().
ModelRemoval
possibleRemoval(const QString& path, const QStringList& listed, const QStringList& installed);

// Moves all its files to the desktop's trash. False where one could not be moved; those before it
// then have been.
bool moveModelToTrash(const QString& path);

} // namespace app
