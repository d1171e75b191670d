#include "app/spelling/dictionary_files.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QMap>

#include <algorithm>

namespace app {

namespace {

constexpr qsizetype kMostDictionaries = 3; // each takes some megabytes

QString languageOf(const QString& code)
{
    return code.section(u'_', 0, 0);
}

QString codeOf(const QString& locale)
{
    const QLocale known(locale);
    return known.language() == QLocale::C ? QStringLiteral("en_US") : known.name();
}

// That of the very country, else of the language's first one, else any of the language.
const Dictionary* bestFor(const QString& locale, const QList<Dictionary>& installed)
{
    const QString code = codeOf(locale);
    const Dictionary* best = nullptr;
    for (const QString& wanted : {code, codeOf(languageOf(code)), languageOf(code)}) {
        const auto found = std::find_if(
            installed.begin(), installed.end(), [&wanted](const Dictionary& dictionary) {
                return dictionary.code == wanted ||
                       (!wanted.contains(u'_') && languageOf(dictionary.code) == wanted);
            });
        if (best == nullptr && found != installed.end())
            best = &*found;
    }
    return best;
}

} // namespace

QList<Dictionary> installedDictionaries(const QStringList& folders)
{
    QMap<QString, Dictionary> found;
    for (const QString& folder : folders) {
        const QFileInfoList files =
            QDir(folder).entryInfoList({QStringLiteral("*.dic")}, QDir::Files);
        for (const QFileInfo& file : files) {
            const QString code = file.completeBaseName();
            const QString path = folder + u'/' + code;
            if (!found.contains(code) && QFileInfo::exists(path + QStringLiteral(".aff")))
                found.insert(code, {code, path});
        }
    }
    return found.values();
}

QChar::Script scriptOf(const QString& locale)
{
    const QString name = QLocale(codeOf(locale)).nativeLanguageName();
    return name.isEmpty() ? QChar::Script_Latin : name.front().script();
}

QList<Dictionary> chosenDictionaries(const QString& choice,
                                     const QStringList& locales,
                                     const QList<Dictionary>& installed)
{
    QList<Dictionary> chosen;
    if (choice == QLatin1String(kNoSpelling))
        return chosen;
    const auto use = [&](const Dictionary* dictionary) {
        const auto isOfItsLanguage = [dictionary](const Dictionary& other) {
            return languageOf(other.code) == languageOf(dictionary->code);
        };
        if (dictionary != nullptr && chosen.size() < kMostDictionaries &&
            std::none_of(chosen.begin(), chosen.end(), isOfItsLanguage))
            chosen << *dictionary;
    };
    if (!choice.isEmpty()) {
        for (const Dictionary& dictionary : installed) {
            if (dictionary.code == choice)
                use(&dictionary);
        }
        return chosen;
    }
    for (const QString& locale : locales)
        use(bestFor(locale, installed));
    if (std::none_of(locales.begin(), locales.end(), [](const QString& locale) {
            return scriptOf(locale) == QChar::Script_Latin;
        }))
        use(bestFor(QStringLiteral("en_US"), installed));
    return chosen;
}

} // namespace app
