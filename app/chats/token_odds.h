// What the model thought of the tokens of an answer: kept beside its text and read only to look
// inside. Plain values and pure functions.
#pragma once

#include "app/chats/chat_types.h"

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringDecoder>

namespace app {

struct TokenChoice
{
    QByteArray bytes; // UTF-8, perhaps part of a character; empty: a mark such as the answer's end
    float probability = 0; // that the model gives it, before any sampling setting

    bool operator==(const TokenChoice&) const = default;
};

struct TokenOdds
{
    TokenChoice chosen;
    QList<TokenChoice> others; // most probable first, without the chosen one

    bool operator==(const TokenOdds&) const = default;
};

// The tokens of an answer from a position of its text on, one behind the other.
struct OddsRun
{
    qsizetype start = 0;
    QByteArray packed;

    bool operator==(const OddsRun&) const = default;
};

// A token where it stands in the text. Characters of several tokens count as one of them.
struct PlacedToken
{
    TextRange range;
    TokenOdds odds;

    bool operator==(const PlacedToken&) const = default;
};

inline constexpr int kKeptAlternatives = 8; // the chosen token among them

TokenOdds oddsOf(const core::ScoredToken& token); // without what is hardly possible

// About 40 bytes a token. What is damaged is read as far as it is whole.
QByteArray packOdds(const QList<TokenOdds>& tokens);
QList<TokenOdds> unpackOdds(const QByteArray& packed);

// Places tokens that come one after the other in a text that grows, both from start on.
class TokenPlacer
{
public:
    explicit TokenPlacer(qsizetype start);

    // Appends to placed what the tokens from the first one that is not placed yet on stand for, as
    // far as the text has come.
    void place(const QString& text, const QList<TokenOdds>& tokens, QList<PlacedToken>& placed);

private:
    qsizetype m_start;
    qsizetype m_position;
    qsizetype m_next = 0; // in tokens
    TokenOdds m_begun;    // of a character that is not whole yet
    QString m_piece;      // the last token's characters, which the text does not have yet
    QStringDecoder m_decoder{QStringDecoder::Utf8};
};

// The tokens of these runs as far as they agree with the text, in its order.
QList<PlacedToken> placeTokens(const QString& text, const QList<OddsRun>& runs);
// Runs that hold these tokens again.
QList<OddsRun> runsOf(const QList<PlacedToken>& tokens);

// Whole characters, so that a text can go on with them.
bool isWholeText(const TokenChoice& choice);

} // namespace app

Q_DECLARE_METATYPE(app::PlacedToken)
