// Conversations on pages: what is printed and what a PDF shows.
//
// Safe to use on any one thread. Nothing is loaded, whatever the messages name.
#pragma once

#include "app/chats/exchange/conversation_record.h"
#include "ui/markdown/safe_document.h"
#include "ui/paper/paper_marks.h"

#include <QByteArray>
#include <QFont>
#include <QList>
#include <QSizeF>

class QPagedPaintDevice;
class QPainter;

namespace ui {

// A message for a page of HTML: of a model's the Markdown, of a person's what was typed, the text
// of its files folded. On paper files are only named: they could fill hundreds of sheets, and
// Markdown and JSON have them.
QString messageHtml(core::Role role, const QString& text);

class ConversationPaper
{
public:
    // device: whose page layout and fonts count; must outlive the paper.
    ConversationPaper(const QList<app::ConversationRecord>& records, QPagedPaintDevice& device);

    int pageCount() const { return m_document.pageCount(); }
    // Every page on the device; false where it refuses.
    bool paint();

    const QTextDocument& document() const { return m_document; }
    const PaperMarks& marks() const { return m_marks; }

private:
    void keepTogether();
    void paintPage(QPainter& painter, int page);

    QPagedPaintDevice& m_device;
    markdown::SafeDocument m_document;
    PaperMarks m_marks;
    QFont m_footer;
    QSizeF m_page; // where text may stand, in the device's units
};

// As wide as letters have them, before a paper is made; the desktop's dialog may change them.
void setPaperMargins(QPagedPaintDevice& device);

QByteArray toPdf(const QList<app::ConversationRecord>& records);

} // namespace ui
