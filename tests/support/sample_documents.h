// PDF and DOCX files as programs write them, and as only an attacker does.
#pragma once

#include <QByteArray>
#include <QList>
#include <QStringList>

#include <utility>

namespace tests {

// One page each, drawn by Qt; needs a QGuiApplication.
QByteArray pdfWithPages(const QStringList& texts);
QByteArray pdfWithPictureOnly();

// A PDF of the objects 1, 2, … with a true table of them; the first is the catalogue.
QByteArray pdfOf(const QList<QByteArray>& objects, const QByteArray& trailer = {});
// Pages that all have this content stream, stored with this filter.
QByteArray pdfWithContent(const QByteArray& stream, const QByteArray& filter = {}, int pages = 1);

QByteArray zipOf(const QList<std::pair<QString, QByteArray>>& parts);
QByteArray docxOf(const QByteArray& documentXml);                     // the whole part
QByteArray docxWithBody(const QByteArray& body);                      // what w:body holds
QByteArray wordXml(const QByteArray& root, const QByteArray& inside); // <w:root>inside</w:root>
QByteArray paragraph(const QByteArray& text);

} // namespace tests
