#include "ui/markdown/inline_address.h"

#include "ui/markdown/link_target.h"

#include <algorithm>

namespace ui::markdown {

namespace {

bool startsWith(QStringView text, QLatin1String word)
{
    return text.startsWith(word, Qt::CaseInsensitive);
}

} // namespace

FoundAddress autolinkAt(QStringView text)
{
    const qsizetype limit = std::min<qsizetype>(text.size(), kLongestDestination);
    for (qsizetype i = 1; i < limit; ++i) {
        const QChar c = text[i];
        if (c == u'<' || c.isSpace())
            return {};
        if (c != u'>')
            continue;
        const QString address = text.sliced(1, i - 1).toString();
        const bool hasScheme = address.contains(u':');
        if (!hasScheme && !address.contains(u'@'))
            return {};
        const QString target = hasScheme ? address : QStringLiteral("mailto:") + address;
        return linkTarget(target) ? FoundAddress{address, target, i + 1} : FoundAddress();
    }
    return {};
}

FoundAddress bareAddressAt(QStringView text)
{
    const bool hasScheme =
        startsWith(text, QLatin1String("http://")) || startsWith(text, QLatin1String("https://"));
    if (!hasScheme && !startsWith(text, QLatin1String("www.")))
        return {};
    const qsizetype limit = std::min<qsizetype>(text.size(), kLongestDestination);
    qsizetype end = 0;
    int parentheses = 0;
    for (; end < limit; ++end) {
        const QChar c = text[end];
        if (c.isSpace() || QStringView(u"<>`\"*[]|").contains(c))
            break;
        if (c == u'(')
            ++parentheses;
        if (c == u')' && --parentheses < 0)
            break;
    }
    while (end > 0 && QStringView(u".,;:!?'").contains(text[end - 1]))
        --end;
    const QString address = text.first(end).toString();
    if (!hasScheme && (end <= 4 || !text[4].isLetterOrNumber()))
        return {};
    const QString target = hasScheme ? address : QStringLiteral("http://") + address;
    return linkTarget(target) ? FoundAddress{address, target, end} : FoundAddress();
}

Destination destinationAt(QStringView text)
{
    Destination found;
    qsizetype i = 0;
    const qsizetype limit = std::min<qsizetype>(text.size(), kLongestDestination);
    const auto skipBlanks = [&] {
        while (i < limit && text[i].isSpace())
            ++i;
    };
    skipBlanks();
    if (i < limit && text[i] == u'<') {
        for (++i; i < limit && text[i] != u'>' && text[i] != u'\n'; ++i)
            found.address += text[i];
        ++i;
    } else {
        int depth = 0;
        for (; i < limit && !text[i].isSpace(); ++i) {
            if (text[i] == u'(')
                ++depth;
            if (text[i] == u')' && depth-- == 0)
                break;
            found.address += text[i];
        }
    }
    skipBlanks();
    if (i < limit && (text[i] == u'"' || text[i] == u'\'')) {
        const QChar quote = text[i];
        for (++i; i < limit && text[i] != quote; ++i) {
        }
        ++i;
        skipBlanks();
    }
    found.end = i;
    return found;
}

} // namespace ui::markdown
