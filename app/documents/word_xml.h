// Turns WordprocessingML (ECMA-376-1, chapter 17) into lines of text. Untrusted: bounded in depth,
// size and time; document type declarations, and with them entities, are refused.
#pragma once

#include "app/documents/reading.h"
#include "app/documents/zip_archive.h"

#include <QList>
#include <QXmlStreamReader>

namespace app {

core::Error damagedDocx(const QString& name);

class WordXml
{
public:
    // noteMark: "" for the document itself; for a part of notes what their marks begin with.
    WordXml(ZipPart& part, const Reading& reading, QString noteMark = {});

    // Appends the part's text. What was appended before an error is of no use.
    core::Status appendTo(QString& text);

private:
    bool feed();
    QXmlStreamReader::TokenType next();
    core::Status error(const QString& text) const;
    void begin(QString& text);
    void end(QString& text);
    void breakLine(QString& text) const;
    QString attribute(QLatin1String name) const;

    ZipPart& m_part;
    const Reading& m_reading;
    QString m_noteMark;
    QXmlStreamReader m_xml;
    qint64 m_bytes = 0;           // unpacked so far
    qsizetype m_pendingSigns = 0; // see feed()
    int m_depth = 0;
    int m_leftOutDepth = 0; // of the outermost element that is left out; 0: none is open
    bool m_inText = false;
    bool m_refused = false;
    QList<qsizetype> m_cells; // where the open ones begin in the text, the innermost last
};

} // namespace app
