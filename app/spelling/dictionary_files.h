// The Hunspell dictionaries of this computer: which there are, and which of them are to be used.
#pragma once

#include <QChar>
#include <QList>
#include <QString>
#include <QStringList>

namespace app {

struct Dictionary
{
    QString code; // "en_US"
    QString path; // of both its files, without .aff and .dic

    bool operator==(const Dictionary&) const = default;
};

// Ordered by code; of two with the same code that of the earlier folder. Reads folders.
QList<Dictionary> installedDictionaries(const QStringList& folders);

constexpr char kNoSpelling[] = "off"; // as a choice

// choice: a code, kNoSpelling, or empty: one for each of the person's locales, and one for English
// beside scripts that do not share its letters. What is not installed is left out.
QList<Dictionary> chosenDictionaries(const QString& choice,
                                     const QStringList& locales,
                                     const QList<Dictionary>& installed);

// The script that a locale's language is written in.
QChar::Script scriptOf(const QString& locale);

} // namespace app
