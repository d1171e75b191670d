#include "app/documents/docx_text.h"

#include "app/documents/word_xml.h"
#include "app/documents/zip_archive.h"

namespace app {

namespace {

using core::ErrorCode;

struct Part
{
    const char* name;
    const char* noteMark;
    bool required;
};

constexpr Part kParts[] = {
    {"word/document.xml", "", true},
    {"word/footnotes.xml", "", false},
    {"word/endnotes.xml", "e", false},
};

} // namespace

core::Result<QString> docxText(const QByteArray& bytes, const Reading& reading)
{
    const ZipArchive archive(bytes);
    if (!archive.isValid())
        return core::fail(damagedDocx(reading.name));
    if (!archive.contains(QLatin1String(kParts[0].name)))
        return documentError(ErrorCode::Unsupported,
                             DocumentText::tr("%1 is an archive and no Word document; attach text, "
                                              "code, PDF or DOCX files.")
                                 .arg(reading.name));
    QString text;
    for (const Part& wanted : kParts) {
        const QString name = QLatin1String(wanted.name);
        if (!wanted.required && !archive.contains(name))
            continue;
        std::optional<ZipPart> part = archive.part(name);
        if (!part)
            return core::fail(damagedDocx(reading.name));
        WordXml xml(*part, reading, QLatin1String(wanted.noteMark));
        if (const core::Status status = xml.appendTo(text); !status)
            return core::fail(status.error());
    }
    return wholeText(std::move(text),
                     DocumentText::tr("%1 is a Word document without any text; attach one with "
                                      "text, or write what matters into the message.")
                         .arg(reading.name));
}

} // namespace app
