// The delimiter-stack algorithm of the CommonMark specification 0.31, appendix "A parsing
// strategy", whose openers_bottom table keeps it linear.
#include "ui/markdown/emphasis.h"

#include <array>

namespace ui::markdown {

namespace {

void pair(std::vector<InlineNode>& nodes, Delimiter& opener, Delimiter& closer)
{
    const int used = opener.count >= 2 && closer.count >= 2 ? 2 : 1;
    InlineNode& first = nodes[opener.node];
    InlineNode& last = nodes[closer.node];
    if (opener.mark == u'~') {
        ++first.begins.strike;
        ++last.ends.strike;
    } else if (used == 2) {
        ++first.begins.bold;
        ++last.ends.bold;
    } else {
        ++first.begins.italic;
        ++last.ends.italic;
    }
    opener.count -= used;
    closer.count -= used;
    first.text.chop(used);
    last.text.chop(used);
}

void unlink(std::vector<Delimiter>& delimiters, int index)
{
    Delimiter& d = delimiters[std::size_t(index)];
    if (d.previous >= 0)
        delimiters[std::size_t(d.previous)].next = d.next;
    if (d.next >= 0)
        delimiters[std::size_t(d.next)].previous = d.previous;
}

} // namespace

void resolveEmphasis(std::vector<InlineNode>& nodes,
                     std::vector<Delimiter>& delimiters,
                     std::size_t bottom)
{
    const int first = int(bottom);
    const int end = int(delimiters.size());
    for (int i = first; i < end; ++i) {
        delimiters[std::size_t(i)].previous = i > first ? i - 1 : -1;
        delimiters[std::size_t(i)].next = i + 1 < end ? i + 1 : -1;
    }
    // Per mark, whether the closer may open too, and its length modulo 3: below this nothing
    // matches.
    std::array<int, 18> bottoms;
    bottoms.fill(-1);
    int at = first < end ? first : -1;
    while (at >= 0) {
        Delimiter& closer = delimiters[std::size_t(at)];
        if (!closer.canClose) {
            at = closer.next;
            continue;
        }
        const int kind = closer.mark == u'*' ? 0 : closer.mark == u'_' ? 1 : 2;
        int& lowest =
            bottoms[std::size_t(kind * 6 + (closer.canOpen ? 3 : 0) + closer.original % 3)];
        int open = closer.previous;
        bool found = false;
        for (; open >= 0 && open > lowest; open = delimiters[std::size_t(open)].previous) {
            const Delimiter& o = delimiters[std::size_t(open)];
            if (!o.canOpen || o.mark != closer.mark)
                continue;
            const bool oddSum = (o.canClose || closer.canOpen) &&
                                (o.original + closer.original) % 3 == 0 &&
                                (o.original % 3 != 0 || closer.original % 3 != 0);
            if (!oddSum) {
                found = true;
                break;
            }
        }
        if (!found) {
            lowest = closer.previous;
            const int next = closer.next;
            if (!closer.canOpen)
                unlink(delimiters, at);
            at = next;
            continue;
        }
        Delimiter& opener = delimiters[std::size_t(open)];
        pair(nodes, opener, closer);
        opener.next = at; // those between are dead
        closer.previous = open;
        if (opener.count == 0)
            unlink(delimiters, open);
        if (closer.count == 0) {
            const int next = closer.next;
            unlink(delimiters, at);
            at = next;
        }
    }
    delimiters.resize(bottom);
}

} // namespace ui::markdown
