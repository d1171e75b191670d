#include "app/documents/pdf_text.h"

#include <QLocale>
#include <QVariant>

#include <poppler-qt6.h>

#include <chrono>
#include <cmath>
#include <mutex>

namespace app {

namespace {

using core::ErrorCode;

// Readers look for the end mark in the last kilobyte; some writers leave more behind it.
constexpr qsizetype kEndMarkWithin = 4096;

// Of a word's height, from one line's foot to the next one's; more is a new paragraph.
constexpr double kLineSpacing = 1.9;

constexpr std::chrono::milliseconds kTurnLook{50}; // whether one that waits is over

bool isOver(const QVariant& reading)
{
    return static_cast<const Reading*>(reading.value<void*>())->isOver();
}

// Poppler mends what was cut off as far as it can, and is silent about the pages that went.
bool isComplete(const QByteArray& bytes)
{
    return bytes.last(std::min(bytes.size(), kEndMarkWithin)).contains("%%EOF");
}

void append(QString& text, const Poppler::TextBox& word, const Poppler::TextBox* before)
{
    const QRectF box = word.boundingBox();
    const bool below = before != nullptr && box.top() > before->boundingBox().center().y();
    if (below && box.bottom() - before->boundingBox().bottom() > kLineSpacing * box.height())
        text += u'\n';
    for (const QChar c : word.text()) {
        if (c.isPrint() || c.isSurrogate()) // fonts without a table of characters give anything
            text += c;
    }
    if (word.nextWord() == nullptr)
        text += u'\n';
    else if (word.hasSpaceAfter())
        text += u' ';
}

core::Result<QString> damaged(const QString& name)
{
    return documentError(
        ErrorCode::Malformed,
        DocumentText::tr("%1 is a damaged PDF file; get it again and attach that.").arg(name));
}

// Poppler keeps what all documents share without locks. Not to be had once the reading is over.
std::unique_lock<std::timed_mutex> turnOf(const Reading& reading)
{
    static std::timed_mutex mutex;
    std::unique_lock turn(mutex, std::defer_lock);
    while (!turn.try_lock_for(kTurnLook) && !reading.isOver()) {
    }
    return turn;
}

core::Result<QString> pagesOf(const Poppler::Document& document, const Reading& reading)
{
    QString text;
    const int pages = document.numPages();
    for (int i = 0; i < pages; ++i) {
        const std::unique_ptr<Poppler::Page> page = document.page(i);
        if (page == nullptr)
            return damaged(reading.name);
        const auto words =
            page->textList(Poppler::Page::Rotate0,
                           isOver,
                           QVariant::fromValue(static_cast<void*>(const_cast<Reading*>(&reading))));
        if (i > 0 && !words.empty())
            text += u'\n';
        const Poppler::TextBox* before = nullptr;
        for (const auto& word : words) {
            append(text, *word, before);
            before = word.get();
        }
        if (const auto end = reading.reasonToEnd(text.size()))
            return core::fail(*end);
    }
    return text;
}

} // namespace

core::Result<QString> pdfText(const QByteArray& bytes, const Reading& reading)
{
    const std::unique_lock turn = turnOf(reading);
    if (const auto end = reading.reasonToEnd(0))
        return core::fail(*end);
    Poppler::setDebugErrorFunction([](const QString&, const QVariant&) {}, {});
    if (!isComplete(bytes))
        return documentError(ErrorCode::Malformed,
                             DocumentText::tr("%1 ends before its last page; it was saved only in "
                                              "part: get it again and attach that.")
                                 .arg(reading.name));
    const std::unique_ptr<Poppler::Document> document = Poppler::Document::loadFromData(bytes);
    if (document == nullptr)
        return damaged(reading.name);
    if (document->isLocked())
        return documentError(ErrorCode::Unsupported,
                             DocumentText::tr("%1 is protected by a password; save a copy without "
                                              "one and attach that.")
                                 .arg(reading.name));
    const int pages = document->numPages();
    if (pages <= 0)
        return damaged(reading.name);
    if (pages > kMostPdfPages)
        return documentError(
            ErrorCode::Limit,
            DocumentText::tr("%1 has %2 pages; attach PDF files of at most %3.")
                .arg(reading.name, QLocale().toString(pages), QLocale().toString(kMostPdfPages)));
    core::Result<QString> text = pagesOf(*document, reading);
    if (!text)
        return text;
    return wholeText(*std::move(text),
                     DocumentText::tr("%1 holds pictures of pages without any text, as a scanner "
                                      "makes them; run text recognition over it and attach that.")
                         .arg(reading.name));
}

} // namespace app
