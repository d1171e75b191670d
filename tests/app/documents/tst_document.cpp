// Files that people attach, and files that mean harm: their text, or one sentence.
#include "app/documents/document.h"
#include "app/documents/pdf_text.h"
#include "app/documents/reading.h"
#include "tests/support/sample_documents.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <atomic>
#include <thread>
#include <vector>

namespace {

const QByteArray kRow = "<w:tr><w:tc>" + tests::paragraph("a") + tests::paragraph("b") +
                        "</w:tc><w:tc><w:p/></w:tc><w:tc>" + tests::paragraph("c") +
                        "</w:tc></w:tr>";

QByteArray body(const QByteArray& inside)
{
    return tests::docxWithBody(inside);
}

QByteArray deflated(const QByteArray& bytes)
{
    constexpr qsizetype kLengthBytes = 4; // which qCompress() puts before what zlib made
    return qCompress(bytes).mid(kLengthBytes);
}

} // namespace

class TestDocument : public QObject
{
    Q_OBJECT

private:
    core::Result<QString> read(const QString& name, const QByteArray& bytes)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("could not write %s", qPrintable(file.fileName()));
        file.close();
        return app::readDocument(file.fileName(), m_stop.get_token());
    }
    static QString sentence(const core::Result<QString>& text)
    {
        return text ? QStringLiteral("text: ") + text->left(80)
                    : QString::fromStdString(text.error().message);
    }

    QTemporaryDir m_folder;
    std::stop_source m_stop;

private slots:
    void init() { m_stop = std::stop_source(); }

    void docxIsRead_data();
    void docxIsRead();
    void notesFollowTheText();
    void pdfIsRead();
    void pdfsAreReadSideBySide();
    void chinesePdfIsRead();
    void columnsAreReadOneAfterTheOther();
    void kindsAreToldByTheirBytes();
    void textOfWindowsIsRead_data();
    void textOfWindowsIsRead();
    void foldersAndMissingFilesAreRefused();
    void refusalsSayWhatToDo_data();
    void refusalsSayWhatToDo();
    void truncatedFilesAreRefused_data();
    void truncatedFilesAreRefused();
    void damagedBytesAreSurvived_data();
    void damagedBytesAreSurvived();
    void readingStops();
};

void TestDocument::docxIsRead_data()
{
    QTest::addColumn<QByteArray>("inside");
    QTest::addColumn<QString>("text");
    const QByteArray p = tests::paragraph("Grüße, 你好");
    QTest::newRow("paragraphs") << p + "<w:p/>" + p << "Grüße, 你好\n\nGrüße, 你好\n";
    QTest::newRow("runs join")
        << QByteArray("<w:p><w:r><w:t>Hel</w:t></w:r><w:r><w:t>lo</w:t></w:r></w:p>") << "Hello\n";
    QTest::newRow("tab and break")
        << QByteArray(
               "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t>"
               "<w:br/><w:t>c</w:t></w:r></w:p>")
        << "a\tb\nc\n";
    QTest::newRow("table") << "<w:tbl>" + kRow + kRow + "</w:tbl>"
                           << "a b\t\tc\na b\t\tc\n";
    QTest::newRow("predefined entities")
        << tests::paragraph("a &lt; b &amp; &#x4f60;") << "a < b & 你\n";
    QTest::newRow("tracked changes")
        << QByteArray(
               "<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>away"
               "</w:t></w:r></w:moveFrom><w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p>")
        << "new\n";
    QTest::newRow("field codes")
        << QByteArray(
               "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>7</w:t></w:r></w:p>")
        << "7\n";
    QTest::newRow("text box once")
        << "<mc:AlternateContent><mc:Choice>" + p + "</mc:Choice><mc:Fallback>" + p +
               "</mc:Fallback></mc:AlternateContent>"
        << "Grüße, 你好\n";
    QTest::newRow("space between elements") << "\n  <w:p>\n  </w:p>\n" + p << "\nGrüße, 你好\n";
    QTest::newRow("long run") << tests::paragraph(QByteArray("x").repeated(1'000'000))
                              << QString(1'000'000, u'x') + u'\n';
}

