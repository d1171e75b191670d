#include "ui/chat/token_text.h"

#include "ui/theme/palette.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr float kCertain = 0.9F; // from here on nothing is tinted
constexpr double kGuess = 0.04;  // from here down the tint is full
constexpr float kSure = 0.5F;    // more probable than all others together

struct TokenText
{
    Q_DECLARE_TR_FUNCTIONS(TokenText)
};

} // namespace

QString percentText(float probability)
{
    const QLocale locale;
    const double percent = 100.0 * double(probability);
    if (percent < 0.1)
        return TokenText::tr("under 0.1 %");
    return TokenText::tr("%1 %").arg(locale.toString(percent, 'f', percent < 9.95 ? 1 : 0));
}

QString tokenName(const QByteArray& bytes, bool spaces)
{
    if (bytes.isEmpty())
        return TokenText::tr("(end of the answer)");
    if (!app::isWholeText({bytes, 0}))
        return TokenText::tr("part of a character (%1)")
            .arg(QString::fromLatin1(bytes.toHex(' ').toUpper()));
    QString text = QString::fromUtf8(bytes);
    if (!spaces && text.size() > 1 && text[0] == u' ' && !text[1].isSpace())
        text.remove(0, 1);
    text.replace(u'\n', u'\u21b5');
    text.replace(u'\t', u'\u21e5');
    const bool blank = std::all_of(text.begin(), text.end(), [](QChar c) { return c == u' '; });
    if (blank)
        text.replace(u' ', u'\u2423');
    else if (text.startsWith(u' '))
        text[0] = u'\u2423';
    return text;
}

bool spacesDiffer(const app::TokenOdds& odds)
{
    const bool first = odds.chosen.bytes.startsWith(' ');
    return std::any_of(
        odds.others.begin(), odds.others.end(), [first](const app::TokenChoice& other) {
            return !other.bytes.trimmed().isEmpty() && other.bytes.startsWith(' ') != first;
        });
}

double doubt(float probability)
{
    const double p = std::max(1e-6, double(probability));
    return std::clamp(
        std::log(p / double(kCertain)) / std::log(kGuess / double(kCertain)), 0.0, 1.0);
}

QList<markdown::Tint>
tintsOf(const QList<app::PlacedToken>& tokens, qsizetype offset, const Palette& palette)
{
    QList<markdown::Tint> tints;
    tints.reserve(tokens.size());
    for (const app::PlacedToken& token : tokens) {
        QColor colour = palette.ember;
        colour.setAlphaF(float(doubt(token.odds.chosen.probability)));
        const qsizetype start = std::max<qsizetype>(0, token.range.start - offset);
        const qsizetype end =
            std::max<qsizetype>(0, token.range.start + token.range.length - offset);
        tints << markdown::Tint{start, end - start, colour};
    }
    return tints;
}

bool isUncertainWord(const app::PlacedToken& token, const QString& text)
{
    const QStringView word = QStringView(text).sliced(token.range.start, token.range.length);
    return token.odds.chosen.probability < kCertain &&
           std::any_of(word.begin(), word.end(), [](QChar c) { return c.isLetterOrNumber(); });
}

QString surenessText(const QList<app::PlacedToken>& tokens)
{
    if (tokens.isEmpty())
        return TokenText::tr("No probabilities are kept of this answer.");
    const auto sure = std::count_if(tokens.begin(), tokens.end(), [](const app::PlacedToken& t) {
        return t.odds.chosen.probability >= kSure;
    });
    return TokenText::tr("The model was sure of %1 % of the words")
        .arg(QLocale().toString(100 * qint64(sure) / tokens.size()));
}

} // namespace ui
