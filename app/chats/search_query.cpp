#include "app/chats/search_query.h"

#include <QRegularExpression>

#include <algorithm>

namespace app {

namespace {

constexpr qsizetype kMaxTerms = 10;
constexpr qsizetype kTrigram = 3;
constexpr qsizetype kBefore = 40; // characters of a snippet before its first mark
constexpr qsizetype kSnippet = 160;
constexpr qsizetype kMaxMarks = 20;

qsizetype characters(const QString& text)
{
    return text.toUcs4().size();
}

QList<TextRange> rangesOf(const QString& text, const QStringList& terms)
{
    QList<TextRange> ranges;
    for (const QString& term : terms) {
        qsizetype at = text.indexOf(term, 0, Qt::CaseInsensitive);
        for (int count = 0; at >= 0 && count < kMaxMarks; ++count) {
            ranges.append({at, term.size()});
            at = text.indexOf(term, at + term.size(), Qt::CaseInsensitive);
        }
    }
    std::sort(ranges.begin(), ranges.end(), [](const TextRange& a, const TextRange& b) {
        return a.start < b.start;
    });
    // What overlaps is marked once.
    QList<TextRange> apart;
    for (const TextRange& range : std::as_const(ranges)) {
        if (apart.isEmpty() || range.start >= apart.last().start + apart.last().length)
            apart.append(range);
    }
    return apart;
}

// Without the marks of headings, quotes, lists, emphasis and code: a result is read in passing. As
// it is where that would take away what is searched for.
QString withoutMarks(const QString& part, const QStringList& terms)
{
    static const QRegularExpression marks(QStringLiteral("^ {0,3}(?:#{1,6}|>|[-*+]) +|\\*\\*+|`+"),
                                          QRegularExpression::MultilineOption);
    QString plain = part;
    plain.remove(marks);
    return rangesOf(plain, terms).size() < rangesOf(part, terms).size() ? part : plain;
}

// The longest term says most about why a message was found.
qsizetype placeOf(const QString& text, const QStringList& terms)
{
    qsizetype place = 0;
    qsizetype longest = 0;
    for (const QString& term : terms) {
        const qsizetype at = text.indexOf(term, 0, Qt::CaseInsensitive);
        if (at >= 0 && term.size() > longest) {
            longest = term.size();
            place = at;
        }
    }
    return place;
}

} // namespace

QStringList searchTerms(const QString& text)
{
    QStringList terms;
    QString term;
    bool quoted = false;
    const auto end = [&] {
        const QString cleaned = term.simplified();
        if (!cleaned.isEmpty() && terms.size() < kMaxTerms)
            terms.append(cleaned);
        term.clear();
    };
    for (const QChar c : text) {
        if (c == u'"') {
            end();
            quoted = !quoted;
        } else if (c.isSpace() && !quoted) {
            end();
        } else if (!c.isNull()) {
            term += c;
        }
    }
    end();
    terms.removeDuplicates();
    return terms;
}

QString matchExpression(const QStringList& terms)
{
    QStringList phrases;
    for (const QString& term : terms) {
        if (characters(term) >= kTrigram)
            phrases.append(u'"' + term + u'"'); // searchTerms() leaves no quotes inside
    }
    return phrases.join(QStringLiteral(" AND "));
}

QStringList shortTerms(const QStringList& terms)
{
    QStringList found;
    for (const QString& term : terms) {
        if (characters(term) < kTrigram)
            found.append(term);
    }
    return found;
}

QString likePattern(const QString& term)
{
    QString escaped = term;
    escaped.replace(u'\\', QStringLiteral("\\\\"));
    escaped.replace(u'%', QStringLiteral("\\%"));
    escaped.replace(u'_', QStringLiteral("\\_"));
    return u'%' + escaped + u'%';
}

void cutSnippet(const QString& text, const QStringList& terms, SearchHit& hit)
{
    qsizetype begin = std::max<qsizetype>(placeOf(text, terms) - kBefore, 0);
    // At a word's beginning where there is one nearby, and never between two halves of a character.
    if (begin > 0) {
        const qsizetype space = text.indexOf(u' ', begin);
        if (space >= 0 && space < begin + kBefore / 2)
            begin = space + 1;
        if (text.at(begin).isLowSurrogate())
            ++begin;
    }
    QString part = text.mid(begin, kSnippet);
    const bool isCut = begin + part.size() < text.size();
    if (isCut && part.back().isHighSurrogate())
        part.chop(1);
    hit.snippet = (begin > 0 ? QStringLiteral("…") : QString()) +
                  withoutMarks(part, terms).simplified() +
                  (isCut ? QStringLiteral("…") : QString());
    hit.marks = rangesOf(hit.snippet, terms);
}

} // namespace app