void TestDocument::docxIsRead()
{
    QFETCH(QByteArray, inside);
    QFETCH(QString, text);
    const auto found = read(QStringLiteral("a.docx"), body(inside));
    QVERIFY2(found.has_value(), qPrintable(sentence(found)));
    QCOMPARE(*found, text);
}

void TestDocument::notesFollowTheText()
{
    const auto note = [](const QByteArray& kind, const QByteArray& attributes) {
        return "<w:" + kind + ' ' + attributes + '>' + tests::paragraph("from " + kind) +
               "</w:" + kind + '>';
    };
    const auto found =
        read(QStringLiteral("a.docx"),
             tests::zipOf({{QStringLiteral("word/document.xml"),
                            tests::wordXml("document",
                                           "<w:p><w:r><w:t>One</w:t><w:footnoteReference "
                                           "w:id=\"1\"/><w:endnoteReference w:id=\"1\"/></w:r>"
                                           "</w:p>")},
                           {QStringLiteral("word/footnotes.xml"),
                            tests::wordXml("footnotes",
                                           note("footnote", "w:type=\"separator\" w:id=\"0\"") +
                                               note("footnote", "w:id=\"1\""))},
                           {QStringLiteral("word/endnotes.xml"),
                            tests::wordXml("endnotes", note("endnote", "w:id=\"1\""))}}));
    QCOMPARE(sentence(found),
             QStringLiteral("text: One[^1][^e1]\n[^1] from footnote\n[^e1] from endnote\n"));
}

void TestDocument::pdfIsRead()
{
    const auto found = read(QStringLiteral("a.pdf"),
                            tests::pdfWithPages({QStringLiteral("First page,\nsecond line."),
                                                 QStringLiteral("Second page.")}));
    QCOMPARE(sentence(found), QStringLiteral("text: First page,\nsecond line.\n\nSecond page.\n"));
}

// By several windows.
void TestDocument::pdfsAreReadSideBySide()
{
    const QByteArray bytes = tests::pdfWithPages(QStringList(50, QStringLiteral("A page.")));
    std::atomic<int> whole = 0;
    {
        std::vector<std::jthread> windows;
        for (int i = 0; i < 4; ++i)
            windows.emplace_back([&bytes, &whole] {
                const auto found = app::pdfText(bytes, {QStringLiteral("a.pdf"), {}});
                if (found && found->count(QStringLiteral("A page.")) == 50)
                    ++whole;
            });
    }
    QCOMPARE(whole.load(), 4);
}

// In a font that every reader of Chinese is expected to have, so that none is in the file.
void TestDocument::chinesePdfIsRead()
{
    const QByteArray stream("BT /F 12 Tf 50 700 Td <4f60597dff0c4e16754c3002> Tj ET");
    const QByteArray font(
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        "/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>] >>");
    const auto found =
        read(QStringLiteral("a.pdf"),
             tests::pdfOf({"<< /Type /Catalog /Pages 2 0 R >>",
                           "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                           "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
                           "/Resources << /Font << /F " +
                               font + " >> >> >>",
                           "<< /Length " + QByteArray::number(stream.size()) + " >>\nstream\n" +
                               stream + "\nendstream"}));
    QCOMPARE(sentence(found), QStringLiteral("text: 你好，世界。\n"));
}

void TestDocument::columnsAreReadOneAfterTheOther()
{
    QByteArray stream("BT /F 10 Tf 12 TL ");
    for (const char* column : {"50", "350"}) {
        stream += QByteArray("1 0 0 1 ") + column + " 700 Tm ";
        for (int line = 0; line < 12; ++line)
            stream += QByteArray("(words of the column ") + column + ") Tj T* ";
    }
    const auto found = read(QStringLiteral("a.pdf"), tests::pdfWithContent(stream + "ET"));
    QVERIFY2(found.has_value(), qPrintable(sentence(found)));
    QCOMPARE(found->count(QStringLiteral("words of the column 50")), 12);
    QVERIFY(found->lastIndexOf(QStringLiteral("column 50")) <
            found->indexOf(QStringLiteral("column 350")));
}

