// How the probabilities of tokens are said and coloured. Pure functions.
#pragma once

#include "app/chats/token_odds.h"
#include "ui/markdown/token_tints.h"

namespace ui {

struct Palette;

// "73 %", "0.4 %", "under 0.1 %".
QString percentText(float probability);

// A token as a person can read it: blanks and breaks as signs, a mark without text in words, half a
// character by its bytes. spaces: say the blank before a word too.
QString tokenName(const QByteArray& bytes, bool spaces = false);

// Whether some of these begin with a blank and some do not, so that it has to be said.
bool spacesDiffer(const app::TokenOdds& odds);

// 0: as good as certain … 1: a guess among very many.
double doubt(float probability);

// offset: where the text that is tinted begins in the answer. One tint for each token, in order;
// those before the offset are empty.
QList<markdown::Tint>
tintsOf(const QList<app::PlacedToken>& tokens, qsizetype offset, const Palette& palette);

// A word, and not as good as certain: what is worth a look.
bool isUncertainWord(const app::PlacedToken& token, const QString& text);

// "The model was sure of 71 % of the words".
QString surenessText(const QList<app::PlacedToken>& tokens);

} // namespace ui
