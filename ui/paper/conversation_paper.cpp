#include "ui/paper/conversation_paper.h"

#include "app/chats/exchange/text_export.h"
#include "ui/markdown/html_writer.h"
#include "ui/widgets/attachment.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QLocale>
#include <QPagedPaintDevice>
#include <QPainter>
#include <QPdfWriter>
#include <QTextBlock>
#include <QTextFrame>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr int kFontPoints = 10;
constexpr double kFooterLines = 2.5; // of the small font, at the foot of a page
constexpr int kResolution = 300;     // dots per inch of a PDF

// QTextDocument knows a small part of CSS.
const char* const kStyle = "h1{font-size:16pt}h2{font-size:13pt}h3{font-size:11pt}"
                           ".who{font-weight:600;margin-top:12pt}.when{color:#666;font-size:8pt}"
                           ".user{color:#333}.user p{white-space:pre-wrap}"
                           "pre{background-color:#f3f4f6;font-family:monospace;font-size:8.5pt}"
                           ".marked{list-style-type:none}"
                           "code{font-family:monospace}blockquote{color:#444}"
                           "table{border-collapse:collapse;border:1px solid #ccc}"
                           "th,td{padding:3px;border:1px solid #ccc}";

// Marked by wrapCode().
bool isCode(const QTextBlock& block)
{
    return block.blockFormat().hasProperty(QTextFormat::UserProperty);
}

QString nameAndSize(const Attachment& file)
{
    const QString size =
        QLocale().formattedDataSize(file.text.toUtf8().size(), 1, QLocale::DataSizeSIFormat);
    return (file.name + QStringLiteral(" · ") + size).toHtmlEscaped();
}

QString foldedFile(const Attachment& file)
{
    return QStringLiteral("<details><summary>%1</summary><pre><code>").arg(nameAndSize(file)) +
           file.text.toHtmlEscaped() + QStringLiteral("</code></pre></details>\n");
}

QString namedFile(const Attachment& file)
{
    return QStringLiteral("<div class=\"when\">%1</div>\n").arg(nameAndSize(file));
}

QString typedHtml(const QString& text, QString (*fileHtml)(const Attachment&))
{
    const SplitMessage split = splitAttachments(text);
    QString html = markdown::toHtml(split.words, markdown::Dialect::AsTyped);
    for (const Attachment& file : split.attachments)
        html += fileHtml(file);
    return html;
}

} // namespace

QString messageHtml(core::Role role, const QString& text)
{
    if (role != core::Role::User)
        return markdown::toHtml(text);
    return typedHtml(text, foldedFile);
}

QString paperHtml(core::Role role, const QString& text)
{
    if (role != core::Role::User)
        return markdown::toHtml(text, markdown::Dialect::Markdown, markdown::Markers::InText);
    return typedHtml(text, namedFile);
}

ConversationPaper::ConversationPaper(const QList<app::ConversationRecord>& records,
                                     QPagedPaintDevice& device)
    : m_device(device)
{
    QFont font(QStringLiteral("sans-serif"));
    font.setPointSize(kFontPoints);
    m_document.setDefaultFont(font);
    m_document.documentLayout()->setPaintDevice(&device);
    m_document.setDocumentMargin(0);
    m_document.setDefaultStyleSheet(QString::fromLatin1(kStyle));
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_document.setDefaultTextOption(option);
    m_document.setHtml(app::htmlBody(records, paperHtml));
    wrapCode();

    m_page = device.pageLayout().paintRectPixels(device.logicalDpiX()).size();
    QFont small = font;
    small.setPointSizeF(kFontPoints * 0.8);
    m_page.rheight() -= kFooterLines * QFontMetricsF(small, &device).height();
    m_document.setPageSize(m_page);
    keepCodeWhole();
}

// Long lines of code go on in the next line: on paper there is nothing to scroll.
void ConversationPaper::wrapCode()
{
    for (QTextBlock block = m_document.begin(); block.isValid(); block = block.next()) {
        if (!block.blockFormat().nonBreakableLines())
            continue;
        QTextBlockFormat format;
        format.setNonBreakableLines(false);
        format.setProperty(QTextFormat::UserProperty, true);
        QTextCursor(block).mergeBlockFormat(format);
    }
}

// Code that fits on one page is not spread over two.
void ConversationPaper::keepCodeWhole()
{
    const QAbstractTextDocumentLayout& layout = *m_document.documentLayout();
    for (QTextBlock first = m_document.begin(); first.isValid(); first = first.next()) {
        if (!isCode(first))
            continue;
        QTextBlock last = first;
        while (isCode(last.next()))
            last = last.next();
        const double top = layout.blockBoundingRect(first).top();
        const double bottom = layout.blockBoundingRect(last).bottom() - 1;
        const bool isSpread =
            std::floor(top / m_page.height()) != std::floor(bottom / m_page.height());
        if (isSpread && bottom - top < m_page.height()) {
            QTextBlockFormat format;
            format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
            QTextCursor(first).mergeBlockFormat(format);
        }
        first = last;
    }
}

bool ConversationPaper::paint()
{
    QPainter painter;
    if (!painter.begin(&m_device))
        return false;
    for (int page = 0; page < pageCount(); ++page) {
        if (page > 0 && !m_device.newPage())
            return false;
        paintPage(painter, page);
    }
    return painter.end();
}

void ConversationPaper::paintPage(QPainter& painter, int page)
{
    painter.save();
    painter.translate(0, -page * m_page.height());
    QAbstractTextDocumentLayout::PaintContext context;
    context.clip = QRectF(0, page * m_page.height(), m_page.width(), m_page.height());
    context.palette.setColor(QPalette::Text, Qt::black); // whatever the desktop's colours
    painter.setClipRect(context.clip);
    m_document.documentLayout()->draw(&painter, context);
    painter.restore();

    QFont small = m_document.defaultFont();
    small.setPointSizeF(kFontPoints * 0.8);
    painter.setFont(small);
    painter.setPen(Qt::darkGray);
    const double line = QFontMetricsF(small, &m_device).height();
    painter.drawText(QRectF(0, m_page.height() + line, m_page.width(), 1.5 * line),
                     Qt::AlignHCenter | Qt::AlignBottom,
                     QStringLiteral("%1 / %2").arg(page + 1).arg(pageCount()));
}

void setPaperMargins(QPagedPaintDevice& device)
{
    device.setPageMargins(QMarginsF(20, 20, 20, 20), QPageLayout::Millimeter);
}

QByteArray toPdf(const QList<app::ConversationRecord>& records)
{
    QByteArray content;
    QBuffer buffer(&content);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(kResolution);
    writer.setPageSize(QPageSize(QPageSize::A4));
    setPaperMargins(writer);
    writer.setTitle(app::documentTitle(records));
    writer.setCreator(QStringLiteral("Fireside"));
    if (!ConversationPaper(records, writer).paint())
        content.clear();
    return content;
}

} // namespace ui
