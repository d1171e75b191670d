// What Markdown says in one place of others: where links with labels lead, and which names notes
// have. Pure, and linear in the length of the text.
#pragma once

#include <QHash>
#include <QString>

namespace ui::markdown {

struct References
{
    QHash<QString, QString> targets; // by foldedLabel(); linkTarget() allows each
    QHash<QString, int> notes;       // by name

    bool operator==(const References&) const = default;

    QString targetOf(QStringView label) const; // empty: there is none
    int numberOf(QStringView noteName) const;  // 0: there is none
};

// Of the whole text: a definition may come after its use. Names of notes are numbered as they are
// first used, past the numbers that others have by themselves. What stands in code does not count.
References referencesIn(const QString& text);

// The name of the note that "[^name]" refers to; empty where text does not begin so.
QStringView noteName(QStringView text);
inline qsizetype noteReferenceSize(QStringView name)
{
    return name.size() + 3;
}
bool startsNote(QStringView text); // "[^name]: text"; it is one where something refers to it

// The label and the target of a line like "[label]: https://a.b 'title'"; empty where the line is
// none or the target is not allowed.
struct Definition
{
    QString label; // folded
    QString target;
};

Definition definitionAt(QStringView line);

constexpr qsizetype kLongestLabel = 200;
constexpr qsizetype kMostReferences = 4000; // of one text; further definitions are text

} // namespace ui::markdown
