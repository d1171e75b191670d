// The words of a message that are meant as words of a language.
//
// Left out is what Markdown shows as code, and what looks like a name of something else: addresses,
// paths, identifiers, numbers, abbreviations in capitals, the name of a prompt after "/". Left out
// too are scripts that do not part words by spaces. Pure.
#pragma once

#include <QList>
#include <QString>

namespace app {

struct ProseWord
{
    qsizetype start = 0; // in the line
    qsizetype length = 0;

    bool operator==(const ProseWord&) const = default;
};

// fence: what opened the block of code that the line begins in, "```"; empty: it is in none.
// Afterwards what the next line begins in.
QList<ProseWord> proseWords(const QString& line, QString& fence);

} // namespace app
