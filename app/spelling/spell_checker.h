// Says whether words are spelt right, and how else they could be.
//
// Never waits: what is not known yet is looked up in the background, and changed() tells when it
// is. The dictionaries are loaded with the first word that is asked for. GUI thread only.
#pragma once

#include "app/spelling/dictionary_files.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <memory>
#include <stop_token>

namespace app {

class SpellChecker : public QObject
{
    Q_OBJECT

public:
    enum class Verdict
    {
        Right,
        Wrong,
        Unknown // until changed()
    };

    // folders: of dictionaries, the preferred first. ownWordsPath: a file for the words that the
    // person adds, made with the first.
    SpellChecker(const QStringList& folders,
                 const QString& ownWordsPath,
                 QObject* parent = nullptr);
    ~SpellChecker() override; // waits for what is being looked up

    // See chosenDictionaries(). Nothing is checked before the first call.
    void choose(const QString& choice, const QStringList& locales);

    Verdict verdict(const QString& word);
    // Grows where verdicts given before may be others now, not only known ones more.
    int generation() const { return m_generation; }
    // The reply comes in any case, unless context is destroyed first.
    void
    suggest(const QString& word, QObject* context, std::function<void(const QStringList&)> reply);
    void add(const QString& word);    // to the person's words
    void ignore(const QString& word); // until the program ends

signals:
    void changed();
    void failed(const QString& message); // one sentence: a word could not be kept

private:
    class LazySet;

    void lookUp();
    void tellChange();

    QStringList m_folders;
    QString m_ownWordsPath;
    QThreadPool m_pool; // of one thread
    std::stop_source m_stop;
    std::shared_ptr<LazySet> m_set; // null: nothing is checked
    QHash<QString, bool> m_rights;
    QSet<QString> m_asked; // whose verdict is on its way
    QStringList m_wanted;  // of these, what is not given to the background yet
    QSet<QString> m_ignored;
    QTimer m_lookUpTimer;
    int m_generation = 0;
};

} // namespace app