void TestDocument::kindsAreToldByTheirBytes()
{
    const QByteArray docx = body(tests::paragraph("Hello"));
    QCOMPARE(read(QStringLiteral("a.txt"), docx).value_or(QString()), QStringLiteral("Hello\n"));
    QCOMPARE(read(QStringLiteral("a.md"), "Grüße\r\n").value_or(QString()),
             QStringLiteral("Grüße\n"));
    QCOMPARE(read(QStringLiteral("a.md"), "GGUF is a format.\n").value_or(QString()),
             QStringLiteral("GGUF is a format.\n"));
    QCOMPARE(read(QStringLiteral("a.md"), "GGUF\n").value_or(QString()), QStringLiteral("GGUF\n"));
    for (const auto encoding : {QStringConverter::Utf16LE, QStringConverter::Utf16BE}) {
        QStringEncoder encode(encoding, QStringConverter::Flag::WriteBom);
        const QByteArray bytes = encode(QStringLiteral("Grüße, 你好\r\n"));
        QCOMPARE(read(QStringLiteral("a.txt"), bytes).value_or(QString()),
                 QStringLiteral("Grüße, 你好\n"));
    }
}

void TestDocument::textOfWindowsIsRead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("Latin-1") << QByteArray("caf\xe9 f\xfcr zwei\r\n") << "café für zwei\n";
    QTest::newRow("Windows-1252") << QByteArray("\x93"
                                                "Caf\xe9\x94 \x96 5 \x80, Stra\xdf"
                                                "e\n")
                                  << "“Café” – 5 €, Straße\n";
    QTest::newRow("a page feed and a few controls")
        << "na\xefve\f" + QByteArray("word ").repeated(40) + "\x1b"
        << "naïve\f" + QStringLiteral("word ").repeated(40) + u'\x1b';
    QTest::newRow("UTF-8 stays what it is") << QByteArray("Ã¼ber Grüße\n") << "Ã¼ber Grüße\n";
}

void TestDocument::textOfWindowsIsRead()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    QCOMPARE(sentence(read(QStringLiteral("a.txt"), bytes)),
             QStringLiteral("text: ") + text.left(80));
    QCOMPARE(read(QStringLiteral("a.txt"), bytes).value_or(QString()), text);
}

void TestDocument::foldersAndMissingFilesAreRefused()
{
    const auto said = [this](const QString& path) {
        return sentence(app::readDocument(path, m_stop.get_token()));
    };
    const QString folder = QDir(m_folder.path()).dirName();
    QCOMPARE(said(m_folder.path()),
             folder + QStringLiteral(" is a folder; attach the files in it."));
    QCOMPARE(said(m_folder.path() + u'/'), said(m_folder.path()));
    const QString link = m_folder.filePath(QStringLiteral("dead.txt"));
    QVERIFY(QFile::link(m_folder.filePath(QStringLiteral("none")), link));
    QVERIFY(said(link).startsWith(QStringLiteral("dead.txt is no longer there")));
    QVERIFY(
        said(m_folder.filePath(QStringLiteral("none"))).startsWith(QStringLiteral("none is no")));
}

