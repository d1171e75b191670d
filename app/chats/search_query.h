// What a person types to find a message, and how a message that was found is shown. Pure functions.
#pragma once

#include "app/chats/chat_types.h"

#include <QString>
#include <QStringList>

namespace app {

// The words that must all occur, in any order and as parts of words; "what is in quotes" is one.
// At most ten.
QStringList searchTerms(const QString& text);

// For SQLite's FTS5 with trigrams: every term of at least three characters. Empty: there is none.
QString matchExpression(const QStringList& terms);

// Terms of one or two characters, which trigrams do not find.
QStringList shortTerms(const QStringList& terms);

// term anywhere, for LIKE … ESCAPE '\'.
QString likePattern(const QString& term);

// Sets the snippet of hit and its marks: about 160 characters of text, on one line, around the
// first place of the longest term.
void cutSnippet(const QString& text, const QStringList& terms, SearchHit& hit);

} // namespace app
