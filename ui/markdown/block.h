// Markdown as a flat list of blocks: what the chat view stacks below one another. Plain values.
//
// Nesting is an indent and a quote depth on each block rather than a tree: it is all that drawing
// needs, and no document can make it deep.
#pragma once

#include <QList>
#include <QString>

namespace ui::markdown {

// A run of text in one style.
struct Span
{
    QString text;
    bool bold = false;
    bool italic = false;
    bool strike = false;
    bool code = false;
    bool underline = false;
    bool marked = false;    // as with a pen for highlighting
    bool isNote = false;    // a number that refers to a note
    QString link = {};      // an address that linkTarget() allows, else empty
    int script = 0;         // 1: raised, -1: lowered, as in formulas and of notes
    QString math = {};      // of a formula that can be drawn, its source; text has its brackets too
    bool isDisplay = false; // of a formula: in a line of its own

    bool operator==(const Span&) const = default;
};

using Spans = QList<Span>;

// How much of a text is markup.
enum class Dialect
{
    Markdown,
    AsTyped // code, formulas and addresses alone; every other character is shown
};

enum class BlockKind
{
    Paragraph,
    Heading,
    ListItem,
    Code,
    Table,
    Rule
};

// What a quote may be besides one.
enum class Alert
{
    None,
    Note,
    Tip,
    Important,
    Warning,
    Caution
};

struct Block
{
    BlockKind kind = BlockKind::Paragraph;
    int indent = 0;            // list levels it stands in, an item's own level included
    int quoteDepth = 0;        // block quotes it stands in
    int quotedIn = 0;          // list levels that these stand in
    Alert alert = Alert::None; // that the outermost of them is
    bool beginsAlert = false;  // of a Paragraph: it is the alert's name
    int level = 0;             // of a Heading: 1..6
    QString marker;            // of a ListItem: "•", "3.", "☐", "☑"
    Spans spans;               // of Paragraph, Heading and ListItem
    QString code;              // of Code: the lines, as they are
    QString language;          // of Code: first word after the fence
    QList<QList<Spans>> rows;  // of a Table, the header first unless continued; all of one length
    QList<Qt::Alignment> alignments; // of a Table, per column
    bool continued = false; // a piece of a longer paragraph or table: joins the block above

    bool operator==(const Block&) const = default;
};

} // namespace ui::markdown
