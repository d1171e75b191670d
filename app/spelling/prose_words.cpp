#include "app/spelling/prose_words.h"

#include <algorithm>

namespace app {

namespace {

constexpr qsizetype kShortestWord = 2;
constexpr qsizetype kLongestWord = 64;
constexpr qsizetype kLongestLine = 20'000; // no person wrote it

const QString kBefore = QStringLiteral("\"'([{*_~«“‘„‚¿¡");
const QString kBehind = QStringLiteral("\"')]}*_~»”’“.,;:!?…");

bool isDash(QChar c)
{
    return c == u'-' || (c >= u'\u2010' && c <= u'\u2014');
}

bool isApostrophe(QChar c)
{
    return c == u'\'' || c == u'’';
}

bool hasSpaces(QChar::Script script)
{
    switch (script) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Bopomofo:
    case QChar::Script_Hangul:
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar:
    case QChar::Script_Tibetan:
        return false;
    default:
        return true;
    }
}

// Three backticks or tildes, or more, at the line's begin.
QString fenceAt(const QString& line)
{
    const QString text = line.trimmed();
    for (const QChar sign : {u'`', u'~'}) {
        qsizetype count = 0;
        while (count < text.size() && text[count] == sign)
            ++count;
        if (count >= 3)
            return QString(count, sign);
    }
    return {};
}

// Spaces in the place of code. A span that is not closed yet is being written.
QString withoutCode(QString line)
{
    qsizetype at = line.indexOf(u'`');
    while (at >= 0) {
        qsizetype inside = at;
        while (inside < line.size() && line[inside] == u'`')
            ++inside;
        const QString mark(inside - at, u'`');
        const qsizetype close = line.indexOf(mark, inside);
        const qsizetype end = close < 0 ? line.size() : close + mark.size();
        std::fill(line.begin() + at, line.begin() + end, u' ');
        at = line.indexOf(u'`', end);
    }
    return line;
}

bool isProse(QStringView chunk)
{
    return std::all_of(chunk.begin(), chunk.end(), [](QChar c) {
        return c.isLetter() || c.isMark() || isApostrophe(c) || isDash(c);
    });
}

// Written in one script, and neither an abbreviation nor an identifier.
bool isWord(QStringView word)
{
    if (word.size() < kShortestWord || word.size() > kLongestWord || !word.front().isLetter())
        return false;
    const QChar::Script script = word.front().script();
    return hasSpaces(script) && std::all_of(word.begin() + 1, word.end(), [script](QChar c) {
               return !c.isUpper() && (!c.isLetter() || c.script() == script);
           });
}

// text: between spaces, which stand at start in the line.
void addWords(QStringView text, qsizetype start, QList<ProseWord>& words)
{
    while (!text.isEmpty() && kBefore.contains(text.front())) {
        text = text.mid(1);
        ++start;
    }
    while (!text.isEmpty() && kBehind.contains(text.back()))
        text.chop(1);
    if (!isProse(text) || text.startsWith(u'-')) // an option of a command
        return;
    qsizetype from = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (i < text.size() && !isDash(text[i]))
            continue;
        if (isWord(text.mid(from, i - from)))
            words << ProseWord{start + from, i - from};
        from = i + 1;
    }
}

} // namespace

QList<ProseWord> proseWords(const QString& line, QString& fence)
{
    const QString mark = fenceAt(line);
    if (!fence.isEmpty()) {
        if (mark.startsWith(fence))
            fence.clear();
        return {};
    }
    fence = mark;
    if (!fence.isEmpty() || line.startsWith(u'/') || line.size() > kLongestLine)
        return {};
    QList<ProseWord> words;
    const QString text = withoutCode(line);
    qsizetype from = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (i < text.size() && !text[i].isSpace())
            continue;
        addWords(QStringView(text).mid(from, i - from), from, words);
        from = i + 1;
    }
    return words;
}

} // namespace app
