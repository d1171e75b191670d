#include "app/documents/plain_text.h"

#include <QStringDecoder>

#include <algorithm>
#include <array>

namespace app {

namespace {

// Most of the bytes that these are in text: beyond, it is a binary, or text in another script that
// would come out as nonsense.
constexpr qsizetype kBytesPerControl = 100;
constexpr qsizetype kBytesPerHigh = 3; // with the eighth bit

// What Windows-1252 has in 0x80 to 0x9f, 0 for nothing; the rest is Latin-1.
constexpr std::array<char16_t, 32> kWindows1252{
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

char16_t fromWindows1252(uchar byte)
{
    return byte >= 0x80 && byte < 0xa0 ? kWindows1252[byte - 0x80] : char16_t(byte);
}

bool isControl(uchar byte)
{
    const bool isSpace = byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
    return (byte < 0x20 && !isSpace) || byte == 0x7f || fromWindows1252(byte) == 0;
}

bool isWindows1252(const QByteArray& bytes, const QString& asUtf8)
{
    if (bytes.contains('\0'))
        return false;
    const auto controls = std::count_if(bytes.begin(), bytes.end(), isControl);
    const auto high =
        std::count_if(bytes.begin(), bytes.end(), [](uchar byte) { return byte >= 0x80; });
    // Damaged UTF-8 has more characters of several bytes than errors, Windows-1252 hardly any.
    const auto errors = asUtf8.count(QChar(QChar::ReplacementCharacter));
    const auto whole =
        std::count_if(asUtf8.begin(), asUtf8.end(), [](QChar c) { return c.unicode() >= 0x80; });
    return controls * kBytesPerControl <= bytes.size() && high * kBytesPerHigh <= bytes.size() &&
           whole <= 2 * errors;
}

} // namespace

core::Result<QString> plainText(const QByteArray& bytes, const Reading& reading)
{
    // Some editors of Windows write UTF-16, which says so at its beginning.
    const auto said = QStringConverter::encodingForData(bytes);
    QStringDecoder decode(said.value_or(QStringConverter::Utf8), QStringConverter::Flag::Stateless);
    QString text = decode(bytes);
    if (decode.hasError() && !said && isWindows1252(bytes, text)) {
        text.clear();
        text.reserve(bytes.size());
        for (const char byte : bytes)
            text += QChar(fromWindows1252(uchar(byte)));
    } else if (decode.hasError() || text.contains(QChar(u'\0'))) {
        return documentError(core::ErrorCode::Unsupported,
                             DocumentText::tr("%1 is not plain text; attach text, code, Markdown, "
                                              "CSV, PDF or DOCX files.")
                                 .arg(reading.name));
    }
    return text.remove(u'\r');
}

} // namespace app
