#include "tests/support/sample_documents.h"

#include <QBuffer>
#include <QImage>
#include <QPainter>
#include <QPdfWriter>

#include <zip.h>

namespace tests {

namespace {

template <class Paint>
QByteArray painted(Paint paint)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    QPainter painter(&writer);
    paint(writer, painter);
    painter.end();
    return buffer.data();
}

} // namespace

QByteArray pdfWithPages(const QStringList& texts)
{
    return painted([&texts](QPdfWriter& writer, QPainter& painter) {
        const QRect page(0, 0, writer.width(), writer.height());
        for (qsizetype i = 0; i < texts.size(); ++i) {
            if (i > 0)
                writer.newPage();
            painter.drawText(page, Qt::TextWordWrap, texts[i]);
        }
    });
}

QByteArray pdfWithPictureOnly()
{
    return painted([](QPdfWriter&, QPainter& painter) {
        QImage picture(64, 64, QImage::Format_RGB32);
        picture.fill(Qt::darkGray);
        painter.drawImage(QRect(0, 0, 4000, 4000), picture);
    });
}

QByteArray pdfOf(const QList<QByteArray>& objects, const QByteArray& trailer)
{
    QByteArray pdf("%PDF-1.4\n");
    QByteArray table("0000000000 65535 f \n");
    for (qsizetype i = 0; i < objects.size(); ++i) {
        table += QByteArray::number(pdf.size()).rightJustified(10, '0') + " 00000 n \n";
        pdf += QByteArray::number(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    const QByteArray start = QByteArray::number(pdf.size());
    const QByteArray size = QByteArray::number(objects.size() + 1);
    return pdf + "xref\n0 " + size + '\n' + table + "trailer\n<< /Size " + size + " /Root 1 0 R " +
           trailer + " >>\nstartxref\n" + start + "\n%%EOF\n";
}

QByteArray pdfWithContent(const QByteArray& stream, const QByteArray& filter, int pages)
{
    QByteArray kids;
    for (int i = 0; i < pages; ++i)
        kids += QByteArray::number(i + 4) + " 0 R ";
    QList<QByteArray> objects{"<< /Type /Catalog /Pages 2 0 R >>",
                              "<< /Type /Pages /Kids [" + kids + "] /Count " +
                                  QByteArray::number(pages) + " >>",
                              "<< /Length " + QByteArray::number(stream.size()) +
                                  (filter.isEmpty() ? QByteArray() : " /Filter /" + filter) +
                                  " >>\nstream\n" + stream + "\nendstream"};
    objects.insert(objects.size(),
                   pages,
                   "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 3 0 R "
                   "/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Courier "
                   ">> >> >> >>");
    return pdfOf(objects);
}

QByteArray zipOf(const QList<std::pair<QString, QByteArray>>& parts)
{
    zip_source_t* file = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    zip_source_keep(file);
    zip_t* archive = zip_open_from_source(file, ZIP_TRUNCATE, nullptr);
    for (const auto& [name, bytes] : parts) {
        zip_source_t* source =
            zip_source_buffer(archive, bytes.constData(), zip_uint64_t(bytes.size()), 0);
        if (zip_file_add(archive, name.toUtf8().constData(), source, ZIP_FL_ENC_UTF_8) < 0)
            qFatal("could not add to an archive");
    }
    if (zip_close(archive) != 0)
        qFatal("could not write an archive");
    zip_stat_t stat;
    zip_source_stat(file, &stat);
    QByteArray result(qsizetype(stat.size), '\0');
    zip_source_open(file);
    if (zip_source_read(file, result.data(), stat.size) != zip_int64_t(stat.size))
        qFatal("could not read an archive");
    zip_source_close(file);
    zip_source_free(file);
    return result;
}

QByteArray docxOf(const QByteArray& documentXml)
{
    return zipOf({{QStringLiteral("[Content_Types].xml"), "<Types/>"},
                  {QStringLiteral("word/document.xml"), documentXml}});
}

QByteArray docxWithBody(const QByteArray& body)
{
    return docxOf(wordXml("document", "<w:body>" + body + "</w:body>"));
}

QByteArray wordXml(const QByteArray& root, const QByteArray& inside)
{
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:" + root +
           " xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
           "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\">" +
           inside + "</w:" + root + '>';
}

QByteArray paragraph(const QByteArray& text)
{
    return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>";
}

} // namespace tests
