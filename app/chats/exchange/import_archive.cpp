#include "app/chats/exchange/import_archive.h"

#include "app/chats/exchange/import_text.h"
#include "app/documents/zip_archive.h"

#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

namespace app {

namespace {

constexpr qsizetype kPieceBytes = 1 << 20;

QStringList namesIn(const ZipArchive& archive)
{
    static const QRegularExpression conversations(
        QStringLiteral("(^|/)conversations(-[0-9]+)?\\.json$"));
    QStringList names = archive.names().filter(conversations);
    names.removeDuplicates(); // each would be the first of them
    names.sort();
    return names;
}

tl::unexpected<core::Error> failure(core::ErrorCode code, const QString& sentence)
{
    return core::fail(core::Error{code, sentence.toStdString()});
}

} // namespace

bool isArchive(const QByteArray& content)
{
    return content.startsWith("PK\3\4");
}

core::Result<QList<QByteArray>>
conversationsIn(const QByteArray& archive, const QString& name, qint64 mostBytes)
{
    const ZipArchive zip(archive);
    const QString damaged =
        ImportText::tr("%1 is damaged or locked with a password; download it again.").arg(name);
    if (!zip.isValid())
        return failure(core::ErrorCode::Malformed, damaged);
    QList<QByteArray> contents;
    qint64 left = mostBytes;
    for (const QString& file : namesIn(zip)) {
        std::optional<ZipPart> part = zip.part(file);
        QByteArray& content = contents.emplaceBack();
        while (true) {
            const std::optional<QByteArray> piece =
                part ? part->read(qsizetype(std::min<qint64>(kPieceBytes, left + 1)))
                     : std::nullopt;
            if (!piece)
                return failure(core::ErrorCode::Malformed, damaged);
            if (piece->isEmpty())
                break;
            left -= piece->size();
            if (left < 0)
                return failure(core::ErrorCode::Limit,
                               ImportText::tr("%1: the conversations in it take more than %2.")
                                   .arg(name, QLocale().formattedDataSize(mostBytes, 0)));
            content += *piece;
        }
    }
    if (contents.isEmpty())
        return failure(core::ErrorCode::NotFound,
                       ImportText::tr("%1 is an archive without a file conversations.json, which "
                                      "those of ChatGPT have.")
                           .arg(name));
    return contents;
}

} // namespace app
