#include "ui/markdown/inline_html.h"

#include <algorithm>
#include <iterator>

namespace ui::markdown {

namespace {

constexpr qsizetype kLongestTag = 10; // "</strong >"

constexpr struct
{
    QLatin1String name;
    int Styles::*style;
} kTags[] = {{QLatin1String("b"), &Styles::bold},
             {QLatin1String("strong"), &Styles::bold},
             {QLatin1String("i"), &Styles::italic},
             {QLatin1String("em"), &Styles::italic},
             {QLatin1String("s"), &Styles::strike},
             {QLatin1String("del"), &Styles::strike},
             {QLatin1String("u"), &Styles::underline},
             {QLatin1String("mark"), &Styles::marked},
             {QLatin1String("kbd"), &Styles::code},
             {QLatin1String("sub"), &Styles::lowered},
             {QLatin1String("sup"), &Styles::raised}};

} // namespace

StyleTag styleTagAt(QStringView text)
{
    const qsizetype end = text.first(std::min(text.size(), kLongestTag)).indexOf(u'>');
    if (end < 0 || text[0] != u'<')
        return {};
    const bool closes = text[1] == u'/';
    const QStringView name = text.first(end).sliced(closes ? 2 : 1).trimmed();
    const auto* tag = std::find_if(std::begin(kTags), std::end(kTags), [name](const auto& each) {
        return name.compare(each.name, Qt::CaseInsensitive) == 0;
    });
    return tag != std::end(kTags) ? StyleTag{tag->style, closes, end + 1} : StyleTag();
}

qsizetype lineBreakTagAt(QStringView text)
{
    for (const QLatin1String tag :
         {QLatin1String("<br>"), QLatin1String("<br/>"), QLatin1String("<br />")}) {
        if (text.startsWith(tag, Qt::CaseInsensitive))
            return tag.size();
    }
    return 0;
}

qsizetype CommentFinder::endOf(qsizetype begin)
{
    constexpr qsizetype kOpening = 4;
    constexpr QStringView kClose = u"-->";
    if (m_close < begin + kOpening) {
        m_close = m_text.indexOf(kClose, begin + kOpening);
        m_close = m_close < 0 ? m_text.size() : m_close;
    }
    return m_close < m_text.size() ? m_close + kClose.size() : -1;
}

} // namespace ui::markdown
