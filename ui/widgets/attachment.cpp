#include "ui/widgets/attachment.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

namespace ui {

namespace {

constexpr int kShortestFence = 3;

// Longer than any run of back ticks in the text.
QString fenceFor(const QString& text)
{
    int longest = 0;
    int run = 0;
    for (const QChar c : text) {
        run = c == u'`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return QString(std::max(kShortestFence, longest + 1), u'`');
}

QString languageOf(const QString& name)
{
    const QString suffix = QFileInfo(name).suffix().toLower();
    static const QStringList prose{QStringLiteral("txt"),
                                   QStringLiteral("log"),
                                   QStringLiteral("pdf"),
                                   QStringLiteral("docx")};
    static const QRegularExpression word(QStringLiteral("^[a-z0-9+#]{1,12}$"));
    return prose.contains(suffix) || !word.match(suffix).hasMatch() ? QString() : suffix;
}

} // namespace

QString messageWith(const QString& words, const QList<Attachment>& attachments)
{
    QString message = words.trimmed();
    for (const Attachment& attachment : attachments) {
        const QString fence = fenceFor(attachment.text);
        QString name = attachment.name;
        name.replace(u'\n', u' ');
        if (!message.isEmpty())
            message += QStringLiteral("\n\n");
        message += QStringLiteral("File: ") + name + u'\n' + fence + languageOf(name) + u'\n' +
                   attachment.text;
        if (!attachment.text.endsWith(u'\n'))
            message += u'\n';
        message += fence;
    }
    return message;
}

SplitMessage splitAttachments(const QString& message)
{
    static const QRegularExpression head(
        QStringLiteral("(?:^|\\n\\n)File: ([^\\n]+)\\n(`{3,})[^`\\n]*\\n"));
    SplitMessage split;
    qsizetype at = 0;
    bool first = true;
    while (true) {
        const QRegularExpressionMatch match = head.match(message, at);
        if (!match.hasMatch() || (!first && match.capturedStart() != at))
            break;
        const QString close = u'\n' + match.captured(2);
        qsizetype end = message.indexOf(close, match.capturedEnd() - 1);
        // A longer fence or more on the line is not the end.
        while (end >= 0 && end + close.size() < message.size() &&
               message[end + close.size()] != u'\n')
            end = message.indexOf(close, end + 1);
        if (end < 0)
            break;
        if (first)
            split.words = message.left(match.capturedStart());
        first = false;
        const qsizetype begin = match.capturedEnd();
        split.attachments << Attachment{
            match.captured(1), message.mid(begin, std::max<qsizetype>(0, end + 1 - begin)), -1};
        at = end + close.size();
    }
    // Words behind the last file mean that a person wrote this by hand.
    if (first || at != message.size())
        return {message, {}};
    return split;
}

} // namespace ui
