#include "ui/chat/attachment.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QRegularExpression>
#include <QStringDecoder>

#include <algorithm>

namespace ui {

namespace {

constexpr int kShortestFence = 3;

struct AttachedFile
{
    Q_DECLARE_TR_FUNCTIONS(AttachedFile)
};

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
    const bool plain = suffix == QLatin1String("txt") || suffix == QLatin1String("log");
    static const QRegularExpression word(QStringLiteral("^[a-z0-9+#]{1,12}$"));
    return plain || !word.match(suffix).hasMatch() ? QString() : suffix;
}

} // namespace

ReadAttachment readAttachment(const QString& path)
{
    ReadAttachment result;
    const QFileInfo info(path);
    result.attachment.name = info.fileName();
    if (!info.isFile()) { // a pipe would never end
        result.error = AttachedFile::tr("%1 is not a file.").arg(info.fileName());
        return result;
    }
    if (info.size() > kMostAttachedBytes) {
        result.error = AttachedFile::tr("%1 has %2; attach files of at most %3.")
                           .arg(info.fileName(),
                                QLocale().formattedDataSize(info.size()),
                                QLocale().formattedDataSize(kMostAttachedBytes));
        return result;
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        result.error =
            AttachedFile::tr("%1 could not be read: %2.").arg(info.fileName(), file.errorString());
        return result;
    }
    const QByteArray bytes = file.read(kMostAttachedBytes);
    QStringDecoder decode(QStringDecoder::Utf8, QStringConverter::Flag::Stateless);
    const QString text = decode(bytes);
    if (decode.hasError() || bytes.contains('\0')) {
        result.error = AttachedFile::tr("%1 is not plain text; attach text, code, Markdown or CSV.")
                           .arg(info.fileName());
        return result;
    }
    result.attachment.text = QString(text).remove(u'\r');
    return result;
}

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