void TestDocument::refusalsSayWhatToDo_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("saying");
    const QString pdf = QStringLiteral("a.pdf");
    const QString docx = QStringLiteral("a.docx");
    const QByteArray ole("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    const QString encrypted = QStringLiteral("EncryptedPackage");
    const QByteArray pages("<< /Type /Catalog /Pages 2 0 R >>");

    QTest::newRow("binary") << "b.bin"
                            << QByteArray("\x7f"
                                          "ELF\0\0",
                                          6)
                            << "is not plain text";
    const QByteArray german("Gr\xc3\xbc\xc3\x9f"
                            "e und sch\xc3\xb6nen Gru\xc3\x9f");
    QTest::newRow("damaged UTF-8") << "b.txt" << german + "\xc3 und"
                                   << "is not plain text";
    QTest::newRow("Cyrillic of Windows")
        << "b.txt" << QByteArray("\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0!") << "is not plain text";
    QTest::newRow("Chinese of Windows")
        << "b.txt" << QByteArray("\xc4\xe3\xba\xc3\xca\xc0\xbd\xe7") << "is not plain text";
    QByteArray packed("A program that packs");
    for (int i = 1; i < 200; ++i)
        packed += char(1 + i * 73 % 255);
    QTest::newRow("binary without a zero") << "b.bin" << packed << "is not plain text";
    QTest::newRow("UTF-16 that does not say so")
        << "b.txt" << QByteArray("G\0r\0\xfc\0\xdf\0e\0", 10) << "is not plain text";
    QTest::newRow("picture") << "b.jpg" << QByteArray("\xff\xd8\xff\xe0\0\x10JFIF", 10)
                             << "reads no pictures";
    QTest::newRow("large text") << "b.txt" << QByteArray(int(app::kMostTextFileBytes) + 1, 'a')
                                << "attach files of at most";
    QTest::newRow("scan") << pdf << tests::pdfWithPictureOnly() << "run text recognition";
    QTest::newRow("encrypted PDF")
        << pdf
        << tests::pdfOf({pages, "<< /Type /Pages /Kids [] /Count 0 >>"},
                        "/ID [<00112233445566778899aabbccddeeff> "
                        "<00112233445566778899aabbccddeeff>] /Encrypt << /Filter /Standard /V 1 "
                        "/R 2 /P -44 /O <" +
                            QByteArray("ab").repeated(32) + "> /U <" +
                            QByteArray("cd").repeated(32) + "> >>")
        << "without one";
    QTest::newRow("no PDF") << pdf << QByteArray("Hello") << "get it again";
    QTest::newRow("empty PDF") << pdf << QByteArray() << "is empty";
    QTest::newRow("empty text") << "b.txt" << QByteArray() << "is empty";
    QTest::newRow("only the frame of a PDF")
        << pdf << QByteArray("%PDF-1.4\n%%EOF\n") << "damaged PDF";
    QTest::newRow("too many pages")
        << pdf << tests::pdfWithContent("BT ET", {}, app::kMostPdfPages + 1)
        << "pages; attach PDF files of at most";
    QTest::newRow("thousands of pages that are not there")
        << pdf << tests::pdfOf({pages, "<< /Type /Pages /Kids [3 0 R] /Count 9000 >>", "<< >>"})
        << "damaged PDF";
    QTest::newRow("pages in a ring")
        << pdf
        << tests::pdfOf({pages, "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 /Parent 2 0 R >>"})
        << "damaged PDF";
    const QByteArray lines("(" + QByteArray("word ").repeated(30) + ") Tj T* ");
    const QByteArray text("BT /F 5 Tf 10 TL 20 780 Td " + lines.repeated(70) + "ET");
    QTest::newRow("much text in a PDF")
        << pdf << tests::pdfWithContent(text, {}, 250) << "attach the part of it";
    QTest::newRow("bomb of text in a PDF")
        << pdf << tests::pdfWithContent(deflated(text), "FlateDecode", app::kMostPdfPages)
        << "attach the part of it";
    QTest::newRow("bomb of space in a PDF")
        << pdf
        << tests::pdfWithContent(deflated(QByteArray(" ").repeated(200 << 20)), "FlateDecode")
        << "run text recognition";

    QTest::newRow("old Word") << QStringLiteral("a.doc") << ole + QByteArray(600, '\0')
                              << "save it as DOCX or PDF";
    QTest::newRow("encrypted DOCX")
        << docx << ole + QByteArray(reinterpret_cast<const char*>(encrypted.utf16()), 32)
        << "without one";
    QTest::newRow("another archive")
        << QStringLiteral("a.xlsx") << tests::zipOf({{QStringLiteral("xl/workbook.xml"), "<x/>"}})
        << "no Word document";
    QTest::newRow("no archive") << docx << QByteArray("Hello") << "damaged Word document";
    QTest::newRow("no text") << docx << body("<w:p/>") << "without any text";
    QTest::newRow("much text")
        << docx << body(tests::paragraph(QByteArray("word ").repeated(20)).repeated(25'000))
        << "attach the part of it";

    QTest::newRow("bomb of text") << docx
                                  << body(tests::paragraph(QByteArray("x").repeated(200 << 20)))
                                  << "attach the part of it";
    QTest::newRow("bomb of space")
        << docx << body(QByteArray(" ").repeated(200 << 20)) << "unpacks to more";
    QTest::newRow("million nested elements")
        << docx << body(QByteArray("<w:p>").repeated(1'000'000)) << "damaged Word document";
    QByteArray attributes;
    for (int i = 0; i < 500'000; ++i)
        attributes += " a" + QByteArray::number(i) + "=''";
    QTest::newRow("half a million attributes")
        << docx << body("<w:p" + attributes + "/>") << "damaged Word document";
    QTest::newRow("entity that grows")
        << docx
        << tests::docxOf("<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><d>"
                         "<t>&b;</t></d>")
        << "damaged Word document";
    QTest::newRow("entity from outside")
        << docx
        << tests::docxOf("<!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><d><t>&a;</t></d>")
        << "damaged Word document";
    QByteArray entities;
    for (int i = 0; i < 500'000; ++i)
        entities += "<!ENTITY a" + QByteArray::number(i) + " 'x'>";
    QTest::newRow("half a million entities")
        << docx << tests::docxOf("<!DOCTYPE d [" + entities + "]><d/>") << "damaged Word document";
    QTest::newRow("unknown entity")
        << docx << body(tests::paragraph("&who;")) << "damaged Word document";
    QTest::newRow("not UTF-8") << docx << body(tests::paragraph("caf\xe9"))
                               << "damaged Word document";
}

void TestDocument::refusalsSayWhatToDo()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, bytes);
    QFETCH(QString, saying);
    const auto found = read(name, bytes);
    QVERIFY(!found.has_value());
    const QString said = sentence(found);
    QVERIFY2(said.startsWith(name + u' ') && said.endsWith(u'.') && said.contains(saying),
             qPrintable(said));
}

void TestDocument::truncatedFilesAreRefused_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("PDF") << "a.pdf" << tests::pdfWithPages({QStringLiteral("One"), "Two"});
    QByteArray paragraphs; // which do not pack well
    for (int i = 0; i < 300; ++i)
        paragraphs += tests::paragraph(
            QCryptographicHash::hash(QByteArray::number(i), QCryptographicHash::Sha256).toHex());
    QTest::newRow("DOCX") << "a.docx" << body(paragraphs);
}

void TestDocument::truncatedFilesAreRefused()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, bytes);
    QVERIFY(read(name, bytes).has_value());
    for (qsizetype size = 0; size < bytes.size() - 8; size += 97) {
        const auto found = read(name, bytes.first(size));
        QVERIFY2(!found.has_value(), qPrintable(QString::number(size)));
        QVERIFY2(sentence(found).startsWith(name), qPrintable(sentence(found)));
    }
}

