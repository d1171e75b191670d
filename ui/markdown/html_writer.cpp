#include "ui/markdown/html_writer.h"

#include "ui/markdown/block_parser.h"
#include "ui/markdown/document_builder.h"
#include "ui/markdown/link_target.h"
#include "ui/markdown/math_text.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace ui::markdown {

namespace {

// Escaped, without the control characters that XML refuses.
QString escaped(const QString& text)
{
    QString clean;
    clean.reserve(text.size());
    for (const QChar c : text) {
        const char16_t u = c.unicode();
        if (u >= 0x20 || u == u'\n' || u == u'\t')
            clean += u == 0xfffe || u == 0xffff ? QChar(QChar::ReplacementCharacter) : c;
    }
    return clean.toHtmlEscaped();
}

QString htmlOf(const Spans& spans)
{
    QString html;
    for (const Span& span : spans) {
        // Formulas as text, where that can show them.
        if (const auto formula = span.math.isEmpty() ? std::nullopt : parseMath(span.math)) {
            const QString written = htmlOf(*formula);
            html += span.isDisplay ? QStringLiteral("<br/>") + written + QStringLiteral("<br/>")
                                   : written;
            continue;
        }
        QString text = escaped(span.text);
        if (!span.code)
            text.replace(u'\n', QLatin1String("<br/>"));
        const auto wrap = [&text](const char* tag) {
            text = QStringLiteral("<%1>").arg(QLatin1String(tag)) + text +
                   QStringLiteral("</%1>").arg(QLatin1String(tag));
        };
        if (span.code)
            wrap("code");
        if (span.script != 0)
            wrap(span.script > 0 ? "sup" : "sub");
        if (span.strike)
            wrap("s");
        if (span.underline)
            wrap("u");
        if (span.marked)
            wrap("mark");
        if (span.italic)
            wrap("em");
        if (span.bold)
            wrap("strong");
        if (const auto target = linkTarget(span.link)) {
            text = QStringLiteral("<a rel=\"noopener noreferrer\" href=\"") +
                   escaped(linkForReading(*target)) + QStringLiteral("\">") + text +
                   QStringLiteral("</a>");
        }
        html += text;
    }
    return html;
}

// The flat blocks as nested elements.
class Writer
{
public:
    void add(const Block& block);
    QString end();

private:
    void setQuotes(int depth, int listsOutside);
    void closeLists(int level);
    void openItem(const Block& block);
    void addTable(const Block& block);

    QString m_html;
    QStringList m_lists; // elements that are open, each with one item
    int m_quoteDepth = 0;
    int m_listsOutside = 0; // of the quotes
    Alert m_alert = Alert::None;
};

// listsOutside: how many lists the quotes stand in.
void Writer::setQuotes(int depth, int listsOutside)
{
    if (depth == m_quoteDepth && listsOutside == m_listsOutside)
        return;
    const int stays = listsOutside == m_listsOutside ? depth : 0;
    if (m_quoteDepth > 0)
        closeLists(m_listsOutside);
    for (; m_quoteDepth > stays; --m_quoteDepth)
        m_html += QLatin1String("</blockquote>\n");
    if (depth > 0) {
        closeLists(listsOutside);
        m_listsOutside = std::min(listsOutside, int(m_lists.size()));
    } else {
        m_listsOutside = 0;
    }
    for (; m_quoteDepth < depth; ++m_quoteDepth)
        m_html += QLatin1String("<blockquote>\n");
}

void Writer::closeLists(int level)
{
    while (m_lists.size() > level)
        m_html += QLatin1String("</li></") + m_lists.takeLast() + QLatin1String(">\n");
}

void Writer::openItem(const Block& block)
{
    const bool isNumbered = block.marker.endsWith(u'.') || block.marker.endsWith(u')');
    const bool isTask = block.marker == QStringLiteral("☐") || block.marker == QStringLiteral("☑");
    const QString element = isNumbered ? QStringLiteral("ol") : QStringLiteral("ul");
    const int level = std::max(1, block.indent);
    closeLists(level);
    if (m_lists.size() == level && m_lists.last() != element)
        closeLists(level - 1);
    if (m_lists.size() == level) {
        m_html += QLatin1String("</li>\n");
    } else {
        while (m_lists.size() < level - 1) { // a level that has no item of its own
            m_html += QLatin1String("<ul><li>");
            m_lists.append(QStringLiteral("ul"));
        }
        m_html += element == QStringLiteral("ol")
                      ? QStringLiteral("<ol start=\"%1\">").arg(block.marker.chopped(1).toInt())
                      : QStringLiteral("<ul>");
        m_lists.append(element);
    }
    m_html += QLatin1String("<li>");
    if (isTask)
        m_html += block.marker + u' ';
    m_html += htmlOf(block.spans);
}

void Writer::addTable(const Block& block)
{
    m_html += QLatin1String("<table>\n");
    for (qsizetype row = 0; row < block.rows.size(); ++row) {
        const QLatin1String cell(row == 0 && !block.continued ? "th" : "td");
        m_html += QLatin1String("<tr>");
        for (qsizetype column = 0; column < block.rows.at(row).size(); ++column) {
            const Qt::Alignment alignment = block.alignments.value(column);
            const QLatin1String side(alignment & Qt::AlignRight     ? " align=\"right\""
                                     : alignment & Qt::AlignHCenter ? " align=\"center\""
                                                                    : "");
            m_html += u'<' + cell + side + u'>' + htmlOf(block.rows.at(row).at(column)) +
                      QLatin1String("</") + cell + u'>';
        }
        m_html += QLatin1String("</tr>\n");
    }
    m_html += QLatin1String("</table>\n");
}

void Writer::add(const Block& block)
{
    if (block.alert != std::exchange(m_alert, block.alert) || block.beginsAlert)
        setQuotes(0, 0);
    setQuotes(block.quoteDepth, block.quotedIn);
    if (block.kind == BlockKind::ListItem) {
        openItem(block);
        return;
    }
    closeLists(block.indent);
    switch (block.kind) {
    case BlockKind::Heading: {
        // The page has headings of its own above.
        const QString tag = QStringLiteral("h%1").arg(std::clamp(block.level + 1, 2, 6));
        m_html += u'<' + tag + u'>' + htmlOf(block.spans) + QLatin1String("</") + tag +
                  QLatin1String(">\n");
        break;
    }
    case BlockKind::Code:
        m_html += QLatin1String("<pre><code>") + escaped(visibleCode(block.code)) +
                  QLatin1String("</code></pre>\n");
        break;
    case BlockKind::Table:
        addTable(block);
        break;
    case BlockKind::Rule:
        m_html += QLatin1String("<hr/>\n");
        break;
    case BlockKind::Paragraph:
    case BlockKind::ListItem:
        m_html += QLatin1String("<p>") + htmlOf(block.spans) + QLatin1String("</p>\n");
        break;
    }
}

QString Writer::end()
{
    setQuotes(0, 0);
    closeLists(0);
    return m_html;
}

} // namespace

QString toHtml(const QString& text, Dialect dialect)
{
    return blocksToHtml(parseBlocks(text, dialect).blocks);
}

QString blocksToHtml(const QList<Block>& blocks)
{
    Writer writer;
    for (const Block& block : blocks)
        writer.add(block);
    return writer.end();
}

} // namespace ui::markdown
