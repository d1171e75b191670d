#include "ui/paper/emoji_pictures.h"

#include <QAbstractTextDocumentLayout>
#include <QFontMetricsF>
#include <QGlyphRun>
#include <QHash>
#include <QImage>
#include <QPainter>
#include <QRawFont>
#include <QTextBlock>
#include <QTextBoundaryFinder>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextLayout>
#include <QTextObjectInterface>

#include <algorithm>
#include <cmath>
#include <vector>

namespace ui {

namespace {

constexpr int kEmoji = QTextFormat::UserObject + 2;
constexpr int kNumber = QTextFormat::UserProperty + 2; // of the picture, from 0
constexpr QChar kAsEmoji(0xfe0f);                      // behind a sign that is a letter else
constexpr int kPixels = 128;                           // of a picture's font
constexpr double kBelow = 0.18;                        // the baseline, of the font's size

char32_t firstOf(const QString& cluster)
{
    const QChar first = cluster.front();
    return first.isHighSurrogate() && cluster.size() > 1 ? QChar::surrogateToUcs4(first, cluster[1])
                                                         : char32_t(first.unicode());
}

// Asks for colours; other symbols have them where the first font with them does.
bool isEmoji(const QString& cluster)
{
    constexpr char32_t kFirst = 0x1f000, kLast = 0x1faff;
    constexpr QChar kKey(0x20e3);
    const char32_t first = firstOf(cluster);
    return (first >= kFirst && first <= kLast) || cluster.contains(kAsEmoji) ||
           cluster.contains(kKey);
}

bool mayBeEmoji(const QString& cluster)
{
    return isEmoji(cluster) || QChar::category(firstOf(cluster)) == QChar::Symbol_Other;
}

bool hasColours(const QRawFont& font)
{
    for (const char* table : {"CBDT", "COLR", "sbix", "SVG "}) {
        if (!font.fontTable(table).isEmpty())
            return true;
    }
    return false;
}

// Null where its font has one colour.
QImage pictureOf(QString cluster, QFont font)
{
    font.setPixelSize(kPixels);
    if (isEmoji(cluster)) {
        cluster.remove(kAsEmoji); // would part what the font draws as one
        font.setFamilies(QStringList{QStringLiteral("Noto Color Emoji"),
                                     QStringLiteral("Apple Color Emoji"),
                                     QStringLiteral("Segoe UI Emoji")} +
                         font.families());
    }
    QTextLayout layout(cluster, font);
    layout.beginLayout();
    layout.createLine();
    layout.endLayout();
    const QList<QGlyphRun> runs = layout.glyphRuns();
    if (runs.isEmpty() || !hasColours(runs.first().rawFont()))
        return {};
    const QTextLine line = layout.lineAt(0);
    QImage picture(std::max(1, int(std::ceil(line.naturalTextWidth()))),
                   int(std::ceil(line.height())),
                   QImage::Format_ARGB32_Premultiplied);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    layout.draw(&painter, {});
    return picture;
}

class EmojiPictures : public QObject, public QTextObjectInterface
{
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)

public:
    explicit EmojiPictures(QTextDocument& document)
        : QObject(&document)
    {
        document.documentLayout()->registerHandler(kEmoji, this);
    }

    // -1 where it stays text.
    int numberOf(const QString& cluster, const QFont& font)
    {
        const auto known = m_numbers.constFind(cluster);
        if (known != m_numbers.constEnd())
            return *known;
        const QImage picture = pictureOf(cluster, font);
        if (!picture.isNull())
            m_pictures.push_back(picture);
        const int number = picture.isNull() ? -1 : int(m_pictures.size()) - 1;
        return *m_numbers.insert(cluster, number);
    }

    // Only what stands above the baseline, so that a line is as high as its letters ask for.
    QSizeF intrinsicSize(QTextDocument*, int, const QTextFormat& format) override
    {
        const QSizeF whole = sizeOf(format);
        return {whole.width(), whole.height() - below(format)};
    }

    void drawObject(QPainter* painter,
                    const QRectF& rect,
                    QTextDocument*,
                    int,
                    const QTextFormat& format) override
    {
        painter->drawImage(rect.adjusted(0, 0, 0, below(format)), picture(format));
    }

private:
    const QImage& picture(const QTextFormat& format) const
    {
        return m_pictures.at(std::size_t(format.intProperty(kNumber)));
    }

    QSizeF sizeOf(const QTextFormat& format) const
    {
        return QSizeF(picture(format).size()) * below(format) / (kBelow * kPixels);
    }

    static double below(const QTextFormat& format)
    {
        return format.toCharFormat().font().pixelSize() * kBelow;
    }

    std::vector<QImage> m_pictures;
    QHash<QString, int> m_numbers;
};

} // namespace

void drawEmojiAsPictures(QTextDocument& document)
{
    auto* pictures = new EmojiPictures(document);
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        const QString text = block.text();
        if (std::none_of(text.begin(), text.end(), [](QChar c) { return c.unicode() >= 0x80; }))
            continue;
        // From the end, so that places before stay where they are.
        QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
        finder.toEnd();
        for (qsizetype end = text.size(); end > 0;) {
            const qsizetype begin = std::max<qsizetype>(0, finder.toPreviousBoundary());
            const QString cluster = text.sliced(begin, end - begin);
            end = begin;
            if (!mayBeEmoji(cluster))
                continue;
            QTextCursor cursor(&document);
            cursor.setPosition(block.position() + int(begin) + 1); // the format of what is before
            QTextCharFormat format = cursor.charFormat();
            if (!format.hasProperty(QTextFormat::FontPixelSize))
                format.setFont(document.defaultFont());
            const int number = pictures->numberOf(cluster, format.font());
            if (number < 0)
                continue;
            format.setObjectType(kEmoji);
            format.setProperty(kNumber, number);
            cursor.setPosition(block.position() + int(begin));
            cursor.setPosition(cursor.position() + int(cluster.size()), QTextCursor::KeepAnchor);
            cursor.insertText(QString(QChar::ObjectReplacementCharacter), format);
        }
    }
}

} // namespace ui

#include "emoji_pictures.moc"