void TestDocument::damagedBytesAreSurvived_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("PDF") << "a.pdf" << tests::pdfWithPages({QStringLiteral("One")});
    QTest::newRow("DOCX") << "a.docx" << body(tests::paragraph("Hello"));
}

// Some damage leaves the text as it was; none may do more than make an error.
void TestDocument::damagedBytesAreSurvived()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, bytes);
    const qsizetype step = std::max<qsizetype>(1, bytes.size() / 300);
    for (qsizetype at = 0; at < bytes.size(); at += step) {
        QByteArray damaged = bytes;
        damaged[at] = char(damaged[at] ^ 0x55);
        const auto found = read(name, damaged);
        QVERIFY2(found || sentence(found).startsWith(name), qPrintable(sentence(found)));
    }
}

void TestDocument::readingStops()
{
    m_stop.request_stop();
    for (const auto& [name, bytes] :
         {std::pair(QStringLiteral("a.docx"), body(tests::paragraph("Hello"))),
          std::pair(QStringLiteral("a.pdf"), tests::pdfWithPages({QStringLiteral("One")}))}) {
        const auto found = read(name, bytes);
        QVERIFY(!found.has_value());
        QCOMPARE(found.error().code, core::ErrorCode::Cancelled);
    }
}

QTEST_MAIN(TestDocument)
#include "tst_document.moc"
