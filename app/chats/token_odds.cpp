#include "app/chats/token_odds.h"

#include <QDataStream>
#include <QIODevice>
#include <QStringDecoder>
#include <QtEndian>

#include <algorithm>
#include <cmath>

namespace app {

namespace {

constexpr float kLeastKept = 0.001F;
constexpr double kLogSteps = 2048; // steps of a natural logarithm: a thousandth of a probability
constexpr quint32 kMostBytes = 64U << 20; // of what is unpacked

void write(QDataStream& stream, const TokenChoice& choice)
{
    const double steps = -std::log(std::max(choice.probability, 1e-12F)) * kLogSteps;
    stream << static_cast<quint16>(std::clamp(std::lround(steps), 0L, 65535L)) << choice.bytes;
}

TokenChoice readChoice(QDataStream& stream)
{
    quint16 steps = 0;
    TokenChoice choice;
    stream >> steps >> choice.bytes;
    choice.probability = static_cast<float>(std::exp(-steps / kLogSteps));
    return choice;
}

} // namespace

TokenOdds oddsOf(const core::ScoredToken& token)
{
    const auto choiceOf = [](const core::TokenScore& score) {
        return TokenChoice{QByteArray::fromStdString(score.bytes), std::exp(score.logProb)};
    };
    TokenOdds odds{choiceOf(token.chosen), {}};
    for (const core::TokenScore& score : token.alternatives) {
        const TokenChoice choice = choiceOf(score);
        if (score.token != token.chosen.token && choice.probability >= kLeastKept &&
            odds.others.size() < kKeptAlternatives - 1)
            odds.others.append(choice);
    }
    return odds;
}

QByteArray packOdds(const QList<TokenOdds>& tokens)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    for (const TokenOdds& token : tokens) {
        write(stream, token.chosen);
        stream << static_cast<quint8>(token.others.size());
        for (const TokenChoice& other : token.others)
            write(stream, other);
    }
    return qCompress(bytes);
}

QList<TokenOdds> unpackOdds(const QByteArray& packed)
{
    // The first four bytes say how much memory is asked for.
    if (packed.size() < 4 || qFromBigEndian<quint32>(packed.constData()) > kMostBytes)
        return {};
    QDataStream stream(qUncompress(packed));
    QList<TokenOdds> tokens;
    while (!stream.atEnd()) {
        TokenOdds token;
        token.chosen = readChoice(stream);
        quint8 count = 0;
        stream >> count;
        for (int i = 0; i < count && stream.status() == QDataStream::Ok; ++i)
            token.others.append(readChoice(stream));
        if (stream.status() != QDataStream::Ok)
            break;
        tokens.append(token);
    }
    return tokens;
}

TokenPlacer::TokenPlacer(qsizetype start)
    : m_start(start)
    , m_position(start)
{
}

void TokenPlacer::place(const QString& text,
                        const QList<TokenOdds>& tokens,
                        QList<PlacedToken>& placed)
{
    while (m_position <= text.size() && (!m_piece.isEmpty() || m_next < tokens.size())) {
        if (m_piece.isEmpty()) {
            const TokenOdds& token = tokens[m_next++];
            if (m_begun.chosen.bytes.isEmpty()) {
                m_begun = token;
            } else {
                m_begun.chosen.bytes += token.chosen.bytes;
                m_begun.chosen.probability *= token.chosen.probability;
            }
            m_piece = m_decoder.decode(token.chosen.bytes);
            if (m_piece.isEmpty())
                continue;
        }
        QString piece = m_piece;
        const QStringView rest = QStringView(text).sliced(m_position);
        if (rest.isEmpty())
            return;
        // The space that some vocabularies put before the first word is not part of the text.
        if (m_position == m_start && piece.startsWith(u' ') && !rest.startsWith(piece))
            piece.remove(0, 1);
        if (!rest.startsWith(piece))
            return;
        if (!piece.isEmpty())
            placed.append({{m_position, piece.size()}, m_begun});
        m_begun = {};
        m_piece.clear();
        m_position += piece.size();
    }
}

QList<PlacedToken> placeTokens(const QString& text, const QList<OddsRun>& runs)
{
    QList<PlacedToken> placed;
    for (const OddsRun& run : runs) {
        const qsizetype end =
            placed.isEmpty() ? 0 : placed.last().range.start + placed.last().range.length;
        if (run.start >= end && run.start <= text.size())
            TokenPlacer(run.start).place(text, unpackOdds(run.packed), placed);
    }
    return placed;
}

QList<OddsRun> runsOf(const QList<PlacedToken>& tokens)
{
    QList<OddsRun> runs;
    QList<TokenOdds> joined;
    qsizetype end = -1;
    qsizetype start = 0;
    const auto close = [&] {
        if (!joined.isEmpty())
            runs.append({start, packOdds(joined)});
        joined.clear();
    };
    for (const PlacedToken& token : tokens) {
        if (token.range.start != end) {
            close();
            start = token.range.start;
        }
        joined.append(token.odds);
        end = token.range.start + token.range.length;
    }
    close();
    return runs;
}

bool isWholeText(const TokenChoice& choice)
{
    return !choice.bytes.isEmpty() && QString::fromUtf8(choice.bytes).toUtf8() == choice.bytes;
}

} // namespace app
