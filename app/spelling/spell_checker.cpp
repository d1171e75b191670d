#include "app/spelling/spell_checker.h"

#include "app/spelling/dictionary_set.h"
#include "app/threads/run_in_background.h"

#include <optional>
#include <utility>

namespace app {

namespace {

constexpr qsizetype kMostRemembered = 50'000;

} // namespace

// Dictionaries that are loaded with the first use, on the one thread of the background.
class SpellChecker::LazySet
{
public:
    LazySet(QStringList folders, QString ownWordsPath, QString choice, QStringList locales)
        : m_folders(std::move(folders))
        , m_ownWordsPath(std::move(ownWordsPath))
        , m_choice(std::move(choice))
        , m_locales(std::move(locales))
    {
    }

    DictionarySet& dictionaries()
    {
        if (!m_dictionaries)
            m_dictionaries.emplace(
                chosenDictionaries(m_choice, m_locales, installedDictionaries(m_folders)),
                m_ownWordsPath);
        return *m_dictionaries;
    }

private:
    QStringList m_folders;
    QString m_ownWordsPath;
    QString m_choice;
    QStringList m_locales;
    std::optional<DictionarySet> m_dictionaries;
};

SpellChecker::SpellChecker(const QStringList& folders, const QString& ownWordsPath, QObject* parent)
    : QObject(parent)
    , m_folders(folders)
    , m_ownWordsPath(ownWordsPath)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setObjectName(QStringLiteral("spelling"));
    m_lookUpTimer.setSingleShot(true);
    m_lookUpTimer.setInterval(0); // the words of a whole text go together
    connect(&m_lookUpTimer, &QTimer::timeout, this, &SpellChecker::lookUp);
}

SpellChecker::~SpellChecker()
{
    m_stop.request_stop();
    m_pool.waitForDone();
}

void SpellChecker::choose(const QString& choice, const QStringList& locales)
{
    m_set = choice == QLatin1String(kNoSpelling)
                ? nullptr
                : std::make_shared<LazySet>(m_folders, m_ownWordsPath, choice, locales);
    m_rights.clear();
    m_asked.clear();
    m_wanted.clear();
    tellChange();
}

SpellChecker::Verdict SpellChecker::verdict(const QString& word)
{
    if (!m_set || m_ignored.contains(word))
        return Verdict::Right;
    if (const auto known = m_rights.constFind(word); known != m_rights.constEnd())
        return *known ? Verdict::Right : Verdict::Wrong;
    if (!m_asked.contains(word)) {
        m_asked << word;
        m_wanted << word;
        m_lookUpTimer.start();
    }
    return Verdict::Unknown;
}

void SpellChecker::lookUp()
{
    if (!m_set)
        return;
    const auto look =
        [set = m_set, words = std::exchange(m_wanted, {}), stop = m_stop.get_token()] {
            QHash<QString, bool> rights;
            for (const QString& word : words) {
                if (stop.stop_requested())
                    break;
                rights.insert(word, set->dictionaries().isRight(word));
            }
            return rights;
        };
    runInBackground(m_pool, look, this, [this, set = m_set](const QHash<QString, bool>& rights) {
        if (set != m_set)
            return; // other dictionaries were chosen meanwhile
        if (m_rights.size() + rights.size() > kMostRemembered)
            m_rights.clear();
        for (auto right = rights.begin(); right != rights.end(); ++right) {
            m_rights.insert(right.key(), *right);
            m_asked.remove(right.key());
        }
        emit changed();
    });
}

void SpellChecker::suggest(const QString& word,
                           QObject* context,
                           std::function<void(const QStringList&)> reply)
{
    runInBackground(
        m_pool,
        [set = m_set, word] { return set ? set->dictionaries().suggestions(word) : QStringList(); },
        context,
        std::move(reply));
}

void SpellChecker::add(const QString& word)
{
    if (!m_set)
        return;
    m_rights.removeIf([&word](const auto& entry) { return entry.key().toLower() == word; });
    m_rights.insert(word, true);
    runInBackground(
        m_pool,
        [set = m_set, word] { return set->dictionaries().add(word); },
        this,
        [this](const core::Status& status) {
            if (!status)
                emit failed(QString::fromStdString(status.error().message));
        });
    tellChange();
}

void SpellChecker::ignore(const QString& word)
{
    m_ignored << word;
    tellChange();
}

void SpellChecker::tellChange()
{
    ++m_generation;
    emit changed();
}

} // namespace app
