#include "ui/markdown/link_target.h"

#include <algorithm>

namespace ui::markdown {

namespace {

constexpr qsizetype kLongestAddress = 4096;

bool isUnsafe(QChar c)
{
    return c.unicode() <= 0x20 || c.unicode() == 0x7f || c.isSpace() ||
           c.category() == QChar::Other_Format || c.category() == QChar::Other_Control;
}

} // namespace

std::optional<QUrl> linkTarget(const QString& address)
{
    if (address.isEmpty() || address.size() > kLongestAddress ||
        std::any_of(address.begin(), address.end(), isUnsafe))
        return std::nullopt;
    const QUrl url(address, QUrl::TolerantMode);
    if (!url.isValid())
        return std::nullopt;
    const QString scheme = url.scheme(); // QUrl has made it lower case
    const bool web = scheme == QLatin1String("http") || scheme == QLatin1String("https");
    if (web && !url.host().isEmpty())
        return url;
    if (scheme == QLatin1String("mailto") && !url.path().isEmpty())
        return url;
    return std::nullopt;
}

QString linkForReading(const QUrl& target)
{
    return QString::fromLatin1(target.toEncoded());
}

} // namespace ui::markdown
