#include "ui/markdown/list_indents.h"

#include "ui/markdown/block_item.h"
#include "ui/markdown/block_spacing.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace ui::markdown {

namespace {

constexpr int kIndentWidth = 26;  // of lists with narrow markers
constexpr int kDeepestShown = 10; // levels beyond this are drawn alike
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

struct List
{
    std::size_t parent = kNone;
    double indent = 0; // beyond its parent's
};

} // namespace

std::vector<ListIndent>
listIndents(const std::vector<const Block*>& blocks, const QFontMetricsF& metrics, double pixel)
{
    std::vector<List> lists;        // parents before their children
    std::vector<std::size_t> open;  // the list of each level
    std::vector<std::size_t> inner; // the innermost list of each block
    std::vector<std::size_t> outer; // the innermost of those that its quotes stand in
    int quoteDepth = 0;
    std::size_t quotedIn = 0;
    for (const Block* block : blocks) {
        const auto levels = std::size_t(std::clamp(block->indent, 0, kDeepestShown));
        const auto levelsOutside = std::min(levels, std::size_t(std::max(0, block->quotedIn)));
        const std::size_t formerOutside = std::exchange(quotedIn, levelsOutside);
        if (std::exchange(quoteDepth, block->quoteDepth) != block->quoteDepth ||
            formerOutside != levelsOutside)
            open.resize(
                std::min(open.size(), block->quoteDepth > 0 ? levelsOutside : formerOutside));
        open.resize(std::min(open.size(), levels));
        while (open.size() < levels) {
            lists.push_back({open.empty() ? kNone : open.back(), kIndentWidth * pixel});
            open.push_back(lists.size() - 1);
        }
        inner.push_back(open.empty() ? kNone : open.back());
        outer.push_back(levelsOutside == 0 ? kNone : open[levelsOutside - 1]);
        if (!block->marker.isEmpty() && !open.empty()) {
            const double marker = metrics.horizontalAdvance(block->marker) + kMarkerGap * pixel;
            lists[open.back()].indent = std::max(lists[open.back()].indent, std::ceil(marker));
        }
    }
    for (List& list : lists)
        list.indent += list.parent == kNone ? 0 : lists[list.parent].indent;
    const auto indentOf = [&](std::size_t list) { return list == kNone ? 0 : lists[list].indent; };
    std::vector<ListIndent> indents;
    indents.reserve(blocks.size());
    for (std::size_t i = 0; i < blocks.size(); ++i)
        indents.push_back({indentOf(inner[i]), indentOf(outer[i])});
    return indents;
}

std::size_t indentLists(std::vector<BlockItem>& items, const Theme& theme)
{
    std::vector<const Block*> blocks;
    blocks.reserve(items.size());
    for (const BlockItem& item : items)
        blocks.push_back(&item.block());
    const auto indents = listIndents(blocks, QFontMetricsF(theme.readingFont()), 1);
    std::size_t firstMoved = items.size();
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].setListIndent(int(indents[i].text), int(indents[i].quotes)))
            firstMoved = std::min(firstMoved, i);
    }
    return firstMoved;
}

} // namespace ui::markdown
