#include "app/spelling/dictionary_set.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStringDecoder>
#include <QStringEncoder>

#include <hunspell/hunspell.hxx>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <string>

namespace app {

namespace {

using core::ErrorCode;

constexpr qint64 kMostRuleBytes = 16 << 20;
constexpr qint64 kMostWordBytes = 64 << 20;
constexpr qint64 kMostOwnBytes = 1 << 20;

struct SpellingText
{
    Q_DECLARE_TR_FUNCTIONS(SpellingText)
};

// Null where it is no file of that kind and size; a pipe would never end.
QByteArray contentOf(const QString& path, qint64 mostBytes)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || file.size() > mostBytes || !file.open(QIODevice::ReadOnly))
        return {};
    return file.read(mostBytes);
}

// Hunspell allocates for as many words as the first line of the file claims, and takes one that was
// cut off as it is: every word behind the cut would be wrong.
bool areWords(const QByteArray& content)
{
    constexpr char kByteOrderMark[] = "\xef\xbb\xbf";
    const char* number = content.constData();
    if (content.startsWith(kByteOrderMark))
        number += qstrlen(kByteOrderMark);
    const qint64 claimed = std::strtoll(number, nullptr, 10);
    const qint64 lines = content.count('\n');
    return claimed > 0 && claimed / 2 <= lines && !content.contains('\0');
}

bool areRules(const QByteArray& content)
{
    return !content.trimmed().isEmpty() && !content.contains('\0');
}

// As Qt knows it: "microsoft-cp1251" is an old name.
QByteArray encodingOf(const Hunspell& hunspell)
{
    QByteArray name = QByteArray::fromStdString(hunspell.get_dict_encoding());
    if (name.startsWith("microsoft-"))
        name.remove(0, int(qstrlen("microsoft-")));
    return name;
}

} // namespace

struct DictionarySet::Entry
{
    explicit Entry(const Dictionary& dictionary)
        : hunspell(QFile::encodeName(dictionary.path + QStringLiteral(".aff")).constData(),
                   QFile::encodeName(dictionary.path + QStringLiteral(".dic")).constData())
        , encode(encodingOf(hunspell).constData(), QStringConverter::Flag::Stateless)
        , decode(encodingOf(hunspell).constData(), QStringConverter::Flag::Stateless)
        , script(scriptOf(dictionary.code))
    {
    }

    // Null where the files are damaged.
    static std::unique_ptr<Entry> load(const Dictionary& dictionary)
    {
        if (!areRules(contentOf(dictionary.path + QStringLiteral(".aff"), kMostRuleBytes)) ||
            !areWords(contentOf(dictionary.path + QStringLiteral(".dic"), kMostWordBytes)))
            return nullptr;
        auto entry = std::make_unique<Entry>(dictionary);
        return entry->encode.isValid() && entry->decode.isValid() ? std::move(entry) : nullptr;
    }

    // As Hunspell takes it; nothing where the dictionary does not write such words.
    std::string bytesOf(const QString& word)
    {
        if (word.isEmpty() || word.front().script() != script)
            return {};
        const QByteArray bytes =
            encode(word.normalized(QString::NormalizationForm_C).replace(u'’', u'\''));
        return encode.hasError() ? std::string() : bytes.toStdString();
    }

    Hunspell hunspell;
    QStringEncoder encode;
    QStringDecoder decode;
    QChar::Script script;
};

DictionarySet::DictionarySet(const QList<Dictionary>& dictionaries, const QString& ownWordsPath)
    : m_ownWordsPath(ownWordsPath)
{
    for (const Dictionary& dictionary : dictionaries) {
        std::unique_ptr<Entry> entry;
        try {
            entry = Entry::load(dictionary);
        } catch (const std::exception&) { // Hunspell's, out of damaged files
        }
        if (entry)
            m_entries.push_back(std::move(entry));
        else
            qWarning("Spell-checking: the dictionary %s is damaged and not used; install it again",
                     qPrintable(dictionary.path));
    }
    readOwnWords();
}

DictionarySet::~DictionarySet() = default;

void DictionarySet::readOwnWords()
{
    const QString content = QString::fromUtf8(contentOf(m_ownWordsPath, kMostOwnBytes));
    for (const QStringView line : QStringView(content).split(u'\n', Qt::SkipEmptyParts))
        m_ownWords << line.trimmed().toString();
}

bool DictionarySet::isRight(const QString& word)
{
    if (m_ownWords.contains(word) || m_ownWords.contains(word.toLower()))
        return true;
    bool isJudged = false;
    for (const auto& entry : m_entries) {
        const std::string bytes = entry->bytesOf(word);
        if (!bytes.empty() && entry->hunspell.spell(bytes))
            return true;
        isJudged = isJudged || !bytes.empty();
    }
    return !isJudged;
}

// The best of each dictionary before the second best of any.
QStringList DictionarySet::suggestions(const QString& word)
{
    QList<QStringList> all;
    qsizetype longest = 0;
    for (const auto& entry : m_entries) {
        const std::string bytes = entry->bytesOf(word);
        QStringList found;
        if (!bytes.empty()) {
            for (const std::string& suggestion : entry->hunspell.suggest(bytes))
                found << QString(
                    entry->decode(QByteArrayView(suggestion.data(), suggestion.size())));
        }
        longest = std::max(longest, found.size());
        all << found;
    }
    QStringList best;
    for (qsizetype i = 0; i < longest; ++i) {
        for (const QStringList& found : all) {
            if (i < found.size() && !best.contains(found[i]) && best.size() < kMostSuggestions)
                best << found[i];
        }
    }
    return best;
}

core::Status DictionarySet::add(const QString& word)
{
    m_ownWords << word;
    QDir().mkpath(QFileInfo(m_ownWordsPath).absolutePath());
    QFile file(m_ownWordsPath);
    if (file.open(QIODevice::ReadWrite | QIODevice::Append)) {
        // A person may have edited it and left out the last line's end.
        const bool isOpenLine =
            file.size() > 0 && file.seek(file.size() - 1) && file.peek(1) != "\n";
        const QByteArray line = (isOpenLine ? "\n" : "") + word.toUtf8() + '\n';
        if (file.write(line) == line.size() && file.flush())
            return {};
    }
    return core::fail(core::Error{
        ErrorCode::Io,
        SpellingText::tr(
            "\"%1\" could not be kept in %2: %3. It counts as right until Fireside ends.")
            .arg(word, m_ownWordsPath, file.errorString())
            .toStdString()});
}

} // namespace app
