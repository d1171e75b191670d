#include "app/documents/document.h"

#include "app/documents/docx_text.h"
#include "app/documents/pdf_text.h"
#include "app/documents/plain_text.h"
#include "app/documents/reading.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QtEndian>

namespace app {

namespace {

using core::ErrorCode;

enum class Kind
{
    Text,
    Pdf,
    Docx,
    Picture,
    Model,
    OldOffice, // the container of .doc, and of documents with a password
};

constexpr qint64 kHeadBytes = 8;

// The version is asked for too: a text may well begin with the name of the format.
bool beginsModel(const QByteArray& head)
{
    if (!head.startsWith("GGUF") || head.size() < kHeadBytes)
        return false;
    const auto version = qFromLittleEndian<quint32>(head.constData() + 4);
    return version >= 1 && version <= 3;
}

// By the bytes; the name decides where they say nothing, so that a damaged PDF is called one.
Kind kindOf(const QByteArray& head, const QString& suffix)
{
    if (head.startsWith("%PDF-"))
        return Kind::Pdf;
    if (head.startsWith("PK\3\4"))
        return Kind::Docx;
    if (beginsModel(head))
        return Kind::Model;
    if (head.startsWith("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
        return Kind::OldOffice;
    if (head.startsWith("\x89PNG") || head.startsWith("\xff\xd8\xff") || head.startsWith("GIF8"))
        return Kind::Picture;
    if (suffix.compare(QLatin1String("pdf"), Qt::CaseInsensitive) == 0)
        return Kind::Pdf;
    if (suffix.compare(QLatin1String("docx"), Qt::CaseInsensitive) == 0)
        return Kind::Docx;
    return Kind::Text;
}

// Word keeps a document with a password in the old container, as a stream of this name.
tl::unexpected<core::Error> oldOffice(const QByteArray& bytes, const Reading& reading)
{
    const QString stream = QStringLiteral("EncryptedPackage");
    const QByteArray name(reinterpret_cast<const char*>(stream.utf16()), stream.size() * 2);
    const QString sentence =
        bytes.contains(name)
            ? DocumentText::tr("%1 is protected by a password; save a copy without one and attach "
                               "that.")
            : DocumentText::tr("%1 is in the old format of Word and Office (.doc); save it as DOCX "
                               "or PDF and attach that.");
    return documentError(ErrorCode::Unsupported, sentence.arg(reading.name));
}

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

tl::unexpected<core::Error> noFile(const QFileInfo& info)
{
    const QString sentence =
        info.isDir() ? DocumentText::tr("%1 is a folder; attach the files in it.")
        : info.exists()
            ? DocumentText::tr("%1 is not a file with text in it.") // a pipe would never end
            : DocumentText::tr("%1 is no longer there; attach it from where it is now.");
    const QString name = info.fileName().isEmpty() ? info.dir().dirName() : info.fileName();
    return documentError(ErrorCode::NotFound, sentence.arg(name));
}

} // namespace

bool isModelFile(const QString& path)
{
    QFile file(path);
    return QFileInfo(path).isFile() && file.open(QIODevice::ReadOnly) &&
           beginsModel(file.read(kHeadBytes));
}

core::Error pictureRefusal(const QString& name)
{
    const QString sentence =
        DocumentText::tr("%1 is a picture, and the model reads no pictures; attach text, code, "
                         "Markdown, CSV, PDF or DOCX files.");
    return {ErrorCode::Unsupported, sentence.arg(name).toStdString()};
}

core::Status checkTextSize(const QString& name, const QString& text)
{
    const qint64 bytes = text.toUtf8().size();
    if (bytes > kMostTextFileBytes)
        return documentError(
            ErrorCode::Limit,
            DocumentText::tr(
                "%1 has %2; at most %3 of text go with a message. Paste the part of it "
                "that matters.")
                .arg(name, sizeText(bytes), sizeText(kMostTextFileBytes)));
    return {};
}

core::Result<QString> readDocument(const QString& path, std::stop_token stop)
{
    const QFileInfo info(path);
    const Reading reading{info.fileName(), std::move(stop)};
    if (!info.isFile())
        return noFile(info);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return documentError(
            ErrorCode::Io,
            DocumentText::tr("%1 could not be read: %2.").arg(reading.name, file.errorString()));
    const Kind kind = kindOf(file.peek(kHeadBytes), info.suffix());
    if (kind == Kind::Picture)
        return core::fail(pictureRefusal(reading.name));
    if (kind == Kind::Model)
        return documentError(
            ErrorCode::Unsupported,
            DocumentText::tr("%1 is a model; attach it alone to open it.").arg(reading.name));
    const qint64 most = kind == Kind::Text ? kMostTextFileBytes : kMostDocumentBytes;
    if (file.size() > most)
        return documentError(ErrorCode::Limit,
                             DocumentText::tr("%1 has %2; attach files of at most %3.")
                                 .arg(reading.name, sizeText(file.size()), sizeText(most)));
    const QByteArray bytes = file.read(most);
    if (reading.stop.stop_requested())
        return core::fail(ErrorCode::Cancelled, "");
    if (bytes.isEmpty())
        return documentError(
            ErrorCode::Unsupported,
            DocumentText::tr("%1 is empty; attach a file with text in it.").arg(reading.name));
    switch (kind) {
    case Kind::Text:
        return plainText(bytes, reading);
    case Kind::Pdf:
        return pdfText(bytes, reading);
    case Kind::Docx:
        return docxText(bytes, reading);
    case Kind::Picture:
    case Kind::Model:
    case Kind::OldOffice:
        break;
    }
    return oldOffice(bytes, reading);
}

} // namespace app
