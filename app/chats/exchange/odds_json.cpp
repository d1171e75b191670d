#include "app/chats/exchange/odds_json.h"

#include <QJsonObject>
#include <QString>

namespace app {

namespace {

const QLatin1String kStart("start");
const QLatin1String kTokens("tokens");
const QLatin1String kBytes("base64");

// As many digits as are kept of a probability, and not those of the float beside it.
double digitsOf(float probability)
{
    return QString::number(static_cast<double>(probability), 'g', 6).toDouble();
}

QJsonValue textOf(const QByteArray& bytes)
{
    const QString text = QString::fromUtf8(bytes);
    if (text.toUtf8() == bytes)
        return text;
    return QJsonObject{{kBytes, QString::fromLatin1(bytes.toBase64())}};
}

// Takes the next token and its probability; false where there is none.
bool readChoice(const QJsonArray& token, qsizetype at, TokenChoice& choice)
{
    const QJsonValue text = token.at(at);
    const double probability = token.at(at + 1).toDouble(-1);
    if ((!text.isString() && !text.isObject()) || probability < 0 || probability > 1)
        return false;
    choice.probability = static_cast<float>(probability);
    choice.bytes =
        text.isString()
            ? text.toString().toUtf8()
            : QByteArray::fromBase64(text.toObject().value(kBytes).toString().toLatin1());
    return true;
}

bool readToken(const QJsonArray& token, TokenOdds& odds)
{
    if (!readChoice(token, 0, odds.chosen))
        return false;
    for (qsizetype at = 2; at < token.size() && odds.others.size() < kKeptAlternatives; at += 2) {
        TokenChoice other;
        if (!readChoice(token, at, other))
            return false;
        odds.others.append(other);
    }
    return true;
}

} // namespace

QJsonArray toJson(const QList<OddsRun>& runs)
{
    QJsonArray array;
    for (const OddsRun& run : runs) {
        QJsonArray tokens;
        const QList<TokenOdds> unpacked = unpackOdds(run.packed);
        for (const TokenOdds& odds : unpacked) {
            QJsonArray token{textOf(odds.chosen.bytes), digitsOf(odds.chosen.probability)};
            for (const TokenChoice& other : odds.others) {
                token.append(textOf(other.bytes));
                token.append(digitsOf(other.probability));
            }
            tokens.append(token);
        }
        array.append(QJsonObject{{kStart, static_cast<qint64>(run.start)}, {kTokens, tokens}});
    }
    return array;
}

QList<OddsRun> oddsOfJson(const QJsonArray& runs)
{
    QList<OddsRun> found;
    for (const QJsonValue& value : runs) {
        const QJsonObject run = value.toObject();
        const qint64 start = run.value(kStart).toInteger(-1);
        const QJsonArray array = run.value(kTokens).toArray();
        QList<TokenOdds> tokens;
        for (const QJsonValue& token : array) {
            TokenOdds odds;
            if (!readToken(token.toArray(), odds))
                break;
            tokens.append(odds);
        }
        if (start >= 0 && !tokens.isEmpty())
            found.append({static_cast<qsizetype>(start), packOdds(tokens)});
    }
    return found;
}

} // namespace app
