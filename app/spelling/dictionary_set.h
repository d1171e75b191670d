// Dictionaries in memory, by Hunspell, and the words that the person has added.
//
// A word is right where one of the dictionaries that are written in its script knows it; where
// there is none, nobody can say and it is right too. Files are untrusted: one that is damaged is
// left out, which the log says. Used from one thread at a time; loading takes some tenths of a
// second, and so may suggestions.
#pragma once

#include "app/spelling/dictionary_files.h"
#include "core/base/result.h"

#include <QSet>

#include <memory>
#include <vector>

namespace app {

class DictionarySet
{
public:
    // ownWordsPath: a line for each word; may be absent.
    DictionarySet(const QList<Dictionary>& dictionaries, const QString& ownWordsPath);
    ~DictionarySet();
    DictionarySet(const DictionarySet&) = delete;
    DictionarySet& operator=(const DictionarySet&) = delete;

    bool isRight(const QString& word);
    QStringList suggestions(const QString& word); // the likeliest first, kMostSuggestions at most
    core::Status add(const QString& word);        // right from here on, also where writing fails

    static constexpr qsizetype kMostSuggestions = 5;

private:
    struct Entry;

    void readOwnWords();

    std::vector<std::unique_ptr<Entry>> m_entries;
    QString m_ownWordsPath;
    QSet<QString> m_ownWords;
};

} // namespace app
