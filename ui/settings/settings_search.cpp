#include "ui/settings/settings_search.h"

#include <algorithm>

namespace ui {

namespace {

// Scripts that put no spaces between words: a word may begin anywhere.
bool isOfUnspacedScript(QChar character)
{
    switch (character.script()) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Thai:
        return true;
    default:
        return false;
    }
}

bool hasWordWith(const QString& text, const QString& start)
{
    for (qsizetype at = text.indexOf(start, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(start, at + 1, Qt::CaseInsensitive)) {
        if (at == 0 || !text[at - 1].isLetterOrNumber() || isOfUnspacedScript(text[at]))
            return true;
    }
    return false;
}

bool hasAll(const QString& text, const QStringList& words)
{
    return std::all_of(words.begin(), words.end(), [&text](const QString& word) {
        return hasWordWith(text, word);
    });
}

} // namespace

QList<SettingPlace> findSettings(const QString& query, const QList<SettingTexts>& pages)
{
    const QStringList words = query.simplified().split(u' ', Qt::SkipEmptyParts);
    if (words.isEmpty())
        return {};
    QList<SettingPlace> named;
    QList<SettingPlace> mentioned;
    for (int page = 0; page < pages.size(); ++page) {
        const SettingTexts& texts = pages[page];
        if (hasAll(texts.title, words))
            named << SettingPlace{page, -1};
        for (int row = 0; row < texts.rows.size(); ++row) {
            const QStringList& found = texts.rows[row];
            if (hasAll(found.value(0), words))
                named << SettingPlace{page, row};
            else if (hasAll(found.join(u'\n') + u'\n' + texts.title, words) &&
                     !hasAll(texts.title, words))
                mentioned << SettingPlace{page, row};
        }
    }
    return named + mentioned;
}

} // namespace ui
