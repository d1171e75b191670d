#include "app/documents/reading.h"

#include <QLocale>

namespace app {

std::optional<core::Error> Reading::reasonToEnd(qsizetype characters) const
{
    if (stop.stop_requested())
        return core::Error{core::ErrorCode::Cancelled, {}};
    QString sentence;
    if (deadline.hasExpired())
        sentence = DocumentText::tr("%1 was still being read after %2 seconds; attach the part of "
                                    "it that matters.")
                       .arg(name, QLocale().toString(kLongestReadingMs / 1000));
    else if (characters > kMostDocumentCharacters)
        sentence = DocumentText::tr("%1 has more than %2 characters of text; attach the part of it "
                                    "that matters.")
                       .arg(name, QLocale().toString(kMostDocumentCharacters));
    else
        return std::nullopt;
    return core::Error{core::ErrorCode::Limit, sentence.toStdString()};
}

tl::unexpected<core::Error> documentError(core::ErrorCode code, const QString& sentence)
{
    return core::fail(core::Error{code, sentence.toStdString()});
}

core::Result<QString> wholeText(QString text, const QString& errorIfEmpty)
{
    qsizetype end = text.size();
    while (end > 0 && text[end - 1].isSpace())
        --end;
    if (end == 0)
        return documentError(core::ErrorCode::Unsupported, errorIfEmpty);
    text.truncate(end);
    return text + u'\n';
}

} // namespace app
