// Writes conversations into the document of a paper. On the thread of the document.
#pragma once

#include "app/chats/exchange/conversation_record.h"
#include "ui/markdown/block.h"
#include "ui/markdown/document_builder.h"

#include <QList>
#include <QTextCursor>
#include <QTextFormat>

namespace ui {

struct Attachment;

// What the formats of blocks and tables say of them beyond what Qt draws.
enum PaperProperty
{
    kMarker = QTextFormat::UserProperty + 16, // of a list's item, on its first block
    kQuotes,                                  // how many it stands in
    kQuotesLeft,                              // how far in these stand
    kQuoteRun,                                // number of the outermost one
    kAlert,                                   // that this is
    kCode,                                    // number of the code block that it is a line of
    kAsked,                                   // number of the person's message that it is of
    kLeadsOn                                  // stays on the page of what follows
};

QString nameAndSize(const Attachment& file);

class PaperWriter
{
public:
    // pixel: of a window, in the document's units. width: that text may take, in the same.
    PaperWriter(QTextDocument& document, double pixel, double width);

    void add(const app::ConversationRecord& record);

    const markdown::TextStyle& style() const { return m_style; }
    static constexpr int kDeepestQuote = 10; // further ones are drawn alike
    static double quoteWidth(double pixel) { return 14 * pixel; }
    static double padding(double pixel) { return 7 * pixel; } // within what has a background

private:
    void addMessage(const app::Message& message);
    void addBlocks(const QList<markdown::Block>& blocks);
    void addTable(const markdown::Block& block, double above, double below, double indent);
    void addBlock(const markdown::Block& block, double above, double indent);
    void addText(const markdown::Block& block, QTextBlockFormat format, double indent);
    void setQuotes(QTextFormat& format, const markdown::Block& block) const;
    void addCode(const markdown::Block& block, QTextBlockFormat format, double indent);
    void addLine(const QString& text, const QFont& font, const QTextBlockFormat& format);
    void begin(const QTextBlockFormat& format);
    double quoteIndent(const markdown::Block& block) const;

    markdown::TextStyle m_style;
    double m_width = 0;
    QTextCursor m_cursor;
    QFont m_small;
    bool m_isBegun = true;   // the last block is empty and to be written into
    int m_number = 0;        // of the last code block or message
    double m_quotesLeft = 0; // of the block that is written
    int m_quoteRun = 0;      // the same of the outermost quote
    int m_asked = 0;         // the message that is written, where a person's
};

} // namespace ui
