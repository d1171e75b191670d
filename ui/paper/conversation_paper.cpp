#include "ui/paper/conversation_paper.h"

#include "app/chats/exchange/text_export.h"
#include "ui/markdown/html_writer.h"
#include "ui/paper/emoji_pictures.h"
#include "ui/paper/paper_writer.h"
#include "ui/widgets/attachment.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QPagedPaintDevice>
#include <QPainter>
#include <QPdfWriter>
#include <QTextBlock>

#include <cmath>

namespace ui {

namespace {

constexpr double kPointsPerInch = 72;
constexpr double kPixelsPerInch = 96; // of a window
constexpr int kFooterPoints = 8;
constexpr double kFooterLines = 2.5; // of its font, at the foot of a page
constexpr int kResolution = 300;     // dots per inch of a PDF

QString foldedFile(const Attachment& file)
{
    return QStringLiteral("<details><summary>%1</summary><pre><code>")
               .arg(nameAndSize(file).toHtmlEscaped()) +
           file.text.toHtmlEscaped() + QStringLiteral("</code></pre></details>\n");
}

// The last line of the code that begins here, or else the block.
QTextBlock lastOfCode(QTextBlock block)
{
    const int number = block.blockFormat().intProperty(kCode);
    while (number > 0 && block.next().blockFormat().intProperty(kCode) == number)
        block = block.next();
    return block;
}

} // namespace

QString messageHtml(core::Role role, const QString& text)
{
    if (role != core::Role::User)
        return markdown::toHtml(text);
    const SplitMessage split = splitAttachments(text);
    QString html = markdown::toHtml(split.words, markdown::Dialect::AsTyped);
    for (const Attachment& file : split.attachments)
        html += foldedFile(file);
    return html;
}

ConversationPaper::ConversationPaper(const QList<app::ConversationRecord>& records,
                                     QPagedPaintDevice& device)
    : m_device(device)
{
    const double dpi = device.logicalDpiX();
    m_page = device.pageLayout().paintRectPixels(int(dpi)).size();
    m_footer = QFont(QStringLiteral("sans-serif"));
    m_footer.setPixelSize(int(std::lround(kFooterPoints * dpi / kPointsPerInch)));
    const double footer = kFooterLines * QFontMetricsF(m_footer, &device).height();
    m_page.setHeight(std::floor(m_page.height() - footer)); // whole, so that pages add up in Qt

    m_document.setDocumentMargin(0);
    QTextOption option; // long lines go on in the next one: on paper there is nothing to scroll
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_document.setDefaultTextOption(option);
    PaperWriter writer(m_document, dpi / kPixelsPerInch, m_page.width());
    QTextCursor edit(&m_document); // one, so that nothing is laid out before the end
    edit.beginEditBlock();
    for (const app::ConversationRecord& record : records)
        writer.add(record);
    drawEmojiAsPictures(m_document);
    edit.endEditBlock();

    m_document.setPageSize(m_page);
    keepTogether();
    m_marks = PaperMarks(m_document, writer.style());
}

// Code that fits on one page is not spread over two, and no page ends with a heading.
void ConversationPaper::keepTogether()
{
    m_document.pageCount(); // lays all out: what changes before that would leave the rest without
    const auto pageOf = [this](double y) { return std::floor(y / m_page.height()); };
    for (QTextBlock first = m_document.begin(); first.isValid(); first = first.next()) {
        QTextBlock last = first;
        while (last.blockFormat().hasProperty(kLeadsOn) && last.next().isValid())
            last = last.next();
        const QTextBlock end = lastOfCode(last);
        if (end == first)
            continue;
        const double top = linesOf(first).top();
        double bottom = linesOf(end).bottom() - 1;
        if (end == last || bottom - top >= m_page.height())
            bottom = linesOf(last).top() + last.layout()->lineAt(0).height() - 1;
        if (pageOf(top) != pageOf(bottom)) {
            QTextBlockFormat format;
            format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
            QTextCursor(first).mergeBlockFormat(format);
        }
        first = end;
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
    // A hair less, as a sign may stand a little higher than the line it begins the next page with.
    painter.setClipRect(context.clip.adjusted(0, 0, 0, -m_marks.pixel()));
    m_marks.paintBehind(painter, context.clip);
    m_document.documentLayout()->draw(&painter, context);
    m_marks.paintMarkers(painter, context.clip);
    painter.restore();

    painter.setFont(m_footer);
    painter.setPen(Qt::darkGray);
    const double line = QFontMetricsF(m_footer, &m_device).height();
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
