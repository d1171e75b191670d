// The conversations in an archive, as ChatGPT sends them. Untrusted.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace app {

bool isArchive(const QByteArray& content);

// The contents of its files conversations.json, or conversations-000.json and so on, in any folder,
// in the order of their names. An error where there are none, where one is damaged or locked, and
// where they take more than mostBytes together. name: the archive's, for the sentences. Blocks.
core::Result<QList<QByteArray>>
conversationsIn(const QByteArray& archive, const QString& name, qint64 mostBytes);

} // namespace app
