#include "ui/markdown/references.h"

#include "ui/markdown/inline_address.h"
#include "ui/markdown/link_target.h"

#include <QSet>
#include <QStringList>

#include <algorithm>

namespace ui::markdown {

namespace {

constexpr qsizetype kMostDigits = 4; // of a note's own number
constexpr qsizetype kLongestName = 40;

QString foldedLabel(QStringView label)
{
    return label.toString().simplified().toCaseFolded();
}

int ownNumber(QStringView name)
{
    const bool isNumber =
        name.size() <= kMostDigits &&
        std::all_of(name.begin(), name.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    return isNumber ? name.toInt() : 0;
}

QStringView withoutQuoteMarks(QStringView line)
{
    const auto* begin = std::find_if(
        line.begin(), line.end(), [](QChar c) { return c != u' ' && c != u'\t' && c != u'>'; });
    return line.sliced(begin - line.begin());
}

class Collector
{
public:
    void takeLine(QStringView line);
    References end();

private:
    bool takeFence(QStringView line);
    void takeUse(QStringView name);

    References m_found;
    QSet<QString> m_notes;    // names that are defined
    QStringList m_usedNames;  // in their order
    QSet<QString> m_seen;     // the same
    QSet<int> m_takenNumbers; // of notes that have their own
    QChar m_fence;            // null: none is open
    qsizetype m_fenceLength = 0;
};

bool Collector::takeFence(QStringView line)
{
    qsizetype length = 0;
    while (length < line.size() && line[length] == line[0] && (line[0] == u'`' || line[0] == u'~'))
        ++length;
    if (!m_fence.isNull()) {
        if (length >= m_fenceLength && line[0] == m_fence &&
            line.sliced(length).trimmed().isEmpty())
            m_fence = {};
        return true;
    }
    if (length < 3 || (line[0] == u'`' && line.sliced(length).contains(u'`')))
        return false;
    m_fence = line[0];
    m_fenceLength = length;
    return true;
}

void Collector::takeLine(QStringView line)
{
    line = withoutQuoteMarks(line);
    if (line.isEmpty() || takeFence(line))
        return;
    const bool isNote = startsNote(line);
    if (isNote && m_notes.size() < kMostReferences)
        m_notes << noteName(line).toString();
    if (!isNote && m_found.targets.size() < kMostReferences) {
        const Definition definition = definitionAt(line);
        if (!definition.target.isEmpty() && !m_found.targets.contains(definition.label))
            m_found.targets[definition.label] = definition.target;
    }
    for (qsizetype at = line.indexOf(u"[^", isNote ? 2 : 0); at >= 0;
         at = line.indexOf(u"[^", at + 2))
        takeUse(noteName(line.sliced(at)));
}

void Collector::takeUse(QStringView name)
{
    if (const int number = ownNumber(name); number > 0 || name.isEmpty()) {
        m_takenNumbers << number;
    } else if (m_usedNames.size() < kMostReferences && !m_seen.contains(name.toString())) {
        m_usedNames << name.toString();
        m_seen << m_usedNames.last();
    }
}

References Collector::end()
{
    int number = 0;
    for (const QString& name : m_usedNames) {
        if (!m_notes.contains(name))
            continue;
        while (m_takenNumbers.contains(++number)) {
        }
        m_found.notes[name] = number;
    }
    return std::move(m_found);
}

} // namespace

QString References::targetOf(QStringView label) const
{
    return targets.isEmpty() || label.size() > kLongestLabel ? QString()
                                                             : targets.value(foldedLabel(label));
}

int References::numberOf(QStringView noteName) const
{
    const int number = ownNumber(noteName);
    return number > 0 ? number : notes.value(noteName.toString());
}

References referencesIn(const QString& text)
{
    if (!text.contains(QLatin1String("]:")))
        return {};
    Collector collector;
    for (const QStringView line : QStringView(text).tokenize(u'\n'))
        collector.takeLine(line);
    return collector.end();
}

QStringView noteName(QStringView text)
{
    if (!text.startsWith(u"[^"))
        return {};
    const qsizetype limit = std::min(text.size(), 2 + kLongestName);
    qsizetype end = 2;
    while (end < limit && (text[end].isLetterOrNumber() || QStringView(u"-_.").contains(text[end])))
        ++end;
    return end < text.size() && text[end] == u']' ? text.first(end).sliced(2) : QStringView();
}

bool startsNote(QStringView text)
{
    const QStringView name = noteName(text);
    return !name.isEmpty() && text.sliced(noteReferenceSize(name)).startsWith(u':');
}

Definition definitionAt(QStringView line)
{
    if (!line.startsWith(u'[') || line.startsWith(u"[^"))
        return {};
    const qsizetype end = line.first(std::min(line.size(), kLongestLabel)).indexOf(u"]:");
    if (end < 0)
        return {};
    const QStringView label = line.first(end).sliced(1);
    const QStringView rest = line.sliced(end + 2).trimmed();
    const QStringView address = rest.startsWith(u'<') ? rest.sliced(1) : rest;
    if (label.contains(u'[') || label.contains(u']') ||
        !(address.startsWith(QLatin1String("http"), Qt::CaseInsensitive) ||
          address.startsWith(QLatin1String("mailto:"), Qt::CaseInsensitive)))
        return {};
    const Destination destination = destinationAt(rest);
    const QString folded = foldedLabel(label);
    if (folded.isEmpty() || destination.end != rest.size() || !linkTarget(destination.address))
        return {};
    return {folded, destination.address};
}

} // namespace ui::markdown
