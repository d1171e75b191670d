// What the readers of all formats share: the name for their sentences, the limits, and when to give
// up.
#pragma once

#include "core/base/result.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QString>

#include <optional>
#include <stop_token>

namespace app {

struct DocumentText
{
    Q_DECLARE_TR_FUNCTIONS(DocumentText)
};

constexpr qsizetype kMostDocumentCharacters = 2 << 20;
constexpr qint64 kLongestReadingMs = 60'000;

struct Reading
{
    QString name; // the file's
    std::stop_token stop;
    QDeadlineTimer deadline{kLongestReadingMs};

    bool isOver() const { return stop.stop_requested() || deadline.hasExpired(); }
    // Why to give up with so much text read: a stop, the time, too much text. Else nothing.
    std::optional<core::Error> reasonToEnd(qsizetype characters) const;
};

tl::unexpected<core::Error> documentError(core::ErrorCode code, const QString& sentence);

// text without what only ends it; an error of its own where there is none.
core::Result<QString> wholeText(QString text, const QString& errorIfEmpty);

} // namespace app
