#include "app/documents/word_xml.h"

#include <QLocale>

#include <algorithm>
#include <iterator>
#include <utility>

namespace app {

namespace {

using core::ErrorCode;

constexpr qint64 kMostXmlBytes = 128 << 20; // ten to fifty times the text is usual
constexpr qsizetype kChunkBytes = 16 << 10;
constexpr qsizetype kMostPendingSigns = 10'000;
constexpr int kDeepestElement = 512;

// Elements that describe what is around them, that tracked changes took away, or that say the same
// again for older programs.
bool isLeftOut(QStringView name)
{
    static constexpr QLatin1String names[] = {QLatin1String("pPr"),
                                              QLatin1String("rPr"),
                                              QLatin1String("tblPr"),
                                              QLatin1String("sectPr"),
                                              QLatin1String("sdtPr"),
                                              QLatin1String("del"),
                                              QLatin1String("moveFrom"),
                                              QLatin1String("Fallback")};
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

} // namespace

core::Error damagedDocx(const QString& name)
{
    return {ErrorCode::Malformed,
            DocumentText::tr("%1 is a damaged Word document; get it again, or save it anew in your "
                             "word processor, and attach that.")
                .arg(name)
                .toStdString()};
}

WordXml::WordXml(ZipPart& part, const Reading& reading, QString noteMark)
    : m_part(part)
    , m_reading(reading)
    , m_noteMark(std::move(noteMark))
{
}

// QXmlStreamReader compares every attribute of an element with all others, and takes a declaration
// of a million entities as one token. Signs of both without a token in between have a limit.
bool WordXml::feed()
{
    const std::optional<QByteArray> bytes = m_part.read(kChunkBytes);
    if (!bytes || bytes->isEmpty())
        return false;
    m_bytes += bytes->size();
    m_pendingSigns += bytes->count('=') + bytes->count('!');
    m_refused = m_bytes > kMostXmlBytes || m_pendingSigns > kMostPendingSigns;
    if (!m_refused)
        m_xml.addData(*bytes);
    return !m_refused && !m_reading.isOver();
}

QXmlStreamReader::TokenType WordXml::next()
{
    while (true) {
        const QXmlStreamReader::TokenType token = m_xml.readNext();
        if (m_xml.error() != QXmlStreamReader::PrematureEndOfDocumentError || !feed())
            return token;
    }
}

core::Status WordXml::appendTo(QString& text)
{
    while (true) {
        const QXmlStreamReader::TokenType token = next();
        if (m_xml.hasError() || m_refused || token == QXmlStreamReader::DTD ||
            m_depth > kDeepestElement || m_reading.reasonToEnd(text.size()))
            return error(text);
        m_pendingSigns = 0;
        if (token == QXmlStreamReader::StartElement)
            begin(text);
        else if (token == QXmlStreamReader::EndElement)
            end(text);
        else if (token == QXmlStreamReader::Characters && m_inText && m_leftOutDepth == 0)
            text += m_xml.text();
        else if (token == QXmlStreamReader::EndDocument)
            break;
    }
    // The archive's checksum is looked at where its end is read.
    const std::optional<QByteArray> rest = m_part.read(1);
    if (!rest || !rest->isEmpty())
        return core::fail(damagedDocx(m_reading.name));
    return {};
}

core::Status WordXml::error(const QString& text) const
{
    if (const auto end = m_reading.reasonToEnd(text.size()))
        return core::fail(*end);
    if (m_bytes > kMostXmlBytes)
        return documentError(
            ErrorCode::Limit,
            DocumentText::tr("%1 unpacks to more than %2; attach the part of it that matters.")
                .arg(m_reading.name,
                     QLocale().formattedDataSize(kMostXmlBytes, 1, QLocale::DataSizeSIFormat)));
    return core::fail(damagedDocx(m_reading.name));
}

QString WordXml::attribute(QLatin1String name) const
{
    for (const QXmlStreamAttribute& attribute : m_xml.attributes()) {
        if (attribute.name() == name)
            return attribute.value().toString();
    }
    return {};
}

void WordXml::breakLine(QString& text) const
{
    text += m_cells.isEmpty() ? u'\n' : u' ';
}

void WordXml::begin(QString& text)
{
    ++m_depth;
    if (m_leftOutDepth > 0)
        return;
    const QStringView name = m_xml.name();
    const bool note = name == QLatin1String("footnote") || name == QLatin1String("endnote");
    // Notes with a type are the lines that part them from the page's text.
    if (isLeftOut(name) || (note && !attribute(QLatin1String("type")).isEmpty()))
        m_leftOutDepth = m_depth;
    else if (note)
        text += QStringLiteral("[^%1%2] ").arg(m_noteMark, attribute(QLatin1String("id")));
    else if (name == QLatin1String("footnoteReference"))
        text += QStringLiteral("[^%1]").arg(attribute(QLatin1String("id")));
    else if (name == QLatin1String("endnoteReference"))
        text += QStringLiteral("[^e%1]").arg(attribute(QLatin1String("id")));
    else if (name == QLatin1String("t"))
        m_inText = true;
    else if (name == QLatin1String("tab"))
        text += u'\t';
    else if (name == QLatin1String("br") || name == QLatin1String("cr"))
        breakLine(text);
    else if (name == QLatin1String("noBreakHyphen"))
        text += u'-';
    else if (name == QLatin1String("tc"))
        m_cells << text.size();
}

void WordXml::end(QString& text)
{
    const int depth = m_depth--;
    if (m_leftOutDepth > 0) {
        if (depth == m_leftOutDepth)
            m_leftOutDepth = 0;
        return;
    }
    const QStringView name = m_xml.name();
    if (name == QLatin1String("t")) {
        m_inText = false;
    } else if (name == QLatin1String("p")) {
        breakLine(text);
    } else if (name == QLatin1String("tc") && !m_cells.isEmpty()) {
        const qsizetype begin = m_cells.takeLast();
        while (text.size() > begin && text.back().isSpace())
            text.chop(1);
        text += u'\t';
    } else if (name == QLatin1String("tr")) {
        if (text.endsWith(u'\t'))
            text.chop(1);
        text += u'\n';
    }
}

} // namespace app
